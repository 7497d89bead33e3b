#include "auth/token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/stat.h>

#include <fstream>
#include <stdexcept>

#include "db/parameter.h"

namespace champions::auth {

std::string NewToken() {
  unsigned char random[32];
  if (RAND_bytes(random, sizeof random) != 1) throw std::runtime_error("no random bytes");
  auto hex = *db::Bytes({reinterpret_cast<char*>(random), sizeof random});
  return "chk_" + hex.substr(2);
}

std::string HmacSha256(std::string_view key, std::string_view message) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest, &length);
  return {reinterpret_cast<char*>(digest), length};
}

std::string Sha256(std::string_view message) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(message.data(), message.size(), digest, &length, EVP_sha256(), nullptr);
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
