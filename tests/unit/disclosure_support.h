// What the disclosure tests share: tables by hand, and an attacker who tries every table of counts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "disclosure/disclosure.h"

namespace champions::disclosure {

inline const Policy& Hes() { return *FindPolicy("HES-2018"); }
inline const Policy& Exact() { return *FindPolicy("EXACT-SUPPRESS"); }

// A release of counts of people, each shown by itself (no secondary suppression).
inline Release ShowEach(const std::string& id, const Policy& policy,
                        const std::vector<std::pair<std::string, int64_t>>& counts) {
  std::vector<Cell> cells;
  std::vector<Shown> shown;
  for (const auto& [name, value] : counts) {
    cells.push_back({name, value, true});
    shown.push_back(ShowAlone(policy, cells.back()));
  }
  return MakeRelease(id, policy, cells, shown);
}

// Repeatable, and the same on every machine.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed * 2 + 1) {}
  int64_t Roll(int64_t low, int64_t high) {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return low + static_cast<int64_t>((state_ >> 11) % static_cast<uint64_t>(high - low + 1));
  }

 private:
  uint64_t state_;
};

// Goes through all tables of whole numbers that agree with what the releases show. It shares
// nothing with the audit: no bounds, no equations, no solver.
class BruteForce {
 public:
  // `order` has every name; unbounded counts go up to `most`.
  BruteForce(const std::vector<Release>& releases, std::vector<NamedSum> sums,
             const std::vector<std::string>& order, int64_t most)
      : sums_(std::move(sums)), order_(order) {
    for (const auto& name : order_) low_[name] = 0, high_[name] = most;
    for (const auto& release : releases) {
      for (size_t i = 0; i < release.names.size(); ++i) {
        Take(release, release.names[i], release.shown[i], most);
      }
    }
  }

  // Each name's possible values; nothing when there are too many tables to go through.
  std::optional<std::map<std::string, std::set<int64_t>>> Run(int64_t most_steps = 400'000) {
    left_ = most_steps;
    Try(0);
    if (left_ <= 0) return std::nullopt;
    return possible_;
  }

 private:
  void Take(const Release& release, const std::string& name, const Shown& shown, int64_t most) {
    int64_t low = 0, high = most;
    if (shown.kind == Shown::Kind::kExact) low = high = shown.value;
    if (shown.kind == Shown::Kind::kRounded) {
      low = std::max<int64_t>(8, shown.value - 2), high = shown.value + 2;
    }
    if (shown.kind == Shown::Kind::kHidden) {
      low = 1;
      if (release.policy.id == PolicyId::kHes2018 && !release.coarsened) high = 7;
    }
    low_[name] = std::max(low_[name], low);
    high_[name] = std::min(high_[name], high);
  }

  // Can a sum still hold, given the counts chosen so far?
  bool Open(const NamedSum& sum) const {
    auto at_least = [&](const std::string& name) {
      auto chosen = chosen_.find(name);
      return chosen == chosen_.end() ? low_.at(name) : chosen->second;
    };
    auto at_most = [&](const std::string& name) {
      auto chosen = chosen_.find(name);
      return chosen == chosen_.end() ? high_.at(name) : chosen->second;
    };
    int64_t low = 0, high = 0;
    for (const auto& part : sum.parts) low += at_least(part), high += at_most(part);
    return low <= at_most(sum.total) && high >= at_least(sum.total);
  }

  void Try(size_t place) {
    if (--left_ <= 0) return;
    if (place == order_.size()) {
      for (const auto& [name, value] : chosen_) possible_[name].insert(value);
      return;
    }
    const auto& name = order_[place];
    for (int64_t value = low_[name]; value <= high_[name]; ++value) {
      chosen_[name] = value;
      bool open =
          std::all_of(sums_.begin(), sums_.end(), [&](const NamedSum& sum) { return Open(sum); });
      if (open) Try(place + 1);
    }
    chosen_.erase(name);
  }

  std::vector<NamedSum> sums_;
  std::vector<std::string> order_;
  std::map<std::string, int64_t> low_, high_, chosen_;
  std::map<std::string, std::set<int64_t>> possible_;
  int64_t left_ = 0;
};

// The rule of docs/disclosure.md, said once more in the words of a set of values.
inline bool GivesAway(const std::set<int64_t>& values, int64_t largest_hidden) {
  auto some = [&](int64_t most) {
    return std::any_of(values.begin(), values.end(),
                       [&](int64_t value) { return value >= 1 && value <= most; });
  };
  if (values.size() == 1) return some(largest_hidden);
  return values.size() == 2 && some(4);
}

}  // namespace champions::disclosure
