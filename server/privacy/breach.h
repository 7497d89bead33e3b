// Breaches of personal data (UK GDPR Articles 33 and 34).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "privacy/clock.h"
#include "privacy/field_checks.h"

namespace champions::privacy {

struct Breach {
  std::string id;
  std::string occurred_on;  // "" where it is not known
  int64_t discovered_at_us = 0;
  std::string text;
  std::vector<std::string> data_categories;
  int people_affected = 0;
  std::string consequences;
  std::string measures;
  std::string risk;  // `NONE`, `LIKELY`, `HIGH`; "" until it is assessed
  std::string state = "OPEN";
  std::optional<int64_t> notified_at_us;
  std::string reference;
  std::string delay_reason;
  std::string waive_reason;
  std::optional<int64_t> people_informed_at_us;
  std::string close_reason;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;

  int64_t due_at_us() const { return NotificationDue(discovered_at_us); }
};

// The state after a verb such as `NotifyBreach`; throws a Refusal where it is not allowed.
std::string BreachAfter(const std::string& verb, const std::string& state);

// Nobody was told yet and nobody decided that it need not be.
bool ClockRuns(const Breach& breach);
bool IsOverdue(const Breach& breach, int64_t now_us);
// Whole hours until it is due, below 0 when it is past; 0 where the clock has stopped.
int HoursLeft(const Breach& breach, int64_t now_us);

// What is wrong with one that is opened or changed; `discovered_on` is the London day of
// discovered_at.
Violations CheckBreach(const Breach& breach, const Moment& moment,
                       const std::string& discovered_on);
// The breach after a verb. Each throws a Refusal where a rule forbids it.
Breach Assessed(Breach breach, const std::string& risk);
Breach Notified(Breach breach, int64_t at_us, const std::string& reference,
                const std::string& delay_reason, const Moment& moment);
Breach Waived(Breach breach, const std::string& reason);
Breach Informed(Breach breach, int64_t at_us, const Moment& moment);
Breach Closed(Breach breach, const std::string& reason);

}  // namespace champions::privacy
