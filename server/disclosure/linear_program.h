// The solver, and the one place that knows GLPK.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "disclosure/system.h"

struct glp_prob;

namespace champions::disclosure {

// Whole numbers within bounds that satisfy rows. Every bound is finite.
struct Problem {
  struct Row {
    std::vector<std::pair<int, int64_t>> terms;
    int64_t sum = 0;
  };
  std::vector<Bounds> bounds;
  std::vector<Row> rows;

  bool Holds(const std::vector<int64_t>& values) const;
};

class LinearProgram {
 public:
  enum class Outcome { kSolved, kNone, kGaveUp };

  explicit LinearProgram(const Problem& problem);
  ~LinearProgram();
  LinearProgram(const LinearProgram&) = delete;
  LinearProgram& operator=(const LinearProgram&) = delete;

  void SetBounds(int unknown, const Bounds& bounds);
  // What is to be made as large as possible, from here on.
  void SetObjective(int unknown, double factor);
  // Over real numbers. kNone: no values satisfy the rows.
  Outcome Solve();
  // Over whole numbers; only after a Solve that was kSolved.
  Outcome SolveWhole();

  double objective() const;
  // The last solution, rounded to whole numbers: it need not satisfy the rows. See Problem::Holds.
  std::vector<int64_t> Rounded() const;
  // How much the best value would change with the unknown's bound; 0 where it does not matter.
  double DependsOn(int unknown) const;

 private:
  glp_prob* program_;
  int columns_;
  int wanted_ = 0;      // factors of the objective that are not 0
  bool whole_ = false;  // the last solution is of SolveWhole
};

}  // namespace champions::disclosure
