#include "auth/allowance.h"

namespace champions::auth {
namespace {

// Only principals that exist get here, so that the table is as large as there are keys and users in
// use; those who rest are let go beyond this.
constexpr size_t kMostKept = 10'000;

}  // namespace

std::shared_ptr<Allowance> Allowances::Of(const std::string& principal) {
  if (calls_per_second_ == 0) return nullptr;
  std::lock_guard lock(mutex_);
  if (by_principal_.size() >= kMostKept && by_principal_.count(principal) == 0) {
    auto now = std::chrono::steady_clock::now();
    for (auto one = by_principal_.begin(); one != by_principal_.end();) {
      one = one->second->is_whole(now) ? by_principal_.erase(one) : std::next(one);
    }
    // All of them called within the last second: they start anew.
    if (by_principal_.size() >= kMostKept) by_principal_.clear();
  }
  auto& allowance = by_principal_[principal];
  if (!allowance) allowance = std::make_shared<Allowance>(calls_per_second_);
  return allowance;
}

Refusal RateLimited() {
  Refusal refusal(Code::kResourceExhausted, "RATE_LIMITED",
                  "too many calls of this caller: wait a second and try again");
  refusal.retry_after = std::chrono::seconds(1);
  return refusal;
}

}  // namespace champions::auth
