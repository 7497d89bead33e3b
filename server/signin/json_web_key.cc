#include "signin/json_web_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "signin/encoding.h"

namespace champions::signin {
namespace {

constexpr size_t kMostKeys = 100;
constexpr size_t kCoordinateBytes = 32;
constexpr int kFewestRsaBits = 2048, kMostRsaBits = 8192;

template <class T, void (*Free)(T*)>
struct Freer {
  void operator()(T* object) const { Free(object); }
};
using Key = std::shared_ptr<EVP_PKEY>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BIGNUM, BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freer<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freer<OSSL_PARAM, OSSL_PARAM_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX, EVP_MD_CTX_free>>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Key Own(EVP_PKEY* key) { return Key(key, EVP_PKEY_free); }

std::string Text(const nlohmann::json& object, const char* name) {
  auto found = object.find(name);
  return found == object.end() || !found->is_string() ? "" : found->get<std::string>();
}

std::optional<std::string> Value(const nlohmann::json& object, const char* name) {
  auto text = Text(object, name);
  if (text.empty()) return std::nullopt;
  return FromBase64Url(text);
}

Key FromParameters(const char* kind, OSSL_PARAM_BLD* builder) {
  Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) <= 0) {
    return nullptr;
  }
  return Own(key);
}

Key ReadRsa(const nlohmann::json& json) {
  auto modulus = Value(json, "n"), exponent = Value(json, "e");
  if (!modulus || !exponent || modulus->size() > kMostRsaBits / 8 + 1 || exponent->size() > 8) {
    return nullptr;
  }
  Number n(BN_bin2bn(Bytes(*modulus), static_cast<int>(modulus->size()), nullptr));
  Number e(BN_bin2bn(Bytes(*exponent), static_cast<int>(exponent->size()), nullptr));
  Builder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder) return nullptr;
  int bits = BN_num_bits(n.get());
  if (bits < kFewestRsaBits || bits > kMostRsaBits || !BN_is_odd(n.get()) || !BN_is_odd(e.get()) ||
      BN_is_one(e.get())) {
    return nullptr;
  }
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return FromParameters("RSA", builder.get());
}

Key ReadP256(const nlohmann::json& json) {
  auto x = Value(json, "x"), y = Value(json, "y");
  if (Text(json, "crv") != "P-256" || !x || !y || x->size() != kCoordinateBytes ||
      y->size() != kCoordinateBytes) {
    return nullptr;
  }
  auto point = "\x04" + *x + *y;
  Builder builder(OSSL_PARAM_BLD_new());
  if (!builder) return nullptr;
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  auto key = FromParameters("EC", builder.get());
  KeyContext check(key ? EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr) : nullptr);
  return check && EVP_PKEY_public_check(check.get()) == 1 ? key : nullptr;
}

Key ReadEd25519(const nlohmann::json& json) {
  auto x = Value(json, "x");
  if (Text(json, "crv") != "Ed25519" || !x) return nullptr;
  EVP_PKEY* key = EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, Bytes(*x), x->size());
  return key == nullptr ? nullptr : Own(key);
}

// Two numbers side by side in a JWS; OpenSSL reads them as DER.
std::string ToDer(std::string_view signature) {
  if (signature.size() != 2 * kCoordinateBytes) return "";
  std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG, ECDSA_SIG_free>> both(ECDSA_SIG_new());
  if (!both ||
      !ECDSA_SIG_set0(both.get(), BN_bin2bn(Bytes(signature), kCoordinateBytes, nullptr),
                      BN_bin2bn(Bytes(signature) + kCoordinateBytes, kCoordinateBytes, nullptr))) {
    return "";
  }
  unsigned char* der = nullptr;
  int length = i2d_ECDSA_SIG(both.get(), &der);
  if (length <= 0) return "";
  std::string text(reinterpret_cast<char*>(der), static_cast<size_t>(length));
  OPENSSL_free(der);
  return text;
}

const char* KindOf(std::string_view algorithm) {
  if (algorithm == "RS256" || algorithm == "PS256") return "RSA";
  if (algorithm == "ES256") return "EC";
  if (algorithm == "EdDSA") return "OKP";
  return "";
}

}  // namespace

bool IsTakenAlgorithm(std::string_view algorithm) { return *KindOf(algorithm) != 0; }

std::optional<JsonWebKey> JsonWebKey::Read(const nlohmann::json& json) {
  if (!json.is_object()) return std::nullopt;
  auto use = Text(json, "use");
  if (!use.empty() && use != "sig") return std::nullopt;
  JsonWebKey key;
  key.id_ = Text(json, "kid");
  key.kind_ = Text(json, "kty");
  key.algorithm_ = Text(json, "alg");
  if (key.kind_ == "RSA") key.key_ = ReadRsa(json);
  if (key.kind_ == "EC") key.key_ = ReadP256(json);
  if (key.kind_ == "OKP") key.key_ = ReadEd25519(json);
  if (!key.key_) return std::nullopt;
  return key;
}

bool JsonWebKey::Fits(std::string_view algorithm) const {
  return kind_ == KindOf(algorithm) && (algorithm_.empty() || algorithm_ == algorithm);
}

bool JsonWebKey::Holds(std::string_view algorithm, std::string_view message,
                       std::string_view signature) const {
  if (!Fits(algorithm)) return false;
  Digest context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;
  const EVP_MD* digest = algorithm == "EdDSA" ? nullptr : EVP_sha256();
  if (!context ||
      EVP_DigestVerifyInit(context.get(), &settings, digest, nullptr, key_.get()) != 1) {
    return false;
  }
  if (algorithm == "PS256" &&
      (EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) != 1 ||
       EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return false;
  }
  std::string held(algorithm == "ES256" ? ToDer(signature) : std::string(signature));
  return EVP_DigestVerify(context.get(), Bytes(held), held.size(), Bytes(message),
                          message.size()) == 1;
}

std::vector<JsonWebKey> ReadKeySet(std::string_view text) {
  auto set = nlohmann::json::parse(text, nullptr, false);
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array() ||
      set["keys"].size() > kMostKeys) {
    throw std::runtime_error("it is no set of keys");
  }
  std::vector<JsonWebKey> keys;
  for (const auto& one : set["keys"]) {
    if (auto key = JsonWebKey::Read(one)) keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace champions::signin
