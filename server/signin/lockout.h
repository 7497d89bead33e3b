// How long somebody who fails again and again has to wait: rules alone, on counters that the
// database keeps, so that they hold on every server of an installation (docs/adr, sign-in).
#pragma once

#include <cstdint>
#include <optional>

namespace champions::signin {

struct Counter {
  int failures = 0;
  int64_t last_at_us = 0;
  std::optional<int64_t> locked_until_us;
};

// After `free` failures each further one locks, twice as long as the one before.
struct LockRule {
  int free;
  int64_t first_wait_us;
  int64_t longest_wait_us;
};

constexpr int64_t kMinuteUs = 60'000'000;
// One address, whatever accounts it tries; many people may share it.
constexpr LockRule kAddressRule{20, kMinuteUs, 60 * kMinuteUs};
// One account from one address: somebody who mistypes, or who guesses.
constexpr LockRule kPairRule{5, kMinuteUs, 60 * kMinuteUs};
// One account from all addresses that it never signed in from: whoever guesses from many. The wait
// stays short, since it also holds up the person from a new address.
constexpr LockRule kAccountRule{50, kMinuteUs, 15 * kMinuteUs};

// A day without a failure and all is forgotten.
constexpr int64_t kForgottenAfterUs = 24 * 60 * kMinuteUs;

// How long until an attempt may be made; 0: now.
int64_t WaitUs(const Counter& counter, int64_t now_us);
// The counter with one more attempt, taken to be a failure until it is taken back.
Counter WithAttempt(const Counter& counter, const LockRule& rule, int64_t now_us);
// The same without the attempt that turned out well.
Counter WithoutAttempt(const Counter& counter);

}  // namespace champions::signin
