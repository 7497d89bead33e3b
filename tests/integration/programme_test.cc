#include "champions/v1/programme_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::ProgrammeService::Stub;

class ProgrammeTest : public ServerTest {
 protected:
  Outcome Create(const std::string& code, const std::string& starts_on = "",
                 const std::string& ends_on = "") {
    v1::CreateProgrammeRequest request;
    request.mutable_programme()->set_code(code);
    request.mutable_programme()->set_name("Name of " + code);
    request.mutable_programme()->set_starts_on(starts_on);
    request.mutable_programme()->set_ends_on(ends_on);
    return As(admin, &Stub::CreateProgramme, request, &created_);
  }
  v1::Programme Get(const std::string& code) {
    v1::GetProgrammeRequest request;
    request.set_code(code);
    v1::GetProgrammeResponse response;
    auto outcome = As(admin, &Stub::GetProgramme, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.programme();
  }
  template <class Request, class Response>
  Outcome Verb(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const std::string& code, const std::string& etag = "", bool validate_only = false) {
    Request request;
    request.set_code(code);
    request.set_etag(etag);
    request.set_validate_only(validate_only);
    Response response;
    return As(admin, method, request, &response);
  }
  v1::CreateProgrammeResponse created_;
};

// Shows that a programme survives create, get, list and update, that an update touches only what
// its mask names and never the state, and that an old etag is refused.
TEST_F(ProgrammeTest, LivesThroughItsMethods) {
  ASSERT_TRUE(Create("CHATS", "2024-04-01", "2026-03-31").ok());
  EXPECT_EQ(created_.programme().state(), v1::PROGRAMME_STATE_SCOPING);
  ASSERT_TRUE(Verb(&Stub::ActivateProgramme, "CHATS").ok());
  v1::UpdateProgrammeRequest update;
  update.mutable_programme()->set_code("CHATS");
  update.mutable_programme()->set_name("not in the mask");
  update.mutable_programme()->set_ends_on("2025-03-31");
  update.mutable_update_mask()->add_paths("ends_on");
  v1::UpdateProgrammeResponse updated;
  ASSERT_TRUE(As(admin, &Stub::UpdateProgramme, update, &updated).ok());
  auto got = Get("CHATS");
  EXPECT_EQ(got.SerializeAsString(), updated.programme().SerializeAsString());
  EXPECT_EQ(got.name(), "Name of CHATS");
  EXPECT_EQ(got.starts_on(), "2024-04-01");
  EXPECT_EQ(got.ends_on(), "2025-03-31");
  EXPECT_EQ(got.state(), v1::PROGRAMME_STATE_ACTIVE);
  EXPECT_TRUE(got.has_create_time());

  update.mutable_programme()->set_etag(created_.programme().etag());
  auto stale = As(admin, &Stub::UpdateProgramme, update, &updated);
  EXPECT_EQ(stale.code, grpc::ABORTED);
  EXPECT_EQ(stale.reason, "ETAG_MISMATCH");
  auto stale_verb = Verb(&Stub::CloseProgramme, "CHATS", created_.programme().etag());
  EXPECT_EQ(stale_verb.reason, "ETAG_MISMATCH");
  EXPECT_TRUE(Verb(&Stub::CloseProgramme, "CHATS", got.etag()).ok());
  EXPECT_EQ(SqlValue("select count(*) from record_history where kind = 'programme'"), "3");
  EXPECT_EQ(SqlValue("select string_agg(method, ' ' order by recorded_at) from audit_event "
                     "where object_kind = 'programme'"),
            "ProgrammeService/CreateProgramme ProgrammeService/ActivateProgramme "
            "ProgrammeService/UpdateProgramme ProgrammeService/CloseProgramme");
}

// Shows that what is wrong is refused by its field: days in the wrong order, also when only one of
// them is changed, a state in the mask, a taken code, a missing programme.
TEST_F(ProgrammeTest, RefusesWhatIsWrong) {
  auto order = Create("CHATS", "2024-04-02", "2024-04-01");
  EXPECT_EQ(order.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(order.fields.size(), 1u);
  EXPECT_EQ(order.fields[0].first, "programme.ends_on");
  EXPECT_EQ(order.fields[0].second,
            "is 2024-04-01: expected a day not before starts_on, 2024-04-02");
  ASSERT_TRUE(Create("CHATS", "2024-04-01", "2024-04-01").ok());
  EXPECT_EQ(Create("CHATS").reason, "ALREADY_EXISTS");

  v1::UpdateProgrammeRequest update;
  v1::UpdateProgrammeResponse updated;
  update.mutable_programme()->set_code("CHATS");
  update.mutable_programme()->set_starts_on("2024-04-02");
  update.mutable_update_mask()->add_paths("starts_on");
  EXPECT_EQ(As(admin, &Stub::UpdateProgramme, update, &updated).code, grpc::INVALID_ARGUMENT);
  update.mutable_update_mask()->set_paths(0, "state");
  auto mask = As(admin, &Stub::UpdateProgramme, update, &updated);
  ASSERT_EQ(mask.fields.size(), 1u) << mask;
  EXPECT_EQ(mask.fields[0].first, "update_mask");
  update.mutable_programme()->set_code("MISSING");
  update.mutable_update_mask()->set_paths(0, "starts_on");
  EXPECT_EQ(As(admin, &Stub::UpdateProgramme, update, &updated).code, grpc::NOT_FOUND);
  EXPECT_EQ(Verb(&Stub::CloseProgramme, "MISSING").code, grpc::NOT_FOUND);
  EXPECT_EQ(Get("CHATS").etag(), "1");
}

// Shows every verb from every state: it goes where the proto says, or names the verbs allowed and
// changes nothing.
TEST_F(ProgrammeTest, StatesMoveByVerbsAlone) {
  struct Case {
    std::string state, activate, facilitate, close;  // the state after each; empty: refused
    std::string allowed;
  };
  const std::vector<Case> cases = {
      {"SCOPING", "ACTIVE", "FACILITATED", "CLOSED", ""},
      {"ACTIVE", "", "FACILITATED", "CLOSED", "FacilitateProgramme, CloseProgramme"},
      {"FACILITATED", "ACTIVE", "", "CLOSED", "ActivateProgramme, CloseProgramme"},
      {"CLOSED", "ACTIVE", "", "", "ActivateProgramme"}};
  ASSERT_TRUE(Create("P").ok());
  auto check = [&](const Case& from, const std::string& expected, auto method) {
    Sql("update programme set state = '" + from.state + "' where code = 'P'");
    auto outcome = Verb(method, "P");
    auto state = SqlValue("select state from programme where code = 'P'");
    if (!expected.empty()) {
      EXPECT_TRUE(outcome.ok()) << outcome;
      EXPECT_EQ(state, expected);
      return;
    }
    EXPECT_EQ(outcome.code, grpc::FAILED_PRECONDITION) << from.state;
    EXPECT_EQ(outcome.reason, "TRANSITION_NOT_ALLOWED");
    EXPECT_NE(outcome.message.find(from.state + ", which allows " + from.allowed),
              std::string::npos)
        << outcome;
    EXPECT_EQ(state, from.state);
  };
  for (const auto& from : cases) {
    check(from, from.activate, &Stub::ActivateProgramme);
    check(from, from.facilitate, &Stub::FacilitateProgramme);
    check(from, from.close, &Stub::CloseProgramme);
  }
}

// Shows that validate_only answers as the real call would and leaves everything as it was.
TEST_F(ProgrammeTest, ValidateOnlyChangesNothing) {
  ASSERT_TRUE(Create("P").ok());
  EXPECT_TRUE(Verb(&Stub::ActivateProgramme, "P", "", true).ok());
  EXPECT_EQ(Get("P").SerializeAsString(), created_.programme().SerializeAsString());
}

// Shows that a list can be narrowed to a state, ordered both ways, and read a page at a time.
TEST_F(ProgrammeTest, ListsByStateAndOrder) {
  for (auto* code : {"A", "B", "C", "D"}) ASSERT_TRUE(Create(code).ok());
  ASSERT_TRUE(Verb(&Stub::ActivateProgramme, "B").ok());
  v1::ListProgrammesRequest request;
  request.set_state(v1::PROGRAMME_STATE_SCOPING);
  request.set_order_by("name desc");
  request.set_page_size(2);
  std::string codes;
  do {
    v1::ListProgrammesResponse page;
    ASSERT_TRUE(As(admin, &Stub::ListProgrammes, request, &page).ok());
    for (const auto& programme : page.programmes()) codes += programme.code();
    codes += "|";
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(codes, "DC|A|");
}

// Shows that every role reads programmes and only those who run them write.
TEST_F(ProgrammeTest, RolesReadAndManagersWrite) {
  MakeOrganisation("OWN");
  ASSERT_TRUE(Create("P").ok());
  struct Case {
    auth::Role role;
    bool writes;
  };
  for (auto [role, writes] :
       {Case{auth::Role::kProgrammeManager, true}, Case{auth::Role::kCoordinator, false},
        Case{auth::Role::kPartner, false}, Case{auth::Role::kAuditor, false}}) {
    bool bound = role == auth::Role::kCoordinator || role == auth::Role::kPartner;
    auto token =
        MakeKey(role, bound ? std::vector<std::string>{"OWN"} : std::vector<std::string>{});
    v1::GetProgrammeRequest get;
    get.set_code("P");
    v1::GetProgrammeResponse got;
    EXPECT_TRUE(As(token, &Stub::GetProgramme, get, &got).ok());
    v1::UpdateProgrammeRequest update;
    *update.mutable_programme() = got.programme();
    v1::UpdateProgrammeResponse updated;
    auto outcome = As(token, &Stub::UpdateProgramme, update, &updated);
    EXPECT_EQ(outcome.code, writes ? grpc::OK : grpc::PERMISSION_DENIED) << auth::RoleName(role);
  }
}

}  // namespace
}  // namespace champions::test
