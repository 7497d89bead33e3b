#include "privacy/breach.h"

#include "base/transitions.h"

namespace champions::privacy {
namespace {

// An instant that has come, and not before the breach was discovered.
void CheckInstant(const std::string& field, int64_t at_us, const Breach& breach,
                  const Moment& moment, Violations* violations) {
  if (at_us > moment.now_us) {
    violations->push_back({field, "is in the future: expected an instant that has come"});
  } else if (at_us < breach.discovered_at_us) {
    violations->push_back(
        {field, "is before the breach was discovered: expected an instant not before that"});
  }
}

bool IsLate(const Breach& breach, int64_t notified_at_us) {
  return notified_at_us > breach.due_at_us();
}

Refusal DelayReasonRequired(const std::string& field) {
  std::string what =
      "is empty: the breach is notified more than 72 hours after it was discovered: expected why "
      "it comes late (UK GDPR Article 33(1))";
  Refusal refusal(Code::kFailedPrecondition, "DELAY_REASON_REQUIRED", field + ": " + what);
  refusal.fields = {{field, what}};
  return refusal;
}

void CheckReason(const std::string& field, const std::string& text) {
  Violations violations;
  CheckText(field, text, &violations);
  Refuse(std::move(violations));
}

}  // namespace

std::string BreachAfter(const std::string& verb, const std::string& state) {
  return NextState("breach",
                   {{"UpdateBreach", "OPEN", "OPEN"},
                    {"UpdateBreach", "ASSESSED", "ASSESSED"},
                    {"UpdateBreach", "NOTIFIED", "NOTIFIED"},
                    {"UpdateBreach", "NOT_NOTIFIABLE", "NOT_NOTIFIABLE"},
                    {"AssessBreach", "OPEN", "ASSESSED"},
                    {"AssessBreach", "ASSESSED", "ASSESSED"},
                    {"AssessBreach", "NOTIFIED", "NOTIFIED"},
                    {"AssessBreach", "NOT_NOTIFIABLE", "ASSESSED"},
                    {"NotifyBreach", "ASSESSED", "NOTIFIED"},
                    {"WaiveBreachNotification", "ASSESSED", "NOT_NOTIFIABLE"},
                    {"InformBreachPeople", "OPEN", "OPEN"},
                    {"InformBreachPeople", "ASSESSED", "ASSESSED"},
                    {"InformBreachPeople", "NOTIFIED", "NOTIFIED"},
                    {"InformBreachPeople", "NOT_NOTIFIABLE", "NOT_NOTIFIABLE"},
                    {"CloseBreach", "NOTIFIED", "CLOSED"},
                    {"CloseBreach", "NOT_NOTIFIABLE", "CLOSED"}},
                   verb, state);
}

bool ClockRuns(const Breach& breach) {
  return breach.state == "OPEN" || breach.state == "ASSESSED";
}

bool IsOverdue(const Breach& breach, int64_t now_us) {
  return ClockRuns(breach) && now_us > breach.due_at_us();
}

int HoursLeft(const Breach& breach, int64_t now_us) {
  return ClockRuns(breach) ? HoursBetween(now_us, breach.due_at_us()) : 0;
}

Violations CheckBreach(const Breach& breach, const Moment& moment,
                       const std::string& discovered_on) {
  Violations violations;
  const std::string discovered = "breach.discovered_at";
  if (breach.discovered_at_us > moment.now_us) {
    violations.push_back({discovered, "is in the future: expected an instant that has come"});
  } else if (breach.notified_at_us && *breach.notified_at_us < breach.discovered_at_us) {
    violations.push_back(
        {discovered, "is after it was notified: expected an instant not after that"});
  } else if (breach.people_informed_at_us &&
             *breach.people_informed_at_us < breach.discovered_at_us) {
    violations.push_back(
        {discovered, "is after people were informed: expected an instant not after that"});
  } else if (breach.notified_at_us && IsLate(breach, *breach.notified_at_us) &&
             breach.delay_reason.empty()) {
    violations.push_back({discovered,
                          "is more than 72 hours before it was notified, and no reason for a delay "
                          "was given: expected a later instant"});
  } else if (!breach.occurred_on.empty() && breach.occurred_on > discovered_on) {
    violations.push_back({"breach.occurred_on",
                          "is " + breach.occurred_on +
                              ": expected a day not after it was discovered, " + discovered_on});
  }
  CheckText("breach.text", breach.text, &violations);
  CheckTexts("breach.data_categories", breach.data_categories, &violations);
  CheckText("breach.consequences", breach.consequences, &violations);
  CheckText("breach.measures", breach.measures, &violations);
  return violations;
}

Breach Assessed(Breach breach, const std::string& risk) {
  breach.state = BreachAfter("AssessBreach", breach.state);
  breach.risk = risk;
  // The clock runs again for one that was not notifiable; why it was not stays in its history.
  breach.waive_reason.clear();
  return breach;
}

Breach Notified(Breach breach, int64_t at_us, const std::string& reference,
                const std::string& delay_reason, const Moment& moment) {
  breach.state = BreachAfter("NotifyBreach", breach.state);
  Violations violations;
  CheckInstant("notified_at", at_us, breach, moment, &violations);
  CheckText("delay_reason", delay_reason, &violations);
  if (!IsLate(breach, at_us) && !delay_reason.empty()) {
    violations.push_back(
        {"delay_reason", "is given for a notification within 72 hours: expected it only after"});
  }
  Refuse(std::move(violations));
  if (IsLate(breach, at_us) && delay_reason.empty()) throw DelayReasonRequired("delay_reason");
  breach.notified_at_us = at_us;
  breach.reference = reference;
  breach.delay_reason = delay_reason;
  return breach;
}

Breach Waived(Breach breach, const std::string& reason) {
  breach.state = BreachAfter("WaiveBreachNotification", breach.state);
  if (breach.risk != "NONE") {
    throw Refusal(Code::kFailedPrecondition, "BREACH_IS_NOTIFIABLE",
                  "a risk to people is " + breach.risk +
                      ": only a breach that is unlikely to be a risk need not be notified (UK GDPR "
                      "Article 33(1)): assess it anew, or notify it")
        .With("risk", breach.risk);
  }
  CheckReason("reason", reason);
  breach.waive_reason = reason;
  return breach;
}

Breach Informed(Breach breach, int64_t at_us, const Moment& moment) {
  breach.state = BreachAfter("InformBreachPeople", breach.state);
  Violations violations;
  CheckInstant("informed_at", at_us, breach, moment, &violations);
  Refuse(std::move(violations));
  breach.people_informed_at_us = at_us;
  return breach;
}

Breach Closed(Breach breach, const std::string& reason) {
  breach.state = BreachAfter("CloseBreach", breach.state);
  CheckReason("reason", reason);
  if (breach.risk == "HIGH" && !breach.people_informed_at_us && reason.empty()) {
    std::string what =
        "is empty: the risk to people is high and they were not informed: expected why not (UK "
        "GDPR Article 34), or InformBreachPeople before";
    Refusal refusal(Code::kFailedPrecondition, "PEOPLE_NOT_INFORMED", "reason: " + what);
    refusal.fields = {{"reason", what}};
    throw refusal;
  }
  breach.close_reason = reason;
  return breach;
}

}  // namespace champions::privacy
