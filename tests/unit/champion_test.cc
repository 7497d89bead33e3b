#include "champions/champion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/refusal.h"
#include "champions/enrolment.h"

namespace champions::champions {
namespace {

// What the API promises at each verb (champion_service.proto), written down a second time.
struct Promise {
  std::set<std::string> from;
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
    {"ReopenChampion", {{"DECLINED", "WITHDRAWN"}, "ENQUIRED"}},
};

Champion In(State state) {
  Champion champion{.state = state};
  if (WasRecruited(state)) champion.recruited_on = "2024-05-01";
  if (state == State::kLeft) champion.left_on = "2024-08-01";
  return champion;
}

Refusal RefusalOf(const std::function<void()>& work) {
  try {
    work();
  } catch (const Refusal& refusal) {
    return refusal;
  }
  ADD_FAILURE() << "nothing was refused";
  return Refusal(Code::kInternal, "", "");
}

// Shows that in every state exactly the promised verbs are allowed, that each leads where it should
// with the dates that belong there, and that a refusal names the verbs that are allowed.
TEST(ChampionTest, EveryVerbInEveryState) {
  ASSERT_EQ(kPromises.size(), static_cast<size_t>(kVerbs));
  for (int s = 0; s < kStates; ++s) {
    auto state = static_cast<State>(s);
    std::string allowed;
    for (const auto& name : AllowedVerbs(state)) allowed += (allowed.empty() ? "" : ", ") + name;
    for (int v = 0; v < kVerbs; ++v) {
      auto verb = static_cast<Verb>(v);
      SCOPED_TRACE(std::string(VerbName(verb)) + " when " + StateName(state));
      const auto& promise = kPromises.at(VerbName(verb));
      if (promise.from.count(StateName(state))) {
        auto after = After(In(state), verb, "2024-09-01");
        EXPECT_EQ(StateName(after.state), promise.to);
        EXPECT_EQ(after.recruited_on.empty(), !WasRecruited(after.state));
        bool had_day = WasRecruited(state) || verb != Verb::kRecruit;
        EXPECT_EQ(after.recruited_on, had_day ? In(state).recruited_on : "2024-09-01");
        EXPECT_EQ(after.left_on, verb == Verb::kRetire ? "2024-09-01" : "");
      } else {
        auto refusal = RefusalOf([&] { After(In(state), verb, "2024-09-01"); });
        EXPECT_EQ(refusal.code, Code::kFailedPrecondition);
        EXPECT_EQ(refusal.reason, "TRANSITION_NOT_ALLOWED");
        EXPECT_EQ(refusal.metadata["state"], StateName(state));
        EXPECT_EQ(refusal.metadata["verb"], VerbName(verb));
        EXPECT_EQ(refusal.metadata["allowed"], allowed);
      }
    }
  }
}

// Shows that the verbs named as allowed are those that are, no more and no fewer.
TEST(ChampionTest, AllowedVerbsAreThoseThatWork) {
  for (int s = 0; s < kStates; ++s) {
    auto state = static_cast<State>(s);
    auto named = AllowedVerbs(state);
    EXPECT_FALSE(named.empty()) << StateName(state) << " is a dead end";
    for (const auto& [verb, promise] : kPromises) {
      bool found = std::find(named.begin(), named.end(), verb) != named.end();
      EXPECT_EQ(found, promise.from.count(StateName(state)) == 1) << verb << StateName(state);
    }
    EXPECT_EQ(StateFromName(StateName(state)), state);
  }
  EXPECT_THROW(StateFromName("RETIRED"), std::logic_error);
}

// Shows that nobody leaves before being recruited, on the day itself at the earliest.
TEST(ChampionTest, NobodyLeavesBeforeBeingRecruited) {
  EXPECT_EQ(After(In(State::kActive), Verb::kRetire, "2024-05-01").left_on, "2024-05-01");
  auto refusal = RefusalOf([] { After(In(State::kActive), Verb::kRetire, "2024-04-30"); });
  ASSERT_EQ(refusal.fields.size(), 1u);
  EXPECT_EQ(refusal.fields.at(0).field, "left_on");
  EXPECT_EQ(refusal.fields.at(0).description,
            "is 2024-04-30: expected a day not before recruited_on, 2024-05-01");
}

// Shows that a correction of dates is held against the state and against the other date, and that
// the field which changed is the one that is named.
TEST(ChampionTest, CorrectedDatesFitTheStateAndEachOther) {
  auto left = In(State::kLeft);
  auto changed = left;
  changed.recruited_on = "2024-08-01";
  EXPECT_NO_THROW(CheckDates(left, changed, "champion."));
  changed.recruited_on = "2024-08-02";
  EXPECT_EQ(RefusalOf([&] { CheckDates(left, changed, "champion."); }).fields.at(0).field,
            "champion.recruited_on");
  changed = left;
  changed.left_on = "2024-04-30";
  EXPECT_EQ(RefusalOf([&] { CheckDates(left, changed, "champion."); }).fields.at(0).field,
            "champion.left_on");
  changed.left_on = "";
  EXPECT_EQ(RefusalOf([&] { CheckDates(left, changed, "champion."); }).message,
            "champion.left_on: is empty: expected a day, because the champion is LEFT");
  for (int s = 0; s < kStates; ++s) {
    auto before = In(static_cast<State>(s));
    auto other = before;
    other.recruited_on = before.recruited_on.empty() ? "2024-05-01" : "";
    EXPECT_EQ(RefusalOf([&] { CheckDates(before, other, ""); }).fields.at(0).field, "recruited_on");
    if (before.state == State::kLeft) continue;
    other = before;
    other.left_on = "2024-08-01";
    EXPECT_EQ(RefusalOf([&] { CheckDates(before, other, ""); }).fields.at(0).field, "left_on");
  }
}

// Shows that an enrolment ends once, on the day it began at the earliest.
TEST(EnrolmentTest, EndsOnce) {
  Enrolment enrolment{.enrolled_on = "2024-06-01"};
  auto early = RefusalOf([&] { Ended(enrolment, "2024-05-31", ""); });
  EXPECT_EQ(early.fields.at(0).field, "ended_on");
  auto ended = Ended(enrolment, "2024-06-01", "moved away");
  EXPECT_EQ(ended.ended_on, "2024-06-01");
  EXPECT_EQ(ended.end_reason, "moved away");
  auto again = RefusalOf([&] { Ended(ended, "2024-07-01", ""); });
  EXPECT_EQ(again.reason, "TRANSITION_NOT_ALLOWED");
}

}  // namespace
}  // namespace champions::champions
