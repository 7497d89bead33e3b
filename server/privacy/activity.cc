#include "privacy/activity.h"

#include "privacy/clock.h"

namespace champions::privacy {
namespace {

constexpr int kReviewMonths = 12;

}  // namespace

std::string ReviewDueOn(const Activity& activity) {
  return activity.ended_on.empty() ? MonthsAfter(activity.reviewed_on, kReviewMonths) : "";
}

bool IsReviewOverdue(const Activity& activity, const std::string& today) {
  auto due = ReviewDueOn(activity);
  return !due.empty() && due < today;
}

Violations CheckActivity(const Activity& activity, const std::string& today) {
  Violations violations;
  const std::string object = "processing_activity.";
  CheckText(object + "name", activity.name, &violations);
  CheckText(object + "purpose", activity.purpose, &violations);
  CheckText(object + "special_condition", activity.special_condition, &violations);
  CheckTexts(object + "people_categories", activity.people_categories, &violations);
  CheckTexts(object + "data_categories", activity.data_categories, &violations);
  CheckTexts(object + "recipients", activity.recipients, &violations);
  CheckText(object + "transfers", activity.transfers, &violations);
  CheckText(object + "retention", activity.retention, &violations);
  CheckText(object + "security_measures", activity.security_measures, &violations);
  CheckText(object + "controller", activity.controller, &violations);
  CheckPast(object + "reviewed_on", activity.reviewed_on, today, &violations);
  CheckPast(object + "ended_on", activity.ended_on, today, &violations);
  return violations;
}

}  // namespace champions::privacy
