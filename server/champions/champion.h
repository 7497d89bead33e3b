// A champion: a volunteer of a community organisation, from the first enquiry to leaving.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sealing/person.h"

namespace champions::champions {

enum class State {
  kEnquired,
  kApplied,
  kRecruited,
  kInTraining,
  kActive,
  kPaused,
  kLeft,
  kDeclined,
  kWithdrawn,
};
inline constexpr int kStates = 9;

// What may be done to a champion's state; each is a method of the service, of the same name.
enum class Verb {
  kApply,
  kRecruit,
  kStartTraining,
  kActivate,
  kPause,
  kRetire,
  kRejoin,
  kDecline,
  kWithdraw,
  kReopen,
};
inline constexpr int kVerbs = 10;

// The name in the database and, with its prefix, in the API: `IN_TRAINING`.
const char* StateName(State state);
State StateFromName(const std::string& name);
// The method's name: `RecruitChampion`.
const char* VerbName(Verb verb);
std::vector<std::string> AllowedVerbs(State state);
// True for those who were recruited, whatever came after: they have a recruited_on and count.
bool WasRecruited(State state);

using sealing::Equality;
using sealing::Identity;

struct Champion {
  int organisation_id = 0;
  std::string organisation;  // its code
  std::string id;
  std::string external_id;
  State state = State::kEnquired;
  std::string recruited_on;
  std::string left_on;
  std::string role;
  std::string career_goal;
  Identity identity;  // empty for callers who may not see it, like the next
  Equality equality;
  std::string wrapped_key;  // of both; empty where there is none yet
  std::string trained_on;   // the earliest of the enrolments, of all records of the person
  std::string merged_into;  // the champion of whom this is a duplicate; empty where it is none
  std::vector<std::string> duplicates;  // who were merged into this one
  bool restricted = false;              // stored alone: identity and equality are read as empty
  bool contact_refused = false;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// The champion after a verb. `day` is the day that the verb brings, where it brings one. Refuses
// with TRANSITION_NOT_ALLOWED, or with what is wrong with the day.
Champion After(Champion champion, Verb verb, const std::string& day);

// Refuses dates that the state does not have, that it lacks, or that are out of order. `before` is
// the champion as it was, so that the field which changed is the one that is named; `path` comes
// before the field's name.
void CheckDates(const Champion& before, const Champion& after, const std::string& path);

}  // namespace champions::champions
