// How many pages are made at a time, of one address and in all: what is more is refused at once, so
// that who waits for something slow fills neither memory nor every thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace champions::gateway {

class Places {
 public:
  Places(int most, int most_of_one) : most_(most), most_of_one_(most_of_one) {}

  // Held for as long as it lives.
  using Place = std::shared_ptr<void>;

  // Null where there is none left. The places have to outlive what they give.
  Place Take(const std::string& address) {
    std::lock_guard lock(mutex_);
    if (taken_ >= most_ || (!address.empty() && of_[address] >= most_of_one_)) return nullptr;
    ++taken_;
    if (!address.empty()) ++of_[address];
    return Place(this, [address](void* places) { static_cast<Places*>(places)->Leave(address); });
  }

 private:
  void Leave(const std::string& address) {
    std::lock_guard lock(mutex_);
    --taken_;
    auto found = of_.find(address);
    if (found != of_.end() && --found->second == 0) of_.erase(found);
  }

  const int most_, most_of_one_;
  std::mutex mutex_;
  int taken_ = 0;
  std::map<std::string, int> of_;
};

}  // namespace champions::gateway
