// The rules of the registers of data protection: days, clocks, and what a verb refuses.
#include <gtest/gtest.h>

#include <functional>

#include "privacy/activity.h"
#include "privacy/breach.h"
#include "privacy/clock.h"
#include "privacy/subject_request.h"

namespace champions::privacy {
namespace {

// The reason that a rule refuses with, and the fields that it names.
std::string RefusedWith(const std::function<void()>& work) {
  try {
    work();
  } catch (const Refusal& refusal) {
    std::string text = refusal.reason;
    for (const auto& field : refusal.fields) text += " " + field.field;
    return text;
  }
  return "";
}

std::string Fields(const Violations& violations) {
  std::string fields;
  for (const auto& violation : violations) {
    fields += (fields.empty() ? "" : " ") + violation.field;
  }
  return fields;
}

constexpr int64_t kHour = 3'600'000'000;
constexpr int64_t kNoon =
    1'792'839'600 * int64_t{1'000'000};  // 2026-10-24 11:00 UTC, noon in London

SubjectRequest Received(const std::string& on, const std::string& kind = "ACCESS") {
  SubjectRequest request;
  request.kind = kind;
  request.received_on = on;
  request.summary = "What is held";
  return request;
}

std::string Due(const SubjectRequest& request, const Holidays& holidays = {}) {
  return DueOn(request, holidays);
}

// Shows the corresponding day of a later month, and the last day of a month that has none such.
TEST(PrivacyRulesTest, MonthsEndWhereTheyEnd) {
  EXPECT_EQ(MonthsAfter("2024-09-03", 1), "2024-10-03");
  EXPECT_EQ(MonthsAfter("2024-01-31", 1), "2024-02-29");
  EXPECT_EQ(MonthsAfter("2023-01-31", 1), "2023-02-28");
  EXPECT_EQ(MonthsAfter("2024-02-29", 1), "2024-03-29");
  EXPECT_EQ(MonthsAfter("2024-02-29", 12), "2025-02-28");
  EXPECT_EQ(MonthsAfter("2023-11-30", 3), "2024-02-29");
  EXPECT_EQ(MonthsAfter("2024-12-31", 1), "2025-01-31");
}

// Shows that a request is due on the next working day where its day is none, that an extension
// counts from the start, and that a complaint has 30 days.
TEST(PrivacyRulesTest, RequestsAreDueOnWorkingDays) {
  EXPECT_EQ(Due(Received("2024-09-03")), "2024-10-03");
  EXPECT_EQ(Due(Received("2024-07-31")), "2024-09-02");  // 31 August is a Saturday
  EXPECT_EQ(Due(Received("2024-08-01")), "2024-09-02");  // 1 September is a Sunday
  Holidays christmas = {"2024-12-25", "2024-12-26"};
  EXPECT_EQ(Due(Received("2024-11-25"), christmas), "2024-12-27");
  EXPECT_EQ(Due(Received("2024-11-24"), christmas), "2024-12-24");
  Holidays easter = {"2024-03-29", "2024-04-01"};
  EXPECT_EQ(Due(Received("2024-02-29"), easter), "2024-04-02");  // Good Friday to Tuesday
  auto extended = Received("2024-01-31");
  extended.extended_months = 2;
  EXPECT_EQ(Due(extended), "2024-04-30");
  extended.extended_months = 1;
  EXPECT_EQ(Due(extended), "2024-04-01");  // 31 March is a Sunday; here no bank holiday is known
  EXPECT_EQ(Due(Received("2024-09-03", "COMPLAINT")), "2024-10-03");
  EXPECT_EQ(Due(Received("2024-01-31", "COMPLAINT")), "2024-03-01");
  EXPECT_EQ(Due(Received("2024-09-05", "COMPLAINT")), "2024-10-07");  // from a Saturday
}

// Shows that the clock of a request waits for the identity that was asked for, that of a complaint
// does not, and that without a clock nothing is overdue.
TEST(PrivacyRulesTest, TheClockWaitsForIdentity) {
  auto request = Received("2024-09-03");
  request.identity_asked_on = "2024-09-04";
  EXPECT_EQ(Due(request), "");
  EXPECT_FALSE(ClockRuns(request));
  EXPECT_FALSE(IsOverdue(request, "2026-01-01"));
  EXPECT_EQ(DaysLeft(request, "2026-01-01"), 0);
  request.identity_confirmed_on = "2024-09-17";
  request.due_on = Due(request);
  EXPECT_EQ(request.due_on, "2024-10-17");
  EXPECT_FALSE(IsOverdue(request, "2024-10-17"));
  EXPECT_EQ(DaysLeft(request, "2024-10-17"), 0);
  EXPECT_TRUE(IsOverdue(request, "2024-10-18"));
  EXPECT_EQ(DaysLeft(request, "2024-10-18"), -1);
  request.state = "DONE";
  EXPECT_FALSE(IsOverdue(request, "2024-10-18"));
  auto complaint = Received("2024-09-03", "COMPLAINT");
  complaint.identity_asked_on = "2024-09-04";
  complaint.due_on = Due(complaint);
  EXPECT_EQ(complaint.due_on, "2024-10-03");
  EXPECT_TRUE(IsOverdue(complaint, "2024-10-04"));
  complaint.acknowledged_on = "2024-09-05";
  EXPECT_FALSE(IsOverdue(complaint, "2024-10-04"));
}

// Shows that an extension is told within the first month, given once, and stays within it when the
// days before it are changed.
TEST(PrivacyRulesTest, ExtensionsAreToldWithinTheFirstMonth) {
  auto request = Received("2024-09-03");
  auto extend = [&](const std::string& on, const std::string& today) {
    return RefusedWith([&] { Extended(request, 2, on, "Many records", today, {}); });
  };
  EXPECT_EQ(extend("2024-10-03", "2024-11-01"), "");
  EXPECT_EQ(extend("2024-10-04", "2024-11-01"), "INVALID_FIELD extended_on");
  EXPECT_EQ(extend("2024-09-02", "2024-11-01"), "INVALID_FIELD extended_on");
  EXPECT_EQ(extend("2024-10-01", "2024-09-30"), "INVALID_FIELD extended_on");
  auto extended = Extended(request, 2, "2024-10-03", "Many records", "2024-11-01", {});
  EXPECT_EQ(Due(extended), "2024-12-03");
  EXPECT_EQ(RefusedWith([&] { Extended(extended, 1, "2024-10-03", "Again", "2024-11-01", {}); }),
            "NOT_EXTENDABLE");
  EXPECT_EQ(Fields(CheckRequest(extended, "2024-11-01", {})), "");
  extended.received_on = "2024-09-02";
  EXPECT_EQ(Fields(CheckRequest(extended, "2024-11-01", {})), "subject_request.received_on");
  request.identity_asked_on = "2024-09-04";
  EXPECT_EQ(extend("2024-09-20", "2024-11-01"), "NOT_EXTENDABLE");
  request.identity_asked_on.clear();
  request.kind = "COMPLAINT";
  EXPECT_EQ(extend("2024-09-20", "2024-11-01"), "NOT_EXTENDABLE");
}

// Shows that a breach is late once 72 hours have passed, not at that instant, and how many are
// left.
TEST(PrivacyRulesTest, SeventyTwoHours) {
  Breach breach;
  breach.discovered_at_us = kNoon;
  EXPECT_EQ(breach.due_at_us(), kNoon + 72 * kHour);
  EXPECT_FALSE(IsOverdue(breach, breach.due_at_us()));
  EXPECT_TRUE(IsOverdue(breach, breach.due_at_us() + 1));
  EXPECT_EQ(HoursLeft(breach, kNoon), 72);
  EXPECT_EQ(HoursLeft(breach, kNoon + 1), 71);
  EXPECT_EQ(HoursLeft(breach, breach.due_at_us()), 0);
  EXPECT_EQ(HoursLeft(breach, breach.due_at_us() + 1), -1);
  EXPECT_EQ(HoursLeft(breach, breach.due_at_us() + kHour), -1);
  breach.state = "NOTIFIED";
  EXPECT_FALSE(IsOverdue(breach, breach.due_at_us() + 1));
  EXPECT_EQ(HoursLeft(breach, kNoon), 0);
}

// Shows to the microsecond when a notification is late and asks for a reason, and that one that is
// in time takes none.
TEST(PrivacyRulesTest, LateNotificationsTakeAReason) {
  Breach breach;
  breach.discovered_at_us = kNoon;
  breach.state = "ASSESSED";
  breach.risk = "LIKELY";
  Moment moment{kNoon + 100 * kHour, "2026-10-28"};
  auto notify = [&](int64_t at, const std::string& why) {
    return RefusedWith([&] { Notified(breach, at, "IC-1", why, moment); });
  };
  EXPECT_EQ(notify(kNoon + 72 * kHour, ""), "");
  EXPECT_EQ(notify(kNoon + 72 * kHour + 1, ""), "DELAY_REASON_REQUIRED delay_reason");
  EXPECT_EQ(notify(kNoon + 72 * kHour + 1, "The office was closed"), "");
  EXPECT_EQ(notify(kNoon + 72 * kHour, "The office was closed"), "INVALID_FIELD delay_reason");
  EXPECT_EQ(notify(kNoon - 1, ""), "INVALID_FIELD notified_at");
  EXPECT_EQ(notify(kNoon + 100 * kHour + 1, "x"), "INVALID_FIELD notified_at");
  // Nor does it become late afterwards.
  auto notified = Notified(breach, kNoon + 72 * kHour, "IC-1", "", moment);
  EXPECT_EQ(Fields(CheckBreach(notified, moment, "2026-10-24")), "");
  notified.discovered_at_us -= 1;
  EXPECT_EQ(Fields(CheckBreach(notified, moment, "2026-10-24")), "breach.discovered_at");
}

// Shows that a review is overdue a year and a day after the last one, and never of what has ended.
TEST(PrivacyRulesTest, ReviewsAreDueAfterAYear) {
  Activity activity;
  activity.reviewed_on = "2024-02-29";
  EXPECT_EQ(ReviewDueOn(activity), "2025-02-28");
  EXPECT_FALSE(IsReviewOverdue(activity, "2025-02-28"));
  EXPECT_TRUE(IsReviewOverdue(activity, "2025-03-01"));
  activity.ended_on = "2024-12-01";
  EXPECT_FALSE(IsReviewOverdue(activity, "2025-03-01"));
}

}  // namespace
}  // namespace champions::privacy
