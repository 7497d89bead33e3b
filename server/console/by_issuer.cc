// With the organisation's account: to the issuer and back.
#include "console/console.h"
#include "console/cookies.h"
#include "console/refusals.h"

namespace champions::console {
namespace {

using gateway::HttpAnswer;

constexpr size_t kMostShownBytes = 200;

// What came in a query is shown, if at all, cut, at the border of a character.
std::string Cut(const std::string& text) {
  size_t end = std::min(text.size(), kMostShownBytes);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace

IssuerClient::Settings Console::IssuerSettingsOf(const Options& options) const {
  return {options.issuer, options.client_id, settings_.public_url + "/console/callback",
          options.scopes};
}

HttpAnswer Console::IssuerDeadEnd(Visit& visit, const std::string& text, int status) {
  return Show(visit, DeadEndPage("You are not signed in", text, "Go to the beginning"), {}, status);
}

HttpAnswer Console::BeginByIssuer(Visit& visit) {
  // A page of somebody else's has no business to begin it.
  const auto& from = visit.request.fetch_site;
  if (!from.empty() && from != "same-origin" && from != "none") return Redirect(visit, "/console");
  try {
    auto options = api_.SignInOptions(visit.nobody);
    if (options.issuer.empty()) return Redirect(visit, "/console");
    auto begun = BegunSignIns::New();
    auto where = issuer_->AddressFor(IssuerSettingsOf(options), begun);
    SetCookie(visit, kIssuerCookie, begun_.Seal(begun));
    return Redirect(visit, where);
  } catch (const IssuerFailure& failure) {
    return IssuerDeadEnd(visit, failure.text, 503);
  } catch (const ApiFailure&) {
    return IssuerDeadEnd(visit, "The service cannot be reached just now.", 503);
  }
}

HttpAnswer Console::EndByIssuer(Visit& visit) {
  auto begun = begun_.Open(Cookie(visit.request.cookie, kIssuerCookie));
  // Nothing of an answer is shown, or done, that this browser did not ask for.
  if (!begun || !auth::SameBytes(Field(visit.fields, "state"), begun->state)) {
    return IssuerDeadEnd(
        visit, "This sign-in was not begun in this browser, or more than ten minutes ago.", 400);
  }
  ClearCookie(visit, kIssuerCookie);
  std::string id_token;
  try {
    auto options = api_.SignInOptions(visit.nobody);
    auto endpoints = issuer_->Discover(options.issuer);
    bool named = visit.fields.count("iss") > 0;
    // Another issuer's code must not reach this one's token endpoint.
    if (named ? Field(visit.fields, "iss") != options.issuer : endpoints.names_itself) {
      return IssuerDeadEnd(visit, "This is the answer of another sign-in service.", 400);
    }
    if (visit.fields.count("error") > 0) {
      const auto& error = Field(visit.fields, "error");
      if (error == "access_denied") {
        return IssuerDeadEnd(visit,
                             "Your organisation’s sign-in service says that you, or it, said "
                             "no. You can try again.",
                             403);
      }
      const auto& description = Field(visit.fields, "error_description");
      return IssuerDeadEnd(visit,
                           "Your organisation’s sign-in service could not sign you in: " +
                               Cut(error) + (description.empty() ? "" : ": " + Cut(description)),
                           403);
    }
    const auto& code = Field(visit.fields, "code");
    if (code.empty()) return IssuerDeadEnd(visit, "The answer has no code in it.", 400);
    id_token = issuer_->Exchange(IssuerSettingsOf(options), *begun, code);
    return Enter(visit, api_.SignInWithIdToken(visit.nobody, id_token, begun->nonce, ""));
  } catch (const IssuerFailure& failure) {
    return IssuerDeadEnd(visit, failure.text, failure.unavailable ? 503 : 403);
  } catch (const ApiFailure& failure) {
    if (failure.reason == "TOTP_REQUIRED") {
      return AskMore(visit, {.id_token = id_token, .nonce = begun->nonce, .code_asked = true},
                     "/console/code");
    }
    if (failure.reason == "SIGN_IN_REFUSED") {
      return IssuerDeadEnd(
          visit,
          "Your organisation’s account may not sign in here. Ask your administrator whether you "
          "are a user, with the email address that your organisation has confirmed.",
          403);
    }
    if (failure.reason == "INVALID_ID_TOKEN") {
      return IssuerDeadEnd(visit,
                           "What your organisation’s sign-in service says of you was not taken. "
                           "Begin again.",
                           403);
    }
    auto above = WhyRefused(failure, false);
    return IssuerDeadEnd(visit, above.wrong.front().text, 503);
  }
}

}  // namespace champions::console
