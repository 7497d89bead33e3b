#include "console/refusals.h"

#include "console/wording.h"

namespace champions::console {
namespace {

std::string TryAgain(const ApiFailure& failure) {
  return failure.retry_after_s ? "Try again in " + InWords(*failure.retry_after_s) + "."
                               : "Try again in a minute.";
}

std::string FieldText(const std::string& field, const std::string& description) {
  if (field == "email") return "Enter an email address, like name@example.org";
  if (field == "new_password") return "The new password " + description;
  if (field == "password") return "Enter your password: at most 200 bytes";
  if (field == "totp_code") return "Enter the six digits that your app shows, or a recovery code";
  return description;
}

}  // namespace

Above WhyRefused(const ApiFailure& failure, bool code) {
  const auto& reason = failure.reason;
  if (!failure.fields.empty()) {
    Above above;
    for (const auto& [field, description] : failure.fields) {
      above.wrong.push_back({field == "totp_code" ? "code" : field, FieldText(field, description)});
    }
    return above;
  }
  auto whole = [](std::string text) { return Above{.wrong = {{"", std::move(text)}}}; };
  if (reason == "SIGN_IN_LOCKED") return whole("Too many attempts failed. " + TryAgain(failure));
  if (reason == "SIGN_IN_BUSY" || reason == "RATE_LIMITED" || reason == "OVERLOADED") {
    return whole("Too many people are signing in at this moment. " + TryAgain(failure));
  }
  if (reason == "WRONG_CODE" || (reason == "SIGN_IN_REFUSED" && code)) {
    return {
        .wrong = {{"code", "The code is not right, or was used before. Wait for the next one"}}};
  }
  if (reason == "SIGN_IN_REFUSED") {
    return whole("The email address or the password is not right, or may not sign in");
  }
  if (reason == "WRONG_PASSWORD") return {.wrong = {{"password", "The password is not right"}}};
  if (reason == "PASSWORDS_OFF") {
    return whole("Passwords are switched off here: sign in with your organisation’s account");
  }
  if (reason == "SIGN_IN_AGAIN") {
    return whole("This takes a sign-in of the last few minutes: sign out, and sign in again");
  }
  return whole("The service cannot be reached just now. " + TryAgain(failure));
}

}  // namespace champions::console
