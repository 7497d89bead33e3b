// What holds for every page: who may ask, by which host, with which form; headers and cookies.
#include "console/console.h"

#include <algorithm>
#include <ctime>

#include "console/cookies.h"
#include "console/style.h"
#include "console/wording.h"
#include "signin/encoding.h"

namespace champions::console {
namespace {

using gateway::HttpAnswer;
using gateway::HttpRequest;

// Of `https://host:port`.
std::string AuthorityOf(const std::string& url) { return url.substr(url.find("://") + 3); }

// `chs_` and 64 hex digits: nothing else is put into a call's metadata.
bool IsSessionToken(const std::string& text) {
  constexpr std::string_view kPrefix = "chs_";
  if (text.size() != kPrefix.size() + 64 || text.rfind(kPrefix, 0) != 0) return false;
  return text.find_first_not_of("0123456789abcdef", kPrefix.size()) == text.npos;
}

// One of two keys, so that what is sealed and what is signed never share one.
std::string KeyFor(const char* purpose, const std::string& key) {
  return auth::HmacSha256(key, purpose);
}

std::vector<std::pair<std::string, std::string>> PageHeaders() {
  return {{"Content-Security-Policy",
           "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
           "frame-ancestors 'none'"},
          // With no-referrer browsers say `Origin: null` of a page's own forms.
          {"Referrer-Policy", "same-origin"},
          {"Cross-Origin-Opener-Policy", "same-origin"}};
}

}  // namespace

Console::Console(Settings settings, std::shared_ptr<grpc::Channel> channel,
                 std::unique_ptr<IssuerClient> issuer, Clocks clocks)
    : settings_(std::move(settings)),
      authority_(AuthorityOf(settings_.public_url)),
      api_(std::move(channel)),
      issuer_(std::move(issuer)),
      form_hash_(KeyFor("forms of the console", settings_.key)),
      now_s_(clocks.seconds ? clocks.seconds
                            : [] { return static_cast<int64_t>(std::time(nullptr)); }),
      begun_(KeyFor("begun sign-ins of the console", settings_.key), now_s_),
      pending_(std::move(clocks.steady)) {}

const std::vector<Console::Route>& Console::Routes() {
  static const std::vector<Route> kRoutes = {
      {"GET", "/console", &Console::GetHome},
      {"GET", "/console/style.css", &Console::Style},
      {"GET", "/console/sign-in", &Console::BeginByIssuer},
      {"GET", "/console/callback", &Console::EndByIssuer},
      {"GET", "/console/code", &Console::GetCode},
      {"GET", "/console/new-password", &Console::GetNewPassword},
      {"POST", "/console/password", &Console::PostPassword},
      {"POST", "/console/code", &Console::PostCode},
      {"POST", "/console/new-password", &Console::PostNewPassword},
      {"POST", "/console/enrol", &Console::PostEnrol},
      {"POST", "/console/confirm", &Console::PostConfirm},
      {"POST", "/console/sign-out", &Console::PostSignOut},
      {"POST", "/console/sessions/end", &Console::PostEndSession},
      {"POST", "/console/sessions/end-others", &Console::PostEndOthers}};
  return kRoutes;
}

HttpAnswer Console::Answer(const HttpRequest& request) {
  auto answer = Dispatch(request);
  for (auto& header : PageHeaders()) answer.headers.push_back(std::move(header));
  return answer;
}

HttpAnswer Console::Dispatch(const HttpRequest& request) {
  if (signin::ToLower(request.host) != authority_) {
    return {.status = 421, .text = "The console is at " + settings_.public_url + "/console\n"};
  }
  auto target = SplitTarget(request.target);
  const Route* route = nullptr;
  bool path_known = false;
  for (const auto& one : Routes()) {
    if (target.path != one.path) continue;
    path_known = true;
    if (request.method == one.method) route = &one;
  }
  Visit visit{.request = request};
  visit.nobody.address = visit.caller.address = request.address;
  if (route == nullptr) {
    return Show(
        visit,
        path_known
            ? DeadEndPage("This is not a page", "It only takes a form.", "Go to the beginning")
            : DeadEndPage("There is no such page", "Check the address.", "Go to the beginning"),
        {}, path_known ? 405 : 404);
  }
  bool is_post = request.method == "POST";
  if (is_post && !IsOfThisSite(request)) {
    return Show(
        visit,
        DeadEndPage("This form came from elsewhere",
                    "Forms are taken from the console’s own pages alone.", "Go to the beginning"),
        {}, 403);
  }
  auto fields = ReadFields(is_post ? std::string_view(request.body) : target.query);
  if (!fields) {
    return Show(
        visit,
        DeadEndPage("This could not be read", "What was sent is not whole.", "Go to the beginning"),
        {}, 400);
  }
  visit.fields = std::move(*fields);
  ReadCookies(visit);
  auto answer = (this->*route->handler)(visit);
  for (auto& [name, value] : visit.fields) Wipe(value);
  return answer;
}

// Browsers say where a form comes from; a page of somebody else's cannot say otherwise. What does
// not say it at all is no browser of these years.
bool Console::IsOfThisSite(const HttpRequest& request) const {
  if (!request.origin.empty()) return request.origin == settings_.public_url;
  return request.fetch_site == "same-origin";
}

void Console::ReadCookies(Visit& visit) const {
  auto token = Cookie(visit.request.cookie, kSessionCookie);
  if (IsSessionToken(token)) visit.session = visit.caller.token = token;
  visit.pending = Cookie(visit.request.cookie, kPendingCookie);
  if (!IsRandomId(visit.pending)) {
    visit.pending = NewRandomId();
    visit.is_new_pending = true;
  }
}

std::string Console::TokenFor(const char* what, const std::string& id) const {
  return signin::ToBase64Url(form_hash_.Of(std::string(what) + " " + id));
}

std::string Console::PendingToken(const Visit& visit) const {
  return TokenFor("pending", visit.pending);
}

std::string Console::SessionToken(const Visit& visit) const {
  return TokenFor("session", visit.session);
}

bool Console::IsOwnForm(const Visit& visit, const std::string& token) const {
  return auth::SameBytes(Field(visit.fields, "form"), token);
}

HttpAnswer Console::OldForm(Visit& visit) const {
  return Show(visit,
              DeadEndPage("This page was too old",
                          "It belongs to a sign-in that is over, or your browser keeps no cookies "
                          "for this site. Nothing was done.",
                          "Go to the beginning"),
              {}, 403);
}

HttpAnswer Console::Show(Visit& visit, const Page& page, const Above& above, int status) const {
  HttpAnswer answer{
      .status = status, .content_type = "text/html; charset=utf-8", .text = Document(page, above)};
  for (auto& cookie : visit.cookies) answer.headers.emplace_back("Set-Cookie", std::move(cookie));
  return answer;
}

HttpAnswer Console::ShowRefusal(Visit& visit, const Page& page, const Above& above,
                                const ApiFailure& failure) const {
  int status = 422;
  if (failure.reason == "SIGN_IN_LOCKED" || failure.reason == "RATE_LIMITED") status = 429;
  if (failure.reason == "SIGN_IN_BUSY" || failure.reason.empty()) status = 503;
  auto answer = Show(visit, page, above, status);
  if (failure.retry_after_s) {
    answer.headers.emplace_back("Retry-After", std::to_string(*failure.retry_after_s));
  }
  return answer;
}

HttpAnswer Console::Redirect(Visit& visit, const std::string& where) const {
  HttpAnswer answer{.status = 303, .text = ""};
  answer.headers.emplace_back("Location", where);
  for (auto& cookie : visit.cookies) answer.headers.emplace_back("Set-Cookie", std::move(cookie));
  return answer;
}

void Console::SetCookie(Visit& visit, const char* name, const std::string& value) const {
  visit.cookies.push_back(std::string(name) + "=" + value +
                          "; Path=/; Secure; HttpOnly; SameSite=Lax");
}

void Console::ClearCookie(Visit& visit, const char* name) const {
  visit.cookies.push_back(std::string(name) +
                          "=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

HttpAnswer Console::Style(Visit&) {
  return {.content_type = "text/css; charset=utf-8", .text = std::string(kStyle)};
}

}  // namespace champions::console
