// Funds, awards and payments made through the API, for the tests of each.
#pragma once

#include "champions/v1/funding_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {

class FundingFixture : public ServerTest {
 protected:
  using Stub = v1::FundingService::Stub;
  static constexpr const char* kMissing = "00000000-0000-4000-8000-000000000000";

  void SetUp() override {
    ServerTest::SetUp();
    for (auto* code : {"OWN", "OTHER"}) MakeOrganisation(code);
    for (auto* code : {"HES", "MENTAL"}) MakeProgramme(code);
  }

  Outcome CreateFund(const std::string& code, int64_t budget_pence) {
    v1::CreateFundRequest request;
    request.mutable_fund()->set_code(code);
    request.mutable_fund()->set_name("Name of " + code);
    request.mutable_fund()->set_budget_pence(budget_pence);
    v1::CreateFundResponse response;
    auto outcome = As(admin, &Stub::CreateFund, request, &response);
    fund_ = response.fund();
    return outcome;
  }
  v1::Fund GetFund(const std::string& code, const std::string& token) {
    v1::GetFundRequest request;
    request.set_code(code);
    v1::GetFundResponse response;
    auto outcome = As(token, &Stub::GetFund, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.fund();
  }

  static v1::Award Drawn(const std::string& fund, int64_t amount_pence) {
    v1::Award award;
    award.set_organisation("OWN");
    award.set_fund(fund);
    award.set_programme("HES");
    award.set_title("Walks for health");
    award.set_amount_pence(amount_pence);
    award.set_awarded_on("2024-07-01");
    return award;
  }
  Outcome Offer(const v1::Award& award) {
    v1::OfferAwardRequest request;
    *request.mutable_award() = award;
    v1::OfferAwardResponse response;
    auto outcome = As(admin, &Stub::OfferAward, request, &response);
    award_ = response.award();
    return outcome;
  }
  template <class Request, class Response>
  Outcome Move(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const std::string& id) {
    Request request;
    request.set_id(id);
    Response response;
    return As(admin, method, request, &response);
  }
  Outcome Activate(const std::string& id) { return Move(&Stub::ActivateAward, id); }
  Outcome Suspend(const std::string& id) { return Move(&Stub::SuspendAward, id); }
  Outcome Complete(const std::string& id) { return Move(&Stub::CompleteAward, id); }
  Outcome Withdraw(const std::string& id) { return Move(&Stub::WithdrawAward, id); }
  Outcome Void(const std::string& id) { return Move(&Stub::VoidPayment, id); }

  // An ACTIVE award; its id.
  std::string MakeAward(const std::string& fund, int64_t amount_pence) {
    EXPECT_TRUE(Offer(Drawn(fund, amount_pence)).ok());
    EXPECT_TRUE(Activate(award_.id()).ok());
    return award_.id();
  }
  Outcome UpdateAward(const v1::Award& award, const std::vector<std::string>& paths) {
    v1::UpdateAwardRequest request;
    *request.mutable_award() = award;
    for (const auto& path : paths) request.mutable_update_mask()->add_paths(path);
    v1::UpdateAwardResponse response;
    auto outcome = As(admin, &Stub::UpdateAward, request, &response);
    if (outcome.ok()) award_ = response.award();
    return outcome;
  }
  Outcome SetAmount(const std::string& id, int64_t amount_pence) {
    v1::Award award;
    award.set_id(id);
    award.set_amount_pence(amount_pence);
    return UpdateAward(award, {"amount_pence"});
  }
  v1::Award GetAward(const std::string& id) {
    v1::GetAwardRequest request;
    request.set_id(id);
    v1::GetAwardResponse response;
    auto outcome = As(admin, &Stub::GetAward, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.award();
  }

  Outcome Pay(const std::string& award, int64_t amount_pence,
              const std::string& paid_on = "2024-10-01") {
    v1::RecordPaymentRequest request;
    request.mutable_payment()->set_award(award);
    request.mutable_payment()->set_amount_pence(amount_pence);
    request.mutable_payment()->set_paid_on(paid_on);
    request.mutable_payment()->set_reference("BACS 1");
    v1::RecordPaymentResponse response;
    auto outcome = As(admin, &Stub::RecordPayment, request, &response);
    if (outcome.ok()) payment_ = response.payment();
    return outcome;
  }

  // A figure of a quarter (its first day) and programme.
  std::string Counted(const std::string& field, const std::string& quarter,
                      const std::string& programme) {
    return SqlValue("select coalesce(sum(" + field +
                    "), 0) from rollup join programme p on p.id = programme_id"
                    " where quarter = '" +
                    quarter + "' and p.code = '" + programme + "'");
  }

  v1::Fund fund_;
  v1::Award award_;
  v1::Payment payment_;
};

}  // namespace champions::test
