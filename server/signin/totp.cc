#include "signin/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

#include "auth/token.h"
#include "signin/encoding.h"

namespace champions::signin {
namespace {

constexpr int kSkewSteps = 1;
constexpr size_t kEarlierDigits = 16;

}  // namespace

std::string TotpCode(std::string_view secret, int64_t step) {
  unsigned char counter[8];
  for (int i = 0; i < 8; ++i) counter[i] = static_cast<unsigned char>(step >> (56 - 8 * i));
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter, sizeof counter,
           digest, &length) == nullptr) {
    throw std::runtime_error("HMAC-SHA-1 failed");
  }
  int at = digest[length - 1] & 15;
  uint32_t number = static_cast<uint32_t>(digest[at] & 0x7f) << 24 | digest[at + 1] << 16 |
                    digest[at + 2] << 8 | digest[at + 3];
  auto text = std::to_string(number % 1'000'000);
  return std::string(6 - text.size(), '0') + text;
}

std::optional<int64_t> MatchingStep(std::string_view secret, std::string_view code, int64_t now_s,
                                    int64_t last_step) {
  int64_t now = now_s / kTotpStepSeconds;
  std::optional<int64_t> found;
  for (int64_t step = now - kSkewSteps; step <= now + kSkewSteps; ++step) {
    if (auth::SameBytes(TotpCode(secret, step), code) && step > last_step) found = step;
  }
  return found;
}

std::string NewTotpSecret() { return RandomBytes(20); }

std::string TotpUri(std::string_view secret, std::string_view email) {
  return "otpauth://totp/Champions:" + ToPercent(email) + "?secret=" + ToBase32(secret) +
         "&issuer=Champions&algorithm=SHA1&digits=6&period=30";
}

std::vector<std::string> NewRecoveryCodes() {
  std::vector<std::string> codes;
  for (int i = 0; i < kRecoveryCodes; ++i) codes.push_back(NewReadableSecret());
  return codes;
}

std::optional<std::string> NormalRecoveryCode(std::string_view code) {
  if (auto digits = ReadableDigits(code)) return digits;
  std::string earlier;
  for (char c : code) {
    if (c == '-' || c == ' ') continue;
    earlier += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (earlier.size() != kEarlierDigits) return std::nullopt;
  return earlier;
}

}  // namespace champions::signin
