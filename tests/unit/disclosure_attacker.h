// An attacker who keeps every release and subtracts. A cell is known to it by a mark, a number that
// stands for whom the cell counts: marks add up as the counts do.
#pragma once

#include <gtest/gtest.h>

#include <unordered_map>

#include "unit/disclosure_support.h"

namespace champions::disclosure {

struct Range {
  int64_t low, high;
};

class Attacker {
 public:
  // Every quantity is worth knowing, also one that is not published.
  void Want(const std::string& name, uint64_t mark, int64_t truth, bool shown) {
    if (mark != 0) wanted_[mark] = {name, truth, {shown ? 0 : -kFar, kFar}};
  }
  void Read(const Release& release, const std::map<std::string, uint64_t>& marks) {
    for (size_t i = 0; i < release.names.size(); ++i) {
      const auto& shown = release.shown[i];
      uint64_t mark = marks.at(release.names[i]);
      if (mark == 0 || shown.kind == Shown::Kind::kLeftOut) continue;
      Range range{shown.value, shown.value};
      if (shown.kind == Shown::Kind::kRounded) range = {shown.value - 2, shown.value + 2};
      if (shown.kind == Shown::Kind::kHidden) {
        bool rounds = release.policy.id == PolicyId::kHes2018 && !release.coarsened;
        range = {1, rounds ? 7 : kFar};
      }
      auto& known = known_.try_emplace(mark, Range{0, kFar}).first->second;
      known = {std::max(known.low, range.low), std::min(known.high, range.high)};
    }
  }

  // The quantities that it knows after all its subtractions, and how many of those it made.
  std::vector<std::string> Subtract(int64_t largest_hidden, int64_t* hits) {
    std::vector<std::pair<uint64_t, Range>> cells(known_.begin(), known_.end());
    for (size_t i = 0; i < cells.size(); ++i) {
      Learn(cells[i].first, cells[i].second, hits);
      for (size_t j = i + 1; j < cells.size(); ++j) {
        for (int sign : {1, -1}) {
          auto pair = Combine(cells[i], sign, cells[j]);
          Learn(pair.first, pair.second, hits);
          for (size_t k = j + 1; k < cells.size(); ++k) {
            for (int third : {1, -1}) {
              // Nearly all triples are nobody's count.
              uint64_t mark = pair.first + static_cast<uint64_t>(third) * cells[k].first;
              if (!MayBeWanted(mark)) continue;
              Learn(mark, Combine(pair, third, cells[k]).second, hits);
            }
          }
        }
      }
    }
    std::vector<std::string> known;
    for (const auto& [mark, wanted] : wanted_) {
      std::set<int64_t> values;
      for (int64_t value = wanted.range.low; value <= wanted.range.high && values.size() < 3;) {
        values.insert(value++);
      }
      EXPECT_GE(wanted.truth, wanted.range.low) << wanted.name;
      EXPECT_LE(wanted.truth, wanted.range.high) << wanted.name;
      bool small_difference =
          values.size() == 1 && *values.begin() < 0 && -*values.begin() <= largest_hidden;
      if (GivesAway(values, largest_hidden) || small_difference) known.push_back(wanted.name);
    }
    std::sort(known.begin(), known.end());
    return known;
  }

 private:
  static constexpr int64_t kFar = 1'000'000;
  struct Wanted {
    std::string name;
    int64_t truth;
    Range range;
  };

  static std::pair<uint64_t, Range> Combine(const std::pair<uint64_t, Range>& a, int sign,
                                            const std::pair<uint64_t, Range>& b) {
    Range other = sign > 0 ? b.second : Range{-b.second.high, -b.second.low};
    return {a.first + static_cast<uint64_t>(sign) * b.first,
            {a.second.low + other.low, a.second.high + other.high}};
  }

  bool MayBeWanted(uint64_t mark) {
    if (filter_.empty()) {
      filter_.resize(1 << 16);
      for (const auto& [wanted, what] : wanted_) {
        filter_[wanted & 0xFFFF] = filter_[(0 - wanted) & 0xFFFF] = true;
      }
    }
    return filter_[mark & 0xFFFF];
  }

  void Learn(uint64_t mark, const Range& range, int64_t* hits) {
    for (int sign : {1, -1}) {
      auto found = wanted_.find(static_cast<uint64_t>(sign) * mark);
      if (found == wanted_.end()) continue;
      ++*hits;
      auto& known = found->second.range;
      known.low = std::max(known.low, sign > 0 ? range.low : -range.high);
      known.high = std::min(known.high, sign > 0 ? range.high : -range.low);
    }
  }

  std::unordered_map<uint64_t, Range> known_;
  std::unordered_map<uint64_t, Wanted> wanted_;
  std::vector<bool> filter_;
};

}  // namespace champions::disclosure
