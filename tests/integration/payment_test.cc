#include <thread>

#include "integration/funding_fixture.h"

namespace champions::test {
namespace {

class PaymentTest : public FundingFixture {
 protected:
  void SetUp() override {
    FundingFixture::SetUp();
    ASSERT_TRUE(CreateFund("F", 100000).ok());
  }
  v1::Payment Get(const std::string& id) {
    v1::GetPaymentRequest request;
    request.set_id(id);
    v1::GetPaymentResponse response;
    auto outcome = As(admin, &Stub::GetPayment, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.payment();
  }
};

// Shows that every field survives record, get and list, and that the payment shows in its award.
TEST_F(PaymentTest, KeepsEveryField) {
  auto award = MakeAward("F", 500);
  ASSERT_TRUE(Pay(award, 120, "2024-12-31").ok());
  auto got = Get(payment_.id());
  EXPECT_EQ(got.SerializeAsString(), payment_.SerializeAsString());
  EXPECT_EQ(got.award(), award);
  EXPECT_EQ(got.organisation(), "OWN");
  EXPECT_EQ(got.amount_pence(), 120);
  EXPECT_EQ(got.paid_on(), "2024-12-31");
  EXPECT_EQ(got.reference(), "BACS 1");
  EXPECT_EQ(got.state(), v1::PAYMENT_STATE_PAID);
  v1::ListPaymentsResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListPayments, {}, &listed).ok());
  ASSERT_EQ(listed.payments_size(), 1);
  EXPECT_EQ(listed.payments(0).SerializeAsString(), got.SerializeAsString());
  EXPECT_EQ(GetAward(award).paid_pence(), 120);
}

// Shows that a payment counts on its day under its award's programme, and that once voided it
// counts nothing, by an entry that takes it back, keeps its reason, and cannot be voided again.
TEST_F(PaymentTest, VoidedPaymentsCountNothing) {
  auto award = MakeAward("F", 500);
  ASSERT_TRUE(Pay(award, 500, "2024-10-01").ok());
  EXPECT_EQ(Counted("paid_pence", "2024-10-01", "HES"), "500");
  EXPECT_EQ(Pay(award, 1).reason, "AWARD_EXCEEDED");
  v1::VoidPaymentRequest request;
  request.set_id(payment_.id());
  request.set_etag("7");
  request.set_reason("paid twice;\nsee the bank's letter");
  v1::VoidPaymentResponse response;
  EXPECT_EQ(As(admin, &Stub::VoidPayment, request, &response).reason, "ETAG_MISMATCH");
  request.set_etag(payment_.etag());
  ASSERT_TRUE(As(admin, &Stub::VoidPayment, request, &response).ok());
  EXPECT_EQ(response.payment().state(), v1::PAYMENT_STATE_VOIDED);
  EXPECT_EQ(response.payment().void_reason(), request.reason());
  EXPECT_EQ(Get(payment_.id()).SerializeAsString(), response.payment().SerializeAsString());
  EXPECT_EQ(Counted("paid_pence", "2024-10-01", "HES"), "0");
  EXPECT_EQ(SqlValue("select string_agg(paid_pence::text, ' ' order by entry_id) from ledger_entry"
                     " where source_kind = 'PAYMENT'"),
            "500 -500");
  EXPECT_EQ(GetAward(award).paid_pence(), 0);
  auto again = Void(payment_.id());
  EXPECT_EQ(again.reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_NE(again.message.find("allows no change of state"), std::string::npos) << again;
  EXPECT_TRUE(Pay(award, 500).ok());
}

// Shows in which states an award is paid: ACTIVE and COMPLETED, in no other.
TEST_F(PaymentTest, OnlyRunningAwardsArePaid) {
  ASSERT_TRUE(Offer(Drawn("F", 500)).ok());
  auto id = award_.id();
  auto offered = Pay(id, 1);
  EXPECT_EQ(offered.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(offered.reason, "AWARD_NOT_PAYABLE");
  EXPECT_EQ(offered.message,
            "the award is OFFERED: expected one that is ACTIVE or COMPLETED to be paid");
  ASSERT_TRUE(Activate(id).ok());
  EXPECT_TRUE(Pay(id, 1).ok());
  ASSERT_TRUE(Suspend(id).ok());
  EXPECT_EQ(Pay(id, 1).reason, "AWARD_NOT_PAYABLE");
  EXPECT_EQ(Counted("paid_pence", "2024-10-01", "HES"), "1") << "what was paid before stays";
  ASSERT_TRUE(Activate(id).ok());
  ASSERT_TRUE(Complete(id).ok());
  EXPECT_TRUE(Pay(id, 1).ok());
  ASSERT_TRUE(Offer(Drawn("F", 500)).ok());
  ASSERT_TRUE(Withdraw(award_.id()).ok());
  EXPECT_EQ(Pay(award_.id(), 1).reason, "AWARD_NOT_PAYABLE");
}

// Shows that an award is paid to the last penny and not beyond, that the refusal says what is left,
// and that a payment is of an award that exists and of more than nothing.
TEST_F(PaymentTest, NeverMoreThanTheAward) {
  auto award = MakeAward("F", 500);
  ASSERT_TRUE(Pay(award, 350).ok());
  auto refused = Pay(award, 151);
  EXPECT_EQ(refused.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "AWARD_EXCEEDED");
  EXPECT_EQ(refused.message, "£1.50 is left of the award: £1.51 cannot be paid");
  ASSERT_TRUE(Pay(award, 150).ok());
  EXPECT_EQ(Pay(award, 0).code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Pay(kMissing, 1).message,
            std::string("payment.award: there is no award '") + kMissing + "'");
}

// Shows that of payments made at once as many are made as the award holds, and that payments,
// voids and a change of programme at once leave the figures as the records say (the fixture
// recounts).
TEST_F(PaymentTest, AwardsHoldUnderConcurrentPayments) {
  auto award = MakeAward("F", 500);
  std::vector<Outcome> outcomes(8);
  std::vector<std::thread> threads;
  for (auto& outcome : outcomes) {
    threads.emplace_back([&] {
      v1::RecordPaymentRequest request;
      request.mutable_payment()->set_award(award);
      request.mutable_payment()->set_amount_pence(100);
      request.mutable_payment()->set_paid_on("2024-10-01");
      v1::RecordPaymentResponse response;
      outcome = As(admin, &Stub::RecordPayment, request, &response);
      if (!outcome.ok()) return;
      v1::VoidPaymentRequest void_it;
      void_it.set_id(response.payment().id());
      v1::VoidPaymentResponse voided;
      if (&outcome == &outcomes[0]) outcome = As(admin, &Stub::VoidPayment, void_it, &voided);
    });
  }
  for (auto* programme : {"MENTAL", "HES", "MENTAL"}) {
    v1::Award change;
    change.set_id(award);
    change.set_programme(programme);
    ASSERT_TRUE(UpdateAward(change, {"programme"}).ok());
  }
  for (auto& thread : threads) thread.join();
  for (const auto& outcome : outcomes) {
    EXPECT_TRUE(outcome.ok() || outcome.reason == "AWARD_EXCEEDED") << outcome;
  }
  auto paid = GetAward(award).paid_pence();
  EXPECT_TRUE(paid == 400 || paid == 500) << paid;  // 500 where the void made room for another
  EXPECT_EQ(Counted("paid_pence", "2024-10-01", "MENTAL"), std::to_string(paid));
  EXPECT_EQ(Counted("paid_pence", "2024-10-01", "HES"), "0");
}

// Shows that a coordinator reads its own organisation's payments alone, a foreign one looks like a
// missing one, and that pages and filters hold each once.
TEST_F(PaymentTest, ListsAndForeignPayments) {
  auto own = MakeAward("F", 500);
  for (int day = 1; day <= 3; ++day) {
    ASSERT_TRUE(Pay(own, day, "2024-10-0" + std::to_string(day)).ok());
  }
  auto drawn = Drawn("F", 500);
  drawn.set_organisation("OTHER");
  ASSERT_TRUE(Offer(drawn).ok());
  ASSERT_TRUE(Activate(award_.id()).ok());
  ASSERT_TRUE(Pay(award_.id(), 4, "2024-10-04").ok());
  auto foreign = payment_.id();
  auto list = [&](const std::string& token, v1::ListPaymentsRequest request) {
    std::string amounts;
    request.set_page_size(2);
    request.set_order_by("paid_on");
    do {
      v1::ListPaymentsResponse page;
      auto outcome = As(token, &Stub::ListPayments, request, &page);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& payment : page.payments()) amounts += std::to_string(payment.amount_pence());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return amounts;
  };
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  v1::ListPaymentsRequest request;
  EXPECT_EQ(list(admin, request), "1234");
  EXPECT_EQ(list(coordinator, request), "123");
  request.set_award(award_.id());
  EXPECT_EQ(list(admin, request), "4");
  EXPECT_EQ(list(coordinator, request), "");
  request.set_organisation("OWN");
  EXPECT_EQ(list(admin, request), "");
  request.clear_award();
  EXPECT_EQ(list(admin, request), "123");
  for (const auto& id : {foreign, std::string(kMissing)}) {
    v1::GetPaymentRequest get;
    get.set_id(id);
    v1::GetPaymentResponse got;
    EXPECT_EQ(As(coordinator, &Stub::GetPayment, get, &got).message,
              "there is no payment '" + id + "'");
  }
  EXPECT_EQ(Void(kMissing).message, std::string("there is no payment '") + kMissing + "'");
}

// Shows that a retry with the same request_id pays once, is audited once, and that a check alone
// pays nothing.
TEST_F(PaymentTest, RetriesPayOnce) {
  v1::RecordPaymentRequest request;
  request.mutable_payment()->set_award(MakeAward("F", 500));
  request.mutable_payment()->set_amount_pence(300);
  request.mutable_payment()->set_paid_on("2024-10-01");
  request.set_validate_only(true);
  v1::RecordPaymentResponse response;
  ASSERT_TRUE(As(admin, &Stub::RecordPayment, request, &response).ok());
  EXPECT_EQ(SqlValue("select count(*) from payment"), "0");
  request.set_validate_only(false);
  request.set_request_id(NewRequestId());
  ASSERT_TRUE(As(admin, &Stub::RecordPayment, request, &response).ok());
  auto first = response.SerializeAsString();
  ASSERT_TRUE(As(admin, &Stub::RecordPayment, request, &response).ok());
  EXPECT_EQ(response.SerializeAsString(), first);
  EXPECT_EQ(Counted("paid_pence", "2024-10-01", "HES"), "300");
  EXPECT_EQ(SqlValue("select count(*) from audit_event where object_kind = 'payment'"), "1");
}

}  // namespace
}  // namespace champions::test
