// Safeguarding cases: what somebody noticed and handed on, and what the organisation's lead did
// about it. Types and pure rules.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::cases {

struct Case {
  int organisation_id = 0;  // of the database alone; the code is its name outside
  std::string id;
  std::string organisation;
  std::string champion;  // "" where it is about none; on the way in an external id too
  std::string kind;      // as the database writes it: `ADULT_AT_RISK`
  std::string noticed_on;
  std::string account;
  std::string state;
  std::string referred_to;
  std::string referred_on;
  std::string outcome;
  std::string raised_by;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

struct Note {
  std::string id;
  std::string case_id;
  std::string text;
  std::string author;
  int64_t created_at_us = 0;
};

// The state after a verb such as `CloseCase`; throws a Refusal where it is not allowed. A case that
// was referred is so again when it is reopened.
std::string StateAfter(const std::string& verb, const Case& current);

// What is wrong with a concern that is raised; `today` is the day in London.
std::vector<FieldViolation> CheckConcern(const Case& concern, const std::string& today);
// With a referral of this case, given as the fields `to` and `on`.
std::vector<FieldViolation> CheckReferral(const Case& current, const std::string& to,
                                          const std::string& on, const std::string& today);
// With a text that must say something, given as the field of that name.
std::vector<FieldViolation> CheckText(const std::string& field, const std::string& text);

// What a verb would otherwise write over, as the note that keeps it.
std::string NoteOfReferral(const Case& current);
std::string NoteOfReopening(const Case& current, const std::string& reason);

}  // namespace champions::cases
