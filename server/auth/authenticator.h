// From a bearer token to the principal behind it.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "auth/allowance.h"
#include "auth/certificate.h"
#include "auth/principal.h"
#include "auth/token.h"
#include "db/pool.h"
#include "db/row.h"

namespace champions::auth {

class Authenticator {
 public:
  // `calls_per_second` is what each principal may make; 0 is no limit.
  Authenticator(db::Pool& pool, const std::string& pepper, int calls_per_second = 0)
      : pool_(pool), hash_(pepper), allowances_(calls_per_second) {}

  // Refuses with MISSING_CREDENTIALS or INVALID_CREDENTIALS; a revoked, expired and unknown token,
  // and one without the client certificate that it is bound to, get the same answer. A revocation
  // takes effect within a second.
  Principal Authenticate(const Credentials& credentials, db::Deadline deadline);

  // The same without waiting for the database: nothing where the token is not remembered.
  // `refresh` is set for one caller once half the time is over: that one authenticates again,
  // beside its call, and the others never wait.
  std::optional<Principal> Remembered(const Credentials& credentials, bool* refresh);

  // Reads the principal anew, for the caller that was told to refresh.
  void Refresh(const Credentials& credentials, db::Deadline deadline);

  // Drops what is remembered, so that a revocation takes effect on this server at once.
  void Forget();

  // Writes down which keys and sessions were used since the last time, each with the present minute
  // and none more than once; for a timer, beside the calls.
  void WriteLastUsed(db::Deadline deadline);

  // What is stored of a token. A hash can be looked up as it is: how long that takes tells nothing
  // of a token without the pepper.
  std::string HashToken(std::string_view token) const;

 private:
  struct Known {
    Principal principal;
    std::chrono::steady_clock::time_point until, refresh_after;
  };

  // `look` even though it is remembered.
  Principal Find(const std::string& hash, bool look, db::Deadline deadline);
  Principal ToPrincipal(const db::Row& row);
  void Remember(const std::string& hash, const Principal& principal,
                std::chrono::steady_clock::time_point read_at, uint64_t forgotten);
  // Throws INVALID_CREDENTIALS.
  void CheckCertificate(const Principal& principal, const Credentials& credentials);

  db::Pool& pool_;
  const KeyedHash hash_;
  Allowances allowances_;
  CertificateCheck certificates_;
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;  // by hash
  std::unordered_set<std::string> used_keys_, used_sessions_;
  uint64_t forgotten_ = 0;  // how often: an answer read before the last time is not remembered
};

}  // namespace champions::auth
