// Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds), and the codes for
// the day when the app is lost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace champions::signin {

constexpr int64_t kTotpStepSeconds = 30;
constexpr int kRecoveryCodes = 10;

// Of HOTP (RFC 4226) with this counter.
std::string TotpCode(std::string_view secret, int64_t step);
// The step whose code this is: the one now, or one beside it, after `last_step`, so that no code is
// taken twice.
std::optional<int64_t> MatchingStep(std::string_view secret, std::string_view code, int64_t now_s,
                                    int64_t last_step);

// 20 bytes, as long as what HMAC-SHA-1 makes of them.
std::string NewTotpSecret();
// `otpauth://totp/Champions:EMAIL?secret=…`
std::string TotpUri(std::string_view secret, std::string_view email);

// Readable secrets (encoding.h): 140 bits each.
std::vector<std::string> NewRecoveryCodes();
// As it is hashed: without what people add or leave out. Nothing where it cannot be one. Those of
// 80 bits that were given before, such as `ABCD-EFGH-IJKL-MNOP`, go on until they are used.
std::optional<std::string> NormalRecoveryCode(std::string_view code);

}  // namespace champions::signin
