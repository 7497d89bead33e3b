#include "integration/privacy_fixture.h"

namespace champions::test {
namespace {

class PrivacyBreachTest : public PrivacyFixture {};

// Shows that 72 hours are hours that pass: over the night in which clocks go back, the wall in
// London shows one hour less, and over the one in which they go forward one more.
TEST_F(PrivacyBreachTest, SeventyTwoHoursOverAClockChange) {
  v1::OpenBreachRequest request = NewBreach(0);
  auto due = [&](const std::string& discovered) {
    request.mutable_breach()->mutable_discovered_at()->set_seconds(
        std::stoll(SqlValue("select extract(epoch from timestamp '" + discovered +
                            "' at time zone 'Europe/London')::bigint")));
    v1::OpenBreachResponse response;
    auto outcome = As(admin, &Stub::OpenBreach, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return SqlValue("select to_timestamp(" + std::to_string(response.breach().due_at().seconds()) +
                    ") at time zone 'Europe/London'");
  };
  EXPECT_EQ(due("2024-10-26 12:00"), "2024-10-29 11:00:00");
  EXPECT_EQ(due("2024-03-30 12:00"), "2024-04-02 13:00:00");
  EXPECT_EQ(due("2024-06-01 12:00"), "2024-06-04 12:00:00");
}

// Shows a breach that is a high risk from its discovery to its close: notified in time, and closed
// only once the people were informed.
TEST_F(PrivacyBreachTest, AHighRiskIsNotifiedAndPeopleAreInformed) {
  Open(-10);
  EXPECT_EQ(breach_.state(), v1::BREACH_STATE_OPEN);
  EXPECT_EQ(breach_.due_at().seconds(), breach_.discovered_at().seconds() + 72 * 3600);
  EXPECT_EQ(breach_.hours_left(), 61);
  EXPECT_FALSE(breach_.overdue());
  EXPECT_EQ(Notify(-1).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Close().reason, "TRANSITION_NOT_ALLOWED");
  ASSERT_TRUE(Assess(v1::BREACH_RISK_HIGH).ok());
  EXPECT_EQ(Waive("It was unlikely").reason, "BREACH_IS_NOTIFIABLE");
  EXPECT_EQ(Notify(-11).fields.size(), 1u);
  EXPECT_EQ(Notify(1).fields.size(), 1u);
  ASSERT_TRUE(Notify(-1).ok());
  EXPECT_EQ(breach_.state(), v1::BREACH_STATE_NOTIFIED);
  EXPECT_EQ(breach_.reference(), "IC-123");
  EXPECT_EQ(breach_.hours_left(), 0);
  EXPECT_EQ(Notify(-1).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Close().reason, "PEOPLE_NOT_INFORMED");
  EXPECT_EQ(Inform(-11).fields.size(), 1u);
  ASSERT_TRUE(Inform(-1).ok());
  ASSERT_TRUE(Close().ok());
  EXPECT_EQ(breach_.state(), v1::BREACH_STATE_CLOSED);
  EXPECT_EQ(Assess(v1::BREACH_RISK_NONE).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Inform(0).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(SqlValue("select count(*) from record_history where kind = 'breach'"), "4");
  EXPECT_EQ(SqlValue("select count(*) from audit_event where object_kind = 'breach'"), "5");
  EXPECT_EQ(SqlValue("select count(*) from audit_event a where a::text like '%wrong%'"), "0");
}

// Shows that a notification that comes late takes a reason, that a close without informing people
// takes one too, and what a list of overdue breaches finds meanwhile.
TEST_F(PrivacyBreachTest, WhatComesLateTakesAReason) {
  auto in_time = Open(-71);
  auto late = Open(-80);
  EXPECT_TRUE(breach_.overdue());
  EXPECT_EQ(breach_.hours_left(), -9);
  v1::ListBreachesRequest list;
  list.set_overdue(true);
  v1::ListBreachesResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListBreaches, list, &listed).ok());
  ASSERT_EQ(listed.breaches_size(), 1);
  EXPECT_EQ(listed.breaches(0).id(), late);
  ASSERT_TRUE(Assess(v1::BREACH_RISK_HIGH).ok());
  EXPECT_TRUE(breach_.overdue());
  EXPECT_EQ(Notify(-1).reason, "DELAY_REASON_REQUIRED");
  EXPECT_EQ(Notify(-1, "Ask a@b.org").fields.size(), 1u);
  EXPECT_EQ(Notify(-40, "It was in time").fields.size(), 1u);
  ASSERT_TRUE(Notify(-1, "It was not recognised at first").ok());
  EXPECT_EQ(breach_.delay_reason(), "It was not recognised at first");
  EXPECT_FALSE(breach_.overdue());
  ASSERT_TRUE(As(admin, &Stub::ListBreaches, list, &listed).ok());
  EXPECT_EQ(listed.breaches_size(), 0);
  EXPECT_EQ(Close("").reason, "PEOPLE_NOT_INFORMED");
  ASSERT_TRUE(Close("The list was encrypted").ok());
  EXPECT_EQ(breach_.close_reason(), "The list was encrypted");
  v1::UpdateBreachRequest update;
  update.mutable_breach()->set_id(late);
  update.mutable_breach()->set_measures("More");
  update.mutable_update_mask()->add_paths("measures");
  v1::UpdateBreachResponse updated;
  EXPECT_EQ(As(admin, &Stub::UpdateBreach, update, &updated).reason, "TRANSITION_NOT_ALLOWED");
  update.mutable_breach()->set_id(in_time);
  ASSERT_TRUE(As(admin, &Stub::UpdateBreach, update, &updated).ok());
  EXPECT_EQ(updated.breach().measures(), "More");
  EXPECT_EQ(updated.breach().people_affected(), 40);
}

// Shows that a breach without a likely risk need not be notified, with a reason, and that the
// clock runs again when it turns out otherwise.
TEST_F(PrivacyBreachTest, ABreachThatIsNotNotifiable) {
  Open(-80);
  EXPECT_EQ(Waive("A reason").reason, "TRANSITION_NOT_ALLOWED");
  ASSERT_TRUE(Assess(v1::BREACH_RISK_NONE).ok());
  EXPECT_EQ(Waive("").code, grpc::INVALID_ARGUMENT);
  ASSERT_TRUE(Waive("It came back unopened").ok());
  EXPECT_EQ(breach_.state(), v1::BREACH_STATE_NOT_NOTIFIABLE);
  EXPECT_FALSE(breach_.overdue());
  ASSERT_TRUE(Assess(v1::BREACH_RISK_LIKELY).ok());
  EXPECT_EQ(breach_.state(), v1::BREACH_STATE_ASSESSED);
  EXPECT_EQ(breach_.waive_reason(), "");
  EXPECT_TRUE(breach_.overdue());
  ASSERT_TRUE(Assess(v1::BREACH_RISK_NONE).ok());
  auto stale = breach_.etag();
  ASSERT_TRUE(Waive("It came back unopened").ok());
  auto outcome = Move<v1::CloseBreachRequest, v1::CloseBreachResponse>(
      &Stub::CloseBreach, [&](auto* request) { request->set_etag(stale); });
  EXPECT_EQ(outcome.reason, "ETAG_MISMATCH");
  ASSERT_TRUE(Close().ok());
}

}  // namespace
}  // namespace champions::test
