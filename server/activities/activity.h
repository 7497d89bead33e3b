// An activity: a session or campaign that an organisation holds, alone or with partners. It counts
// once, for its lead, on the London day of its start, unless it is cancelled.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace champions::activities {

struct Activity {
  int organisation_id = 0;  // of the database alone; the code is its name outside
  std::string id;
  std::string external_id;
  std::string organisation;
  std::string programme;
  std::string name;
  std::string kind;  // as the database writes it: `HEALTH_CHECK`
  int64_t starts_at_us = 0;
  std::optional<int64_t> ends_at_us;
  std::string ward;
  std::vector<std::string> partners;
  std::string award;  // an id; "" where none funds it
  std::string state;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// What an activity refers to, as the database knows it.
struct References {
  int organisation_id = 0;
  int programme_id = 0;
  std::vector<int> partner_ids;
};

// A champion who attends; of the lead or of a partner.
struct Attendee {
  int organisation_id = 0;
  std::string champion;
};

// The state after `CancelActivity` or `ReinstateActivity`; throws a Refusal where it is not
// allowed.
std::string StateAfter(const std::string& verb, const std::string& state);

// Throws where the activity does not end after it starts.
void CheckTimes(const Activity& activity);
// `day` is the London day of an instant that was given as `field`. Throws where it lies more than a
// year ahead, or before the year 1.
void CheckDay(const std::string& field, const std::string& day,
              std::chrono::system_clock::time_point now);

}  // namespace champions::activities
