// Memberships: a role in one organisation or programme, beside what a user has itself. Who may do
// what where is the matrix's (integration.permission_matrix); here is how they come and go.
#include "champions/v1/activity_service.grpc.pb.h"
#include "champions/v1/programme_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "integration/session_fixture.h"

namespace champions::test {
namespace {

class MembershipTest : public SessionServerTest {
 protected:
  void SetUp() override {
    SessionServerTest::SetUp();
    MakeProgramme("TWO");
  }

  v1::User NewUser(v1::Role role = v1::ROLE_UNSPECIFIED, const std::string& organisation = "") {
    v1::CreateUserRequest request;
    request.mutable_user()->set_name("Ada");
    request.mutable_user()->set_role(role);
    if (!organisation.empty()) request.mutable_user()->add_organisations(organisation);
    v1::CreateUserResponse response;
    auto outcome = As(admin, &Access::CreateUser, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.user();
  }
  std::string KeyOf(const v1::User& user, const std::vector<std::string>& scopes = {}) {
    v1::Key key;
    key.set_name("of a user");
    key.set_user(user.id());
    for (const auto& scope : scopes) key.add_scopes(scope);
    return Make(key).token();
  }
  Outcome Join(const v1::User& user, v1::Role role, const std::string& organisation,
               const std::string& programme = "", const std::string& request_id = "") {
    v1::CreateMembershipRequest request;
    auto* membership = request.mutable_membership();
    membership->set_user(user.id());
    membership->set_role(role);
    membership->set_organisation(organisation);
    membership->set_programme(programme);
    request.set_request_id(request_id);
    return As(admin, &Access::CreateMembership, request, &joined_);
  }
  Outcome Leave(const std::string& id) {
    v1::RevokeMembershipRequest request;
    request.set_id(id);
    return As(admin, &Access::RevokeMembership, request, &left_);
  }
  std::vector<v1::Membership> List(const v1::ListMembershipsRequest& request) {
    v1::ListMembershipsResponse response;
    EXPECT_TRUE(As(admin, &Access::ListMemberships, request, &response).ok());
    return {response.memberships().begin(), response.memberships().end()};
  }
  v1::LogReachRequest ReachIn(const std::string& organisation, const std::string& programme) {
    auto request = ReachRequest(NewRequestId());
    request.mutable_reach()->set_organisation(organisation);
    request.mutable_reach()->set_programme(programme);
    return request;
  }
  Outcome Totals(const std::string& token, const std::vector<std::string>& programmes = {},
                 const std::vector<std::string>& organisations = {}) {
    v1::GetTotalsRequest request;
    request.set_quarter("2024-25-Q2");
    request.add_group_by(v1::TOTALS_GROUP_PROGRAMME);
    for (const auto& code : programmes) request.mutable_filters()->add_programmes(code);
    for (const auto& code : organisations) request.mutable_filters()->add_organisations(code);
    return As(token, &v1::ReportService::Stub::GetTotals, request, &totals_);
  }

  v1::CreateMembershipResponse joined_;
  v1::RevokeMembershipResponse left_;
  v1::GetTotalsResponse totals_;
};

// Shows that a membership survives create, get and list, is made once however often it is asked
// for, ends once, can be made again, and leaves an audit event for each change.
TEST_F(MembershipTest, MembershipsLiveThroughTheirMethods) {
  auto user = NewUser();
  auto request_id = NewRequestId();
  ASSERT_TRUE(Join(user, v1::ROLE_COORDINATOR, "OWN", "", request_id).ok());
  auto made = joined_.membership();
  EXPECT_EQ(made.organisation(), "OWN");
  EXPECT_EQ(made.state(), v1::MEMBERSHIP_STATE_STANDING);
  ASSERT_TRUE(Join(user, v1::ROLE_COORDINATOR, "OWN", "", request_id).ok());
  EXPECT_EQ(joined_.membership().id(), made.id());
  EXPECT_EQ(Join(user, v1::ROLE_COORDINATOR, "OWN").code, grpc::ALREADY_EXISTS);
  ASSERT_TRUE(Join(user, v1::ROLE_PARTNER, "OWN").ok());
  ASSERT_TRUE(Join(user, v1::ROLE_PROGRAMME_MANAGER, "", "TWO").ok());
  EXPECT_EQ(joined_.membership().programme(), "TWO");

  v1::GetMembershipRequest get;
  get.set_id(made.id());
  v1::GetMembershipResponse got;
  ASSERT_TRUE(As(admin, &Access::GetMembership, get, &got).ok());
  EXPECT_EQ(got.membership().SerializeAsString(), made.SerializeAsString());
  get.set_id(NewRequestId());
  EXPECT_EQ(As(admin, &Access::GetMembership, get, &got).code, grpc::NOT_FOUND);

  ASSERT_TRUE(Leave(made.id()).ok());
  EXPECT_EQ(left_.membership().state(), v1::MEMBERSHIP_STATE_REVOKED);
  EXPECT_TRUE(left_.membership().has_revoke_time());
  auto again = Leave(made.id());
  EXPECT_EQ(again.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(again.reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Leave(NewRequestId()).code, grpc::NOT_FOUND);
  ASSERT_TRUE(Join(user, v1::ROLE_COORDINATOR, "OWN").ok());
  EXPECT_NE(joined_.membership().id(), made.id());

  v1::ListMembershipsRequest list;
  list.set_user(user.id());
  EXPECT_EQ(List(list).size(), 4u);
  list.set_state(v1::MEMBERSHIP_STATE_STANDING);
  EXPECT_EQ(List(list).size(), 3u);
  list.set_role(v1::ROLE_COORDINATOR);
  EXPECT_EQ(List(list).size(), 1u);
  list.clear_role();
  list.set_programme("TWO");
  EXPECT_EQ(List(list).size(), 1u);
  list.clear_programme();
  list.set_organisation("OTHER");
  EXPECT_EQ(List(list).size(), 0u);
  EXPECT_EQ(SqlValue("select string_agg(method, ' ' order by recorded_at) from audit_event "
                     "where object = '" +
                     made.id() + "'"),
            "AccessService/CreateMembership AccessService/RevokeMembership");
}

// Shows every combination of role and place that is no membership, and that each names the field.
TEST_F(MembershipTest, RolesAndPlacesFit) {
  auto user = NewUser();
  auto field = [&](v1::Role role, const std::string& organisation, const std::string& programme) {
    auto outcome = Join(user, role, organisation, programme);
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << outcome;
    return outcome.fields.empty() ? "" : outcome.fields[0].first;
  };
  for (auto role : {v1::ROLE_ADMINISTRATOR, v1::ROLE_AUDITOR}) {
    EXPECT_EQ(field(role, "", ""), "membership.role");
    EXPECT_EQ(field(role, "OWN", ""), "membership.role");
  }
  for (auto role : {v1::ROLE_COORDINATOR, v1::ROLE_PARTNER, v1::ROLE_SAFEGUARDING_LEAD}) {
    EXPECT_EQ(field(role, "", ""), "membership.organisation");
    EXPECT_EQ(field(role, "OWN", "ONE"), "membership.programme");
  }
  EXPECT_EQ(field(v1::ROLE_PROGRAMME_MANAGER, "", ""), "membership.programme");
  EXPECT_EQ(field(v1::ROLE_PROGRAMME_MANAGER, "OWN", "ONE"), "membership.organisation");
  EXPECT_EQ(field(v1::ROLE_UNSPECIFIED, "OWN", ""), "membership.role");
  EXPECT_EQ(Join(user, v1::ROLE_COORDINATOR, "MISSING").code, grpc::NOT_FOUND);
  EXPECT_EQ(Join(user, v1::ROLE_PROGRAMME_MANAGER, "", "MISSING").code, grpc::NOT_FOUND);
  v1::User nobody;
  nobody.set_id(NewRequestId());
  EXPECT_EQ(Join(nobody, v1::ROLE_COORDINATOR, "OWN").code, grpc::NOT_FOUND);
  Sql("update access_user set state = 'DISABLED' where id = '" + user.id() + "'");
  EXPECT_EQ(Join(user, v1::ROLE_COORDINATOR, "OWN").reason, "USER_DISABLED");
}

// Shows that a user who is nothing anywhere gets in and no further, that each membership adds what
// its role may there and nothing elsewhere, and that it is gone as soon as it is revoked.
TEST_F(MembershipTest, MembershipsAddUp) {
  auto user = NewUser();
  auto token = KeyOf(user);
  ASSERT_TRUE(WhoAmI(token).ok());
  EXPECT_EQ(who_.role(), v1::ROLE_UNSPECIFIED);
  EXPECT_EQ(who_.permissions_size(), 2);
  auto denied = Log(token, ReachIn("OWN", "ONE"));
  EXPECT_EQ(denied.code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(denied.message, "a user without a role may not do this: it takes reach.write");

  ASSERT_TRUE(Join(user, v1::ROLE_COORDINATOR, "OWN").ok());
  auto coordinator = joined_.membership().id();
  EXPECT_TRUE(Log(token, ReachIn("OWN", "ONE")).ok());
  EXPECT_EQ(Log(token, ReachIn("OTHER", "ONE")).code, grpc::NOT_FOUND);
  ASSERT_TRUE(Join(user, v1::ROLE_SAFEGUARDING_LEAD, "OTHER").ok());
  EXPECT_EQ(Log(token, ReachIn("OTHER", "ONE")).code, grpc::NOT_FOUND) << "leads log nothing";
  ASSERT_TRUE(Join(user, v1::ROLE_PARTNER, "OTHER").ok());
  EXPECT_TRUE(Log(token, ReachIn("OTHER", "ONE")).ok());
  ASSERT_TRUE(WhoAmI(token).ok());
  EXPECT_EQ(who_.organisations_size(), 2);
  EXPECT_EQ(who_.memberships_size(), 3);

  ASSERT_TRUE(Leave(coordinator).ok());
  EXPECT_EQ(Log(token, ReachIn("OWN", "ONE")).code, grpc::NOT_FOUND);
  EXPECT_TRUE(Log(token, ReachIn("OTHER", "ONE")).ok());
  EXPECT_EQ(SqlValue("select count(*) from reach"), "3");
}

// Shows that scopes of a user's key are held against all that the user may, and hold it back.
TEST_F(MembershipTest, ScopesHoldMembershipsBack) {
  auto user = NewUser(v1::ROLE_PARTNER, "OWN");
  v1::Key key;
  key.set_name("of a user");
  key.set_user(user.id());
  key.add_scopes("champions.write");
  v1::CreateKeyResponse made;
  EXPECT_EQ(TryKey(key, &made).code, grpc::INVALID_ARGUMENT);
  ASSERT_TRUE(Join(user, v1::ROLE_COORDINATOR, "OTHER").ok());
  EXPECT_TRUE(TryKey(key, &made).ok());
  auto reader = KeyOf(user, {"reach.read"});
  EXPECT_EQ(Log(reader, ReachIn("OTHER", "ONE")).code, grpc::PERMISSION_DENIED);
}

// Shows that who manages a programme records its activities, in any organisation, and moves none to
// another programme, which for this is not there.
TEST_F(MembershipTest, ManagersRecordWhatIsTheirProgrammes) {
  auto user = NewUser();
  ASSERT_TRUE(Join(user, v1::ROLE_PROGRAMME_MANAGER, "", "ONE").ok());
  auto token = KeyOf(user);
  using Stub = v1::ActivityService::Stub;
  v1::CreateActivityRequest request;
  auto* activity = request.mutable_activity();
  activity->set_organisation("OTHER");
  activity->set_programme("ONE");
  activity->set_name("A drop-in");
  activity->set_kind(v1::ACTIVITY_KIND_DROP_IN);
  activity->mutable_starts_at()->set_seconds(1'714'900'000);
  v1::CreateActivityResponse made;
  auto outcome = As(token, &Stub::CreateActivity, request, &made);
  ASSERT_TRUE(outcome.ok()) << outcome;
  activity->set_programme("TWO");
  auto foreign = As(token, &Stub::CreateActivity, request, &made);
  activity->set_programme("MISSING");
  auto missing = As(token, &Stub::CreateActivity, request, &made);
  EXPECT_EQ(foreign.code, grpc::NOT_FOUND) << foreign;
  EXPECT_EQ(foreign.message, "activity.programme: there is no programme 'TWO'");
  EXPECT_EQ(missing.message, "activity.programme: there is no programme 'MISSING'");

  v1::UpdateActivityRequest update;
  update.mutable_activity()->set_id(SqlValue("select id from activity"));
  update.mutable_activity()->set_programme("TWO");
  update.mutable_update_mask()->add_paths("programme");
  v1::UpdateActivityResponse updated;
  EXPECT_EQ(As(token, &Stub::UpdateActivity, update, &updated).code, grpc::NOT_FOUND);
  update.mutable_activity()->set_name("Another name");
  update.mutable_update_mask()->set_paths(0, "name");
  EXPECT_TRUE(As(token, &Stub::UpdateActivity, update, &updated).ok());
  ASSERT_TRUE(Totals(token).ok());
  EXPECT_EQ(totals_.total().activities_to_date(), 1);

  v1::UpdateProgrammeRequest change;
  change.mutable_programme()->set_name("Called otherwise");
  change.mutable_update_mask()->add_paths("name");
  v1::UpdateProgrammeResponse changed;
  for (const char* code : {"ONE", "TWO"}) {
    change.mutable_programme()->set_code(code);
    auto done = As(token, &v1::ProgrammeService::Stub::UpdateProgramme, change, &changed);
    EXPECT_EQ(done.code, code == std::string("ONE") ? grpc::OK : grpc::NOT_FOUND) << done;
  }
  v1::CreateProgrammeRequest create;
  create.mutable_programme()->set_code("THREE");
  create.mutable_programme()->set_name("A third");
  v1::CreateProgrammeResponse created;
  auto denied = As(token, &v1::ProgrammeService::Stub::CreateProgramme, create, &created);
  EXPECT_EQ(denied.code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(denied.message,
            "PROGRAMME_MANAGER of ONE may not do this: it takes programmes.write "
            "of every programme");
}

// Shows that who manages a programme gets its figures, whichever way it asks, that they are those
// of whoever sees everything and asks for the programme, that nothing of another programme is
// among them, and that what cannot be said by programme is refused.
TEST_F(MembershipTest, AProgrammesFiguresAreItsManagers) {
  for (const char* organisation : {"OWN", "OTHER"}) {
    for (const char* programme : {"ONE", "ONE", "TWO"}) {
      EXPECT_TRUE(Log(admin, ReachIn(organisation, programme)).ok());
    }
  }
  auto user = NewUser();
  ASSERT_TRUE(Join(user, v1::ROLE_PROGRAMME_MANAGER, "", "ONE").ok());
  auto token = KeyOf(user);
  ASSERT_TRUE(Totals(admin, {"ONE"}).ok());
  auto expected = totals_;
  EXPECT_GT(expected.total().reached(), 0);
  for (const auto& programmes :
       std::vector<std::vector<std::string>>{{}, {"ONE"}, {"ONE", "TWO"}}) {
    ASSERT_TRUE(Totals(token, programmes).ok());
    EXPECT_EQ(totals_.total().SerializeAsString(), expected.total().SerializeAsString());
    EXPECT_EQ(totals_.rows_size(), 1);
  }
  ASSERT_TRUE(Totals(token, {"TWO"}).ok());
  EXPECT_EQ(totals_.total().reached(), 0);
  ASSERT_TRUE(Totals(token, {}, {"OWN"}).ok());
  EXPECT_EQ(2 * totals_.total().reached(), expected.total().reached());

  v1::GetTotalsRequest past;
  past.set_quarter("2024-25-Q2");
  *past.mutable_as_known_at() = expected.as_known_at();
  ASSERT_TRUE(As(token, &v1::ReportService::Stub::GetTotals, past, &totals_).ok());
  EXPECT_EQ(totals_.total().reached(), expected.total().reached());
  v1::ExplainTotalRequest explain;
  explain.set_quarter("2024-25-Q2");
  explain.set_field(v1::TOTALS_FIELD_REACHED);
  v1::ExplainTotalResponse explained;
  ASSERT_TRUE(As(token, &v1::ReportService::Stub::ExplainTotal, explain, &explained).ok());
  EXPECT_EQ(explained.total(), expected.total().reached());
  EXPECT_EQ(explained.records_size(), 4);

  // With an organisation of which everything is seen, a sum over both says nothing.
  ASSERT_TRUE(Join(user, v1::ROLE_COORDINATOR, "OWN").ok());
  auto refused = Totals(token);
  EXPECT_EQ(refused.code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(refused.fields[0].first, "filters");
  ASSERT_TRUE(Totals(token, {}, {"OWN"}).ok());
  EXPECT_EQ(totals_.rows_size(), 2);
  EXPECT_EQ(totals_.total().reached(), expected.total().reached() * 3 / 4);
  ASSERT_TRUE(Totals(token, {"ONE"}).ok());
  EXPECT_EQ(totals_.total().reached(), expected.total().reached());
  EXPECT_TRUE(Log(token, ReachIn("OWN", "TWO")).ok()) << "as coordinator";
  EXPECT_EQ(Log(token, ReachIn("OTHER", "ONE")).code, grpc::NOT_FOUND);
  v1::DiffFiguresRequest diff;
  diff.set_quarter("2024-25-Q2");
  diff.set_from("2024-07-01T00:00:00Z");
  v1::DiffFiguresResponse differences;
  Sql("update access_membership set ended_at = now() where role = 'COORDINATOR'");
  auto other = KeyOf(user);
  EXPECT_EQ(As(other, &v1::ReportService::Stub::DiffFigures, diff, &differences).code,
            grpc::PERMISSION_DENIED);
}

}  // namespace
}  // namespace champions::test
