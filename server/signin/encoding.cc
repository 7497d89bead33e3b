#include "signin/encoding.h"

#include <openssl/rand.h>

#include <cstdint>
#include <stdexcept>

namespace champions::signin {
namespace {

constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kCrockford = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t kReadableDigits = 28;

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

std::string NewReadableSecret() {
  std::string secret;
  size_t digits = 0;
  for (unsigned char byte : RandomBytes(kReadableDigits)) {
    if (digits++ % 4 == 0 && digits > 1) secret += '-';
    secret += kCrockford[byte % kCrockford.size()];  // 256 is a multiple of 32
  }
  return secret;
}

std::optional<std::string> ReadableDigits(std::string_view text) {
  std::optional<std::string> digits(std::in_place);
  for (char c : ToLower(text)) {
    if (c == '-' || c == ' ') continue;
    if (c == 'o') c = '0';
    if (c == 'i' || c == 'l') c = '1';
    if (kCrockford.find(c) == std::string_view::npos) return std::nullopt;
    *digits += c;
  }
  if (digits->size() != kReadableDigits) digits.reset();
  return digits;
}

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
