#include "signin/id_token.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "auth/token.h"
#include "signin/encoding.h"

namespace champions::signin {
namespace {

using Json = nlohmann::json;

constexpr size_t kMostTextBytes = 255;

Json Object(std::string_view part, const char* what) {
  auto text = FromBase64Url(part);
  if (!text) throw BadIdToken(std::string("its ") + what + " is not base64url");
  // A name that is there twice could mean one thing to us and another to the issuer.
  std::vector<std::vector<std::string>> names;
  bool twice = false;
  auto look = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end) names.pop_back();
    if (event == Json::parse_event_t::key) {
      auto name = parsed.get<std::string>();
      auto& known = names.back();
      twice = twice || std::find(known.begin(), known.end(), name) != known.end();
      known.push_back(std::move(name));
    }
    return true;
  };
  auto object = Json::parse(*text, look, false);
  if (!object.is_object()) throw BadIdToken(std::string("its ") + what + " is not a JSON object");
  if (twice) throw BadIdToken(std::string("its ") + what + " names something twice");
  return object;
}

std::string Text(const Json& object, const char* name) {
  auto found = object.find(name);
  if (found == object.end()) return "";
  if (!found->is_string()) throw BadIdToken(std::string("its ") + name + " is not text");
  auto text = found->get<std::string>();
  if (text.size() > kMostTextBytes) throw BadIdToken(std::string("its ") + name + " is too long");
  return text;
}

int64_t Instant(const Json& claims, const char* name) {
  auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) {
    throw BadIdToken(std::string("it has no ") + name);
  }
  double seconds = found->get<double>();
  if (!(seconds >= 0 && seconds < 1e12)) {
    throw BadIdToken(std::string("its ") + name + " is no instant");
  }
  return static_cast<int64_t>(std::floor(seconds));
}

void CheckAudience(const Json& claims, const std::string& client_id) {
  std::vector<std::string> audience;
  auto found = claims.find("aud");
  if (found != claims.end() && found->is_string()) audience.push_back(found->get<std::string>());
  if (found != claims.end() && found->is_array()) {
    for (const auto& one : *found)
      audience.push_back(one.is_string() ? one.get<std::string>() : "");
  }
  if (std::find(audience.begin(), audience.end(), client_id) == audience.end()) {
    throw BadIdToken("it is for another client");
  }
  auto party = Text(claims, "azp");
  if (party.empty() ? audience.size() > 1 : party != client_id) {
    throw BadIdToken("it was issued to another client");
  }
}

void CheckTimes(const Json& claims, int64_t now_s) {
  if (Instant(claims, "exp") <= now_s - kClockSkewSeconds) throw BadIdToken("it has expired");
  int64_t issued = Instant(claims, "iat");
  if (issued > now_s + kClockSkewSeconds) {
    throw BadIdToken("it is from the future: compare the clocks");
  }
  if (issued < now_s - kMostIdTokenAgeSeconds) throw BadIdToken("it is too old");
  if (claims.contains("nbf") && Instant(claims, "nbf") > now_s + kClockSkewSeconds) {
    throw BadIdToken("it is not valid yet");
  }
}

}  // namespace

IdToken ReadIdToken(std::string_view token) {
  if (token.size() > kMostIdTokenBytes) throw BadIdToken("it is too large");
  auto first = token.find('.');
  auto second = first == token.npos ? token.npos : token.find('.', first + 1);
  if (second == token.npos || token.find('.', second + 1) != token.npos) {
    throw BadIdToken("it does not have three parts");
  }
  auto header = Object(token.substr(0, first), "header");
  IdToken parts;
  parts.algorithm = Text(header, "alg");
  if (!IsTakenAlgorithm(parts.algorithm)) {
    throw BadIdToken("its algorithm is not taken: expected RS256, PS256, ES256 or EdDSA");
  }
  // A logout token or an access token of the same issuer, for the same client, is signed alike.
  auto type = Text(header, "typ");
  if (!type.empty() && type != "JWT" && type != "jwt") {
    throw BadIdToken("it is another kind of token: its typ is not JWT");
  }
  if (header.contains("crit")) throw BadIdToken("its header asks for what is not known here");
  parts.key_id = Text(header, "kid");
  parts.signed_part = token.substr(0, second);
  parts.claims = token.substr(first + 1, second - first - 1);
  auto signature = FromBase64Url(token.substr(second + 1));
  if (!signature || signature->empty()) throw BadIdToken("its signature is not base64url");
  parts.signature = *signature;
  return parts;
}

const JsonWebKey* KeyFor(const IdToken& token, const std::vector<JsonWebKey>& keys) {
  const JsonWebKey* found = nullptr;
  for (const auto& key : keys) {
    if (!key.Fits(token.algorithm)) continue;
    if (!token.key_id.empty() && key.id() != token.key_id) continue;
    if (found != nullptr) return nullptr;  // of two, neither is named
    found = &key;
  }
  return found;
}

Claims CheckIdToken(const IdToken& token, const JsonWebKey& key, const Expected& expected) {
  if (!key.Holds(token.algorithm, token.signed_part, token.signature)) {
    throw BadIdToken("the issuer did not sign it");
  }
  auto object = Object(token.claims, "payload");
  if (object.contains("events")) throw BadIdToken("it is a logout token");
  if (Text(object, "iss") != expected.issuer) throw BadIdToken("it is from another issuer");
  CheckAudience(object, expected.client_id);
  CheckTimes(object, expected.now_s);
  if (!auth::SameBytes(Text(object, "nonce"), expected.nonce)) {
    throw BadIdToken("it answers another sign-in: its nonce differs");
  }
  Claims claims;
  claims.subject = Text(object, "sub");
  if (claims.subject.empty()) throw BadIdToken("it has no sub");
  claims.email = Text(object, "email");
  // True alone: an issuer that is not sure says nothing, or a text.
  auto verified = object.find("email_verified");
  claims.email_verified = verified != object.end() && verified->is_boolean() && *verified;
  claims.expires_at_s = Instant(object, "exp");
  // Of what is not as the standard has it nothing is believed, but nobody is kept out for it.
  auto acr = object.find("acr");
  if (acr != object.end() && acr->is_string()) claims.acr = acr->get<std::string>();
  auto amr = object.find("amr");
  claims.several_factors = amr != object.end() && amr->is_array() &&
                           std::find(amr->begin(), amr->end(), Json("mfa")) != amr->end();
  return claims;
}

}  // namespace champions::signin
