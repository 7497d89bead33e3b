#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

#include "client-cli/core/connection.h"

namespace champions::cli {
namespace {

using Bytes = std::array<unsigned char, 16>;

std::string Format(Bytes bytes, unsigned char version) {
  static constexpr char kHex[] = "0123456789abcdef";
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 15];
  }
  return text;
}

}  // namespace

std::string NewRequestId() {
  Bytes bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw std::runtime_error("this machine gives no random bytes");
  }
  return Format(bytes, 4);
}

std::string DerivedRequestId(const std::string& base, std::uint64_t number) {
  const std::string name = base + "/" + std::to_string(number);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(name.data(), name.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("cannot compute SHA-256");
  }
  Bytes bytes{};
  std::copy(digest.begin(), digest.begin() + bytes.size(), bytes.begin());
  return Format(bytes, 8);
}

}  // namespace champions::cli
