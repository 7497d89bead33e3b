#include "integration/funding_fixture.h"

namespace champions::test {
namespace {

class FundTest : public FundingFixture {
 protected:
  Outcome Update(const v1::Fund& fund, const std::vector<std::string>& paths) {
    v1::UpdateFundRequest request;
    *request.mutable_fund() = fund;
    for (const auto& path : paths) request.mutable_update_mask()->add_paths(path);
    v1::UpdateFundResponse response;
    auto outcome = As(admin, &Stub::UpdateFund, request, &response);
    if (outcome.ok()) fund_ = response.fund();
    return outcome;
  }
  Outcome SetBudget(int64_t budget_pence) {
    v1::Fund fund;
    fund.set_code("F");
    fund.set_budget_pence(budget_pence);
    return Update(fund, {"budget_pence"});
  }
};

// Shows that a fund survives create, get, list and update, that an update touches what its mask
// names, and that a taken code and a stale etag are refused.
TEST_F(FundTest, LivesThroughItsMethods) {
  ASSERT_TRUE(CreateFund("F", 12345).ok());
  auto first = fund_;
  EXPECT_EQ(CreateFund("F", 1).code, grpc::ALREADY_EXISTS);
  auto change = first;
  change.set_name("not in the mask");
  change.set_starts_on("2024-04-01");
  change.set_ends_on("2025-03-31");
  ASSERT_TRUE(Update(change, {"starts_on", "ends_on"}).ok());
  auto got = GetFund("F", admin);
  EXPECT_EQ(got.SerializeAsString(), fund_.SerializeAsString());
  EXPECT_EQ(got.name(), "Name of F");
  EXPECT_EQ(got.budget_pence(), 12345);
  EXPECT_EQ(got.starts_on(), "2024-04-01");
  EXPECT_EQ(got.ends_on(), "2025-03-31");
  EXPECT_EQ(Update(change, {"name"}).reason, "ETAG_MISMATCH");
  EXPECT_EQ(Update(got, {"code"}).code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Update(got, {"awarded_pence"}).code, grpc::INVALID_ARGUMENT);
  v1::ListFundsResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListFunds, {}, &listed).ok());
  ASSERT_EQ(listed.funds_size(), 1);
  EXPECT_EQ(listed.funds(0).SerializeAsString(), got.SerializeAsString());
  v1::GetFundRequest missing;
  missing.set_code("NONE");
  v1::GetFundResponse ignored;
  EXPECT_EQ(As(admin, &Stub::GetFund, missing, &ignored).message, "there is no fund 'NONE'");
}

// Shows that a fund does not end before it starts, whichever of the two an update names.
TEST_F(FundTest, EndsAfterItStarts) {
  ASSERT_TRUE(CreateFund("F", 1).ok());
  fund_.set_starts_on("2024-04-01");
  fund_.set_ends_on("2024-04-01");
  ASSERT_TRUE(Update(fund_, {"starts_on", "ends_on"}).ok());
  fund_.set_ends_on("2024-03-31");
  auto refused = Update(fund_, {"ends_on"});
  ASSERT_EQ(refused.fields.size(), 1u) << refused;
  EXPECT_EQ(refused.fields[0].first, "fund.ends_on");
}

// Shows that a budget can be lowered to what is awarded and not a penny below, and that a withdrawn
// award no longer holds it up.
TEST_F(FundTest, BudgetsCoverWhatIsAwarded) {
  ASSERT_TRUE(CreateFund("F", 1000).ok());
  ASSERT_TRUE(Offer(Drawn("F", 300)).ok());
  ASSERT_TRUE(Offer(Drawn("F", 400)).ok());
  EXPECT_EQ(GetFund("F", admin).awarded_pence(), 700);
  auto refused = SetBudget(699);
  EXPECT_EQ(refused.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "BUDGET_EXCEEDED");
  EXPECT_EQ(refused.message, "£7.00 is awarded from the fund 'F': its budget cannot be £6.99");
  ASSERT_TRUE(SetBudget(700).ok());
  ASSERT_TRUE(Withdraw(award_.id()).ok());
  EXPECT_EQ(GetFund("F", admin).awarded_pence(), 300);
  EXPECT_TRUE(SetBudget(300).ok());
}

// Shows that a coordinator sees every fund, but of what is awarded only its own organisations'
// part, and may change nothing.
TEST_F(FundTest, CoordinatorsSeeTheirOwnPart) {
  ASSERT_TRUE(CreateFund("F", 1000).ok());
  ASSERT_TRUE(Offer(Drawn("F", 300)).ok());
  auto others = Drawn("F", 400);
  others.set_organisation("OTHER");
  ASSERT_TRUE(Offer(others).ok());
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  EXPECT_EQ(GetFund("F", coordinator).awarded_pence(), 300);
  EXPECT_EQ(GetFund("F", MakeKey(auth::Role::kAuditor)).awarded_pence(), 700);
  v1::UpdateFundRequest update;
  update.mutable_fund()->set_code("F");
  update.mutable_fund()->set_name("x");
  v1::UpdateFundResponse ignored;
  EXPECT_EQ(As(coordinator, &Stub::UpdateFund, update, &ignored).code, grpc::PERMISSION_DENIED);
}

// Shows that pages hold every fund once, in the order asked for.
TEST_F(FundTest, PagesHoldEverythingOnce) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(CreateFund("F" + std::to_string(i), i).ok());
  v1::ListFundsRequest request;
  request.set_page_size(2);
  request.set_order_by("name desc");
  std::string codes;
  do {
    v1::ListFundsResponse page;
    ASSERT_TRUE(As(admin, &Stub::ListFunds, request, &page).ok());
    for (const auto& fund : page.funds()) codes += fund.code();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(codes, "F4F3F2F1F0");
}

}  // namespace
}  // namespace champions::test
