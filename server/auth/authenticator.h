// From a bearer token to the principal behind it.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "auth/principal.h"
#include "auth/token.h"
#include "db/pool.h"

namespace champions::auth {

class Authenticator {
 public:
  Authenticator(db::Pool& pool, const std::string& pepper) : pool_(pool), hash_(pepper) {}

  // Refuses with MISSING_CREDENTIALS or INVALID_CREDENTIALS; a revoked, expired and unknown token
  // get the same answer. A revocation takes effect within a second.
  Principal Authenticate(const std::string& authorization, db::Deadline deadline);

  // The same without waiting for the database: nothing where the token is not remembered.
  // `refresh` is set for one caller once half the time is over: that one authenticates again,
  // beside its call, and the others never wait.
  std::optional<Principal> Remembered(const std::string& authorization, bool* refresh);

  // Reads the principal anew, for the caller that was told to refresh.
  void Refresh(const std::string& authorization, db::Deadline deadline);

  // Drops what is remembered, so that a revocation takes effect on this server at once.
  void Forget();

  // What is stored of a token.
  std::string HashToken(std::string_view token) const;

 private:
  struct Known {
    Principal principal;
    std::chrono::steady_clock::time_point until, refresh_after;
  };

  // `look` even though it is remembered.
  Principal Find(const std::string& hash, bool look, db::Deadline deadline);

  db::Pool& pool_;
  const KeyedHash hash_;
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;  // by hash
  uint64_t forgotten_ = 0;  // how often: an answer read before the last time is not remembered
};

}  // namespace champions::auth
