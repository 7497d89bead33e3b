// How to reach the service and how long to try.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "champions/client/error.h"

namespace champions::client {

// Exponential backoff with jitter, so that many clients do not come back at one moment.
struct RetryPolicy {
  int max_attempts = 10;
  std::chrono::milliseconds initial_backoff{100};
  std::chrono::milliseconds max_backoff{10'000};
  double multiplier = 2.0;

  // How long to wait after this attempt (the first is 1); nothing when trying again is useless.
  //
  // Trying again is safe for every method: a write carries the same request_id each time, so it is
  // counted once. It is useful when the service was not reached, did not answer in time, or says
  // itself when to come back.
  std::optional<std::chrono::milliseconds> Backoff(int attempt, const Error& error) const;
};

struct Options {
  // `host:port`, always with TLS; or `unix:/path` on the service's own machine, without.
  std::string address;
  std::string token;
  // A PEM file with the authority that signed the service's certificate; the system's where empty.
  std::string ca_file;
  // For the whole call with its retries, and for each attempt.
  std::chrono::milliseconds deadline{60'000};
  std::chrono::milliseconds attempt_timeout{15'000};
  // A stream takes a new connection after this time, so that a dead one is noticed.
  std::chrono::milliseconds stream_connection{60'000};
  // Items of a stream that are sent and not acknowledged yet.
  std::size_t stream_window = 100;
  RetryPolicy retry;
};

}  // namespace champions::client
