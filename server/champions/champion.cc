#include "champions/champion.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/refusal.h"

namespace champions::champions {
namespace {

constexpr std::array<const char*, kStates> kStateNames = {"ENQUIRED",    "APPLIED",  "RECRUITED",
                                                          "IN_TRAINING", "ACTIVE",   "PAUSED",
                                                          "LEFT",        "DECLINED", "WITHDRAWN"};

struct Transition {
  Verb verb;
  const char* name;
  std::vector<State> from;
  State to;
};

// The whole life of a champion, in the order of Verb.
const std::array<Transition, kVerbs>& Transitions() {
  using enum State;
  static const std::array<Transition, kVerbs> kTransitions = {{
      {Verb::kApply, "ApplyChampion", {kEnquired}, kApplied},
      {Verb::kRecruit, "RecruitChampion", {kEnquired, kApplied}, kRecruited},
      {Verb::kStartTraining, "StartChampionTraining", {kRecruited, kActive, kPaused}, kInTraining},
      {Verb::kActivate, "ActivateChampion", {kRecruited, kInTraining, kPaused}, kActive},
      {Verb::kPause, "PauseChampion", {kRecruited, kInTraining, kActive}, kPaused},
      {Verb::kRetire, "RetireChampion", {kRecruited, kInTraining, kActive, kPaused}, kLeft},
      {Verb::kRejoin, "RejoinChampion", {kLeft}, kActive},
      {Verb::kDecline, "DeclineChampion", {kEnquired, kApplied}, kDeclined},
      {Verb::kWithdraw, "WithdrawChampion", {kEnquired, kApplied}, kWithdrawn},
      {Verb::kReopen, "ReopenChampion", {kDeclined, kWithdrawn}, kEnquired},
  }};
  return kTransitions;
}

const Transition& TransitionOf(Verb verb) { return Transitions()[static_cast<size_t>(verb)]; }

bool Allows(const Transition& transition, State state) {
  return std::find(transition.from.begin(), transition.from.end(), state) != transition.from.end();
}

// A date is there exactly when the state has it.
void CheckPresence(const std::string& field, const std::string& day, bool has, State state,
                   const std::string& verb) {
  if (day.empty() && has) {
    throw InvalidField(field, std::string("is empty: expected a day, because the champion is ") +
                                  StateName(state));
  }
  if (!day.empty() && !has) {
    throw InvalidField(field, "is " + day + ": expected nothing, because the champion is " +
                                  StateName(state) + "; " + verb + " sets it");
  }
}

}  // namespace

const char* StateName(State state) { return kStateNames[static_cast<size_t>(state)]; }

State StateFromName(const std::string& name) {
  for (size_t i = 0; i < kStateNames.size(); ++i) {
    if (name == kStateNames[i]) return static_cast<State>(i);
  }
  throw std::logic_error("there is no champion state " + name);
}

const char* VerbName(Verb verb) { return TransitionOf(verb).name; }

std::vector<std::string> AllowedVerbs(State state) {
  std::vector<std::string> verbs;
  for (const auto& transition : Transitions()) {
    if (Allows(transition, state)) verbs.emplace_back(transition.name);
  }
  return verbs;
}

bool WasRecruited(State state) { return state >= State::kRecruited && state <= State::kLeft; }

Champion After(Champion champion, Verb verb, const std::string& day) {
  const auto& transition = TransitionOf(verb);
  if (!Allows(transition, champion.state)) {
    throw TransitionNotAllowed("champion", transition.name, StateName(champion.state),
                               AllowedVerbs(champion.state));
  }
  Champion after = champion;
  after.state = transition.to;
  if (verb == Verb::kRecruit) after.recruited_on = day;
  after.left_on = verb == Verb::kRetire ? day : "";
  CheckDates(champion, after, "");
  return after;
}

void CheckDates(const Champion& before, const Champion& after, const std::string& path) {
  CheckPresence(path + "recruited_on", after.recruited_on, WasRecruited(after.state), after.state,
                "RecruitChampion");
  CheckPresence(path + "left_on", after.left_on, after.state == State::kLeft, after.state,
                "RetireChampion");
  // Days are written YYYY-MM-DD, so that the order of text is the order of time.
  if (after.left_on.empty() || after.left_on >= after.recruited_on) return;
  if (after.left_on != before.left_on) {
    throw InvalidField(
        path + "left_on",
        "is " + after.left_on + ": expected a day not before recruited_on, " + after.recruited_on);
  }
  throw InvalidField(
      path + "recruited_on",
      "is " + after.recruited_on + ": expected a day not after left_on, " + after.left_on);
}

}  // namespace champions::champions
