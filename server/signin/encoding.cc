#include "signin/encoding.h"

#include <openssl/rand.h>

#include <cstdint>
#include <stdexcept>

namespace champions::signin {
namespace {

constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// The bits of the bytes in digits of so many bits each; what is missing at the end is zero.
std::string Encode(std::string_view bytes, std::string_view digits, int bits_each) {
  std::string text;
  uint32_t held = 0;
  int bits = 0;
  for (unsigned char byte : bytes) {
    held = held << 8 | byte;
    for (bits += 8; bits >= bits_each; bits -= bits_each) {
      text += digits[held >> (bits - bits_each) & (digits.size() - 1)];
    }
  }
  if (bits > 0) text += digits[held << (bits_each - bits) & (digits.size() - 1)];
  return text;
}

}  // namespace

std::string ToBase64Url(std::string_view bytes) { return Encode(bytes, kBase64Url, 6); }

std::optional<std::string> FromBase64Url(std::string_view text) {
  std::string bytes;
  uint32_t held = 0;
  int bits = 0;
  for (char c : text) {
    auto value = kBase64Url.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    held = held << 6 | static_cast<uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(held >> bits & 0xff);
    }
  }
  if (ToBase64Url(bytes) != text) return std::nullopt;
  return bytes;
}

std::string ToBase32(std::string_view bytes) { return Encode(bytes, kBase32, 5); }

std::string ToPercent(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (unsigned char c : text) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      encoded += static_cast<char>(c);
    } else {
      encoded += '%';
      encoded += kHex[c >> 4];
      encoded += kHex[c & 15];
    }
  }
  return encoded;
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
    throw std::runtime_error("no random bytes");
  }
  return bytes;
}

std::string ToLower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace champions::signin
