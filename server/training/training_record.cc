#include "training/training_record.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/refusal.h"

namespace champions::training {
namespace {

constexpr std::array<const char*, 6> kOutcomes = {"BOOKED", "ATTENDED", "COMPLETED",
                                                  "FAILED", "NO_SHOW",  "WITHDRAWN"};

struct Transition {
  Verb verb;
  const char* name;
  std::vector<Outcome> from;
};

const std::array<Transition, 6>& Transitions() {
  static const std::vector<Outcome> kLive = {Outcome::kBooked, Outcome::kAttended,
                                             Outcome::kCompleted, Outcome::kFailed,
                                             Outcome::kNoShow};
  static const std::array<Transition, 6> kTransitions = {
      Transition{Verb::kAttend, "AttendTraining", {Outcome::kBooked}},
      Transition{Verb::kComplete, "CompleteTraining", {Outcome::kBooked, Outcome::kAttended}},
      Transition{Verb::kFail, "FailTraining", {Outcome::kBooked, Outcome::kAttended}},
      Transition{Verb::kMiss, "MissTraining", {Outcome::kBooked}},
      Transition{Verb::kCorrect, "CorrectTraining", kLive},
      Transition{Verb::kWithdraw, "WithdrawTraining", kLive}};
  return kTransitions;
}

bool Allows(const Transition& transition, Outcome outcome) {
  return std::find(transition.from.begin(), transition.from.end(), outcome) !=
         transition.from.end();
}

}  // namespace

const char* OutcomeName(Outcome outcome) { return kOutcomes[static_cast<size_t>(outcome)]; }

Outcome OutcomeFromName(const std::string& name) {
  for (size_t i = 0; i < kOutcomes.size(); ++i) {
    if (name == kOutcomes[i]) return static_cast<Outcome>(i);
  }
  throw std::logic_error("there is no outcome of training " + name);
}

void CheckAllowed(Verb verb, Outcome outcome) {
  const auto& wanted = Transitions()[static_cast<size_t>(verb)];
  if (Allows(wanted, outcome)) return;
  std::vector<std::string> allowed;
  for (const auto& transition : Transitions()) {
    if (Allows(transition, outcome)) allowed.emplace_back(transition.name);
  }
  throw TransitionNotAllowed("training record", wanted.name, OutcomeName(outcome), allowed);
}

Outcome After(Verb verb) {
  switch (verb) {
    case Verb::kAttend:
      return Outcome::kAttended;
    case Verb::kComplete:
      return Outcome::kCompleted;
    case Verb::kFail:
      return Outcome::kFailed;
    case Verb::kMiss:
      return Outcome::kNoShow;
    case Verb::kWithdraw:
      return Outcome::kWithdrawn;
    case Verb::kCorrect:
      break;
  }
  throw std::logic_error("a correction names its outcome");
}

void CheckNamedOutcome(const std::string& field, Outcome outcome) {
  if (outcome != Outcome::kWithdrawn) return;
  throw InvalidField(field,
                     "is WITHDRAWN: expected BOOKED, ATTENDED, COMPLETED, FAILED or NO_SHOW; "
                     "WithdrawTraining takes a record back");
}

}  // namespace champions::training
