// What people ask for under UK GDPR Articles 15 to 22, and what they complain of.
#pragma once

#include <cstdint>
#include <string>

#include "privacy/clock.h"
#include "privacy/field_checks.h"

namespace champions::privacy {

struct SubjectRequest {
  std::string id;
  std::string kind;  // as the database writes it: `ACCESS`
  std::string received_on;
  std::string identity_asked_on;
  std::string identity_confirmed_on;
  std::string champion;  // an id, or ""
  std::string summary;
  std::string state = "OPEN";
  int extended_months = 0;
  std::string extended_on;
  std::string extension_reason;
  std::string acknowledged_on;
  std::string answered_on;
  std::string reason;
  std::string due_on;  // as DueOn says; "" while it waits for the person's identity
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;

  bool is_complaint() const { return kind == "COMPLAINT"; }
};

// The state after a verb such as `AnswerSubjectRequest`; throws where it is not allowed.
std::string RequestAfter(const std::string& verb, const std::string& state);

// The day that the clock runs from: of a complaint, that of its receipt; of a request, the later of
// that and the day on which identity was confirmed. "" while identity is asked for.
std::string ClockStart(const SubjectRequest& request);
// The last day, with the extension that it has; "" while no clock runs.
std::string DueOn(const SubjectRequest& request, const Holidays& holidays);
// The same of the state and the due_on that it has.
bool ClockRuns(const SubjectRequest& request);
bool IsOverdue(const SubjectRequest& request, const std::string& today);
// Below 0 when it is past; 0 where no clock runs.
int DaysLeft(const SubjectRequest& request, const std::string& today);

// What is wrong with one that is opened or changed.
Violations CheckRequest(const SubjectRequest& request, const std::string& today,
                        const Holidays& holidays);
// The request after a verb. Each throws a Refusal where a rule forbids it.
SubjectRequest Extended(SubjectRequest request, int months, const std::string& on,
                        const std::string& reason, const std::string& today,
                        const Holidays& holidays);
SubjectRequest Acknowledged(SubjectRequest request, const std::string& on,
                            const std::string& today);
SubjectRequest Answered(SubjectRequest request, const std::string& on, const std::string& today);
SubjectRequest Refused(SubjectRequest request, const std::string& on, const std::string& reason,
                       const std::string& today);

}  // namespace champions::privacy
