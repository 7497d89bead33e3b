// What champions hear from communities: barriers, questions and ideas, and what was done about
// them. No text of it may name a person.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::insights {

struct Insight {
  int organisation_id = 0;  // of the database alone; the code is its name outside
  std::string id;
  std::string organisation;
  std::string programme;  // "" where it is of none
  std::string heard_on;
  std::string kind;  // as the database writes it: `BARRIER`
  std::string theme;
  std::string community;
  std::string topic;
  std::string ward;
  std::string text;
  bool quotable = false;
  std::string quote_permission;  // the role of who gave it
  std::string state;
  std::string response;
  std::string responded_on;
  std::string reason;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// What a theme or a community is counted by: trimmed, single spaces, lower case (of the letters of
// ASCII and Latin-1).
std::string CountingKey(const std::string& text);

// The state after a verb such as `AnswerInsight`; throws a Refusal where it is not allowed.
std::string StateAfter(const std::string& verb, const std::string& state);

// What is wrong with an insight that is logged or changed; `today` is the day in London.
std::vector<FieldViolation> CheckInsight(const Insight& insight, const std::string& today);
// And with the answer that it has.
std::vector<FieldViolation> CheckAnswer(const Insight& insight, const std::string& today);
// And with a reason, given as the field of that name.
std::vector<FieldViolation> CheckReason(const std::string& reason);

}  // namespace champions::insights
