#include <thread>

#include "champions/v1/reach_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::ReachService::Stub;
using Reports = v1::ReportService::Stub;

class ReachTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    for (auto* code : {"VAH", "HACAS"}) MakeOrganisation(code);
    for (auto* code : {"MH", "OOH"}) MakeProgramme(code);
  }

  static v1::Reach Session(int people, const std::string& organisation = "VAH") {
    v1::Reach reach;
    reach.set_organisation(organisation);
    reach.set_programme("MH");
    reach.set_occurred_on("2024-09-30");
    reach.set_mode(v1::REACH_MODE_GROUP);
    reach.set_topic(v1::REACH_TOPIC_DIABETES);
    reach.set_people(people);
    return reach;
  }

  Outcome Log(const v1::Reach& reach, const std::string& token = "", const std::string& id = "") {
    v1::LogReachRequest request;
    *request.mutable_reach() = reach;
    request.set_request_id(id);
    logged_.Clear();
    return As(token.empty() ? admin : token, &Stub::LogReach, request, &logged_);
  }

  // How many records have this note; none has it in clear where it is stored.
  int Notes(const std::string& note) {
    EXPECT_EQ(SqlValue("select count(*) from reach_note where note not like 'e1:%'"), "0");
    v1::ListReachesResponse listed;
    EXPECT_TRUE(As(admin, &Stub::ListReaches, {}, &listed).ok());
    int notes = 0;
    for (const auto& reach : listed.reaches()) notes += reach.note() == note;
    return notes;
  }

  v1::Totals Total(const std::string& quarter = "2024-25-Q2") {
    v1::GetTotalsRequest request;
    request.set_quarter(quarter);
    v1::GetTotalsResponse response;
    EXPECT_TRUE(As(admin, &Reports::GetTotals, request, &response).ok());
    return response.total();
  }

  v1::LogReachResponse logged_;
};

// Shows that a record keeps every field through log and get.
TEST_F(ReachTest, KeepsEveryField) {
  Sql("insert into activity (organisation_id, external_id, programme_id, name, kind, starts_at) "
      "select o.id, 'A1', p.id, 'Drop-in', 'DROP_IN', '2024-09-30 18:00Z' from organisation o, "
      "programme p where o.code = 'VAH' and p.code = 'MH'");
  Sql("select post_activities(array_agg(id)) from activity");
  auto reach = Session(40);
  reach.set_external_id("R 1");
  reach.set_activity("A1");
  reach.set_ward("E05013552");
  reach.set_new_people(12);
  reach.set_signposted(40);
  reach.set_note("line one\nline \"two\", \\ and a tab\t");
  reach.add_partners("HACAS");
  auto* breakdown = reach.add_breakdowns();
  breakdown->set_dimension(v1::BREAKDOWN_DIMENSION_LANGUAGE);
  breakdown->set_category("ro");
  breakdown->set_people(39);
  ASSERT_TRUE(Log(reach).ok());
  v1::GetReachRequest get;
  get.set_id(logged_.reach().id());
  v1::GetReachResponse got;
  ASSERT_TRUE(As(admin, &Stub::GetReach, get, &got).ok());
  EXPECT_EQ(got.reach().SerializeAsString(), logged_.reach().SerializeAsString());
  EXPECT_EQ(got.reach().activity(), SqlValue("select id from activity"));
  auto given = got.reach();
  given.clear_id();
  given.clear_state();
  given.clear_etag();
  given.clear_record_time();
  given.clear_update_time();
  given.set_activity("A1");
  EXPECT_EQ(given.SerializeAsString(), reach.SerializeAsString());
}

// Shows what each rule refuses, by field, and that nothing of it is stored.
TEST_F(ReachTest, RefusesWhatTheRulesForbid) {
  auto expect = [&](const v1::Reach& reach, const std::string& field) {
    auto outcome = Log(reach);
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << field;
    ASSERT_FALSE(outcome.fields.empty()) << field << outcome;
    EXPECT_EQ(outcome.fields[0].first, field);
  };
  auto reach = Session(10);
  reach.set_new_people(11);
  expect(reach, "reach.new_people");
  reach = Session(10);
  reach.set_signposted(11);
  expect(reach, "reach.signposted");
  expect(Session(-1), "reach.people");
  expect(Session(10'000'001), "reach.people");
  reach = Session(10);
  reach.set_occurred_on("2024-02-30");
  expect(reach, "reach.occurred_on");
  reach = Session(10);
  reach.clear_mode();
  expect(reach, "reach.mode");
  reach = Session(10);
  reach.set_ward("harrow");
  expect(reach, "reach.ward");
  reach = Session(10);
  for (int i = 0; i < 2; ++i) {
    auto* breakdown = reach.add_breakdowns();
    breakdown->set_dimension(v1::BREAKDOWN_DIMENSION_GENDER);
    breakdown->set_category(i == 0 ? "1" : "2");
    breakdown->set_people(6);
  }
  expect(reach, "reach.breakdowns");
  reach = Session(10);
  reach.set_note(std::string("a\0b", 3));
  expect(reach, "reach.note");
  reach = Session(10);
  reach.set_programme("NONE");
  auto missing = Log(reach);
  EXPECT_EQ(missing.code, grpc::NOT_FOUND);
  EXPECT_EQ(missing.message, "reach.programme: there is no programme 'NONE'");
  EXPECT_EQ(SqlValue("select count(*) from reach"), "0");
  EXPECT_EQ(SqlValue("select count(*) from ledger_entry"), "0");
}

// Shows that broadcasts count as impressions and nowhere else.
TEST_F(ReachTest, BroadcastsStandApart) {
  ASSERT_TRUE(Log(Session(7)).ok());
  auto leaflets = Session(5000);
  leaflets.set_mode(v1::REACH_MODE_BROADCAST);
  leaflets.set_new_people(4000);
  leaflets.set_signposted(100);
  ASSERT_TRUE(Log(leaflets).ok());
  auto total = Total();
  EXPECT_EQ(total.reached(), 7);
  EXPECT_EQ(total.impressions(), 5000);
  EXPECT_EQ(total.new_people(), 0);
  EXPECT_EQ(total.signposted(), 0);
}

// Shows that an amendment moves the figure, to another quarter too, and that the past stays.
TEST_F(ReachTest, AmendmentsMoveFiguresAndKeepThePast) {
  ASSERT_TRUE(Log(Session(30)).ok());
  v1::GetTotalsRequest before;
  before.set_quarter("2024-25-Q2");
  v1::GetTotalsResponse at_first;
  ASSERT_TRUE(As(admin, &Reports::GetTotals, before, &at_first).ok());

  v1::AmendReachRequest amend;
  amend.set_id(logged_.reach().id());
  amend.mutable_reach()->set_people(50);
  amend.mutable_reach()->set_occurred_on("2024-10-01");
  amend.mutable_update_mask()->add_paths("people");
  amend.mutable_update_mask()->add_paths("occurred_on");
  v1::AmendReachResponse amended;
  ASSERT_TRUE(As(admin, &Stub::AmendReach, amend, &amended).ok());
  EXPECT_EQ(amended.reach().topic(), v1::REACH_TOPIC_DIABETES);
  EXPECT_EQ(Total("2024-25-Q2").reached(), 0);
  EXPECT_EQ(Total("2024-25-Q3").reached(), 50);
  EXPECT_EQ(Total("2024-25-Q3").reached_to_date(), 50);

  *before.mutable_as_known_at() = at_first.as_known_at();
  v1::GetTotalsResponse then;
  ASSERT_TRUE(As(admin, &Reports::GetTotals, before, &then).ok());
  EXPECT_EQ(then.SerializeAsString(), at_first.SerializeAsString());

  amend.set_etag("1");
  auto stale = As(admin, &Stub::AmendReach, amend, &amended);
  EXPECT_EQ(stale.code, grpc::ABORTED);
  EXPECT_EQ(stale.reason, "ETAG_MISMATCH");
}

// Shows that a voided record counts nothing and cannot be amended or voided again.
TEST_F(ReachTest, VoidedRecordsCountNothing) {
  ASSERT_TRUE(Log(Session(30)).ok());
  v1::VoidReachRequest request;
  request.set_id(logged_.reach().id());
  v1::VoidReachResponse voided;
  ASSERT_TRUE(As(admin, &Stub::VoidReach, request, &voided).ok());
  EXPECT_EQ(voided.reach().state(), v1::REACH_STATE_VOIDED);
  EXPECT_EQ(Total().reached(), 0);
  auto again = As(admin, &Stub::VoidReach, request, &voided);
  EXPECT_EQ(again.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(again.reason, "TRANSITION_NOT_ALLOWED");
  request.set_id(NewRequestId());
  EXPECT_EQ(As(admin, &Stub::VoidReach, request, &voided).code, grpc::NOT_FOUND);
}

// Shows that a batch is all or nothing, and that its error names the item.
TEST_F(ReachTest, BatchesAreAllOrNothing) {
  v1::BatchLogReachRequest request;
  for (int i = 0; i < 1000; ++i) *request.add_reaches() = Session(i % 7);
  request.mutable_reaches(999)->set_organisation("NONE");
  v1::BatchLogReachResponse response;
  auto refused = As(admin, &Stub::BatchLogReach, request, &response);
  EXPECT_EQ(refused.code, grpc::NOT_FOUND);
  EXPECT_EQ(refused.message, "reaches[999].organisation: there is no organisation 'NONE'");
  EXPECT_EQ(SqlValue("select count(*) from reach"), "0");
  request.mutable_reaches(999)->set_organisation("VAH");
  ASSERT_TRUE(As(admin, &Stub::BatchLogReach, request, &response).ok());
  EXPECT_EQ(response.reaches_size(), 1000);
  int64_t people = 0;
  for (int i = 0; i < 1000; ++i) people += i % 7;
  EXPECT_EQ(Total().reached(), people);
  *request.add_reaches() = Session(1);
  EXPECT_EQ(As(admin, &Stub::BatchLogReach, request, &response).code, grpc::INVALID_ARGUMENT);
}

// Shows one acknowledgement per item, a refused item alone refused, and a repeated stream counted
// once.
TEST_F(ReachTest, StreamsAcknowledgeEachItemOnce) {
  std::vector<std::string> ids;
  for (int i = 0; i < 300; ++i) ids.push_back(NewRequestId());
  auto play = [&] {
    auto stub = this->Stub<v1::ReachService>();
    grpc::ClientContext context;
    Prepare(context, admin);
    auto stream = stub->StreamReach(&context);
    std::thread writer([&] {
      for (int i = 0; i < 300; ++i) {
        v1::StreamReachRequest item;
        *item.mutable_reach() = Session(1, i == 150 ? "NONE" : "VAH");
        if (i == 151) item.mutable_reach()->set_new_people(2);
        item.set_request_id(ids[static_cast<size_t>(i)]);
        stream->Write(item);
      }
      stream->WritesDone();
    });
    std::map<std::string, v1::StreamReachResponse> acks;
    v1::StreamReachResponse ack;
    while (stream->Read(&ack)) acks[ack.request_id()] = ack;
    writer.join();
    EXPECT_TRUE(stream->Finish().ok());
    return acks;
  };
  auto first = play();
  ASSERT_EQ(first.size(), 300u);
  EXPECT_EQ(first[ids[150]].error().code(), grpc::NOT_FOUND);
  EXPECT_EQ(first[ids[151]].error().code(), grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Total().reached(), 298);
  auto second = play();
  EXPECT_EQ(second[ids[0]].reach().id(), first[ids[0]].reach().id());
  EXPECT_EQ(Total().reached(), 298);
}

// Shows that a stream ends whose first acknowledgements are ready together after the caller has
// sent everything: one in eight or so hung for ever. Refused items are ready soonest.
TEST_F(ReachTest, ShortStreamsEnd) {
  auto stub = this->Stub<v1::ReachService>();
  for (int i = 0; i < 100; ++i) {
    grpc::ClientContext context;
    Prepare(context, admin);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    auto stream = stub->StreamReach(&context);
    for (int k = 0; k < 50; ++k) stream->Write({});
    stream->WritesDone();
    int refused = 0;
    v1::StreamReachResponse ack;
    while (stream->Read(&ack)) refused += ack.has_error() ? 1 : 0;
    auto status = stream->Finish();
    ASSERT_TRUE(status.ok()) << "stream " << i << ": " << status.error_message();
    ASSERT_EQ(refused, 50);
  }
}

// Shows that a stream that is open records nothing more once its key was revoked, or has lost the
// organisation; what was acknowledged before stays.
TEST_F(ReachTest, AnOpenStreamEndsWithItsKey) {
  for (const char* change :
       {"revoked_at = clock_timestamp()", "organisation_ids = '{2147483647}'"}) {
    auto token = MakeKey(auth::Role::kPartner, {"VAH"});
    auto stub = this->Stub<v1::ReachService>();
    grpc::ClientContext context;
    Prepare(context, token);
    auto stream = stub->StreamReach(&context);
    auto send = [&] {
      v1::StreamReachRequest item;
      *item.mutable_reach() = Session(1, "VAH");
      item.set_request_id(NewRequestId());
      EXPECT_TRUE(stream->Write(item));
      v1::StreamReachResponse ack;
      EXPECT_TRUE(stream->Read(&ack));
      return ack;
    };
    EXPECT_EQ(send().error().code(), grpc::OK);
    Sql(std::string("update access_key set ") + change + " where role = 'PARTNER'");
    std::this_thread::sleep_for(std::chrono::milliseconds(2'100));
    auto before = SqlValue("select count(*) from reach");
    auto code = send().error().code();
    EXPECT_TRUE(code == grpc::UNAUTHENTICATED || code == grpc::NOT_FOUND) << code;
    EXPECT_NE(send().error().code(), grpc::OK);
    EXPECT_EQ(SqlValue("select count(*) from reach"), before);
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
  }
}

// Shows that two copies of a request at the same moment give one record and one answer.
TEST_F(ReachTest, SimultaneousCopiesAreOne) {
  for (int round = 0; round < 10; ++round) {
    v1::LogReachRequest request;
    *request.mutable_reach() = Session(1);
    request.mutable_reach()->set_external_id("E" + std::to_string(round));
    request.set_request_id(NewRequestId());
    std::vector<std::thread> threads;
    std::vector<std::string> ids(4);
    for (auto& id : ids) {
      threads.emplace_back([&] {
        v1::LogReachResponse response;
        auto outcome = As(admin, &Stub::LogReach, request, &response);
        EXPECT_TRUE(outcome.ok()) << outcome;
        id = response.reach().id();
      });
    }
    for (auto& thread : threads) thread.join();
    for (const auto& id : ids) EXPECT_EQ(id, ids[0]);
  }
  EXPECT_EQ(Total().reached(), 10);
}

// Shows that a coordinator reaches its own organisation alone, and a partner never sees notes.
TEST_F(ReachTest, WallsBetweenOrganisations) {
  auto reach = Session(3);
  reach.set_note("Mrs Example");
  ASSERT_TRUE(Log(reach).ok());
  auto own = logged_.reach();
  auto foreign = MakeKey(auth::Role::kCoordinator, {"HACAS"});
  auto partner = MakeKey(auth::Role::kPartner, {"VAH"});
  EXPECT_EQ(Log(Session(1), foreign).code, grpc::NOT_FOUND);
  v1::GetReachRequest get;
  get.set_id(own.id());
  v1::GetReachResponse got;
  EXPECT_EQ(As(foreign, &Stub::GetReach, get, &got).code, grpc::NOT_FOUND);
  ASSERT_TRUE(As(partner, &Stub::GetReach, get, &got).ok());
  EXPECT_EQ(got.reach().note(), "");
  EXPECT_EQ(got.reach().people(), 3);
  ASSERT_TRUE(Log(reach, partner).ok());
  EXPECT_EQ(logged_.reach().note(), "");
  EXPECT_EQ(Notes("Mrs Example"), 2);
  // A partner's amendment of everything else keeps the note that it cannot see.
  v1::AmendReachRequest amend;
  amend.set_id(own.id());
  *amend.mutable_reach() = Session(4);
  v1::AmendReachResponse amended;
  ASSERT_TRUE(As(partner, &Stub::AmendReach, amend, &amended).ok());
  EXPECT_EQ(Notes("Mrs Example"), 2);
  v1::ListReachesResponse listed;
  ASSERT_TRUE(As(foreign, &Stub::ListReaches, {}, &listed).ok());
  EXPECT_EQ(listed.reaches_size(), 0);
}

// Shows that a dry run answers like the real one and leaves nothing.
TEST_F(ReachTest, ValidateOnlyLeavesNothing) {
  v1::LogReachRequest request;
  *request.mutable_reach() = Session(5);
  request.set_validate_only(true);
  v1::LogReachResponse response;
  ASSERT_TRUE(As(admin, &Stub::LogReach, request, &response).ok());
  EXPECT_EQ(response.reach().people(), 5);
  EXPECT_EQ(SqlValue("select count(*) from reach"), "0");
}

}  // namespace
}  // namespace champions::test
