#include "client-cli/core/openid.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <nlohmann/json.hpp>

#include "client-cli/core/digest.h"
#include "client-cli/core/failure.h"
#include "client-cli/core/redirect_listener.h"
#include "client-cli/core/terminal.h"

namespace champions::cli {
namespace {

using IssuerJson = nlohmann::json;
using std::chrono::seconds;

constexpr char kDeviceGrant[] = "urn:ietf:params:oauth:grant-type:device_code";
constexpr seconds kLongestPoll{60};
// The address, which the server knows a user by at first, must be in the token itself. Issuers that
// do not know this parameter ignore it (OpenID Connect Core 5.5).
constexpr char kClaims[] = R"({"id_token":{"email":null,"email_verified":null}})";

std::string Base64Url(const std::string& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  while (!text.empty() && text.back() == '=') text.pop_back();
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

IssuerJson AnswerJson(const HttpAnswer& answer) {
  return IssuerJson::parse(answer.body, nullptr, false);
}

std::string TextOf(const IssuerJson& object, const char* name) {
  if (!object.is_object()) return "";
  const auto found = object.find(name);
  return found == object.end() || !found->is_string() ? "" : found->get<std::string>();
}

std::int64_t NumberOf(const IssuerJson& object, const char* name, std::int64_t usual) {
  const auto found = object.find(name);
  return found == object.end() || !found->is_number_integer() ? usual : found->get<std::int64_t>();
}

[[noreturn]] void RefusedByIssuer(const std::string& error, const std::string& description) {
  throw Failure(ExitStatus::kNotAllowed,
                "the issuer refused: " + Printable(error.empty() ? "no reason given" : error) +
                    (description.empty() ? "" : ": " + Printable(description)));
}

std::string Scope(const OpenIdClient& client) {
  std::string scope;
  for (const auto& one : client.scopes) scope += (scope.empty() ? "" : " ") + one;
  return scope;
}

std::string IdTokenOf(const HttpAnswer& answer) {
  const auto body = AnswerJson(answer);
  if (answer.status != 200) {
    RefusedByIssuer(TextOf(body, "error"), TextOf(body, "error_description"));
  }
  const std::string id_token = TextOf(body, "id_token");
  if (id_token.empty()) throw Failure(ExitStatus::kOther, "the issuer gave no ID token");
  return id_token;
}

}  // namespace

std::string NewVerifier() {
  std::string bytes(32, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) !=
      1) {
    throw std::runtime_error("no random bytes");
  }
  return Base64Url(bytes);
}

std::string ChallengeOf(const std::string& verifier) {
  return Base64Url(FromHex(HexSha256(verifier)));
}

IssuerEndpoints Discover(const OpenIdClient& client) {
  std::string base = client.issuer;
  while (!base.empty() && base.back() == '/') base.pop_back();
  const auto answer = client.http.Get(base + "/.well-known/openid-configuration");
  const auto document = AnswerJson(answer);
  if (answer.status != 200 || TextOf(document, "issuer") != client.issuer) {
    throw Failure(ExitStatus::kUnavailable, "the issuer " + Printable(client.issuer) +
                                                " has no discovery document of its own");
  }
  IssuerEndpoints endpoints{TextOf(document, "authorization_endpoint"),
                            TextOf(document, "token_endpoint"),
                            TextOf(document, "device_authorization_endpoint")};
  if (!IsSafeUrl(endpoints.authorisation) || !IsSafeUrl(endpoints.token) ||
      (!endpoints.device.empty() && !IsSafeUrl(endpoints.device))) {
    throw Failure(ExitStatus::kOther, "the issuer names an address that is not https");
  }
  const auto named = document.find("authorization_response_iss_parameter_supported");
  endpoints.names_itself = named != document.end() && named->is_boolean() && *named;
  return endpoints;
}

SignedIdToken SignInByBrowser(const OpenIdClient& client, const IssuerEndpoints& endpoints,
                              std::chrono::milliseconds patience,
                              const std::function<void(const std::string&)>& open) {
  const std::string state = NewVerifier(), nonce = NewVerifier(), verifier = NewVerifier();
  RedirectListener listener;
  const std::string redirect = listener.address();
  const std::string url = endpoints.authorisation +
                          (endpoints.authorisation.find('?') == std::string::npos ? "?" : "&") +
                          EncodedForm({{"response_type", "code"},
                                       {"client_id", client.client_id},
                                       {"redirect_uri", redirect},
                                       {"scope", Scope(client)},
                                       {"state", state},
                                       {"nonce", nonce},
                                       {"claims", kClaims},
                                       {"code_challenge", ChallengeOf(verifier)},
                                       {"code_challenge_method", "S256"}});
  client.say("Open this address in a browser of this machine to sign in:\n  " + url);
  open(url);
  auto answer = listener.Wait(state, patience);
  // Another issuer's code must not reach this one's token endpoint.
  const bool named = answer.count("iss") > 0;
  if (named ? answer["iss"] != client.issuer : endpoints.names_itself) {
    throw Failure(ExitStatus::kNotAllowed, "the browser brought the answer of another issuer");
  }
  if (answer.count("error") > 0) RefusedByIssuer(answer["error"], answer["error_description"]);
  if (answer["code"].empty()) RefusedByIssuer("", "");
  const auto token = client.http.Post(endpoints.token, {{"grant_type", "authorization_code"},
                                                        {"code", answer["code"]},
                                                        {"redirect_uri", redirect},
                                                        {"client_id", client.client_id},
                                                        {"code_verifier", verifier}});
  return {IdTokenOf(token), nonce};
}

SignedIdToken SignInByDevice(const OpenIdClient& client, const IssuerEndpoints& endpoints,
                             const std::function<void(seconds)>& wait) {
  if (endpoints.device.empty()) {
    throw Failure(ExitStatus::kOther, "the issuer has no device flow: sign in without --device");
  }
  const auto begun = client.http.Post(
      endpoints.device,
      {{"client_id", client.client_id}, {"scope", Scope(client)}, {"claims", kClaims}});
  const auto body = AnswerJson(begun);
  const std::string code = TextOf(body, "device_code"), user_code = TextOf(body, "user_code");
  const std::string where = TextOf(body, "verification_uri");
  if (begun.status != 200 || code.empty() || user_code.empty() || !IsSafeUrl(where)) {
    RefusedByIssuer(TextOf(body, "error"), TextOf(body, "error_description"));
  }
  client.say("Open this address in a browser of any machine:\n  " + Printable(where) +
             "\nand enter the code " + Printable(user_code));
  seconds interval{std::max<std::int64_t>(1, NumberOf(body, "interval", 5))};
  const auto end = std::chrono::steady_clock::now() +
                   seconds(std::min<std::int64_t>(3600, NumberOf(body, "expires_in", 600)));
  while (std::chrono::steady_clock::now() < end) {
    wait(interval);
    HttpAnswer answer;
    try {
      answer = client.http.Post(
          endpoints.token,
          {{"grant_type", kDeviceGrant}, {"device_code", code}, {"client_id", client.client_id}});
    } catch (const Failure&) {
      // It may be there again the next time; it is not asked as often.
      interval = std::min(interval * 2, kLongestPoll);
      continue;
    }
    const std::string error = answer.status == 200 ? "" : TextOf(AnswerJson(answer), "error");
    if (error == "authorization_pending") continue;
    if (error == "slow_down") {
      interval = std::min(interval + seconds(5), kLongestPoll);
      continue;
    }
    if (error == "expired_token") break;
    return {IdTokenOf(answer), ""};
  }
  throw Failure(ExitStatus::kNotAllowed, "nobody entered the code in time: begin again");
}

}  // namespace champions::cli
