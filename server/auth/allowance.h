// How many calls a principal may make: in one burst as many as in a second, and after that at that
// rate. One number moved by compare-and-swap, so that calls neither lock nor wait.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/refusal.h"

namespace champions::auth {

class Allowance {
 public:
  explicit Allowance(int calls_per_second)
      : per_call_ns_(std::max<int64_t>(1, kSecond / calls_per_second)) {}

  // False when it is used up; after a second of rest all of it is there again.
  bool Take(std::chrono::steady_clock::time_point now) {
    int64_t now_ns = NanosOf(now);
    int64_t used_until = used_until_ns_.load(std::memory_order_relaxed);
    while (true) {
      int64_t from = std::max(used_until, now_ns);
      if (from - now_ns > kSecond - per_call_ns_) return false;
      if (used_until_ns_.compare_exchange_weak(used_until, from + per_call_ns_,
                                               std::memory_order_relaxed)) {
        return true;
      }
    }
  }
  // True when it is whole: nothing is lost with it.
  bool is_whole(std::chrono::steady_clock::time_point now) const {
    return used_until_ns_.load(std::memory_order_relaxed) <= NanosOf(now);
  }

 private:
  static constexpr int64_t kSecond = 1'000'000'000;
  static int64_t NanosOf(std::chrono::steady_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  }

  const int64_t per_call_ns_;
  std::atomic<int64_t> used_until_ns_{0};  // by the monotonic clock, which starts above 0
};

// One allowance for each principal, whichever of its tokens it calls with.
class Allowances {
 public:
  // 0: nobody is limited.
  explicit Allowances(int calls_per_second) : calls_per_second_(calls_per_second) {}

  std::shared_ptr<Allowance> Of(const std::string& principal);

 private:
  const int calls_per_second_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Allowance>> by_principal_;
};

// With how long to wait.
Refusal RateLimited();

}  // namespace champions::auth
