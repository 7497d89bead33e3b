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

// Figures to date are sums of others.
inline const std::vector<NamedSum> kToDate = {{"until=Q2", {"until=Q1", "period=Q2"}}};

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
  explicit Dice(uint64_t seed) : state_((seed * 2 + 1) * 0x9E3779B97F4A7C15u) {}
  int64_t Roll(int64_t low, int64_t high) {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return low + static_cast<int64_t>((state_ >> 11) % static_cast<uint64_t>(high - low + 1));
  }

 private:
  uint64_t state_;
};

// Goes through all tables of whole numbers that agree with what the releases show. It shares
// nothing with the audit: no solver, no reasoning, only what a shown cell may stand for.
class BruteForce {
 public:
  // `order` has every name, best with the parts first; counts without a bound go up to `most`.
  BruteForce(const std::vector<Release>& releases, const std::vector<NamedSum>& sums,
             const std::vector<std::string>& order, int64_t most)
      : low_(order.size(), 0), high_(order.size(), most), possible_(order.size()) {
    std::map<std::string, size_t> place;
    for (const auto& name : order) place.emplace(name, place.size());
    for (const auto& release : releases) {
      for (size_t i = 0; i < release.names.size(); ++i) {
        Take(release, place.at(release.names[i]), release.shown[i]);
      }
    }
    for (const auto& sum : sums) {
      std::vector<size_t> one = {place.at(sum.total)};
      for (const auto& part : sum.parts) one.push_back(place.at(part));
      sums_.push_back(one);
    }
  }

  // The possible values in the order of the names; nothing when there are too many tables.
  std::optional<std::vector<std::set<int64_t>>> Run(int64_t most_steps = 200'000) {
    left_ = most_steps;
    chosen_.clear();
    Try();
    if (left_ <= 0) return std::nullopt;
    return possible_;
  }

 private:
  void Take(const Release& release, size_t place, const Shown& shown) {
    int64_t low = 0, high = high_[place];
    if (shown.kind == Shown::Kind::kExact) low = high = shown.value;
    if (shown.kind == Shown::Kind::kRounded) {
      low = std::max<int64_t>(8, shown.value - 2), high = shown.value + 2;
    }
    if (shown.kind == Shown::Kind::kHidden) {
      low = 1;
      if (release.policy.id == PolicyId::kHes2018 && !release.coarsened) high = 7;
    }
    low_[place] = std::max(low_[place], low);
    high_[place] = std::min(high_[place], high);
  }

  // Can each sum still hold, given the counts chosen so far?
  bool Open() const {
    for (const auto& sum : sums_) {
      int64_t low = 0, high = 0;
      for (size_t i = 1; i < sum.size(); ++i) low += Least(sum[i]), high += Most(sum[i]);
      if (low > Most(sum[0]) || high < Least(sum[0])) return false;
    }
    return true;
  }
  int64_t Least(size_t name) const { return name < chosen_.size() ? chosen_[name] : low_[name]; }
  int64_t Most(size_t name) const { return name < chosen_.size() ? chosen_[name] : high_[name]; }

  void Try() {
    if (--left_ <= 0) return;
    size_t place = chosen_.size();
    if (place == low_.size()) {
      for (size_t i = 0; i < place; ++i) possible_[i].insert(chosen_[i]);
      return;
    }
    for (int64_t value = low_[place]; value <= high_[place] && left_ > 0; ++value) {
      chosen_.push_back(value);
      if (Open()) Try();
      chosen_.pop_back();
    }
  }

  std::vector<std::vector<size_t>> sums_;  // each: the total, then the parts
  std::vector<int64_t> low_, high_, chosen_;
  std::vector<std::set<int64_t>> possible_;
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
