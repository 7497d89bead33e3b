// Everything that is known, as linear equations over unknown whole numbers with bounds.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "disclosure/disclosure.h"

namespace champions::disclosure {

// Stands for "no bound"; far above any count of people, far below overflow when summed.
constexpr int64_t kUnbounded = int64_t{1} << 40;

struct Bounds {
  int64_t low, high;
  bool operator==(const Bounds&) const = default;
  bool Fixed() const { return low == high; }
};

// What one release shows of one unknown. The candidate is release number System::kCandidate.
struct Fact {
  int release;
  Shown shown;
  Bounds bounds;
};

struct Unknown {
  std::string name;
  int64_t largest_hidden = 0;  // a count from 1 up to this is protected
  bool exempt = false;
  bool difference = false;  // of two versions: may be below 0
  std::vector<Fact> facts;
};

// Sum of factor * unknown = 0.
struct Equation {
  std::vector<std::pair<int, int64_t>> terms;
  bool operator==(const Equation&) const = default;
  auto operator<=>(const Equation&) const = default;
};

// Unknowns are in the order of their names and equations in an order of their own, so that nothing
// found depends on the order in which it was told.
class System {
 public:
  static constexpr int kCandidate = -1;

  System(const std::vector<Release>& earlier, const Release& candidate,
         const std::vector<NamedSum>& sums, const std::vector<Restatement>& restated);

  const std::vector<Unknown>& unknowns() const { return unknowns_; }
  const std::vector<Equation>& equations() const { return equations_; }
  // The equations that an unknown is in.
  const std::vector<int>& EquationsOf(int unknown) const { return of_unknown_[unknown]; }
  // -1 for a name that nothing speaks of.
  int Find(const std::string& name) const;

  // What the releases show, each cell by itself. Empty (low > high) where they contradict.
  std::vector<Bounds> ShownBounds(bool with_candidate) const;
  // Narrows by each equation until nothing changes, in whole numbers. False where no counts agree;
  // `contradicted` is then an unknown that has none.
  bool Narrow(std::vector<Bounds>* bounds, int* contradicted) const;

 private:
  void AddRelease(const Release& release, int number);
  void AddEquation(const std::vector<std::pair<std::string, int64_t>>& terms);

  std::vector<Unknown> unknowns_;
  std::unordered_map<std::string, int> index_;
  std::vector<Equation> equations_;
  std::vector<std::vector<int>> of_unknown_;
};

}  // namespace champions::disclosure
