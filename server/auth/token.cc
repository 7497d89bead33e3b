#include "auth/token.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <stdexcept>

#include "db/parameter.h"

namespace champions::auth {
namespace {

using MacContext = std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)>;

MacContext NewHmacSha256() {
  std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr),
                                                        EVP_MAC_free);
  MacContext context(mac ? EVP_MAC_CTX_new(mac.get()) : nullptr, EVP_MAC_CTX_free);
  char digest[] = "SHA256";
  OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                             OSSL_PARAM_construct_end()};
  if (!context || EVP_MAC_CTX_set_params(context.get(), parameters) != 1) {
    throw std::runtime_error("HMAC-SHA-256 failed");
  }
  return context;
}

}  // namespace

std::string NewToken(std::string_view prefix) {
  unsigned char random[32];
  if (RAND_bytes(random, sizeof random) != 1) throw std::runtime_error("no random bytes");
  auto hex = *db::Bytes({reinterpret_cast<char*>(random), sizeof random});
  return std::string(prefix) + hex.substr(2);
}

std::string NewUuid() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) throw std::runtime_error("no random bytes");
  auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                    std::chrono::system_clock::now().time_since_epoch())
                    .count();
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(now_ms >> (40 - 8 * i));
  bytes[6] = static_cast<unsigned char>(0x70 | (bytes[6] & 0x0f));
  bytes[8] = static_cast<unsigned char>(0x80 | (bytes[8] & 0x3f));
  std::string id;
  for (int i = 0; i < 16; ++i) {
    static constexpr char kDigits[] = "0123456789abcdef";
    if (i == 4 || i == 6 || i == 8 || i == 10) id += '-';
    id += kDigits[bytes[i] >> 4];
    id += kDigits[bytes[i] & 15];
  }
  return id;
}

std::string HmacSha256(std::string_view key, std::string_view message) {
  // One to a thread: looking HMAC and SHA-256 up costs more than a short message.
  thread_local const MacContext kContext = NewHmacSha256();
  unsigned char digest[EVP_MAX_MD_SIZE];
  size_t length = 0;
  // Not null where it is empty: no key would mean the one before.
  auto bytes = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.empty() ? "" : text.data());
  };
  if (EVP_MAC_init(kContext.get(), bytes(key), key.size(), nullptr) != 1 ||
      EVP_MAC_update(kContext.get(), bytes(message), message.size()) != 1 ||
      EVP_MAC_final(kContext.get(), digest, &length, sizeof digest) != 1) {
    throw std::runtime_error("HMAC-SHA-256 failed");
  }
  return {reinterpret_cast<char*>(digest), length};
}

std::string Sha256(std::string_view message) {
  // Fetched once: EVP_sha256() would look the implementation up each time.
  static EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(message.data(), message.size(), digest, &length, kSha256, nullptr);
  return {reinterpret_cast<char*>(digest), length};
}

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr || EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");
  }
}

Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(context_); }

void Sha256Stream::Add(std::string_view part) {
  if (EVP_DigestUpdate(context_, part.data(), part.size()) != 1) {
    throw std::runtime_error("SHA-256 failed");
  }
}

std::string Sha256Stream::Finish() {
  std::string digest(32, '\0');
  if (EVP_DigestFinal_ex(context_, reinterpret_cast<unsigned char*>(digest.data()), nullptr) != 1) {
    throw std::runtime_error("SHA-256 failed");
  }
  return digest;
}

KeyedHash::KeyedHash(std::string_view key) {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  keyed_ = EVP_MAC_CTX_new(mac);
  EVP_MAC_free(mac);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0),
                                   OSSL_PARAM_construct_end()};
  if (EVP_MAC_init(keyed_, reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                   parameters) != 1) {
    throw std::runtime_error("HMAC-SHA-256 is not there");
  }
}

KeyedHash::~KeyedHash() { EVP_MAC_CTX_free(keyed_); }

std::string KeyedHash::Of(std::string_view message) const {
  std::unique_ptr<EVP_MAC_CTX, void (*)(EVP_MAC_CTX*)> context(EVP_MAC_CTX_dup(keyed_),
                                                               EVP_MAC_CTX_free);
  unsigned char digest[EVP_MAX_MD_SIZE];
  size_t length = 0;
  EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(message.data()),
                 message.size());
  if (EVP_MAC_final(context.get(), digest, &length, sizeof digest) != 1) {
    throw std::runtime_error("HMAC-SHA-256 failed");
  }
  return {reinterpret_cast<char*>(digest), length};
}

bool SameBytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string ReadPepper(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    throw std::runtime_error("secrets.pepper_file: cannot read " + path);
  }
  if ((info.st_mode & 077) != 0) {
    throw std::runtime_error("secrets.pepper_file: others may read " + path + ": chmod 600 it");
  }
  std::ifstream file(path);
  std::string hex;
  file >> hex;
  if (hex.size() < 64 || hex.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
    throw std::runtime_error("secrets.pepper_file: " + path +
                             " must hold at least 64 hex digits, as `openssl rand -hex 32` gives");
  }
  return db::FromBytes("\\x" + hex);
}

}  // namespace champions::auth
