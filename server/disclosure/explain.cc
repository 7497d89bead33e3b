#include "disclosure/explain.h"

#include <algorithm>
#include <cmath>

namespace champions::disclosure {
namespace {

// Beyond this the nearest equations alone are blamed.
constexpr size_t kMostUnknowns = 1'500;
constexpr size_t kMostRings = 6;
constexpr size_t kMostListed = 8;

bool IsBound(int64_t value) { return value > -kUnbounded && value < kUnbounded; }

// The unknowns and equations within so many steps.
struct Neighbourhood {
  std::vector<int> unknowns, equations;

  // False where there is nothing more.
  bool Grow(const System& system) {
    std::vector<int> more;
    for (int unknown : unknowns) {
      const auto& of = system.EquationsOf(unknown);
      more.insert(more.end(), of.begin(), of.end());
    }
    std::sort(more.begin(), more.end());
    more.erase(std::unique(more.begin(), more.end()), more.end());
    if (more == equations) return false;
    equations = std::move(more);
    for (int equation : equations) {
      for (const auto& term : system.equations()[equation].terms) unknowns.push_back(term.first);
    }
    std::sort(unknowns.begin(), unknowns.end());
    unknowns.erase(std::unique(unknowns.begin(), unknowns.end()), unknowns.end());
    return true;
  }
};

// The fact that gives this bound, the earliest of equals; -1 for none.
int FactWith(const Unknown& unknown, int64_t value, bool low) {
  for (size_t i = 0; i < unknown.facts.size(); ++i) {
    const Bounds& bounds = unknown.facts[i].bounds;
    if ((low ? bounds.low : bounds.high) == value) return static_cast<int>(i);
  }
  return -1;
}

// Makes the unknown as small and as large as the neighbourhood lets it be. True where that is as
// narrow as `hull`; `evidence` then has the cells whose bounds stop it.
bool Bind(const System& system, const std::vector<Bounds>& whole, const Neighbourhood& near,
          int unknown, const Bounds& hull, std::vector<Evidence>* evidence) {
  std::vector<int> inside;
  Problem problem = MakeProblem(system, whole, near.unknowns, near.equations, &inside);
  LinearProgram program(problem);
  evidence->clear();
  bool as_narrow = true;
  for (int direction : {-1, 1}) {
    program.SetObjective(inside[unknown], direction);
    if (program.Solve() != LinearProgram::Outcome::kSolved) return false;
    double best = program.objective() * direction;
    as_narrow &= direction < 0 ? std::ceil(best - 1e-6) >= static_cast<double>(hull.low)
                               : std::floor(best + 1e-6) <= static_cast<double>(hull.high);
    auto values = program.Rounded();
    for (int other : near.unknowns) {
      double depends = program.DependsOn(inside[other]);
      if (std::abs(depends) < 1e-9) continue;
      const Bounds& bounds = whole[other];
      bool low = !bounds.Fixed() && values[inside[other]] == bounds.low;
      int fact = FactWith(system.unknowns()[other], low ? bounds.low : bounds.high, low);
      if (fact >= 0) evidence->push_back({other, fact});
    }
  }
  return as_narrow;
}

std::string Range(const Bounds& bounds) {
  if (bounds.Fixed()) return std::to_string(bounds.low);
  if (!IsBound(bounds.high)) return std::to_string(bounds.low) + " or more";
  return std::to_string(bounds.low) + " to " + std::to_string(bounds.high);
}

std::string Tell(const Unknown& unknown, const Fact& fact) {
  std::string text = "\"" + unknown.name + "\"";
  switch (fact.shown.kind) {
    case Shown::Kind::kExact:
      return text + " as " + std::to_string(fact.shown.value);
    case Shown::Kind::kRounded:
      return text + " as " + std::to_string(fact.shown.value) + " (" + Range(fact.bounds) + ")";
    case Shown::Kind::kHidden:
      return text + " as hidden (" + Range(fact.bounds) + ")";
    case Shown::Kind::kLeftOut:
      break;
  }
  return text + " not at all";
}

}  // namespace

Problem MakeProblem(const System& system, const std::vector<Bounds>& bounds,
                    const std::vector<int>& unknowns, const std::vector<int>& equations,
                    std::vector<int>* inside) {
  inside->assign(system.unknowns().size(), -1);
  // No smallest or largest value of sums of these counts is as far out as all of them together.
  int64_t far = 1'000;
  for (size_t i = 0; i < unknowns.size(); ++i) {
    (*inside)[unknowns[i]] = static_cast<int>(i);
    const Bounds& own = bounds[unknowns[i]];
    if (IsBound(own.high)) far += std::abs(own.high);
    if (IsBound(own.low)) far += std::abs(own.low);
  }
  Problem problem;
  for (int equation : equations) {
    Problem::Row row;
    for (const auto& [unknown, factor] : system.equations()[equation].terms) {
      if ((*inside)[unknown] >= 0) {
        row.terms.push_back({(*inside)[unknown], factor});
      } else {
        row.sum -= factor * bounds[unknown].low;
        far += std::abs(factor * bounds[unknown].low);
      }
    }
    problem.rows.push_back(std::move(row));
  }
  for (int unknown : unknowns) {
    problem.bounds.push_back({IsBound(bounds[unknown].low) ? bounds[unknown].low : -far,
                              IsBound(bounds[unknown].high) ? bounds[unknown].high : far});
  }
  return problem;
}

std::vector<Evidence> FindEvidence(const System& system, const std::vector<Bounds>& whole,
                                   int unknown, const Bounds& hull) {
  Neighbourhood near{{unknown}, {}};
  std::vector<Evidence> evidence;
  for (size_t ring = 0; ring <= kMostRings; ++ring) {
    bool bound = Bind(system, whole, near, unknown, hull, &evidence);
    if (bound || near.unknowns.size() > kMostUnknowns || !near.Grow(system)) break;
  }
  std::sort(evidence.begin(), evidence.end(), [](const Evidence& a, const Evidence& b) {
    return std::pair(a.unknown, a.fact) < std::pair(b.unknown, b.fact);
  });
  auto same = [](const Evidence& a, const Evidence& b) {
    return a.unknown == b.unknown && a.fact == b.fact;
  };
  evidence.erase(std::unique(evidence.begin(), evidence.end(), same), evidence.end());
  return evidence;
}

std::string Explain(const System& system, const std::vector<Release>& earlier,
                    const Release& candidate, const Bounds& hull,
                    const std::vector<Evidence>& evidence) {
  std::string text = "can only be " + Range(hull);
  if (hull.high - hull.low == 1) {
    text = "can only be " + std::to_string(hull.low) + " or " + std::to_string(hull.high);
  }
  if (evidence.empty()) return text + " with everything released put together.";
  // By release, the earlier ones first in the order of their names.
  std::vector<std::pair<std::string, std::vector<std::string>>> told;
  for (const auto& one : evidence) {
    const auto& known = system.unknowns()[one.unknown];
    const Fact& fact = known.facts[one.fact];
    bool own = fact.release == System::kCandidate;
    std::string release =
        own ? "this release (" + candidate.id + ")" : "release " + earlier[fact.release].id;
    auto place = std::find_if(told.begin(), told.end(),
                              [&](const auto& entry) { return entry.first == release; });
    if (place == told.end()) place = told.insert(told.end(), {release, {}});
    place->second.push_back(Tell(known, fact));
  }
  std::sort(told.begin(), told.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first[0] == 't', a.first) < std::pair(b.first[0] == 't', b.first);
  });
  text += ": ";
  for (size_t i = 0; i < told.size(); ++i) {
    if (i > 0) text += "; ";
    text += told[i].first + " shows ";
    const auto& cells = told[i].second;
    for (size_t j = 0; j < std::min(cells.size(), kMostListed); ++j) {
      text += (j == 0 ? "" : ", ") + cells[j];
    }
    if (cells.size() > kMostListed) {
      text += " and " + std::to_string(cells.size() - kMostListed) + " more";
    }
  }
  return text + ".";
}

}  // namespace champions::disclosure
