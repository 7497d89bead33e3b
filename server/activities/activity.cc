#include "activities/activity.h"

#include "base/civil.h"
#include "base/refusal.h"
#include "base/transitions.h"

namespace champions::activities {

std::string StateAfter(const std::string& verb, const std::string& state) {
  return NextState("activity",
                   {{"CancelActivity", "SCHEDULED", "CANCELLED"},
                    {"ReinstateActivity", "CANCELLED", "SCHEDULED"}},
                   verb, state);
}

void CheckTimes(const Activity& activity) {
  if (!activity.ends_at_us || *activity.ends_at_us > activity.starts_at_us) return;
  throw InvalidField("activity.ends_at", "is not after starts_at: expected a later instant");
}

void CheckDay(const std::string& field, const std::string& day,
              std::chrono::system_clock::time_point now) {
  auto date = ParseDate(day);
  // PostgreSQL writes a day before the year 1 with `BC`, which is no date here.
  if (!date)
    throw InvalidField(field, "lies before the year 1 in London: expected a later instant");
  Date latest = LatestAllowedDate(now);
  if (*date <= latest) return;
  throw InvalidField(field, "is on " + day +
                                " in London: expected a day not more than a year ahead, at most " +
                                FormatDate(latest));
}

}  // namespace champions::activities
