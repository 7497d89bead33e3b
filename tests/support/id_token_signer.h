// Signs ID tokens as an issuer of OpenID Connect does.
#pragma once

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>

#include "signin/encoding.h"

namespace champions::test {

// A key pair that can sign as an issuer does, and publishes its half.
class IdTokenSigner {
 public:
  IdTokenSigner(std::string algorithm, std::string id, EVP_PKEY* key)
      : algorithm_(std::move(algorithm)), id_(std::move(id)), key_(key, EVP_PKEY_free) {}
  static IdTokenSigner Rsa(const char* algorithm = "RS256", const std::string& id = "rsa",
                           size_t bits = 2048) {
    return IdTokenSigner(algorithm, id, EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits));
  }
  static IdTokenSigner P256() {
    return IdTokenSigner("ES256", "ec", EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  }
  static IdTokenSigner Ed25519() {
    return IdTokenSigner("EdDSA", "ed", EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }

  // `more` is put into the key, such as `,"use":"enc"`.
  std::string Jwk(const std::string& more = "") const {
    auto start = "{\"kid\":\"" + id_ + "\"" + more + ",\"kty\":";
    if (algorithm_ == "EdDSA") {
      std::string raw(32, '\0');
      size_t length = raw.size();
      EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()),
                                  &length);
      return start + "\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + signin::ToBase64Url(raw) + "\"}";
    }
    if (algorithm_ == "ES256") {
      return start + "\"EC\",\"crv\":\"P-256\",\"x\":\"" + Number(OSSL_PKEY_PARAM_EC_PUB_X, 32) +
             "\",\"y\":\"" + Number(OSSL_PKEY_PARAM_EC_PUB_Y, 32) + "\"}";
    }
    return start + "\"RSA\",\"n\":\"" + Number(OSSL_PKEY_PARAM_RSA_N, 0) + "\",\"e\":\"" +
           Number(OSSL_PKEY_PARAM_RSA_E, 0) + "\"}";
  }

  std::string Sign(const std::string& claims, std::string header = "") const {
    if (header.empty()) header = "{\"alg\":\"" + algorithm_ + "\",\"kid\":\"" + id_ + "\"}";
    auto message = signin::ToBase64Url(header) + "." + signin::ToBase64Url(claims);
    return message + "." + signin::ToBase64Url(Signature(message));
  }

 private:
  std::string Number(const char* name, int bytes) const {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &number);
    std::string text(static_cast<size_t>(bytes > 0 ? bytes : BN_num_bytes(number)), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()),
                 static_cast<int>(text.size()));
    BN_free(number);
    return signin::ToBase64Url(text);
  }

  std::string Signature(const std::string& message) const {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                    EVP_MD_CTX_free);
    EVP_PKEY_CTX* settings = nullptr;
    const EVP_MD* digest = algorithm_ == "EdDSA" ? nullptr : EVP_sha256();
    EVP_DigestSignInit(context.get(), &settings, digest, nullptr, key_.get());
    if (algorithm_ == "PS256") {
      EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST);
    }
    std::string signature(1024, '\0');
    size_t length = signature.size();
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                   reinterpret_cast<const unsigned char*>(message.data()), message.size());
    signature.resize(length);
    if (algorithm_ != "ES256") return signature;
    const auto* der = reinterpret_cast<const unsigned char*>(signature.data());
    ECDSA_SIG* both = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(length));
    std::string raw(64, '\0');
    auto* out = reinterpret_cast<unsigned char*>(raw.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(both), out, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(both), out + 32, 32);
    ECDSA_SIG_free(both);
    return raw;
  }

  std::string algorithm_, id_;
  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace champions::test
