// A programme of the partnership: what champions are enrolled in, trained for and report under.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace champions::programmes {

enum class State { kScoping, kActive, kFacilitated, kClosed };

// The name in the database and, with its prefix, in the API.
const char* StateName(State state);
State StateFromName(const std::string& name);

// What is done to a programme's state.
enum class Verb { kActivate, kFacilitate, kClose };

struct Programme {
  int id = 0;  // of the database alone; the code is its name outside
  std::string code;
  std::string name;
  State state = State::kScoping;
  std::string starts_on;
  std::string ends_on;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// The state after the verb; refuses with the verbs that are allowed where this one is not.
State After(Verb verb, State state);

// The rules between fields.
void CheckProgramme(const Programme& programme);

}  // namespace champions::programmes
