#include <algorithm>
#include <cmath>
#include <random>

#include "champions/client/options.h"

namespace champions::client {
namespace {

bool Transient(const Error& error) {
  switch (error.code) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return true;
    // The service gives every refusal a reason. One of these without it is a connection that broke
    // underway, as gRPC or a proxy reports it.
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
      return error.reason.empty();
    default:
      return false;
  }
}

}  // namespace

std::optional<std::chrono::milliseconds> RetryPolicy::Backoff(int attempt,
                                                              const Error& error) const {
  if (attempt >= max_attempts) return std::nullopt;
  if (!error.retry_after && !Transient(error)) return std::nullopt;

  const double ceiling_ms = std::min<double>(
      max_backoff.count(), initial_backoff.count() * std::pow(multiplier, attempt - 1));
  thread_local std::mt19937_64 random{std::random_device{}()};
  const double jitter_ms = std::uniform_real_distribution<double>(0, ceiling_ms)(random);
  // What the service asks for is a minimum; the jitter comes on top of it.
  return error.retry_after.value_or(std::chrono::milliseconds(0)) +
         std::chrono::milliseconds(std::llround(std::ceil(jitter_ms)));
}

}  // namespace champions::client
