#include "integration/privacy_fixture.h"

namespace champions::test {
namespace {

class PrivacyRequestTest : public PrivacyFixture {};

// Shows that a request is due after a month by the bank holidays that the database knows, is
// extended once, and is answered once; and that an answer waits for the identity asked for.
TEST_F(PrivacyRequestTest, ARequestIsExtendedAndAnswered) {
  ASSERT_TRUE(Open(NewRequest("2024-02-29", v1::SUBJECT_REQUEST_KIND_ACCESS)).ok());
  EXPECT_EQ(request_.due_on(), "2024-04-02");  // after Easter
  EXPECT_TRUE(request_.overdue());
  EXPECT_LT(request_.days_left(), -900);
  EXPECT_EQ(Extend(2, "2024-04-03").fields.size(), 1u);
  EXPECT_EQ(Extend(3, "2024-03-29").code, grpc::INVALID_ARGUMENT);
  ASSERT_TRUE(Extend(2, "2024-04-02").ok());
  EXPECT_EQ(request_.due_on(), "2024-05-29");
  EXPECT_EQ(request_.extension_reason(), "It is about many records");
  EXPECT_EQ(Extend(1, "2024-03-29").reason, "NOT_EXTENDABLE");
  EXPECT_EQ(Acknowledge("2024-03-29").reason, "NOT_A_COMPLAINT");
  EXPECT_EQ(Answer("2024-02-28").fields.size(), 1u);
  EXPECT_EQ(Answer(Day(1)).fields.size(), 1u);
  ASSERT_TRUE(Answer("2024-05-01").ok());
  EXPECT_EQ(request_.state(), v1::SUBJECT_REQUEST_STATE_DONE);
  EXPECT_FALSE(request_.overdue());
  EXPECT_EQ(request_.days_left(), 0);
  EXPECT_EQ(Answer("2024-05-01").reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Refuse("2024-05-01", "No").reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Extend(1, "2024-03-29").reason, "TRANSITION_NOT_ALLOWED");

  ASSERT_TRUE(Open(NewRequest(Day(-20), v1::SUBJECT_REQUEST_KIND_ERASURE)).ok());
  ASSERT_TRUE(
      Update([&](auto* r) { r->set_identity_asked_on(Day(-19)); }, "identity_asked_on").ok());
  EXPECT_EQ(request_.due_on(), "");
  EXPECT_EQ(Answer(today_).reason, "IDENTITY_NOT_CONFIRMED");
  EXPECT_EQ(Extend(1, today_).reason, "NOT_EXTENDABLE");
  auto stale = request_.etag();
  ASSERT_TRUE(
      Update([&](auto* r) { r->set_identity_confirmed_on(Day(-2)); }, "identity_confirmed_on")
          .ok());
  EXPECT_GE(request_.days_left(), 26);
  EXPECT_EQ(Update([&](auto* r) { r->set_summary("x"); }, "summary", stale).reason,
            "ETAG_MISMATCH");
  EXPECT_EQ(Update([&](auto*) {}, "state").code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Refuse(today_, "").code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Refuse(today_, "Ring 07700 900123").fields.size(), 1u);
  ASSERT_TRUE(Refuse(today_, "The law asks for the record to be kept").ok());
  EXPECT_EQ(request_.state(), v1::SUBJECT_REQUEST_STATE_REFUSED);
  EXPECT_EQ(Update([&](auto* r) { r->set_summary("x"); }, "summary").reason,
            "TRANSITION_NOT_ALLOWED");
}

// Shows that a complaint is acknowledged within 30 days and then has no clock, and that a request
// names a champion by id alone.
TEST_F(PrivacyRequestTest, AComplaintIsAcknowledged) {
  ASSERT_TRUE(Open(NewRequest("2024-09-05", v1::SUBJECT_REQUEST_KIND_COMPLAINT)).ok());
  EXPECT_EQ(request_.due_on(), "2024-10-07");  // 5 October is a Saturday
  EXPECT_EQ(Extend(1, "2024-09-06").reason, "NOT_EXTENDABLE");
  EXPECT_EQ(Acknowledge("2024-09-04").fields.size(), 1u);
  ASSERT_TRUE(Acknowledge("2024-09-10").ok());
  EXPECT_FALSE(request_.overdue());
  EXPECT_EQ(Acknowledge("2024-09-10").reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Dues(), "");
  ASSERT_TRUE(Answer("2024-10-20").ok());
  MakeOrganisation("OWN");
  auto champion = SqlValue(
      "insert into champion (organisation_id, external_id, state) select id, 'C1', 'ENQUIRED' from "
      "organisation returning id");
  auto about = NewRequest(today_, v1::SUBJECT_REQUEST_KIND_ACCESS);
  about.mutable_subject_request()->set_champion(champion);
  ASSERT_TRUE(Open(about).ok());
  EXPECT_EQ(request_.champion(), champion);
  v1::ListSubjectRequestsRequest list;
  list.set_champion(champion);
  v1::ListSubjectRequestsResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListSubjectRequests, list, &listed).ok());
  ASSERT_EQ(listed.subject_requests_size(), 1);
  EXPECT_EQ(listed.subject_requests(0).DebugString(), request_.DebugString());
}

}  // namespace
}  // namespace champions::test
