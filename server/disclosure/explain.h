// From which cells of which releases a count follows.
#pragma once

#include <string>
#include <vector>

#include "disclosure/possible.h"

namespace champions::disclosure {

struct Evidence {
  int unknown;
  int fact;  // of the unknown's facts
};

// The shown cells that bound `unknown` to `hull`, looked for near it first. `whole` is what all
// releases show (System::ShownBounds).
std::vector<Evidence> FindEvidence(const System& system, const std::vector<Bounds>& whole,
                                   int unknown, const Bounds& hull);

// A sentence or two: what can be inferred and what from.
std::string Explain(const System& system, const std::vector<Release>& earlier,
                    const Release& candidate, const Bounds& hull,
                    const std::vector<Evidence>& evidence);

// The problem of some unknowns and equations alone, with bounds made finite. `inside` maps an
// unknown of the system to one of the problem, -1 for those outside; what is outside and fixed
// goes into the sums.
Problem MakeProblem(const System& system, const std::vector<Bounds>& bounds,
                    const std::vector<int>& unknowns, const std::vector<int>& equations,
                    std::vector<int>* inside);

}  // namespace champions::disclosure
