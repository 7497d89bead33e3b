// The issuer of OpenID Connect whom this installation trusts: finds its keys, remembers them, and
// checks its tokens.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "db/pool.h"
#include "signin/id_token.h"
#include "signin/settings.h"

namespace champions::signin {

class Issuer {
 public:
  using Clock = std::chrono::steady_clock;
  // Reads a document within a time; for tests another than HttpGet.
  using Reader = std::function<std::string(const std::string& url, std::chrono::milliseconds)>;

  // Throws std::runtime_error that names the setting that is wrong.
  explicit Issuer(IssuerSettings settings);
  Issuer(IssuerSettings settings, Reader read);

  bool configured() const { return !settings_.issuer.empty(); }
  const IssuerSettings& settings() const { return settings_; }

  // The claims of a token that this issuer signed, for us. Throws BadIdToken; refuses with
  // ISSUER_UNAVAILABLE where its keys cannot be read in time.
  Claims Check(std::string_view token, const std::string& nonce, int64_t now_s,
               db::Deadline deadline);

 private:
  using Keys = std::vector<JsonWebKey>;

  // The keys as they are remembered, read anew where they are too old, or `anew` says that one was
  // missing and the last reading is a minute past.
  Keys KeysNow(bool anew, db::Deadline deadline);
  Keys ReadKeys(db::Deadline deadline);

  const IssuerSettings settings_;
  const Reader read_;
  std::mutex mutex_;
  std::condition_variable done_;
  bool reading_ = false;
  Keys keys_;
  // When they were last read; when it was last tried.
  Clock::time_point read_at_{}, tried_at_{};
};

}  // namespace champions::signin
