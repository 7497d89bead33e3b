#include <thread>

#include "integration/activity_fixture.h"

namespace champions::test {
namespace {

class ActivityFiguresTest : public ActivityFixture {};

// Shows that a session half an hour into 1 July, summer time, counts in July to September, and
// that a change of its day, programme or state moves the figure by new entries.
TEST_F(ActivityFiguresTest, CountsOnTheLondonDay) {
  ASSERT_TRUE(Create(Drawn()).ok());
  EXPECT_EQ(Counted("2024-07-01", "HES"), "1");
  EXPECT_EQ(Counted("2024-04-01", "HES"), "0");
  EXPECT_EQ(SqlValue("select counts_on from ledger_entry"), "2024-07-01");
  auto moved = created_;
  moved.clear_etag();  // so that one copy serves every update
  moved.mutable_starts_at()->set_seconds(kHalfPastMidnight - 1801);  // 23:59:59 the day before
  ASSERT_TRUE(Update(moved, {"starts_at"}).ok());
  EXPECT_EQ(Counted("2024-07-01", "HES"), "0");
  EXPECT_EQ(Counted("2024-04-01", "HES"), "1");
  moved.set_programme("MENTAL");
  ASSERT_TRUE(Update(moved, {"programme"}).ok());
  EXPECT_EQ(Counted("2024-04-01", "HES"), "0");
  EXPECT_EQ(Counted("2024-04-01", "MENTAL"), "1");
  ASSERT_TRUE(Cancel(created_.id()).ok());
  EXPECT_EQ(Counted("2024-04-01", "MENTAL"), "0");
  moved.mutable_starts_at()->set_seconds(kHalfPastMidnight);
  ASSERT_TRUE(Update(moved, {"starts_at"}).ok());
  EXPECT_EQ(Counted("2024-07-01", "MENTAL"), "0");
  ASSERT_TRUE(Reinstate(created_.id()).ok());
  EXPECT_EQ(Counted("2024-07-01", "MENTAL"), "1");
  EXPECT_EQ(SqlValue("select count(*) from ledger_entry"), "7");
}

// Shows that a change that moves no figure, such as of a name or partner, appends no entry.
TEST_F(ActivityFiguresTest, JointActivitiesCountOnceForTheLead) {
  auto activity = Drawn();
  activity.add_partners("NEIGHBOUR");
  ASSERT_TRUE(Create(activity).ok());
  auto renamed = created_;
  renamed.set_name("Renamed");
  renamed.add_partners("OTHER");
  ASSERT_TRUE(Update(renamed, {"name", "partners"}).ok());
  EXPECT_EQ(updated_.partners_size(), 2);
  EXPECT_EQ(
      SqlValue("select count(*) || ' of ' || min(o.code) from ledger_entry l join organisation o"
               " on o.id = l.organisation_id"),
      "1 of LEAD");
}

// Shows each state with each verb: what is allowed happens, the rest names what would be.
TEST_F(ActivityFiguresTest, VerbsFollowTheStateMachine) {
  ASSERT_TRUE(Create(Drawn()).ok());
  auto id = created_.id();
  auto refused = Reinstate(id);
  EXPECT_EQ(refused.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_NE(refused.message.find("allows CancelActivity"), std::string::npos) << refused;
  ASSERT_TRUE(Cancel(id).ok());
  refused = Cancel(id);
  EXPECT_EQ(refused.reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_NE(refused.message.find("allows ReinstateActivity"), std::string::npos) << refused;
  ASSERT_TRUE(Reinstate(id).ok());
  EXPECT_EQ(Cancel(id, created_.etag()).reason, "ETAG_MISMATCH");
  ASSERT_TRUE(Get(id, admin).ok());
  EXPECT_EQ(got_.state(), v1::ACTIVITY_STATE_SCHEDULED);
}

// Shows that changes of one activity at the same time, by cancelling, reinstating, moving it and
// giving it another programme, find it each time and leave it counted once (the fixture recounts).
TEST_F(ActivityFiguresTest, ConcurrentChangesCountOnce) {
  ASSERT_TRUE(Create(Drawn()).ok());
  auto id = created_.id();
  auto change = [&](int thread) {
    for (int round = 0; round < 6; ++round) {
      v1::UpdateActivityRequest update;
      update.mutable_activity()->set_id(id);
      update.mutable_activity()->set_programme(round % 2 ? "HES" : "MENTAL");
      update.mutable_activity()->mutable_starts_at()->set_seconds(kHalfPastMidnight -
                                                                  round * 86400);
      update.mutable_update_mask()->add_paths(thread % 2 ? "programme" : "starts_at");
      v1::UpdateActivityResponse updated;
      auto outcome = As(admin, &Stub::UpdateActivity, update, &updated);
      EXPECT_TRUE(outcome.ok()) << outcome;
    }
  };
  auto toggle = [&] {
    for (int round = 0; round < 6; ++round) {
      EXPECT_TRUE(Cancel(id).ok());
      EXPECT_TRUE(Reinstate(id).ok());
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(change, i);
  threads.emplace_back(toggle);
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(SqlValue("select sum(activities) from rollup"), "1");
}

// Shows that of many who cancel and reinstate at once none acts on a state that has passed: each
// version of the activity differs in state from the one before.
TEST_F(ActivityFiguresTest, VerbsWaitForEachOther) {
  ASSERT_TRUE(Create(Drawn()).ok());
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 10; ++round) {
        auto outcome = round % 2 ? Reinstate(created_.id()) : Cancel(created_.id());
        EXPECT_TRUE(outcome.ok() || outcome.reason == "TRANSITION_NOT_ALLOWED") << outcome;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(
      SqlValue(
          "select count(*) from (select state, lag(state) over (order by version) as was from ("
          " select version, data->>'state' as state from record_history where kind = 'activity'"
          " union all select version, state::text from activity) version) change"
          " where state = was"),
      "0");
}

}  // namespace
}  // namespace champions::test
