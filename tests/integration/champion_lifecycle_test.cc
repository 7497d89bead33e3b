#include <algorithm>

#include "support/champion_server_test.h"

namespace champions::test {
namespace {

class ChampionLifecycleTest : public ChampionServerTest {};

// What each verb promises: from which states, to which.
struct Promise {
  std::vector<std::string> from;
  std::string to;
};
const std::map<std::string, Promise> kPromises = {
    {"ApplyChampion", {{"ENQUIRED"}, "APPLIED"}},
    {"RecruitChampion", {{"ENQUIRED", "APPLIED"}, "RECRUITED"}},
    {"StartChampionTraining", {{"RECRUITED", "ACTIVE", "PAUSED"}, "IN_TRAINING"}},
    {"ActivateChampion", {{"RECRUITED", "IN_TRAINING", "PAUSED"}, "ACTIVE"}},
    {"PauseChampion", {{"RECRUITED", "IN_TRAINING", "ACTIVE"}, "PAUSED"}},
    {"RetireChampion", {{"RECRUITED", "IN_TRAINING", "ACTIVE", "PAUSED"}, "LEFT"}},
    {"RejoinChampion", {{"LEFT"}, "ACTIVE"}},
    {"DeclineChampion", {{"ENQUIRED", "APPLIED"}, "DECLINED"}},
    {"WithdrawChampion", {{"ENQUIRED", "APPLIED"}, "WITHDRAWN"}},
    {"ReopenChampion", {{"DECLINED", "WITHDRAWN"}, "ENQUIRED"}}};

// Shows every verb in every state through the API: the promised ones lead where they should, all
// others are refused, leave the record alone and name what is allowed.
TEST_F(ChampionLifecycleTest, EveryVerbInEveryState) {
  for (auto* state : {"ENQUIRED", "APPLIED", "RECRUITED", "IN_TRAINING", "ACTIVE", "PAUSED", "LEFT",
                      "DECLINED", "WITHDRAWN"}) {
    for (const auto& verb : Verbs()) {
      SCOPED_TRACE(verb + " when " + state);
      auto before = MakeIn(state);
      v1::Champion after;
      auto outcome = Do(admin, verb, before.id(), "2024-09-01", &after);
      const auto& promise = kPromises.at(verb);
      if (std::count(promise.from.begin(), promise.from.end(), state)) {
        ASSERT_TRUE(outcome.ok()) << outcome;
        EXPECT_EQ(v1::ChampionState_Name(after.state()), "CHAMPION_STATE_" + promise.to);
        EXPECT_NE(after.etag(), before.etag());
        EXPECT_EQ(Get(before.id()).SerializeAsString(), after.SerializeAsString());
        continue;
      }
      EXPECT_EQ(outcome.code, grpc::FAILED_PRECONDITION) << outcome;
      EXPECT_EQ(outcome.reason, "TRANSITION_NOT_ALLOWED");
      for (const auto& [other, others] : kPromises) {
        bool allowed = std::count(others.from.begin(), others.from.end(), state) > 0;
        auto named = outcome.message.substr(outcome.message.find("which allows")).find(other);
        EXPECT_EQ(named != std::string::npos, allowed) << other << ": " << outcome;
      }
      EXPECT_EQ(Get(before.id()).SerializeAsString(), before.SerializeAsString());
    }
  }
}

// Shows that a champion counts as recruited once, on that day, whatever happens later, and not
// before.
TEST_F(ChampionLifecycleTest, RecruitedCountsOnce) {
  auto id = Make().id();
  ASSERT_TRUE(Do(admin, "ApplyChampion", id).ok());
  EXPECT_EQ(Sum("recruited", "true"), 0);
  ASSERT_TRUE(Do(admin, "RecruitChampion", id, "2024-05-01").ok());
  EXPECT_EQ(Sum("recruited", "counts_on = '2024-05-01' and scope = 'OVERALL'"), 1);
  ASSERT_TRUE(Do(admin, "PauseChampion", id).ok());
  ASSERT_TRUE(Do(admin, "RetireChampion", id, "2024-08-01").ok());
  ASSERT_TRUE(Do(admin, "RejoinChampion", id).ok());
  EXPECT_EQ(Sum("recruited", "true"), 1);
  EXPECT_EQ(Sum("1", "true"), 1) << "nothing that changes no figure adds entries";
  auto declined = MakeIn("DECLINED");
  ASSERT_TRUE(Do(admin, "ReopenChampion", declined.id()).ok());
  EXPECT_EQ(Sum("recruited", "true"), 1);
}

// Shows that the days of verbs are required, must exist, and nobody leaves before being recruited.
TEST_F(ChampionLifecycleTest, DaysOfVerbs) {
  auto id = Make().id();
  for (auto* day : {"", "2024-02-30", "01/05/2024", "2999-01-01"}) {
    auto outcome = Do(admin, "RecruitChampion", id, day);
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << day;
    ASSERT_EQ(outcome.fields.size(), 1u) << day;
    EXPECT_EQ(outcome.fields.at(0).first, "recruited_on");
  }
  ASSERT_TRUE(Do(admin, "RecruitChampion", id, "2024-05-01").ok());
  auto early = Do(admin, "RetireChampion", id, "2024-04-30");
  EXPECT_EQ(early.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(early.fields.size(), 1u);
  EXPECT_EQ(early.fields.at(0).first, "left_on");
  EXPECT_EQ(early.fields.at(0).second,
            "is 2024-04-30: expected a day not before recruited_on, 2024-05-01");
  v1::Champion left;
  ASSERT_TRUE(Do(admin, "RetireChampion", id, "2024-05-01", &left).ok());
  EXPECT_EQ(left.left_on(), "2024-05-01");
  v1::Champion back;
  ASSERT_TRUE(Do(admin, "RejoinChampion", id, "", &back).ok());
  EXPECT_EQ(back.left_on(), "");
  EXPECT_EQ(back.recruited_on(), "2024-05-01");
}

// Shows that a verb on a stale etag is refused, whatever the state allows, and one on the newest
// goes through.
TEST_F(ChampionLifecycleTest, StaleEtagsAreRefused) {
  auto first = Make();
  v1::Champion second;
  ASSERT_TRUE(Do(admin, "ApplyChampion", first.id(), "", &second, first.etag()).ok());
  auto stale = Do(admin, "DeclineChampion", first.id(), "", nullptr, first.etag());
  EXPECT_EQ(stale.code, grpc::ABORTED);
  EXPECT_EQ(stale.reason, "ETAG_MISMATCH");
  EXPECT_TRUE(Do(admin, "DeclineChampion", first.id(), "", nullptr, second.etag()).ok());
}

// Shows that a foreign champion and a missing one get the same answer to every verb, and that a
// role without champions.write gets none at all.
TEST_F(ChampionLifecycleTest, ForeignAndMissingLookTheSame) {
  MakeOrganisation("FOREIGN");
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  auto partner = MakeKey(auth::Role::kPartner, {"FOREIGN"});
  auto foreign = Make("", "FOREIGN").id();
  std::string missing = NewRequestId();
  for (const auto& verb : Verbs()) {
    auto one = Do(coordinator, verb, foreign, "2024-05-01");
    auto other = Do(coordinator, verb, missing, "2024-05-01");
    EXPECT_EQ(one.code, grpc::NOT_FOUND) << verb << one;
    EXPECT_EQ(other.code, grpc::NOT_FOUND) << verb << other;
    EXPECT_EQ(one.reason, other.reason);
    EXPECT_EQ(one.message, "there is no champion '" + foreign + "'");
    EXPECT_EQ(other.message, "there is no champion '" + missing + "'");
    EXPECT_EQ(Do(partner, verb, foreign, "2024-05-01").code, grpc::PERMISSION_DENIED) << verb;
  }
  EXPECT_EQ(Get(foreign).state(), v1::CHAMPION_STATE_ENQUIRED);
}

// Shows that a retried verb is answered as the first time, though the state allows it no more, and
// counts once; and that validate_only changes nothing.
TEST_F(ChampionLifecycleTest, RetriesCountOnce) {
  v1::RecruitChampionRequest request;
  request.set_id(Make().id());
  request.set_recruited_on("2024-05-01");
  request.set_validate_only(true);
  v1::RecruitChampionResponse tried;
  ASSERT_TRUE(As(admin, &Stub::RecruitChampion, request, &tried).ok());
  EXPECT_EQ(tried.champion().state(), v1::CHAMPION_STATE_RECRUITED);
  EXPECT_EQ(Get(request.id()).state(), v1::CHAMPION_STATE_ENQUIRED);
  EXPECT_EQ(Sum("recruited", "true"), 0);
  request.set_validate_only(false);
  request.set_request_id(NewRequestId());
  v1::RecruitChampionResponse first, second;
  ASSERT_TRUE(As(admin, &Stub::RecruitChampion, request, &first).ok());
  ASSERT_TRUE(As(admin, &Stub::RecruitChampion, request, &second).ok());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(Sum("recruited", "true"), 1);
  request.set_request_id(NewRequestId());
  EXPECT_EQ(As(admin, &Stub::RecruitChampion, request, &second).reason, "TRANSITION_NOT_ALLOWED");
}

}  // namespace
}  // namespace champions::test
