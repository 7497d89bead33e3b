#include "disclosure/system.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <stdexcept>

namespace champions::disclosure {
namespace {

// The counts that a shown cell may stand for, to somebody who knows the policy.
Bounds BoundsOf(const Release& release, const Shown& shown) {
  const Policy& policy = release.policy;
  switch (shown.kind) {
    case Shown::Kind::kExact:
      return {shown.value, shown.value};
    case Shown::Kind::kRounded: {
      int64_t half = policy.rounding / 2;
      return {std::max<int64_t>(shown.value - half, policy.threshold), shown.value + half};
    }
    case Shown::Kind::kHidden:
      // A zero is never hidden. Where larger counts are hidden as well, only that is certain.
      return {1, policy.rounding > 1 && !release.coarsened ? policy.threshold - 1 : kUnbounded};
    case Shown::Kind::kLeftOut:
      break;
  }
  return {0, kUnbounded};
}

std::string DifferenceName(const Restatement& pair) { return pair.after + " minus " + pair.before; }

}  // namespace

System::System(const std::vector<Release>& earlier, const Release& candidate,
               const std::vector<NamedSum>& sums, const std::vector<Restatement>& restated) {
  std::set<std::string> names, differences;
  for (const auto& release : earlier) names.insert(release.names.begin(), release.names.end());
  names.insert(candidate.names.begin(), candidate.names.end());
  for (const auto& sum : sums) {
    names.insert(sum.total);
    names.insert(sum.parts.begin(), sum.parts.end());
  }
  for (const auto& pair : restated) {
    names.insert(pair.before);
    names.insert(pair.after);
    differences.insert(DifferenceName(pair));
  }
  names.insert(differences.begin(), differences.end());
  for (const auto& name : names) {
    index_.emplace(name, static_cast<int>(unknowns_.size()));
    unknowns_.push_back({name});
    unknowns_.back().difference = differences.count(name) > 0;
  }
  for (size_t i = 0; i < earlier.size(); ++i) AddRelease(earlier[i], static_cast<int>(i));
  AddRelease(candidate, kCandidate);
  for (auto& unknown : unknowns_) {
    if (unknown.largest_hidden == 0) unknown.largest_hidden = candidate.policy.threshold - 1;
  }

  for (const auto& sum : sums) {
    std::vector<std::pair<std::string, int64_t>> terms = {{sum.total, 1}};
    for (const auto& part : sum.parts) terms.push_back({part, -1});
    AddEquation(terms);
  }
  for (const auto& pair : restated) {
    AddEquation({{pair.after, 1}, {pair.before, -1}, {DifferenceName(pair), -1}});
  }
  std::sort(equations_.begin(), equations_.end());
  equations_.erase(std::unique(equations_.begin(), equations_.end()), equations_.end());
  of_unknown_.resize(unknowns_.size());
  for (size_t i = 0; i < equations_.size(); ++i) {
    for (const auto& term : equations_[i].terms) {
      of_unknown_[term.first].push_back(static_cast<int>(i));
    }
  }
}

void System::AddRelease(const Release& release, int number) {
  if (release.names.size() != release.shown.size()) {
    throw std::invalid_argument("release " + release.id + " has names without what they show");
  }
  for (size_t i = 0; i < release.names.size(); ++i) {
    auto& unknown = unknowns_[index_.at(release.names[i])];
    const Shown& shown = release.shown[i];
    unknown.facts.push_back({number, shown, BoundsOf(release, shown)});
    if (shown.kind == Shown::Kind::kHidden) {
      unknown.largest_hidden =
          std::max<int64_t>(unknown.largest_hidden, release.policy.threshold - 1);
    }
  }
  for (const auto& name : release.exempt) {
    auto found = index_.find(name);
    if (found != index_.end()) unknowns_[found->second].exempt = true;
  }
}

void System::AddEquation(const std::vector<std::pair<std::string, int64_t>>& terms) {
  std::map<int, int64_t> factors;
  for (const auto& [name, factor] : terms) {
    int unknown = index_.at(name);
    if (unknowns_[unknown].exempt) return;
    factors[unknown] += factor;
  }
  Equation equation;
  for (const auto& [unknown, factor] : factors) {
    if (factor != 0) equation.terms.push_back({unknown, factor});
  }
  if (!equation.terms.empty()) equations_.push_back(std::move(equation));
}

int System::Find(const std::string& name) const {
  auto found = index_.find(name);
  return found == index_.end() ? -1 : found->second;
}

std::vector<Bounds> System::ShownBounds(bool with_candidate) const {
  std::vector<Bounds> all;
  all.reserve(unknowns_.size());
  for (const auto& unknown : unknowns_) {
    Bounds bounds{unknown.difference ? -kUnbounded : 0, kUnbounded};
    // Nothing is asked about what is no count of people, so that it cannot contradict itself.
    for (const auto& fact : unknown.facts) {
      if (unknown.exempt || (fact.release == kCandidate && !with_candidate)) continue;
      bounds.low = std::max(bounds.low, fact.bounds.low);
      bounds.high = std::min(bounds.high, fact.bounds.high);
    }
    all.push_back(bounds);
  }
  return all;
}

namespace {

int64_t FloorDivide(int64_t a, int64_t b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); }

// Sums of lows and highs of an equation, with the number of terms that have none.
struct Reach {
  int64_t low = 0, high = 0;
  int no_low = 0, no_high = 0;

  void Add(const Bounds& bounds, int64_t factor, int times) {
    bool turned = factor < 0;
    int64_t from = turned ? bounds.high : bounds.low, to = turned ? bounds.low : bounds.high;
    if (from <= -kUnbounded || from >= kUnbounded) {
      no_low += times;
    } else {
      low += times * factor * from;
    }
    if (to <= -kUnbounded || to >= kUnbounded) {
      no_high += times;
    } else {
      high += times * factor * to;
    }
  }
};

}  // namespace

bool System::Narrow(std::vector<Bounds>* bounds, int* contradicted) const {
  for (size_t i = 0; i < bounds->size(); ++i) {
    if ((*bounds)[i].low > (*bounds)[i].high) return *contradicted = static_cast<int>(i), false;
  }
  std::deque<int> waiting;
  std::vector<char> is_waiting(equations_.size(), 1);
  for (size_t i = 0; i < equations_.size(); ++i) waiting.push_back(static_cast<int>(i));
  // Bounds that creep up one by one are left to the solver.
  int64_t left = 50 * static_cast<int64_t>(equations_.size()) + 1000;
  while (!waiting.empty() && left-- > 0) {
    int number = waiting.front();
    waiting.pop_front();
    is_waiting[number] = 0;
    const auto& terms = equations_[number].terms;
    Reach reach;
    for (const auto& [unknown, factor] : terms) reach.Add((*bounds)[unknown], factor, 1);
    for (const auto& [unknown, factor] : terms) {
      Bounds& own = (*bounds)[unknown];
      Reach others = reach;
      others.Add(own, factor, -1);
      // factor * own = -others, which lies in [-others.high, -others.low].
      Bounds next = own;
      int64_t size = factor < 0 ? -factor : factor;
      int64_t low = factor > 0 ? -others.high : others.low;
      int64_t high = factor > 0 ? -others.low : others.high;
      bool has_low = factor > 0 ? others.no_high == 0 : others.no_low == 0;
      bool has_high = factor > 0 ? others.no_low == 0 : others.no_high == 0;
      if (has_low) next.low = std::max(next.low, -FloorDivide(-low, size));
      if (has_high) next.high = std::min(next.high, FloorDivide(high, size));
      if (next == own) continue;
      if (next.low > next.high) return *contradicted = unknown, false;
      reach = others;
      own = next;
      reach.Add(own, factor, 1);
      for (int other : of_unknown_[unknown]) {
        if (is_waiting[other]) continue;
        is_waiting[other] = 1;
        waiting.push_back(other);
      }
    }
  }
  return true;
}

}  // namespace champions::disclosure
