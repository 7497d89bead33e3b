// Sessions: short-lived tokens, obtained with a key or by a user who signed in. Who calls with one
// is found as with a key (auth/authenticator.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/authenticator.h"
#include "db/transaction.h"

namespace champions::auth {

// Of tokens that are obtained with a key.
constexpr auto kKeySessionLifetime = std::chrono::minutes(15);

struct NewSession {
  std::string key_id;   // obtained with this key, by the method KEY,
  std::string user_id;  // or by this user, by PASSWORD or OIDC; one of the two is empty
  std::string method;
  std::optional<std::vector<std::string>> scopes;  // nothing: all that the key or the user may do
  std::string certificate_sha256;                  // empty: calls need not show one
  std::string address;                             // from which it was asked for
  std::chrono::seconds lifetime = kKeySessionLifetime;
  std::optional<std::chrono::seconds> idle;  // unused for so long, it ends
};

// Of one user who signed in: enough for a machine at work, one at home and a telephone, each with
// some profiles of the command line.
constexpr int kMostSessionsOfUser = 10;

struct IssuedSession {
  std::string id;
  std::string token;  // to be shown once: only its keyed hash is stored
  int64_t expires_at_us = 0;
  std::vector<std::string> ended;  // ids of the user's oldest, of which there would be too many
};

// The caller commits, has checked that the scopes are no more than the key or user may do, and
// keeps a user from changing meanwhile.
IssuedSession IssueSession(db::Transaction& transaction, const Authenticator& authenticator,
                           const NewSession& session);
// Its token is refused from now on: on this server once the caller has committed and called
// Authenticator::Forget, on others within a second. False where it was revoked before or is none.
bool RevokeSession(db::Transaction& transaction, const std::string& id);
// The same of all sessions that the user signed in to. Gives how many.
int64_t RevokeSessionsOfUser(db::Transaction& transaction, const std::string& user_id);
// The same of all but this one; `session_id` may be empty.
int64_t RevokeOtherSessions(db::Transaction& transaction, const std::string& user_id,
                            const std::string& session_id);

}  // namespace champions::auth
