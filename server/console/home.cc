// With a session: the first page, the end of it and of others, and a second factor that a role
// takes.
#include "base/civil.h"
#include "console/console.h"
#include "console/cookies.h"
#include "console/refusals.h"
#include "console/wording.h"

namespace champions::console {
namespace {

using gateway::HttpAnswer;

// What a page that was led to may say; nothing that a query says itself is ever shown.
std::string SaidBy(const Fields& query) {
  const auto& said = Field(query, "said");
  if (said == "signed-out") return "You have signed out.";
  if (said == "session-ended") return "The session has ended.";
  if (said == "others-ended") return "All other sessions have ended.";
  return "";
}

}  // namespace

HttpAnswer Console::Refused(Visit& visit, const ApiFailure& failure) {
  if (failure.unauthenticated) {
    ClearCookie(visit, kSessionCookie);
    return SignedOut(visit, "", {.notice = "You have been signed out."});
  }
  auto above = WhyRefused(failure, false);
  bool again = failure.reason == "SIGN_IN_AGAIN";
  auto page = DeadEndPage(again ? "Sign in again first" : "That could not be done",
                          above.wrong.front().text + ".", "Go back");
  return Show(visit, page, {}, again ? 403 : 503);
}

HttpAnswer Console::GetHome(Visit& visit) {
  Above above{.notice = SaidBy(visit.fields)};
  if (visit.session.empty()) return SignedOut(visit, "", above);
  try {
    Home home{.person = api_.WhoAmI(visit.caller)};
    if (!home.person.has_session) return SignedOut(visit, "", above);
    if (home.person.MustEnrol()) {
      return Show(visit, EnrolPage(SessionToken(visit), above), above);
    }
    home.sessions = api_.OwnSessions(visit.caller);
    Totals totals;
    if (home.person.May("reports.read")) {
      try {
        totals = api_.TotalsOf(visit.caller, QuarterOf(LondonDay(now_s_())));
        home.totals = &totals;
      } catch (const ApiFailure& failure) {
        if (failure.unauthenticated) throw;
        home.why_no_totals = "This quarter’s figures cannot be shown just now.";
      }
    }
    return Show(visit, HomePage(home, SessionToken(visit)), above);
  } catch (const ApiFailure& failure) {
    return Refused(visit, failure);
  }
}

HttpAnswer Console::PostSignOut(Visit& visit) {
  if (visit.session.empty()) return Redirect(visit, "/console");
  if (!IsOwnForm(visit, SessionToken(visit))) return OldForm(visit);
  ClearCookie(visit, kSessionCookie);
  ClearCookie(visit, kPendingCookie);
  try {
    api_.SignOut(visit.caller);
  } catch (const ApiFailure& failure) {
    // Whether or not it was heard, nobody finds the token in this browser any more.
    if (!failure.unauthenticated) {
      return Show(visit,
                  DeadEndPage("You are signed out in this browser",
                              "The service could not be told. The session ends there by itself, "
                              "unused, within the hour.",
                              "Go to the beginning"),
                  {}, 503);
    }
  }
  return Redirect(visit, "/console?said=signed-out");
}

HttpAnswer Console::PostEndSession(Visit& visit) {
  if (visit.session.empty() || !IsOwnForm(visit, SessionToken(visit))) return OldForm(visit);
  try {
    api_.EndSession(visit.caller, Field(visit.fields, "session"));
  } catch (const ApiFailure& failure) {
    // One that is not there, or not one's own, or over.
    bool gone = failure.reason == "NOT_FOUND" || failure.reason == "TRANSITION_NOT_ALLOWED" ||
                !failure.fields.empty();
    return gone ? Redirect(visit, "/console") : Refused(visit, failure);
  }
  return Redirect(visit, "/console?said=session-ended");
}

HttpAnswer Console::PostEndOthers(Visit& visit) {
  if (visit.session.empty() || !IsOwnForm(visit, SessionToken(visit))) return OldForm(visit);
  try {
    api_.EndOtherSessions(visit.caller);
  } catch (const ApiFailure& failure) {
    return Refused(visit, failure);
  }
  return Redirect(visit, "/console?said=others-ended");
}

HttpAnswer Console::PostEnrol(Visit& visit) {
  if (visit.session.empty() || !IsOwnForm(visit, SessionToken(visit))) return OldForm(visit);
  try {
    auto enrolment = api_.EnrolTotp(visit.caller, Field(visit.fields, "password"));
    return Show(visit, ConfirmPage(SessionToken(visit), &enrolment, {}));
  } catch (const ApiFailure& failure) {
    if (failure.unauthenticated || failure.reason == "SIGN_IN_AGAIN") {
      return Refused(visit, failure);
    }
    auto above = failure.reason == "TOTP_ENROLLED"
                     ? Above{.wrong = {{"",
                                        "You have set one up already: sign out, and sign in "
                                        "with its code"}}}
                     : WhyRefused(failure, false);
    return ShowRefusal(visit, EnrolPage(SessionToken(visit), above), above, failure);
  }
}

HttpAnswer Console::PostConfirm(Visit& visit) {
  if (visit.session.empty() || !IsOwnForm(visit, SessionToken(visit))) return OldForm(visit);
  const auto& code = Field(visit.fields, "code");
  std::vector<std::string> codes;
  try {
    codes = api_.ConfirmTotp(visit.caller, code);
  } catch (const ApiFailure& failure) {
    if (failure.unauthenticated) return Refused(visit, failure);
    auto above = WhyRefused(failure, true);
    return ShowRefusal(visit, ConfirmPage(SessionToken(visit), nullptr, above), above, failure);
  }
  // This session could do nothing else; the next one is signed in to with a code.
  ClearCookie(visit, kSessionCookie);
  try {
    api_.SignOut(visit.caller);
  } catch (const ApiFailure&) {
    // It ends by itself.
  }
  return Show(visit, RecoveryCodesPage(codes));
}

}  // namespace champions::console
