// Until there is a session: passwords, codes, and the password that takes a temporary one's place.
#include "console/console.h"
#include "console/cookies.h"
#include "console/refusals.h"

namespace champions::console {
namespace {

using gateway::HttpAnswer;

constexpr const char* kTookTooLong =
    "That took too long, or was begun elsewhere. Sign in again from the beginning";

std::string Trimmed(const std::string& text) {
  auto from = text.find_first_not_of(' ');
  if (from == text.npos) return "";
  return text.substr(from, text.find_last_not_of(' ') - from + 1);
}

Above Whole(const char* text) { return {.wrong = {{"", text}}}; }

}  // namespace

HttpAnswer Console::SignedOut(Visit& visit, const std::string& email, const Above& above,
                              int status) {
  Options options;
  try {
    options = api_.SignInOptions(visit.nobody);
  } catch (const ApiFailure& failure) {
    return ShowRefusal(
        visit,
        DeadEndPage("The service cannot be reached", "Nobody can sign in just now.", "Try again"),
        {}, failure);
  }
  // What a form comes from is what its browser was given before.
  if (visit.is_new_pending) SetCookie(visit, kPendingCookie, visit.pending);
  return Show(visit, SignInPage(options, PendingToken(visit), email, above), above, status);
}

HttpAnswer Console::FailedSignIn(Visit& visit, const std::string& email,
                                 const ApiFailure& failure) {
  auto answer = SignedOut(visit, email, WhyRefused(failure, false), 422);
  if (failure.reason == "SIGN_IN_LOCKED") answer.status = 429;
  if (failure.reason == "SIGN_IN_BUSY" || failure.reason.empty()) answer.status = 503;
  if (failure.retry_after_s) {
    answer.headers.emplace_back("Retry-After", std::to_string(*failure.retry_after_s));
  }
  return answer;
}

// A new session, under a token that nobody had before; the one before it in this browser ends.
HttpAnswer Console::Enter(Visit& visit, const NewSession& session) {
  pending_.Drop(visit.pending);
  ClearCookie(visit, kPendingCookie);
  if (!visit.session.empty()) {
    try {
      api_.SignOut(visit.caller);
    } catch (const ApiFailure&) {
      // It had ended, or ends by itself.
    }
  }
  SetCookie(visit, kSessionCookie, session.token);
  return Redirect(visit, "/console");
}

HttpAnswer Console::AskMore(Visit& visit, const Pending& pending, const char* path) {
  pending_.Drop(visit.pending);
  visit.pending = pending_.Put(visit.request.address, pending);
  SetCookie(visit, kPendingCookie, visit.pending);
  return Redirect(visit, path);
}

HttpAnswer Console::PostPassword(Visit& visit) {
  if (visit.is_new_pending || !IsOwnForm(visit, PendingToken(visit))) return OldForm(visit);
  PasswordSignIn given{.email = Trimmed(Field(visit.fields, "email")),
                       .password = Field(visit.fields, "password")};
  Above above;
  if (given.email.empty()) above.wrong.push_back({"email", "Enter your email address"});
  if (given.password.empty()) above.wrong.push_back({"password", "Enter your password"});
  if (!above.wrong.empty()) return SignedOut(visit, given.email, above, 422);
  HttpAnswer answer;
  try {
    answer = Enter(visit, api_.SignInWithPassword(visit.nobody, given));
  } catch (const ApiFailure& failure) {
    Pending pending{.email = given.email, .password = given.password};
    if (failure.reason == "TOTP_REQUIRED") {
      pending.code_asked = true;
      answer = AskMore(visit, pending, "/console/code");
    } else if (failure.reason == "PASSWORD_CHANGE_REQUIRED") {
      pending.new_password_asked = true;
      answer = AskMore(visit, pending, "/console/new-password");
    } else {
      answer = FailedSignIn(visit, given.email, failure);
    }
    Wipe(pending);
  }
  Wipe(given.password);
  return answer;
}

HttpAnswer Console::GetCode(Visit& visit) {
  auto pending = pending_.Find(visit.pending);
  bool right = pending && pending->code_asked && !pending->new_password_asked;
  if (pending) Wipe(*pending);
  if (!right) return SignedOut(visit, "", Whole(kTookTooLong));
  return Show(visit, CodePage(PendingToken(visit), {}));
}

HttpAnswer Console::PostCode(Visit& visit) {
  if (!IsOwnForm(visit, PendingToken(visit))) return OldForm(visit);
  auto pending = pending_.Find(visit.pending);
  if (!pending || !pending->code_asked) return SignedOut(visit, "", Whole(kTookTooLong), 422);
  auto code = Trimmed(Field(visit.fields, "code"));
  HttpAnswer answer;
  try {
    if (code.empty()) {
      Above above{.wrong = {{"code", "Enter the code of your authenticator app"}}};
      answer = Show(visit, CodePage(PendingToken(visit), above), above, 422);
    } else if (pending->by_issuer()) {
      answer = PostIssuerCode(visit, *pending, code);
    } else {
      answer = Enter(visit, api_.SignInWithPassword(visit.nobody,
                                                    {pending->email, pending->password, code, ""}));
    }
  } catch (const ApiFailure& failure) {
    if (failure.reason == "PASSWORD_CHANGE_REQUIRED") {
      pending->new_password_asked = true;
      answer = AskMore(visit, *pending, "/console/new-password");
    } else {
      auto above = WhyRefused(failure, true);
      answer = ShowRefusal(visit, CodePage(PendingToken(visit), above), above, failure);
    }
  }
  Wipe(*pending);
  return answer;
}

HttpAnswer Console::PostIssuerCode(Visit& visit, const Pending& pending, const std::string& code) {
  try {
    return Enter(visit,
                 api_.SignInWithIdToken(visit.nobody, pending.id_token, pending.nonce, code));
  } catch (const ApiFailure& failure) {
    // A wrong code has used the ID token up, and one that is too old does not get younger.
    bool over = failure.reason == "SIGN_IN_REFUSED" || failure.reason == "INVALID_ID_TOKEN";
    if (!over) throw;
    pending_.Drop(visit.pending);
    return SignedOut(visit, "",
                     Whole("The code was not right, or came too late. Sign in with your "
                           "organisation’s account again"),
                     422);
  }
}

HttpAnswer Console::GetNewPassword(Visit& visit) {
  auto pending = pending_.Find(visit.pending);
  bool right = pending && pending->new_password_asked;
  bool with_code = pending && pending->code_asked;
  auto email = pending ? pending->email : "";
  if (pending) Wipe(*pending);
  if (!right) return SignedOut(visit, "", Whole(kTookTooLong));
  return Show(visit, NewPasswordPage(PendingToken(visit), email, with_code, {}));
}

HttpAnswer Console::PostNewPassword(Visit& visit) {
  if (!IsOwnForm(visit, PendingToken(visit))) return OldForm(visit);
  auto pending = pending_.Find(visit.pending);
  if (!pending || !pending->new_password_asked) {
    return SignedOut(visit, "", Whole(kTookTooLong), 422);
  }
  bool with_code = pending->code_asked;
  PasswordSignIn given{pending->email, pending->password, Trimmed(Field(visit.fields, "code")),
                       Field(visit.fields, "new_password")};
  Wipe(*pending);
  Above above;
  if (given.new_password.empty()) {
    above.wrong.push_back({"new_password", "Enter a new password"});
  } else if (given.new_password != Field(visit.fields, "again")) {
    above.wrong.push_back({"again", "The two passwords are not the same"});
  }
  if (with_code && given.code.empty()) {
    above.wrong.push_back({"code", "Enter the code of your authenticator app"});
  }
  auto page = [&] { return NewPasswordPage(PendingToken(visit), given.email, with_code, above); };
  HttpAnswer answer;
  if (!above.wrong.empty()) {
    answer = Show(visit, page(), above, 422);
  } else {
    try {
      answer = Enter(visit, api_.SignInWithPassword(visit.nobody, given));
    } catch (const ApiFailure& failure) {
      if (failure.reason == "SIGN_IN_REFUSED" && !with_code) {
        pending_.Drop(visit.pending);
        answer = FailedSignIn(visit, "", failure);
      } else {
        above = WhyRefused(failure, true);
        answer = ShowRefusal(visit, page(), above, failure);
      }
    }
  }
  Wipe(given.password);
  Wipe(given.new_password);
  return answer;
}

}  // namespace champions::console
