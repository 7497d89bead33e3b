#include "champions/v1/access_service.grpc.pb.h"
#include "champions/v1/audit_service.grpc.pb.h"
#include "champions/v1/organisation_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::AuditService::Stub;

class AuditEventsTest : public ServerTest {
 protected:
  void Create(const std::string& token, const std::string& code, const std::string& request_id) {
    v1::CreateOrganisationRequest request;
    request.mutable_organisation()->set_code(code);
    request.mutable_organisation()->set_name(code);
    request.set_request_id(request_id);
    v1::CreateOrganisationResponse response;
    auto outcome =
        As(token, &v1::OrganisationService::Stub::CreateOrganisation, request, &response);
    ASSERT_TRUE(outcome.ok()) << outcome;
  }
  void Rename(const std::string& token, const std::string& code) {
    v1::UpdateOrganisationRequest request;
    request.mutable_organisation()->set_code(code);
    request.mutable_organisation()->set_name("new name");
    request.mutable_update_mask()->add_paths("name");
    v1::UpdateOrganisationResponse response;
    auto outcome =
        As(token, &v1::OrganisationService::Stub::UpdateOrganisation, request, &response);
    ASSERT_TRUE(outcome.ok()) << outcome;
  }
  // What the events are about, in the order given, as `UpdateOrganisation ORG-A`.
  std::string List(const v1::ListAuditEventsRequest& request) {
    auto outcome = As(admin, &Stub::ListAuditEvents, request, &listed_);
    EXPECT_TRUE(outcome.ok()) << outcome;
    std::string events;
    for (const auto& event : listed_.audit_events()) {
      events += event.method().substr(event.method().find('/') + 1) + " " + event.object() + ";";
    }
    return events;
  }
  v1::ListAuditEventsResponse listed_;
};

// Shows that each filter finds exactly the events of its organisation, principal, object or method.
TEST_F(AuditEventsTest, FiltersFindWhatTheyName) {
  auto manager = MakeKey(auth::Role::kProgrammeManager);
  auto request_id = NewRequestId();
  Create(admin, "ORG-A", request_id);
  Create(manager, "ORG-B", "");
  Rename(manager, "ORG-A");
  v1::ListAuditEventsRequest request;
  EXPECT_EQ(List(request),
            "CreateOrganisation ORG-A;CreateOrganisation ORG-B;UpdateOrganisation ORG-A;");
  const auto& first = listed_.audit_events(0);
  EXPECT_EQ(first.organisation(), "ORG-A");
  EXPECT_EQ(first.object_kind(), "organisation");
  EXPECT_EQ(first.objects(), 1);
  EXPECT_EQ(first.request_id(), request_id);
  EXPECT_NE(first.record_time().seconds(), 0);
  EXPECT_EQ(first.key(), SqlValue("select id from access_key where user_id is not null"));
  EXPECT_EQ(first.user(), SqlValue("select id from access_user"));
  ASSERT_EQ(listed_.audit_events(2).fields_size(), 1);
  EXPECT_EQ(listed_.audit_events(2).fields(0), "name");
  auto by_user = first.user(), by_key = listed_.audit_events(1).key();

  request.set_organisation("ORG-A");
  EXPECT_EQ(List(request), "CreateOrganisation ORG-A;UpdateOrganisation ORG-A;");
  request.set_organisation("MISSING");
  EXPECT_EQ(List(request), "");
  request.Clear();
  request.set_principal(by_user);
  EXPECT_EQ(List(request), "CreateOrganisation ORG-A;");
  request.set_principal(by_key);
  EXPECT_EQ(List(request), "CreateOrganisation ORG-B;UpdateOrganisation ORG-A;");
  request.set_principal(NewRequestId());
  EXPECT_EQ(List(request), "");
  request.Clear();
  request.set_object("ORG-B");
  EXPECT_EQ(List(request), "CreateOrganisation ORG-B;");
  request.Clear();
  for (const char* method : {"UpdateOrganisation", "OrganisationService/UpdateOrganisation"}) {
    request.set_method(method);
    EXPECT_EQ(List(request), "UpdateOrganisation ORG-A;") << method;
  }
}

// Shows that pages hold every event once, in both orders.
TEST_F(AuditEventsTest, PagesHoldEverythingOnce) {
  for (int i = 0; i < 5; ++i) Create(admin, "ORG-" + std::to_string(i), "");
  for (const char* order : {"", "record_time desc"}) {
    v1::ListAuditEventsRequest request;
    request.set_page_size(2);
    request.set_order_by(order);
    std::string all;
    do {
      for (char c : List(request)) all += c >= '0' && c <= '9' ? std::string(1, c) : "";
      request.set_page_token(listed_.next_page_token());
    } while (!listed_.next_page_token().empty());
    EXPECT_EQ(all, *order ? "43210" : "01234");
  }
}

// Shows that only roles with audit.read see events: nobody else is even told whether there are any.
TEST_F(AuditEventsTest, OthersSeeNothing) {
  Create(admin, "ORG-A", "");
  for (auto role : {auth::Role::kAdministrator, auth::Role::kProgrammeManager,
                    auth::Role::kCoordinator, auth::Role::kPartner, auth::Role::kAuditor}) {
    bool bound = !auth::SeesEveryOrganisation(role);
    auto token =
        MakeKey(role, bound ? std::vector<std::string>{"ORG-A"} : std::vector<std::string>{});
    v1::ListAuditEventsRequest request;
    request.set_object("ORG-A");
    auto outcome = As(token, &Stub::ListAuditEvents, request, &listed_);
    if (auth::PermissionsOf(role).count("audit.read")) {
      EXPECT_TRUE(outcome.ok()) << outcome;
      EXPECT_EQ(listed_.audit_events_size(), 1);
    } else {
      EXPECT_EQ(outcome.code, grpc::PERMISSION_DENIED) << outcome;
    }
  }
}

// Shows that a filter without an index, which finds few of very many events, gives short pages with
// tokens that go on where the search stopped, in both orders, until everything is found once.
TEST_F(AuditEventsTest, RareEventsAreFoundAcrossShortPages) {
  MakeOrganisation("ORG-A");
  Sql("insert into audit_event (organisation_id, recorded_at, key_id, method, object_kind, object) "
      "select case when i % 2 = 0 then 1 end, timestamptz '2024-01-01' + i * interval '1 second', "
      "'00000000-0000-4000-8000-000000000007', case when i % 4000 = 0 then "
      "'ReachService/LogReach' else 'ReachService/StreamReach' end, 'reach', 'object ' || i "
      "from generate_series(1, 12000) i");
  for (const char* order : {"", "record_time desc"}) {
    v1::ListAuditEventsRequest request;
    request.set_method("LogReach");
    request.set_order_by(order);
    std::string all;
    int empty = 0, pages = 0;
    do {
      std::string page = List(request);
      all += page;
      empty += page.empty() ? 1 : 0;
      request.set_page_token(listed_.next_page_token());
      ASSERT_LT(++pages, 17);
    } while (!listed_.next_page_token().empty());
    EXPECT_EQ(all, *order ? "LogReach object 12000;LogReach object 8000;LogReach object 4000;"
                          : "LogReach object 4000;LogReach object 8000;LogReach object 12000;");
    EXPECT_GT(empty, 0);
  }
}

// Shows that each filter is answered from an index, so that a long log stays quick to search.
TEST_F(AuditEventsTest, FiltersUseTheirIndexes) {
  MakeOrganisation("ORG-A");
  Sql("insert into audit_event (organisation_id, key_id, method, object_kind, object) "
      "select 1 + i % 50, ('00000000-0000-4000-8000-' || lpad((i % 50)::text, 12, '0'))::uuid, "
      "'ReachService/LogReach', 'reach', 'object ' || i from generate_series(1, 5000) i");
  Sql("analyze audit_event");
  auto plan = [&](const std::string& condition) {
    std::string text;
    for (const auto& row : Sql("explain select * from audit_event e where " + condition +
                               " order by e.recorded_at, e.id limit 51")) {
      text += row[0].c_str() + std::string("\n");
    }
    return text;
  };
  for (const auto& [condition, index] : std::vector<std::pair<std::string, std::string>>{
           {"e.organisation_id = (select id from organisation where code = 'ORG-A')",
            "audit_event_organisation"},
           {"e.object = 'object 7'", "audit_event_object"},
           {"e.key_id = '00000000-0000-4000-8000-000000000007'", "audit_event_key"},
           {"true", "audit_event_time"}}) {
    EXPECT_NE(plan(condition).find(index), std::string::npos) << plan(condition);
  }
}

}  // namespace
}  // namespace champions::test
