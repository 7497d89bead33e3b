// What keyed hashes and sealed secrets of sign-in are made from; one name each, so that no two are
// ever of the same.
#pragma once

#include <string>

#include "auth/authenticator.h"
#include "signin/encoding.h"

namespace champions::signin {

// Made of the pepper, and used for nothing else.
inline std::string SealingKey(const auth::Authenticator& authenticator) {
  return authenticator.HashToken("sealing key of sign-in secrets");
}
// What the sealed secrets of a user are sealed for.
inline std::string PasswordPlace(const std::string& user_id) { return "password " + user_id; }
inline std::string TotpPlace(const std::string& user_id) { return "totp " + user_id; }

// Whose attempts are counted, and the hash that they are counted under.
inline std::string AccountSubject(const std::string& email) { return "to " + ToLower(email); }
inline std::string AttemptHash(const auth::Authenticator& authenticator,
                               const std::string& subject) {
  return authenticator.HashToken("sign-in attempt " + subject);
}

}  // namespace champions::signin
