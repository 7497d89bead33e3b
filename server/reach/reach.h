// A reach record: how many people one contact, session or campaign reached.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::reach {

struct Breakdown {
  std::string dimension;  // AGE_BAND, ETHNIC_CATEGORY, GENDER, LANGUAGE or WARD
  std::string category;
  int people = 0;
};

struct Reach {
  std::string id;
  std::string external_id;
  std::string organisation, programme;  // codes
  std::string activity;                 // its id; on the way in also its external_id
  std::string occurred_on;
  std::string ward;
  std::string mode, topic;  // names as in the database
  int people = 0, new_people = 0, signposted = 0;
  std::string champion;  // its id; on the way in also its external_id
  std::string note;
  std::vector<Breakdown> breakdowns;
  std::vector<std::string> partners;  // codes
  std::string state;                  // RECORDED or VOIDED
  std::string reason;                 // of the last amendment or void
  int version = 0;
  int64_t recorded_at_us = 0, updated_at_us = 0;

  // Of the database alone.
  int organisation_id = 0, programme_id = 0;
  std::vector<int> partner_ids;
};

// The rules between the fields of a record, docs/figures.md: parts are at most the whole, and the
// categories of a breakdown's dimension add up to at most `people`. `path` is where the record
// stands in the request, such as `reach` or `reaches[3]`. Gives what is wrong, nothing when all is
// well.
std::vector<FieldViolation> CheckRules(const Reach& reach, const std::string& path);

}  // namespace champions::reach
