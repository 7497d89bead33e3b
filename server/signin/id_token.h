// An ID token of OpenID Connect: read, and held against what was expected of it (OpenID Connect
// Core 3.1.3.7). Pure: where the keys come from is issuer.h.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "signin/json_web_key.h"

namespace champions::signin {

constexpr size_t kMostIdTokenBytes = 16'384;
// A token is handed over as soon as it is there.
constexpr int64_t kMostIdTokenAgeSeconds = 600;
constexpr int64_t kClockSkewSeconds = 60;

// Why a token is not taken: a sentence for people, without anything of the token in it.
class BadIdToken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Its parts, of which nothing is believed yet.
struct IdToken {
  std::string algorithm, key_id;
  std::string signed_part, signature, claims;
};
// Throws BadIdToken: too large, not three parts, an algorithm that is not taken, a header that asks
// for something that must be understood.
IdToken ReadIdToken(std::string_view token);

// The key that must have signed it: that of its id, or the only one that fits where it names none.
// Null where there is none.
const JsonWebKey* KeyFor(const IdToken& token, const std::vector<JsonWebKey>& keys);

struct Expected {
  std::string issuer, client_id, nonce;
  int64_t now_s = 0;
};
struct Claims {
  std::string subject;
  std::string email;
  bool email_verified = false;
  int64_t expires_at_s = 0;
  std::string acr;               // how strong the issuer says the sign-in was; "" where it does not
  bool several_factors = false;  // the issuer says that it asked for more than one: amr has `mfa`
};
// The claims of a token that this key signed. Throws BadIdToken.
Claims CheckIdToken(const IdToken& token, const JsonWebKey& key, const Expected& expected);

}  // namespace champions::signin
