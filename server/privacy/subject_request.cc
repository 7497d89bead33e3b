#include "privacy/subject_request.h"

#include <algorithm>

#include "base/transitions.h"

namespace champions::privacy {
namespace {

constexpr const char* kReceived = "it was received";
constexpr int kAcknowledgementDays = 30;

// Without an extension.
std::string FirstDueOn(SubjectRequest request, const Holidays& holidays) {
  request.extended_months = 0;
  return DueOn(request, holidays);
}

// A day of a verb: it has come, and is not before the request was received.
void CheckDay(const std::string& field, const std::string& day, const SubjectRequest& request,
              const std::string& today, Violations* violations) {
  if (CheckPast(field, day, today, violations)) {
    CheckNotBefore(field, day, request.received_on, kReceived, violations);
  }
}

Refusal NotExtendable(const std::string& why) {
  return Refusal(Code::kFailedPrecondition, "NOT_EXTENDABLE", "it cannot be extended: " + why);
}

// An extension must stay within its first month when the days before it change.
void CheckExtension(const SubjectRequest& request, const Holidays& holidays,
                    Violations* violations) {
  if (request.extended_months == 0) return;
  auto due = FirstDueOn(request, holidays);
  if (!due.empty() && request.extended_on >= request.received_on && request.extended_on <= due) {
    return;
  }
  violations->push_back({request.identity_asked_on.empty()
                             ? "subject_request.received_on"
                             : "subject_request.identity_confirmed_on",
                         "leaves the extension of " + request.extended_on +
                             " outside the first month: expected days with which it lies within"});
}

}  // namespace

std::string RequestAfter(const std::string& verb, const std::string& state) {
  return NextState("request",
                   {{"UpdateSubjectRequest", "OPEN", "OPEN"},
                    {"ExtendSubjectRequest", "OPEN", "OPEN"},
                    {"AcknowledgeComplaint", "OPEN", "OPEN"},
                    {"AnswerSubjectRequest", "OPEN", "DONE"},
                    {"RefuseSubjectRequest", "OPEN", "REFUSED"}},
                   verb, state);
}

std::string ClockStart(const SubjectRequest& request) {
  if (request.is_complaint() || request.identity_asked_on.empty()) return request.received_on;
  if (request.identity_confirmed_on.empty()) return "";
  return std::max(request.received_on, request.identity_confirmed_on);
}

std::string DueOn(const SubjectRequest& request, const Holidays& holidays) {
  auto start = ClockStart(request);
  if (start.empty()) return "";
  return WorkingDayFrom(request.is_complaint() ? DaysAfter(start, kAcknowledgementDays)
                                               : MonthsAfter(start, 1 + request.extended_months),
                        holidays);
}

bool ClockRuns(const SubjectRequest& request) {
  return request.state == "OPEN" && !request.due_on.empty() && request.acknowledged_on.empty();
}

bool IsOverdue(const SubjectRequest& request, const std::string& today) {
  return ClockRuns(request) && request.due_on < today;
}

int DaysLeft(const SubjectRequest& request, const std::string& today) {
  return ClockRuns(request) ? DaysBetween(today, request.due_on) : 0;
}

Violations CheckRequest(const SubjectRequest& request, const std::string& today,
                        const Holidays& holidays) {
  Violations violations;
  const std::string object = "subject_request.";
  const auto &asked = request.identity_asked_on, &confirmed = request.identity_confirmed_on;
  if (CheckPast(object + "received_on", request.received_on, today, &violations) &&
      !request.acknowledged_on.empty() && request.received_on > request.acknowledged_on) {
    violations.push_back(
        {object + "received_on", "is " + request.received_on +
                                     ": expected a day not after it was acknowledged, " +
                                     request.acknowledged_on});
  }
  if (CheckPast(object + "identity_asked_on", asked, today, &violations)) {
    CheckNotBefore(object + "identity_asked_on", asked, request.received_on, kReceived,
                   &violations);
  }
  if (!confirmed.empty() && asked.empty()) {
    violations.push_back({object + "identity_confirmed_on",
                          "is given without identity_asked_on: expected both or neither"});
  } else if (CheckPast(object + "identity_confirmed_on", confirmed, today, &violations)) {
    CheckNotBefore(object + "identity_confirmed_on", confirmed, asked, "it was asked for",
                   &violations);
  }
  CheckText(object + "summary", request.summary, &violations);
  if (violations.empty()) CheckExtension(request, holidays, &violations);
  return violations;
}

SubjectRequest Extended(SubjectRequest request, int months, const std::string& on,
                        const std::string& reason, const std::string& today,
                        const Holidays& holidays) {
  request.state = RequestAfter("ExtendSubjectRequest", request.state);
  if (request.is_complaint()) throw NotExtendable("it is a complaint");
  if (request.extended_months > 0) throw NotExtendable("it was extended before");
  auto due = FirstDueOn(request, holidays);
  if (due.empty()) throw NotExtendable("its clock waits for the person's identity");
  Violations violations;
  CheckDay("extended_on", on, request, today, &violations);
  if (violations.empty() && on > due) {
    violations.push_back(
        {"extended_on", "is " + on + ": expected a day within the first month, which ends " + due});
  }
  CheckText("reason", reason, &violations);
  Refuse(std::move(violations));
  request.extended_months = months;
  request.extended_on = on;
  request.extension_reason = reason;
  return request;
}

SubjectRequest Acknowledged(SubjectRequest request, const std::string& on,
                            const std::string& today) {
  request.state = RequestAfter("AcknowledgeComplaint", request.state);
  if (!request.is_complaint()) {
    throw Refusal(Code::kFailedPrecondition, "NOT_A_COMPLAINT",
                  "it is a request: only a complaint is acknowledged")
        .With("kind", request.kind);
  }
  if (!request.acknowledged_on.empty()) {
    throw TransitionNotAllowed("complaint", "AcknowledgeComplaint", "ACKNOWLEDGED",
                               {"AnswerSubjectRequest", "RefuseSubjectRequest"});
  }
  Violations violations;
  CheckDay("acknowledged_on", on, request, today, &violations);
  Refuse(std::move(violations));
  request.acknowledged_on = on;
  return request;
}

SubjectRequest Answered(SubjectRequest request, const std::string& on, const std::string& today) {
  request.state = RequestAfter("AnswerSubjectRequest", request.state);
  if (!request.identity_asked_on.empty() && request.identity_confirmed_on.empty()) {
    throw Refusal(Code::kFailedPrecondition, "IDENTITY_NOT_CONFIRMED",
                  "identity was asked for and is not confirmed: enter identity_confirmed_on, or "
                  "refuse the request");
  }
  Violations violations;
  CheckDay("answered_on", on, request, today, &violations);
  Refuse(std::move(violations));
  request.answered_on = on;
  return request;
}

SubjectRequest Refused(SubjectRequest request, const std::string& on, const std::string& reason,
                       const std::string& today) {
  request.state = RequestAfter("RefuseSubjectRequest", request.state);
  Violations violations;
  CheckDay("answered_on", on, request, today, &violations);
  CheckText("reason", reason, &violations);
  Refuse(std::move(violations));
  request.answered_on = on;
  request.reason = reason;
  return request;
}

}  // namespace champions::privacy
