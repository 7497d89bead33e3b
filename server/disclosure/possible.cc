#include "disclosure/possible.h"

#include <algorithm>

namespace champions::disclosure {
namespace {

using Outcome = LinearProgram::Outcome;
using Verdict = Found::Verdict;

constexpr int kMostRounds = 12;

// Does a range hold a count, or a difference either way, from 1 to this size?
bool HoldsSmall(const Bounds& range, int64_t size) {
  return (range.low <= size && range.high >= 1) || (range.low <= -1 && range.high >= -size);
}

bool MayBeSmall(const Found& found, int64_t size) {
  for (int64_t value : found.values) {
    if (HoldsSmall({value, value}, size)) return true;
  }
  return std::any_of(found.gaps.begin(), found.gaps.end(),
                     [&](const Bounds& gap) { return HoldsSmall(gap, size); });
}

// The rule of docs/disclosure.md.
void Update(Found* found) {
  if (found->verdict != Verdict::kOpen) return;
  if (found->values.size() >= kLeastValues || !MayBeSmall(*found, found->largest_hidden) ||
      (found->values.size() >= 2 && !MayBeSmall(*found, kVerySmall))) {
    found->verdict = Verdict::kSafe;
  } else if (found->gaps.empty()) {
    found->verdict = Verdict::kGivenAway;
  }
}

void TakeOut(Found* found, const Bounds& range) {
  std::vector<Bounds> gaps;
  for (const auto& gap : found->gaps) {
    if (range.high < gap.low || range.low > gap.high) {
      gaps.push_back(gap);
      continue;
    }
    if (gap.low < range.low) gaps.push_back({gap.low, range.low - 1});
    if (gap.high > range.high) gaps.push_back({range.high + 1, gap.high});
  }
  found->gaps = std::move(gaps);
}

// The widest gap, the lower one of equals.
Bounds Widest(const Found& found) {
  Bounds widest = found.gaps.front();
  for (const auto& gap : found.gaps) {
    if (gap.high - gap.low > widest.high - widest.low) widest = gap;
  }
  return widest;
}

class Judging {
 public:
  Judging(const Problem& problem, std::vector<Found>* found, Budget* budget)
      : problem_(problem), found_(*found), budget_(*budget), program_(problem) {}

  bool Run() {
    for (auto& one : found_) {
      one.gaps = {problem_.bounds[one.unknown]};
      Update(&one);
    }
    if (!First()) return false;
    Push();
    while (true) {
      auto open = Open();
      if (open.empty()) return true;
      Look(open);
    }
  }

 private:
  std::vector<Found*> Open() {
    std::vector<Found*> open;
    for (auto& one : found_) {
      if (one.verdict == Verdict::kOpen) open.push_back(&one);
    }
    return open;
  }

  void GiveUp(Found* one) { one->verdict = Verdict::kUndecided; }

  // Takes the last solution as a witness of each value in it, if it is one.
  bool Take() {
    last_ = program_.Rounded();
    if (!problem_.Holds(last_)) return false;
    for (auto& one : found_) {
      int64_t value = last_[one.unknown];
      auto place = std::lower_bound(one.values.begin(), one.values.end(), value);
      bool is_new = place == one.values.end() || *place != value;
      if (one.verdict != Verdict::kOpen || !is_new) continue;
      one.values.insert(place, value);
      TakeOut(&one, {value, value});
      Update(&one);
    }
    return true;
  }

  // A first solution. False where there is none.
  bool First() {
    if (Open().empty()) return true;
    if (!budget_.Spend()) return GiveUpAll(), true;
    Outcome outcome = program_.Solve();
    if (outcome == Outcome::kSolved && !Take()) {
      outcome = program_.SolveWhole();
      if (outcome == Outcome::kSolved && !Take()) outcome = Outcome::kGaveUp;
    }
    if (outcome == Outcome::kGaveUp) GiveUpAll();
    return outcome != Outcome::kNone;
  }

  void GiveUpAll() {
    for (auto* one : Open()) GiveUp(one);
  }

  // Pushes every open unknown towards values that it has not had, all at once, as long as that
  // settles some. Most unknowns are settled here.
  void Push() {
    for (int round = 0; round < kMostRounds; ++round) {
      auto open = Open();
      if (open.empty() || !budget_.Spend()) break;
      for (auto* one : open) {
        bool up = Widest(*one).low > last_[one->unknown];
        program_.SetObjective(one->unknown, up ? 1 : -1);
      }
      bool taken = program_.Solve() == Outcome::kSolved && Take();
      for (auto* one : open) program_.SetObjective(one->unknown, 0);
      if (!taken || Open().size() > open.size() * 9 / 10) break;
    }
  }

  // Demands that each of these has a value of its widest gap; of many at once first, and where
  // that cannot be, of each half of them.
  void Look(const std::vector<Found*>& all) {
    std::vector<Found*> open;
    for (auto* one : all) {
      if (one->verdict == Verdict::kOpen) open.push_back(one);
    }
    if (open.empty()) return;
    if (!budget_.Spend()) {
      for (auto* one : open) GiveUp(one);
      return;
    }
    if (Demand(open) || open.size() == 1) return;
    auto middle = open.begin() + static_cast<std::ptrdiff_t>(open.size() / 2);
    Look({open.begin(), middle});
    Look({middle, open.end()});
  }

  bool Demand(const std::vector<Found*>& open) {
    std::vector<Bounds> gaps;
    for (auto* one : open) {
      gaps.push_back(Widest(*one));
      program_.SetBounds(one->unknown, gaps.back());
    }
    Outcome outcome = program_.Solve();
    bool taken = outcome == Outcome::kSolved && Take();
    if (!taken && outcome == Outcome::kSolved && open.size() == 1) {
      outcome = program_.SolveWhole();
      taken = outcome == Outcome::kSolved && Take();
      if (outcome == Outcome::kSolved && !taken) outcome = Outcome::kGaveUp;
    }
    for (auto* one : open) program_.SetBounds(one->unknown, problem_.bounds[one->unknown]);
    if (open.size() == 1 && outcome == Outcome::kNone) {
      TakeOut(open.front(), gaps.front());
      Update(open.front());
    } else if (open.size() == 1 && !taken) {
      GiveUp(open.front());
    }
    return taken;
  }

  const Problem& problem_;
  std::vector<Found>& found_;
  Budget& budget_;
  LinearProgram program_;
  std::vector<int64_t> last_;
};

}  // namespace

Bounds Found::Hull() const {
  Bounds hull{kUnbounded, -kUnbounded};
  if (!values.empty()) hull = {values.front(), values.back()};
  for (const auto& gap : gaps) {
    hull.low = std::min(hull.low, gap.low);
    hull.high = std::max(hull.high, gap.high);
  }
  return hull;
}

bool Judge(const Problem& problem, std::vector<Found>* found, Budget* budget) {
  return Judging(problem, found, budget).Run();
}

}  // namespace champions::disclosure
