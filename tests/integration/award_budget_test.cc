#include <thread>

#include "integration/funding_fixture.h"

namespace champions::test {
namespace {

class AwardBudgetTest : public FundingFixture {
 protected:
  void SetUp() override {
    FundingFixture::SetUp();
    ASSERT_TRUE(CreateFund("F", 1000).ok());
  }
};

// Shows that what is offered counts against the budget at once, that the refusal says what is left,
// and that a withdrawal frees it.
TEST_F(AwardBudgetTest, OffersStayWithinTheBudget) {
  ASSERT_TRUE(Offer(Drawn("F", 600)).ok());
  auto first = award_.id();
  auto refused = Offer(Drawn("F", 401));
  EXPECT_EQ(refused.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "BUDGET_EXCEEDED");
  EXPECT_EQ(refused.message, "£4.00 is left of the fund 'F': it cannot award £4.01");
  ASSERT_TRUE(Offer(Drawn("F", 400)).ok());
  EXPECT_EQ(SetAmount(award_.id(), 401).reason, "BUDGET_EXCEEDED");
  EXPECT_EQ(GetAward(award_.id()).amount_pence(), 400);
  ASSERT_TRUE(Withdraw(first).ok());
  EXPECT_TRUE(SetAmount(award_.id(), 1000).ok());
  auto none_left = SetAmount(award_.id(), 1001);
  EXPECT_EQ(none_left.message, "£10.00 is left of the fund 'F': it cannot award £10.01");
  // What is withdrawn holds no part of the budget, whatever its amount says.
  EXPECT_TRUE(SetAmount(first, 5000).ok());
  EXPECT_EQ(GetFund("F", admin).awarded_pence(), 1000);
}

// Shows that of many who offer the last pound at once exactly as many win as there is money for,
// and that the others are told that nothing is left.
TEST_F(AwardBudgetTest, TheLastPoundIsAwardedOnce) {
  ASSERT_TRUE(Offer(Drawn("F", 800)).ok());
  std::vector<Outcome> outcomes(8);
  std::vector<std::thread> threads;
  for (auto& outcome : outcomes) {
    threads.emplace_back([&] {
      v1::OfferAwardRequest request;
      *request.mutable_award() = Drawn("F", 100);
      v1::OfferAwardResponse response;
      outcome = As(admin, &Stub::OfferAward, request, &response);
    });
  }
  for (auto& thread : threads) thread.join();
  int won = 0;
  for (const auto& outcome : outcomes) {
    if (outcome.ok()) {
      ++won;
      continue;
    }
    EXPECT_EQ(outcome.reason, "BUDGET_EXCEEDED") << outcome;
    EXPECT_EQ(outcome.message, "£0.00 is left of the fund 'F': it cannot award £1.00");
  }
  EXPECT_EQ(won, 2);
  EXPECT_EQ(GetFund("F", admin).awarded_pence(), 1000);
}

// Shows that raised amounts, new offers and a lowered budget at once never leave a fund that has
// promised more than it has.
TEST_F(AwardBudgetTest, BudgetsHoldUnderConcurrentChanges) {
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(Offer(Drawn("F", 100)).ok());
    ids.push_back(award_.id());
  }
  auto raise = [&](int thread) {
    for (int round = 1; round <= 6; ++round) {
      v1::UpdateAwardRequest request;
      request.mutable_award()->set_id(ids[static_cast<size_t>(thread)]);
      request.mutable_award()->set_amount_pence(100 + round * 50);
      request.mutable_update_mask()->add_paths("amount_pence");
      v1::UpdateAwardResponse response;
      auto outcome = As(admin, &Stub::UpdateAward, request, &response);
      EXPECT_TRUE(outcome.ok() || outcome.reason == "BUDGET_EXCEEDED") << outcome;
    }
  };
  auto lower = [&] {
    for (int budget = 1000; budget >= 400; budget -= 100) {
      v1::UpdateFundRequest request;
      request.mutable_fund()->set_code("F");
      request.mutable_fund()->set_budget_pence(budget);
      request.mutable_update_mask()->add_paths("budget_pence");
      v1::UpdateFundResponse response;
      auto outcome = As(admin, &Stub::UpdateFund, request, &response);
      EXPECT_TRUE(outcome.ok() || outcome.reason == "BUDGET_EXCEEDED") << outcome;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(raise, i);
  threads.emplace_back(lower);
  for (auto& thread : threads) thread.join();
  auto fund = GetFund("F", admin);
  EXPECT_LE(fund.awarded_pence(), fund.budget_pence());
}

// Shows that an award cannot become less than what was paid of it, and that while a payment stands
// it cannot be withdrawn.
TEST_F(AwardBudgetTest, PaymentsHoldAnAward) {
  auto id = MakeAward("F", 500);
  ASSERT_TRUE(Pay(id, 200).ok());
  auto lowered = SetAmount(id, 199);
  EXPECT_EQ(lowered.reason, "AWARD_EXCEEDED");
  EXPECT_EQ(lowered.message, "£2.00 was paid of the award: it cannot be £1.99");
  ASSERT_TRUE(SetAmount(id, 200).ok());
  for (bool suspended : {false, true}) {
    if (suspended) {
      ASSERT_TRUE(Suspend(id).ok());
    }
    auto refused = Withdraw(id);
    EXPECT_EQ(refused.code, grpc::FAILED_PRECONDITION);
    EXPECT_EQ(refused.reason, "AWARD_PAID");
  }
  ASSERT_TRUE(Void(payment_.id()).ok());
  EXPECT_TRUE(Withdraw(id).ok());
}

// Shows that an award which an import left below what was paid can be renamed and raised, is not
// paid any more, and is not lowered further.
TEST_F(AwardBudgetTest, AmountsBelowWhatWasPaidCanBeMended) {
  auto id = MakeAward("F", 500);
  ASSERT_TRUE(Pay(id, 200).ok());
  Sql("update award set amount_pence = 100, version = version + 1;"
      "select post_awards(array['" +
      id + "']::uuid[])");
  v1::Award change;
  change.set_id(id);
  change.set_title("Renamed");
  EXPECT_TRUE(UpdateAward(change, {"title"}).ok());
  EXPECT_EQ(Pay(id, 1).message, "£0.00 is left of the award: £0.01 cannot be paid");
  EXPECT_EQ(SetAmount(id, 99).reason, "AWARD_EXCEEDED");
  EXPECT_TRUE(SetAmount(id, 150).ok());
}

}  // namespace
}  // namespace champions::test
