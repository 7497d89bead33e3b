#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>

#include "disclosure/disclosure.h"
#include "disclosure/explain.h"
#include "disclosure/possible.h"
#include "disclosure/system.h"

namespace champions::disclosure {
namespace {

using Verdict = Found::Verdict;

// Unknowns that are linked by equations through unknowns that are not yet known.
struct Component {
  std::vector<int> unknowns, equations;
};

class Union {
 public:
  explicit Union(size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0); }
  int Find(int item) {
    while (parent_[item] != item) item = parent_[item] = parent_[parent_[item]];
    return item;
  }
  // The smaller number stands for both, so that components come in order.
  void Join(int a, int b) {
    a = Find(a), b = Find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<int> parent_;
};

std::vector<Component> Components(const System& system, const std::vector<Bounds>& bounds) {
  Union joined(bounds.size());
  auto open = [&](int unknown) { return !bounds[unknown].Fixed(); };
  auto first_open = [&](const Equation& equation) {
    for (const auto& term : equation.terms) {
      if (open(term.first)) return term.first;
    }
    return -1;
  };
  for (const auto& equation : system.equations()) {
    int first = first_open(equation);
    for (const auto& term : equation.terms) {
      if (open(term.first)) joined.Join(first, term.first);
    }
  }
  std::map<int, Component> components;
  for (size_t i = 0; i < bounds.size(); ++i) {
    int unknown = static_cast<int>(i);
    if (open(unknown)) components[joined.Find(unknown)].unknowns.push_back(unknown);
  }
  for (size_t i = 0; i < system.equations().size(); ++i) {
    int first = first_open(system.equations()[i]);
    if (first >= 0) components[joined.Find(first)].equations.push_back(static_cast<int>(i));
  }
  std::vector<Component> all;
  for (auto& [root, component] : components) all.push_back(std::move(component));
  return all;
}

// One audit: the system with and without the candidate.
class Auditing {
 public:
  Auditing(const std::vector<Release>& earlier, const Release& candidate,
           const std::vector<NamedSum>& sums, const std::vector<Restatement>& restated,
           const AuditLimits& limits)
      : earlier_(earlier),
        candidate_(candidate),
        system_(earlier, candidate, sums, restated),
        budget_(limits),
        shown_(system_.ShownBounds(true)),
        shown_before_(system_.ShownBounds(false)) {}

  std::vector<Breach> Run() {
    bounds_ = shown_;
    bounds_before_ = shown_before_;
    int contradicted = -1;
    if (!system_.Narrow(&bounds_, &contradicted)) return {Contradiction(contradicted)};
    // What agrees with the candidate agrees without it, so that this cannot fail.
    system_.Narrow(&bounds_before_, &contradicted);
    for (size_t i = 0; i < bounds_.size(); ++i) {
      int unknown = static_cast<int>(i);
      if (bounds_[i].Fixed()) Keep(unknown, JudgeFixed(unknown, bounds_[i]));
    }
    for (const auto& component : Components(system_, bounds_)) {
      if (!ChangedByCandidate(component)) continue;
      auto found = JudgeComponent(component, bounds_, component.unknowns);
      if (found.empty()) return {Contradiction(component.unknowns.front())};
      for (const auto& one : found) Keep(component.unknowns[one.unknown], one);
    }
    DropWhatWasKnown();
    std::vector<Breach> breaches;
    for (const auto& [unknown, found] : suspects_) breaches.push_back(Tell(unknown, found));
    return breaches;
  }

 private:
  Breach Contradiction(int unknown) const {
    return {system_.unknowns()[unknown].name,
            "the releases and sums contradict each other here, so that nothing can be said of what "
            "they give away: a count that was restated needs a new version of its name.",
            0, kUnbounded};
  }

  Found JudgeFixed(int unknown, const Bounds& bounds) const {
    Found found{unknown, system_.unknowns()[unknown].largest_hidden};
    found.values = {bounds.low};
    int64_t size = std::abs(bounds.low);
    bool small = size >= 1 && size <= found.largest_hidden;
    found.verdict = small ? Verdict::kGivenAway : Verdict::kSafe;
    return found;
  }

  // Without a change of what is known here, the earlier releases gave away as much.
  bool ChangedByCandidate(const Component& component) const {
    for (int unknown : component.unknowns) {
      if (!(shown_[unknown] == shown_before_[unknown])) return true;
    }
    for (int equation : component.equations) {
      for (const auto& term : system_.equations()[equation].terms) {
        if (!(bounds_[term.first] == bounds_before_[term.first])) return true;
      }
    }
    return false;
  }

  // Judges some unknowns (in order) of the component. Empty where no counts agree with everything.
  std::vector<Found> JudgeComponent(const Component& component, const std::vector<Bounds>& bounds,
                                    const std::vector<int>& wanted) {
    std::vector<int> inside;
    Problem problem =
        MakeProblem(system_, bounds, component.unknowns, component.equations, &inside);
    std::vector<Found> found;
    for (int unknown : wanted) {
      found.push_back({inside[unknown], system_.unknowns()[unknown].largest_hidden});
      if (system_.unknowns()[unknown].exempt) found.back().verdict = Verdict::kSafe;
    }
    if (!Judge(problem, &found, &budget_)) return {};
    return found;
  }

  void Keep(int unknown, const Found& found) {
    if (found.verdict == Verdict::kSafe || system_.unknowns()[unknown].exempt) return;
    suspects_.emplace(unknown, found);
  }

  // Where the earlier releases left exactly the same values, the candidate adds nothing.
  void DropWhatWasKnown() {
    auto drop_if_same = [&](int unknown, const Found& before) {
      auto now = suspects_.find(unknown);
      if (now->second.verdict == Verdict::kGivenAway && before.verdict == Verdict::kGivenAway &&
          before.values == now->second.values) {
        suspects_.erase(now);
      }
    };
    std::vector<int> open;
    for (const auto& [unknown, found] : suspects_) {
      if (found.verdict == Verdict::kGivenAway) open.push_back(unknown);
    }
    std::erase_if(open, [&](int unknown) {
      if (!bounds_before_[unknown].Fixed()) return false;
      drop_if_same(unknown, JudgeFixed(unknown, bounds_before_[unknown]));
      return true;
    });
    if (open.empty()) return;
    for (const auto& component : Components(system_, bounds_before_)) {
      std::vector<int> wanted;
      std::set_intersection(open.begin(), open.end(), component.unknowns.begin(),
                            component.unknowns.end(), std::back_inserter(wanted));
      if (wanted.empty()) continue;
      auto before = JudgeComponent(component, bounds_before_, wanted);
      for (size_t i = 0; i < before.size(); ++i) drop_if_same(wanted[i], before[i]);
    }
  }

  Breach Tell(int unknown, const Found& found) const {
    Breach breach{system_.unknowns()[unknown].name, "", found.Hull().low, found.Hull().high};
    if (found.verdict != Verdict::kGivenAway) {
      breach.why =
          "could not be decided within the limits of the audit, and what is not known to be safe "
          "is not released.";
      return breach;
    }
    auto evidence = FindEvidence(system_, shown_, unknown, found.Hull());
    breach.why = Explain(system_, earlier_, candidate_, found.Hull(), evidence);
    for (const auto& one : evidence) {
      const auto& known = system_.unknowns()[one.unknown];
      if (known.facts[one.fact].release == System::kCandidate) {
        breach.from_candidate.push_back(known.name);
      }
    }
    return breach;
  }

  const std::vector<Release>& earlier_;
  const Release& candidate_;
  System system_;
  Budget budget_;
  std::vector<Bounds> shown_, shown_before_;    // by each cell alone
  std::vector<Bounds> bounds_, bounds_before_;  // narrowed
  std::map<int, Found> suspects_;               // in the order of the names
};

}  // namespace

std::vector<Breach> Audit(const std::vector<Release>& earlier, const Release& candidate,
                          const std::vector<NamedSum>& sums,
                          const std::vector<Restatement>& restated, const AuditLimits& limits) {
  return Auditing(earlier, candidate, sums, restated, limits).Run();
}

}  // namespace champions::disclosure
