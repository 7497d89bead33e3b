// The partnership's budget through the API.
#include "champions/v1/budget_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

class BudgetTest : public ServerTest {
 protected:
  using Stub = v1::BudgetService::Stub;

  Outcome Create(const std::string& name, v1::BudgetLineKind kind, int64_t amount_pence,
                 const std::string& year = "2024-25") {
    v1::CreateBudgetLineRequest request;
    request.mutable_budget_line()->set_year(year);
    request.mutable_budget_line()->set_name(name);
    request.mutable_budget_line()->set_kind(kind);
    request.mutable_budget_line()->set_amount_pence(amount_pence);
    v1::CreateBudgetLineResponse response;
    auto outcome = As(admin, &Stub::CreateBudgetLine, request, &response);
    if (outcome.ok()) line_ = response.budget_line();
    return outcome;
  }
  Outcome Update(const v1::BudgetLine& line, const std::vector<std::string>& paths) {
    v1::UpdateBudgetLineRequest request;
    *request.mutable_budget_line() = line;
    for (const auto& path : paths) request.mutable_update_mask()->add_paths(path);
    v1::UpdateBudgetLineResponse response;
    auto outcome = As(admin, &Stub::UpdateBudgetLine, request, &response);
    if (outcome.ok()) line_ = response.budget_line();
    return outcome;
  }
  Outcome Void(const std::string& id) {
    v1::VoidBudgetLineRequest request;
    request.set_id(id);
    request.set_reason("Entered twice");
    v1::VoidBudgetLineResponse response;
    auto outcome = As(admin, &Stub::VoidBudgetLine, request, &response);
    if (outcome.ok()) line_ = response.budget_line();
    return outcome;
  }
  v1::Budget Get(const std::string& year) {
    v1::GetBudgetRequest request;
    request.set_year(year);
    v1::GetBudgetResponse response;
    auto outcome = As(admin, &Stub::GetBudget, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.budget();
  }
  using Rows = std::vector<std::vector<std::string>>;
  Outcome Import(const Rows& rows, bool validate_only = false) {
    v1::ImportBudgetRequest request;
    for (const auto& cells : rows) {
      auto* row = request.add_rows();
      row->set_year(cells[0]);
      row->set_name(cells[1]);
      row->set_kind(cells[2]);
      row->set_amount_gbp(cells[3]);
    }
    request.set_validate_only(validate_only);
    imported_.Clear();
    return As(admin, &Stub::ImportBudget, request, &imported_);
  }
  std::string Counts() const {
    return std::to_string(imported_.created()) + " " + std::to_string(imported_.amended()) + " " +
           std::to_string(imported_.unchanged());
  }

  v1::BudgetLine line_;
  v1::ImportBudgetResponse imported_;
};

// Shows that a line survives create, get, list and update, that a taken name, a stale etag, another
// year and an amount below zero are refused, and that a voided line frees its name.
TEST_F(BudgetTest, LinesLiveThroughTheirMethods) {
  ASSERT_TRUE(Create("Council", v1::BUDGET_LINE_KIND_CONTRIBUTION, 5000, "2024/25").ok());
  auto first = line_;
  EXPECT_EQ(first.year(), "2024-25");
  EXPECT_EQ(Create("Council", v1::BUDGET_LINE_KIND_CONTRIBUTION, 1).code, grpc::ALREADY_EXISTS);
  ASSERT_TRUE(Create("Council", v1::BUDGET_LINE_KIND_COMMITMENT, 1).ok());
  auto change = first;
  change.set_amount_pence(6000);
  change.set_note("not in the mask");
  ASSERT_TRUE(Update(change, {"amount_pence"}).ok());
  EXPECT_EQ(line_.note(), "");
  EXPECT_EQ(Update(first, {"amount_pence"}).reason, "ETAG_MISMATCH");
  auto current = line_;
  EXPECT_EQ(Update(current, {"year"}).code, grpc::INVALID_ARGUMENT);
  current.set_amount_pence(-1);
  auto below = Update(current, {"amount_pence"});
  ASSERT_EQ(below.fields.size(), 1u) << below;
  EXPECT_EQ(below.fields[0].first, "budget_line.amount_pence");
  ASSERT_TRUE(Create("Other", v1::BUDGET_LINE_KIND_CONTRIBUTION, 1).ok());
  auto taken = line_;
  taken.set_name("Council");
  EXPECT_EQ(Update(taken, {"name"}).code, grpc::ALREADY_EXISTS);
  auto wrong_year = Create("Council", v1::BUDGET_LINE_KIND_SPEND, 1, "2024-26");
  ASSERT_EQ(wrong_year.fields.size(), 1u);
  EXPECT_EQ(wrong_year.fields[0].first, "budget_line.year");
  ASSERT_TRUE(Void(first.id()).ok());
  EXPECT_EQ(line_.state(), v1::BUDGET_LINE_STATE_VOIDED);
  EXPECT_EQ(line_.void_reason(), "Entered twice");
  EXPECT_EQ(Void(first.id()).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Update(line_, {"note"}).reason, "LINE_VOIDED");
  ASSERT_TRUE(Create("Council", v1::BUDGET_LINE_KIND_CONTRIBUTION, 7000).ok());
  EXPECT_EQ(Get("2024-25").contributions_pence(), 7001);
  v1::ListBudgetLinesRequest request;
  request.set_year("2024/25");
  request.add_kinds(v1::BUDGET_LINE_KIND_CONTRIBUTION);
  request.set_page_size(1);
  request.set_order_by("amount_pence desc");
  std::string amounts;
  do {
    v1::ListBudgetLinesResponse page;
    ASSERT_TRUE(As(admin, &Stub::ListBudgetLines, request, &page).ok());
    for (const auto& line : page.budget_lines()) {
      amounts += std::to_string(line.amount_pence()) + " ";
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(amounts, "7000 6000 1 ");
}

// Shows the sums of a year, headroom and what was spent beyond its commitment.
TEST_F(BudgetTest, SumsOfAYear) {
  ASSERT_TRUE(Create("Council", v1::BUDGET_LINE_KIND_CONTRIBUTION, 10000).ok());
  ASSERT_TRUE(Create("From before", v1::BUDGET_LINE_KIND_CARRY_FORWARD, -1000).ok());
  ASSERT_TRUE(Create("Walks", v1::BUDGET_LINE_KIND_COMMITMENT, 4000).ok());
  ASSERT_TRUE(Create("Walks", v1::BUDGET_LINE_KIND_SPEND, 4500).ok());
  ASSERT_TRUE(Create("Council", v1::BUDGET_LINE_KIND_CONTRIBUTION, 1, "2025-26").ok());
  auto budget = Get("2024/25");
  EXPECT_EQ(budget.year(), "2024-25");
  EXPECT_EQ(budget.total_pence(), 9000);
  EXPECT_EQ(budget.committed_pence(), 4000);
  EXPECT_EQ(budget.spent_pence(), 4500);
  EXPECT_EQ(budget.headroom_pence(), 5000);
  EXPECT_EQ(budget.overspent_pence(), 500);
  ASSERT_EQ(budget.commitments_size(), 1);
  EXPECT_EQ(budget.commitments(0).overspent_pence(), 500);
  EXPECT_FALSE(budget.has_printed_total());
  EXPECT_EQ(Get("2030-31").total_pence(), 0);
}

// Shows that an import adds, amends and leaves alone by year, kind and name, that a dry run and a
// refused one change nothing, and that a printed total is compared and never counted.
TEST_F(BudgetTest, ImportsAreIdempotent) {
  Rows rows = {{"2024/25", "Council", "contribution", "50000.00"},
               {"2024/25", "From before", "carry_forward", "278019"},
               {"2024/25", "Total budget", "total", "328019.00"}};
  ASSERT_TRUE(Import(rows, true).ok());
  EXPECT_EQ(Counts(), "3 0 0");
  EXPECT_EQ(SqlValue("select count(*) from budget_line"), "0");
  ASSERT_TRUE(Import(rows).ok());
  EXPECT_EQ(Counts(), "3 0 0");
  EXPECT_EQ(imported_.findings_size(), 0);
  ASSERT_TRUE(Import(rows).ok());
  EXPECT_EQ(Counts(), "0 0 3");
  EXPECT_EQ(Get("2024-25").total_pence(), 32801900);
  EXPECT_EQ(Get("2024-25").printed_total().amount_pence(), 32801900);
  rows[0][3] = "60000.01";
  ASSERT_TRUE(Import(rows).ok());
  EXPECT_EQ(Counts(), "0 1 2");
  ASSERT_EQ(imported_.findings_size(), 1);
  EXPECT_EQ(imported_.findings(0).printed(), "£328019.00");
  EXPECT_EQ(imported_.findings(0).computed(), "£338019.01");
  v1::CheckBudgetResponse found;
  ASSERT_TRUE(As(admin, &Stub::CheckBudget, {}, &found).ok());
  EXPECT_EQ(found.findings_size(), 1);
  rows.push_back({"2024-25", "Gift", "gift", "1,000"});
  auto refused = Import(rows);
  EXPECT_EQ(refused.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(refused.fields.size(), 2u) << refused;
  EXPECT_EQ(refused.fields[0].first, "rows[3].kind");
  EXPECT_EQ(refused.fields[1].first, "rows[3].amount_gbp");
  EXPECT_EQ(SqlValue("select count(*) from budget_line"), "2");
}

// Shows that the budget is read by those who see everything, written by two roles, and hidden from
// coordinators.
TEST_F(BudgetTest, RolesReadOrWrite) {
  MakeOrganisation("OWN");
  v1::GetBudgetRequest request;
  request.set_year("2024-25");
  v1::GetBudgetResponse response;
  v1::ImportBudgetRequest write;
  auto* row = write.add_rows();
  row->set_year("2024-25");
  row->set_name("Council");
  row->set_kind("contribution");
  row->set_amount_gbp("1");
  v1::ImportBudgetResponse written;
  auto auditor = MakeKey(auth::Role::kAuditor);
  EXPECT_TRUE(As(auditor, &Stub::GetBudget, request, &response).ok());
  EXPECT_EQ(As(auditor, &Stub::ImportBudget, write, &written).code, grpc::PERMISSION_DENIED);
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  EXPECT_EQ(As(coordinator, &Stub::GetBudget, request, &response).code, grpc::PERMISSION_DENIED);
  auto manager = MakeKey(auth::Role::kProgrammeManager);
  EXPECT_TRUE(As(manager, &Stub::ImportBudget, write, &written).ok());
}

}  // namespace
}  // namespace champions::test
