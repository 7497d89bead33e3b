#include "signin/lockout.h"

#include <algorithm>

namespace champions::signin {

int64_t WaitUs(const Counter& counter, int64_t now_us) {
  return counter.locked_until_us ? std::max<int64_t>(0, *counter.locked_until_us - now_us) : 0;
}

Counter WithAttempt(const Counter& counter, const LockRule& rule, int64_t now_us) {
  Counter next;
  bool forgotten = now_us - counter.last_at_us > kForgottenAfterUs;
  next.failures = (forgotten ? 0 : counter.failures) + 1;
  next.last_at_us = now_us;
  if (next.failures >= rule.free) {
    int64_t wait = rule.first_wait_us;
    for (int i = rule.free; i < next.failures && wait < rule.longest_wait_us; ++i) wait *= 2;
    next.locked_until_us = now_us + std::min(wait, rule.longest_wait_us);
  }
  return next;
}

Counter WithoutAttempt(const Counter& counter) {
  Counter next = counter;
  next.failures = std::max(0, counter.failures - 1);
  next.locked_until_us.reset();
  return next;
}

}  // namespace champions::signin
