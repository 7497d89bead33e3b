// A fixture for tests about safeguarding cases: a lead and a coordinator of OWN, and short ways to
// raise concerns and to call each method.
#pragma once

#include "champions/v1/case_service.grpc.pb.h"
#include "integration/session_fixture.h"

namespace champions::test {

// Stands in every text that a case holds, and nowhere else.
constexpr const char* kCaseCanary = "KANARIENVOGEL";

class CaseServerTest : public SessionServerTest {
 protected:
  using Cases = v1::CaseService::Stub;

  void SetUp() override {
    SessionServerTest::SetUp();
    lead_user_ = NewUser(v1::ROLE_UNSPECIFIED, "");
    lead_membership_ = Join(lead_user_, v1::ROLE_SAFEGUARDING_LEAD, "OWN");
    lead_ = KeyOf(lead_user_);
    coordinator_ = MakeKey(auth::Role::kCoordinator, {"OWN"});
  }

  // Their ids.
  std::string NewUser(v1::Role role, const std::string& organisation) {
    v1::CreateUserRequest request;
    request.mutable_user()->set_name("Somebody");
    request.mutable_user()->set_role(role);
    if (!organisation.empty()) request.mutable_user()->add_organisations(organisation);
    v1::CreateUserResponse made;
    auto outcome = As(admin, &Access::CreateUser, request, &made);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return made.user().id();
  }
  std::string Join(const std::string& user, v1::Role role, const std::string& organisation) {
    v1::CreateMembershipRequest request;
    request.mutable_membership()->set_user(user);
    request.mutable_membership()->set_role(role);
    request.mutable_membership()->set_organisation(organisation);
    v1::CreateMembershipResponse made;
    auto outcome = As(admin, &Access::CreateMembership, request, &made);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return made.membership().id();
  }
  Outcome Leave(const std::string& membership) {
    v1::RevokeMembershipRequest request;
    request.set_id(membership);
    v1::RevokeMembershipResponse response;
    return As(admin, &Access::RevokeMembership, request, &response);
  }
  std::string KeyOf(const std::string& user, const std::vector<std::string>& scopes = {}) {
    v1::Key key;
    key.set_name("of a user");
    key.set_user(user);
    for (const auto& scope : scopes) key.add_scopes(scope);
    return Make(key).token();
  }
  // The token of a new user with this membership alone.
  std::string Member(v1::Role role, const std::string& organisation) {
    auto user = NewUser(v1::ROLE_UNSPECIFIED, "");
    Join(user, role, organisation);
    return KeyOf(user);
  }

  static v1::RaiseConcernRequest Concern(const std::string& organisation = "OWN",
                                         const std::string& noticed_on = "2024-05-01",
                                         v1::CaseKind kind = v1::CASE_KIND_ADULT_AT_RISK) {
    v1::RaiseConcernRequest request;
    auto* concern = request.mutable_case_();
    concern->set_organisation(organisation);
    concern->set_kind(kind);
    concern->set_noticed_on(noticed_on);
    concern->set_account(std::string("said ") + kCaseCanary);
    return request;
  }
  Outcome Raise(const std::string& token, const v1::RaiseConcernRequest& request) {
    raised_.Clear();
    return As(token, &Cases::RaiseConcern, request, &raised_);
  }
  // The id of a new one.
  std::string Raised(const v1::RaiseConcernRequest& request = Concern()) {
    auto outcome = Raise(admin, request);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return raised_.id();
  }

  Outcome Get(const std::string& token, const std::string& id) {
    v1::GetCaseRequest request;
    request.set_id(id);
    v1::GetCaseResponse response;
    return Keep(As(token, &Cases::GetCase, request, &response), response);
  }
  Outcome List(const std::string& token, const v1::ListCasesRequest& request = {}) {
    listed_.Clear();
    return As(token, &Cases::ListCases, request, &listed_);
  }
  Outcome Refer(const std::string& token, const std::string& id,
                const std::string& on = "2024-05-02", const std::string& etag = "",
                const std::string& request_id = "") {
    v1::ReferCaseRequest request;
    request.set_id(id);
    request.set_to(std::string("the council of ") + kCaseCanary);
    request.set_on(on);
    request.set_etag(etag);
    request.set_request_id(request_id);
    v1::ReferCaseResponse response;
    return Keep(As(token, &Cases::ReferCase, request, &response), response);
  }
  Outcome Close(const std::string& token, const std::string& id, const std::string& etag = "",
                const std::string& request_id = "") {
    v1::CloseCaseRequest request;
    request.set_id(id);
    request.set_outcome(std::string("safe now, ") + kCaseCanary);
    request.set_etag(etag);
    request.set_request_id(request_id);
    v1::CloseCaseResponse response;
    return Keep(As(token, &Cases::CloseCase, request, &response), response);
  }
  Outcome Reopen(const std::string& token, const std::string& id, const std::string& etag = "",
                 const std::string& request_id = "") {
    v1::ReopenCaseRequest request;
    request.set_id(id);
    request.set_reason(std::string("seen again, ") + kCaseCanary);
    request.set_etag(etag);
    request.set_request_id(request_id);
    v1::ReopenCaseResponse response;
    return Keep(As(token, &Cases::ReopenCase, request, &response), response);
  }
  Outcome Note(const std::string& token, const std::string& id,
               const std::string& text = std::string("called ") + kCaseCanary,
               const std::string& request_id = "") {
    v1::AddCaseNoteRequest request;
    request.set_case_(id);
    request.set_text(text);
    request.set_request_id(request_id);
    v1::AddCaseNoteResponse response;
    auto outcome = As(token, &Cases::AddCaseNote, request, &response);
    note_ = response.note();
    return outcome;
  }
  Outcome Notes(const std::string& token, const std::string& id, int page_size = 0,
                const std::string& page_token = "") {
    v1::ListCaseNotesRequest request;
    request.set_case_(id);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    notes_.Clear();
    return As(token, &Cases::ListCaseNotes, request, &notes_);
  }
  // Every method that is about a case, by name.
  std::vector<std::pair<std::string, Outcome>> AllOf(const std::string& token,
                                                     const std::string& id) {
    return {{"GetCase", Get(token, id)},      {"ReferCase", Refer(token, id)},
            {"CloseCase", Close(token, id)},  {"ReopenCase", Reopen(token, id)},
            {"AddCaseNote", Note(token, id)}, {"ListCaseNotes", Notes(token, id)}};
  }

  std::string lead_user_, lead_membership_, lead_, coordinator_;
  v1::RaiseConcernResponse raised_;
  v1::Case case_;
  v1::CaseNote note_;
  v1::ListCasesResponse listed_;
  v1::ListCaseNotesResponse notes_;

 private:
  template <class Response>
  Outcome Keep(const Outcome& outcome, const Response& response) {
    case_ = response.case_();
    return outcome;
  }
};

}  // namespace champions::test
