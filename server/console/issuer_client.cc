#include "console/issuer_client.h"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "auth/token.h"
#include "observability/log.h"
#include "signin/encoding.h"

namespace champions::console {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr auto kFresh = std::chrono::hours(1);
constexpr auto kBetweenFailures = std::chrono::seconds(5);
constexpr auto kPatience = std::chrono::seconds(6);
constexpr milliseconds kTimeout{5'000};
constexpr int kMostOutside = 4;
constexpr int64_t kBegunLastsSeconds = 600;
constexpr const char* kPlace = "begun sign-in of a browser";
constexpr size_t kMostIdTokenBytes = 16'384;
// As the command line asks for it: the address, which the server knows a user by at first, must be
// in the token itself. Issuers that do not know this parameter ignore it (OpenID Connect Core 5.5).
constexpr char kClaims[] = R"({"id_token":{"email":null,"email_verified":null}})";

std::string TextOf(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  auto found = object.find(name);
  return found == object.end() || !found->is_string() ? "" : found->get<std::string>();
}

IssuerFailure Unavailable() {
  return {"Your organisation’s sign-in service cannot be reached just now. Try again in a minute.",
          true};
}

void LogFailure(const std::exception& error) {
  observability::Log(observability::Level::kWarning, "issuer", {{"detail", error.what()}});
}

}  // namespace

Begun BegunSignIns::New() {
  auto random = [] { return signin::ToBase64Url(signin::RandomBytes(32)); };
  return {random(), random(), random()};
}

std::string BegunSignIns::Seal(const Begun& begun) const {
  return signin::ToBase64Url(box_.Seal(begun.state + " " + begun.nonce + " " + begun.verifier +
                                           " " + std::to_string(now_() + kBegunLastsSeconds),
                                       kPlace));
}

std::optional<Begun> BegunSignIns::Open(const std::string& cookie) const {
  auto sealed = signin::FromBase64Url(cookie);
  auto text = sealed ? box_.Open(*sealed, kPlace) : std::nullopt;
  if (!text) return std::nullopt;
  std::vector<std::string> parts(1);
  for (char c : *text) {
    if (c == ' ') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  if (parts.size() != 4 || std::stoll(parts[3]) <= now_()) return std::nullopt;
  return Begun{parts[0], parts[1], parts[2]};
}

std::string ChallengeOf(const std::string& verifier) {
  return signin::ToBase64Url(auth::Sha256(verifier));
}

IssuerClient::IssuerClient(const std::string& ca_file)
    : IssuerClient(
          [ca_file](const std::string& url) {
            return signin::HttpGet(url, {.ca_file = ca_file, .timeout = kTimeout});
          },
          [ca_file](const std::string& url, const signin::HttpForm& form) {
            return signin::HttpPostForm(url, form, {.ca_file = ca_file, .timeout = kTimeout});
          }) {}

Endpoints IssuerClient::Read(const std::string& issuer) const {
  auto base = issuer;
  while (!base.empty() && base.back() == '/') base.pop_back();
  auto document = Json::parse(get_(base + "/.well-known/openid-configuration"), nullptr, false);
  if (TextOf(document, "issuer") != issuer) {
    throw std::runtime_error("its discovery document is of another issuer");
  }
  Endpoints endpoints{TextOf(document, "authorization_endpoint"),
                      TextOf(document, "token_endpoint")};
  if (!signin::IsSafeAddress(endpoints.authorisation) || !signin::IsSafeAddress(endpoints.token)) {
    throw std::runtime_error("it names an endpoint that is not https");
  }
  auto named = document.find("authorization_response_iss_parameter_supported");
  endpoints.names_itself = named != document.end() && named->is_boolean() && named->get<bool>();
  return endpoints;
}

// One of the few who wait for the issuer.
class IssuerClient::Outside {
 public:
  explicit Outside(std::atomic<int>& count) : count_(count) {
    if (++count_ <= kMostOutside) return;
    --count_;
    throw Unavailable();
  }
  ~Outside() { --count_; }
  Outside(const Outside&) = delete;
  Outside& operator=(const Outside&) = delete;

 private:
  std::atomic<int>& count_;
};

std::optional<Endpoints> IssuerClient::Remembered() const {
  auto now = Clock::now();
  if (endpoints_ && (reading_ || now - read_at_ < kFresh)) return endpoints_;
  if (!failed_at_ || now - *failed_at_ >= kBetweenFailures) return std::nullopt;
  // One that is down for a while, or says nonsense, keeps nobody out who could be let in.
  if (!endpoints_) throw Unavailable();
  return endpoints_;
}

Endpoints IssuerClient::Discover(const std::string& issuer) {
  std::unique_lock lock(mutex_);
  if (auto remembered = Remembered()) return *remembered;
  Outside place(outside_);
  if (!done_.wait_for(lock, kPatience, [this] { return !reading_; })) throw Unavailable();
  if (auto remembered = Remembered()) return *remembered;
  reading_ = true;
  lock.unlock();
  std::optional<Endpoints> read;
  try {
    read = Read(issuer);
  } catch (const std::exception& error) {
    LogFailure(error);
  }
  lock.lock();
  reading_ = false;
  if (read) {
    endpoints_ = read;
    read_at_ = Clock::now();
    failed_at_.reset();
  } else {
    failed_at_ = Clock::now();
  }
  done_.notify_all();
  if (!endpoints_) throw Unavailable();
  return *endpoints_;
}

std::string IssuerClient::AddressFor(const Settings& settings, const Begun& begun) {
  auto endpoint = Discover(settings.issuer).authorisation;
  std::string scope;
  for (const auto& one : settings.scopes) scope += (scope.empty() ? "" : " ") + one;
  return endpoint + (endpoint.find('?') == endpoint.npos ? "?" : "&") +
         signin::EncodedForm({{"response_type", "code"},
                              {"client_id", settings.client_id},
                              {"redirect_uri", settings.redirect_uri},
                              {"scope", scope},
                              {"state", begun.state},
                              {"nonce", begun.nonce},
                              {"claims", kClaims},
                              {"code_challenge", ChallengeOf(begun.verifier)},
                              {"code_challenge_method", "S256"}});
}

std::string IssuerClient::Exchange(const Settings& settings, const Begun& begun,
                                   const std::string& code) {
  auto endpoints = Discover(settings.issuer);
  signin::HttpReply reply;
  Outside place(outside_);
  try {
    reply = post_(endpoints.token, {{"grant_type", "authorization_code"},
                                    {"code", code},
                                    {"redirect_uri", settings.redirect_uri},
                                    {"client_id", settings.client_id},
                                    {"code_verifier", begun.verifier}});
  } catch (const std::exception& error) {
    LogFailure(error);
    throw Unavailable();
  }
  auto body = Json::parse(reply.body, nullptr, false);
  auto id_token = reply.status == 200 ? TextOf(body, "id_token") : "";
  if (id_token.empty() || id_token.size() > kMostIdTokenBytes) {
    auto error = TextOf(body, "error");
    LogFailure(std::runtime_error("its token endpoint answers " + std::to_string(reply.status) +
                                  (error.empty() ? "" : ": " + error.substr(0, 100))));
    throw IssuerFailure(
        "Your organisation’s sign-in service did not confirm this sign-in. Begin again.", false);
  }
  return id_token;
}

}  // namespace champions::console
