#include "programmes/programme.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/refusal.h"

namespace champions::programmes {
namespace {

constexpr std::array<const char*, 4> kNames = {"SCOPING", "ACTIVE", "FACILITATED", "CLOSED"};

struct Transition {
  Verb verb;
  const char* name;
  std::vector<State> from;
  State to;
};

const std::array<Transition, 3>& Transitions() {
  static const std::array<Transition, 3> kTransitions = {
      Transition{Verb::kActivate,
                 "ActivateProgramme",
                 {State::kScoping, State::kFacilitated, State::kClosed},
                 State::kActive},
      Transition{Verb::kFacilitate,
                 "FacilitateProgramme",
                 {State::kScoping, State::kActive},
                 State::kFacilitated},
      Transition{Verb::kClose,
                 "CloseProgramme",
                 {State::kScoping, State::kActive, State::kFacilitated},
                 State::kClosed}};
  return kTransitions;
}

bool Allows(const Transition& transition, State state) {
  return std::find(transition.from.begin(), transition.from.end(), state) != transition.from.end();
}

}  // namespace

const char* StateName(State state) { return kNames[static_cast<size_t>(state)]; }

State StateFromName(const std::string& name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (name == kNames[i]) return static_cast<State>(i);
  }
  throw std::logic_error("there is no state of a programme " + name);
}

State After(Verb verb, State state) {
  const auto& wanted = Transitions()[static_cast<size_t>(verb)];
  if (Allows(wanted, state)) return wanted.to;
  std::vector<std::string> allowed;
  for (const auto& transition : Transitions()) {
    if (Allows(transition, state)) allowed.emplace_back(transition.name);
  }
  throw TransitionNotAllowed("programme", wanted.name, StateName(state), allowed);
}

void CheckProgramme(const Programme& programme) {
  if (programme.starts_on.empty() || programme.ends_on.empty()) return;
  // Dates as YYYY-MM-DD sort as text.
  if (programme.ends_on >= programme.starts_on) return;
  throw InvalidField(
      "programme.ends_on",
      "is " + programme.ends_on + ": expected a day not before starts_on, " + programme.starts_on);
}

}  // namespace champions::programmes
