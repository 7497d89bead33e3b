#include "champions/enrolment.h"

#include "base/refusal.h"

namespace champions::champions {

Enrolment Ended(Enrolment enrolment, const std::string& ended_on, const std::string& end_reason) {
  if (!enrolment.ended_on.empty()) {
    throw TransitionNotAllowed("enrolment", "LeaveProgramme", "ENDED", {});
  }
  // Days are written YYYY-MM-DD, so that the order of text is the order of time.
  if (ended_on < enrolment.enrolled_on) {
    throw InvalidField("ended_on", "is " + ended_on + ": expected a day not before enrolled_on, " +
                                       enrolment.enrolled_on);
  }
  enrolment.ended_on = ended_on;
  enrolment.end_reason = end_reason;
  return enrolment;
}

}  // namespace champions::champions
