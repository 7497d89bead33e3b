#include "base/transitions.h"

#include <vector>

#include "base/refusal.h"

namespace champions {

std::string NextState(const std::string& kind, std::initializer_list<Transition> transitions,
                      const std::string& verb, const std::string& state) {
  std::vector<std::string> allowed;
  for (const auto& transition : transitions) {
    if (transition.from != state) continue;
    if (transition.verb == verb) return std::string(transition.to);
    allowed.emplace_back(transition.verb);
  }
  throw TransitionNotAllowed(kind, verb, state, allowed);
}

}  // namespace champions
