// From a bearer token to the principal behind it.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "auth/principal.h"
#include "db/pool.h"

namespace champions::auth {

class Authenticator {
 public:
  Authenticator(db::Pool& pool, std::string pepper) : pool_(pool), pepper_(std::move(pepper)) {}

  // Refuses with MISSING_CREDENTIALS or INVALID_CREDENTIALS; a revoked, expired and unknown token
  // get the same answer. A revocation takes effect within a second.
  Principal Authenticate(const std::string& authorization, db::Deadline deadline);

  // Drops what is remembered, so that a revocation takes effect on this server at once.
  void Forget();

  // What is stored of a token.
  std::string HashToken(std::string_view token) const;

 private:
  struct Known {
    Principal principal;
    std::chrono::steady_clock::time_point until;
  };

  db::Pool& pool_;
  const std::string pepper_;
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;  // by hash
  uint64_t forgotten_ = 0;  // how often: an answer read before the last time is not remembered
};

}  // namespace champions::auth
