// An enrolment of a champion in a programme.
#pragma once

#include <cstdint>
#include <string>

namespace champions::champions {

struct Enrolment {
  int organisation_id = 0;   // that of the champion
  std::string organisation;  // its code
  std::string id;
  std::string champion;   // its id
  std::string programme;  // its code
  std::string enrolled_on;
  std::string ended_on;
  std::string end_reason;
  std::string trained_on;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// The enrolment after LeaveProgramme. Refuses with TRANSITION_NOT_ALLOWED when it has ended
// already, and a day before enrolled_on.
Enrolment Ended(Enrolment enrolment, const std::string& ended_on, const std::string& end_reason);

}  // namespace champions::champions
