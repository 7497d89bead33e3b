// Safeguarding cases: how they live, who raises them and who alone reads them, and that nothing of
// them is anywhere else.
#include <algorithm>
#include <atomic>
#include <thread>

#include "champions/v1/champion_service.grpc.pb.h"
#include "integration/case_fixture.h"

// Takes the check of permissions out (permission_matrix_test.cc).
extern "C" {
extern std::atomic<bool> without_checks;
}

namespace champions::test {
namespace {

class CaseTest : public CaseServerTest {
 protected:
  // A champion of OWN with this external id; gives the id.
  std::string NewChampion(const std::string& external_id) {
    v1::CreateChampionRequest request;
    request.mutable_champion()->set_organisation("OWN");
    request.mutable_champion()->set_external_id(external_id);
    request.mutable_champion()->set_given_name("Amina");
    request.mutable_champion()->set_family_name("Okafor");
    v1::CreateChampionResponse response;
    auto outcome = As(admin, &v1::ChampionService::Stub::CreateChampion, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.champion().id();
  }
  // `table: rows; ` of every table that holds the word, as text or among bytes.
  std::string TablesWith(const std::string& word) {
    return SqlValue(
        "select coalesce(string_agg(name || ': ' || rows || '; ', '' order by name), '') from ("
        "select c.oid::regclass::text as name, (xpath('//n/text()', query_to_xml(format("
        "'select count(*) as n from %s t where t::text ilike %L or t::text like %L', "
        "c.oid::regclass, '%" +
        word + "%', '%' || encode('" + word +
        "', 'hex') || '%'), false, true, '')))[1]::text as rows from pg_class c where c.relkind "
        "in ('r', 'p') and c.relnamespace in ('public'::regnamespace, 'keyring'::regnamespace)) t "
        "where rows <> '0'");
  }
  std::string Field(const Outcome& outcome) {
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << outcome;
    return outcome.fields.empty() ? "" : outcome.fields[0].first;
  }
};

// Shows that what is raised is what the lead reads, every field, whichever name the champion has.
TEST_F(CaseTest, WhatIsRaisedIsRead) {
  auto champion = NewChampion("C-1");
  for (const auto& name : {std::string("C-1"), champion}) {
    auto request = Concern("OWN", "2024-05-01", v1::CASE_KIND_CONDUCT);
    request.mutable_case_()->set_champion(name);
    ASSERT_TRUE(Raise(coordinator_, request).ok());
    EXPECT_FALSE(raised_.no_lead());
    ASSERT_TRUE(Get(lead_, raised_.id()).ok());
    EXPECT_EQ(case_.id(), raised_.id());
    EXPECT_EQ(case_.create_time().SerializeAsString(), raised_.create_time().SerializeAsString());
    EXPECT_EQ(case_.update_time().SerializeAsString(), raised_.create_time().SerializeAsString());
    EXPECT_EQ(case_.organisation(), "OWN");
    EXPECT_EQ(case_.champion(), champion);
    EXPECT_EQ(case_.kind(), v1::CASE_KIND_CONDUCT);
    EXPECT_EQ(case_.noticed_on(), "2024-05-01");
    EXPECT_EQ(case_.account(), request.case_().account());
    EXPECT_EQ(case_.state(), v1::CASE_STATE_OPEN);
    EXPECT_EQ(case_.referred_to() + case_.referred_on() + case_.outcome(), "");
    EXPECT_EQ(case_.raised_by(), SqlValue("select id from access_key where role = 'COORDINATOR'"));
  }
}

// Shows a case from the concern to its second end: what each verb leaves, that what would be
// written over is in the chronology, and that an etag that is not current changes nothing.
TEST_F(CaseTest, ACaseLivesThroughItsMethods) {
  auto id = Raised();
  ASSERT_TRUE(Get(lead_, id).ok());
  auto first = case_.etag();
  ASSERT_TRUE(Refer(lead_, id, "2024-05-02", first).ok());
  EXPECT_EQ(case_.state(), v1::CASE_STATE_REFERRED);
  EXPECT_EQ(case_.referred_on(), "2024-05-02");
  EXPECT_EQ(case_.referred_to(), std::string("the council of ") + kCaseCanary);
  EXPECT_EQ(Refer(lead_, id, "2024-05-03", first).reason, "ETAG_MISMATCH");
  EXPECT_EQ(Close(lead_, id, first).reason, "ETAG_MISMATCH");
  ASSERT_TRUE(Refer(lead_, id, "2024-05-03").ok());
  ASSERT_TRUE(Note(lead_, id).ok());
  auto note = note_;
  EXPECT_EQ(note.case_(), id);
  EXPECT_EQ(note.author(), lead_user_);
  ASSERT_TRUE(Close(lead_, id).ok());
  EXPECT_EQ(case_.state(), v1::CASE_STATE_CLOSED);
  auto outcome = case_.outcome();
  EXPECT_EQ(outcome, std::string("safe now, ") + kCaseCanary);
  ASSERT_TRUE(Note(lead_, id, "after its end").ok());
  EXPECT_EQ(Reopen(lead_, id, first).reason, "ETAG_MISMATCH");
  ASSERT_TRUE(Reopen(lead_, id).ok());
  EXPECT_EQ(case_.state(), v1::CASE_STATE_REFERRED);
  EXPECT_EQ(case_.outcome(), "");
  ASSERT_TRUE(Close(lead_, id).ok());
  ASSERT_TRUE(Get(lead_, id).ok());
  EXPECT_EQ(case_.outcome(), outcome);
  EXPECT_EQ(case_.referred_on(), "2024-05-03");

  ASSERT_TRUE(Notes(lead_, id).ok());
  ASSERT_EQ(notes_.notes_size(), 4);
  EXPECT_EQ(notes_.notes(0).text(),
            std::string("Referred to the council of ") + kCaseCanary + " on 2024-05-02");
  EXPECT_EQ(notes_.notes(1).SerializeAsString(), note.SerializeAsString());
  EXPECT_EQ(notes_.notes(2).text(), "after its end");
  EXPECT_EQ(notes_.notes(3).text(),
            std::string("Reopened: seen again, ") + kCaseCanary + "\nThe outcome was: " + outcome);
  ASSERT_TRUE(Notes(lead_, id, 3).ok());
  EXPECT_EQ(notes_.notes_size(), 3);
  ASSERT_TRUE(Notes(lead_, id, 3, notes_.next_page_token()).ok());
  EXPECT_EQ(notes_.notes_size(), 1);
}

// Shows what is refused of each method, with its reason, and that nothing is stored of it.
TEST_F(CaseTest, WhatIsRefused) {
  auto tomorrow = SqlValue("select (now() + interval '2 days')::date");
  EXPECT_EQ(Field(Raise(coordinator_, Concern("OWN", tomorrow))), "case.noticed_on");
  auto blank = Concern();
  blank.mutable_case_()->set_account(" \n ");
  EXPECT_EQ(Field(Raise(coordinator_, blank)), "case.account");
  auto unknown = Concern();
  unknown.mutable_case_()->set_champion("NOBODY");
  auto outcome = Raise(coordinator_, unknown);
  EXPECT_EQ(outcome.code, grpc::NOT_FOUND);
  EXPECT_EQ(outcome.message.find(kCaseCanary), std::string::npos);
  EXPECT_EQ(Raise(coordinator_, Concern("MISSING")).code, grpc::NOT_FOUND);
  EXPECT_EQ(Raise(coordinator_, Concern("OTHER")).code, grpc::NOT_FOUND);
  auto tried = Concern();
  tried.set_validate_only(true);
  EXPECT_TRUE(Raise(coordinator_, tried).ok());
  EXPECT_EQ(SqlValue("select (select count(*) from safeguarding_case) + (select count(*) from "
                     "keyring.data_key)"),
            "0");

  auto id = Raised();
  EXPECT_EQ(Field(Refer(lead_, id, tomorrow)), "on");
  EXPECT_EQ(Field(Refer(lead_, id, "2024-04-30")), "on");
  auto refused = Reopen(lead_, id);
  EXPECT_EQ(refused.reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_NE(refused.message.find("ReferCase"), std::string::npos) << refused;
  ASSERT_TRUE(Close(lead_, id).ok());
  for (const auto& again : {Close(lead_, id), Refer(lead_, id)}) {
    EXPECT_EQ(again.code, grpc::FAILED_PRECONDITION) << again;
    EXPECT_EQ(again.reason, "TRANSITION_NOT_ALLOWED");
    EXPECT_NE(again.message.find("ReopenCase"), std::string::npos) << again;
  }
  EXPECT_EQ(Field(Note(lead_, id, " ")), "text");
}

// Shows who may raise a concern and that no role but the lead's reads or changes one: not the
// coordinator who raised it, nor who sees everything.
TEST_F(CaseTest, LeadsAloneRead) {
  struct Who {
    auth::Role role;
    std::vector<std::string> organisations;
    bool raises;
  };
  auto id = Raised();
  for (const auto& who : {Who{auth::Role::kAdministrator, {}, true},
                          {auth::Role::kProgrammeManager, {}, true},
                          {auth::Role::kCoordinator, {"OWN"}, true},
                          {auth::Role::kPartner, {"OWN"}, false},
                          {auth::Role::kAuditor, {}, false}}) {
    SCOPED_TRACE(auth::RoleName(who.role));
    auto token = MakeKey(who.role, who.organisations);
    auto raised = Raise(token, Concern());
    EXPECT_EQ(raised.code, who.raises ? grpc::OK : grpc::PERMISSION_DENIED) << raised;
    auto own = who.raises ? raised_.id() : id;
    for (const auto& about : {id, own}) {
      for (const auto& [method, outcome] : AllOf(token, about)) {
        EXPECT_EQ(outcome.code, grpc::PERMISSION_DENIED) << method << outcome;
      }
    }
    EXPECT_EQ(List(token).code, grpc::PERMISSION_DENIED);
  }
  EXPECT_TRUE(Raise(lead_, Concern()).ok());
  EXPECT_TRUE(Get(lead_, raised_.id()).ok());
  // The first one's own administrator too, whose memberships are not those of a lead.
  EXPECT_EQ(Get(admin, id).code, grpc::PERMISSION_DENIED);
  // A lead whose credential has no scope of personal data, and one that only raises.
  EXPECT_EQ(Get(KeyOf(lead_user_, {"cases.read"}), id).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(Get(KeyOf(lead_user_, {"cases.raise"}), id).code, grpc::PERMISSION_DENIED);
  EXPECT_TRUE(Raise(KeyOf(lead_user_, {"cases.raise"}), Concern()).ok());
  EXPECT_TRUE(Get(KeyOf(lead_user_, {"cases.read", "personal"}), id).ok());
}

// Shows that without the application's check of permissions, taken out as a mistake would, the
// database still gives a case to nobody but a lead of its organisation, and changes none: whatever
// the others see otherwise, and whatever they are elsewhere.
TEST_F(CaseTest, WithoutTheCheckTheDatabaseRefuses) {
  auto id = Raised();
  ASSERT_TRUE(Note(lead_, id).ok());
  auto stored = SqlValue("select md5(t::text) from safeguarding_case t");
  auto elsewhere = NewUser(v1::ROLE_COORDINATOR, "OWN");
  Join(elsewhere, v1::ROLE_SAFEGUARDING_LEAD, "OTHER");
  auto administrator = NewUser(v1::ROLE_ADMINISTRATOR, "");
  Join(administrator, v1::ROLE_SAFEGUARDING_LEAD, "OTHER");
  std::vector<std::string> tokens = {admin, coordinator_, KeyOf(elsewhere), KeyOf(administrator),
                                     Member(v1::ROLE_SAFEGUARDING_LEAD, "OTHER")};
  tokens.push_back(MakeKey(auth::Role::kProgrammeManager));
  tokens.push_back(MakeKey(auth::Role::kAuditor));
  tokens.push_back(MakeKey(auth::Role::kPartner, {"OWN"}));
  for (size_t i = 0; i < tokens.size(); ++i) {
    SCOPED_TRACE(i);
    without_checks = true;
    auto answers = AllOf(tokens[i], id);
    auto list = List(tokens[i]);
    without_checks = false;
    for (const auto& [method, outcome] : answers) {
      EXPECT_EQ(outcome.code, grpc::NOT_FOUND) << method << outcome;
    }
    EXPECT_TRUE(list.ok()) << list;
    EXPECT_EQ(listed_.cases_size(), 0);
  }
  EXPECT_EQ(SqlValue("select md5(t::text) from safeguarding_case t"), stored);
  EXPECT_EQ(SqlValue("select count(*) from safeguarding_case_note"), "1");
}

// Shows that the lead of another organisation cannot tell a case from one that there is not, that
// its lists are empty, and that nothing is changed.
TEST_F(CaseTest, ALeadElsewhereFindsNothing) {
  auto id = Raised();
  auto stored = SqlValue("select md5(t::text) from safeguarding_case t");
  auto other = Member(v1::ROLE_SAFEGUARDING_LEAD, "OTHER");
  auto missing = NewRequestId();
  auto foreign = AllOf(other, id), none = AllOf(other, missing);
  for (size_t i = 0; i < foreign.size(); ++i) {
    SCOPED_TRACE(foreign[i].first);
    EXPECT_EQ(foreign[i].second.code, grpc::NOT_FOUND) << foreign[i].second;
    auto message = foreign[i].second.message;
    message.replace(message.find(id), id.size(), missing);
    EXPECT_EQ(message, none[i].second.message);
  }
  ASSERT_TRUE(List(other).ok());
  EXPECT_EQ(listed_.cases_size(), 0);
  v1::ListCasesRequest request;
  request.set_organisation("OWN");
  ASSERT_TRUE(List(other, request).ok());
  EXPECT_EQ(listed_.cases_size(), 0);
  EXPECT_EQ(SqlValue("select md5(t::text) from safeguarding_case t"), stored);
  EXPECT_EQ(SqlValue("select count(*) from safeguarding_case_note"), "0");
}

// Shows that a person who coordinates one organisation and is lead of another raises in both and
// reads in the second alone, and that an administrator who is lead of one reads that one's.
TEST_F(CaseTest, ALeadHereIsNoneThere) {
  auto user = NewUser(v1::ROLE_COORDINATOR, "OWN");
  Join(user, v1::ROLE_SAFEGUARDING_LEAD, "OTHER");
  auto manager = NewUser(v1::ROLE_PROGRAMME_MANAGER, "");
  Join(manager, v1::ROLE_SAFEGUARDING_LEAD, "OTHER");
  auto token = KeyOf(user);
  ASSERT_TRUE(Raise(token, Concern("OWN")).ok());
  auto own = raised_.id();
  ASSERT_TRUE(Raise(token, Concern("OTHER")).ok());
  auto other = raised_.id();
  for (const auto& who : {token, KeyOf(manager)}) {
    EXPECT_EQ(Get(who, own).code, grpc::NOT_FOUND);
    EXPECT_TRUE(Get(who, other).ok());
    ASSERT_TRUE(List(who).ok());
    ASSERT_EQ(listed_.cases_size(), 1);
    EXPECT_EQ(listed_.cases(0).id(), other);
    EXPECT_EQ(Note(who, own).code, grpc::NOT_FOUND);
  }
  EXPECT_EQ(Close(token, own).code, grpc::NOT_FOUND);
  EXPECT_TRUE(Close(token, other).ok());
}

// Shows that a lead is none any more as soon as the membership is revoked, and within a second of
// whatever else ended it.
TEST_F(CaseTest, ARevokedLeadReadsNothing) {
  auto id = Raised();
  auto user = NewUser(v1::ROLE_UNSPECIFIED, "");
  auto membership = Join(user, v1::ROLE_SAFEGUARDING_LEAD, "OWN");
  auto token = KeyOf(user);
  ASSERT_TRUE(Get(token, id).ok());
  ASSERT_TRUE(Leave(membership).ok());
  EXPECT_EQ(Get(token, id).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(List(token).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(Note(token, id).code, grpc::PERMISSION_DENIED);
  ASSERT_TRUE(Get(lead_, id).ok());
  Sql("update access_membership set ended_at = now() where id = '" + lead_membership_ + "'");
  std::this_thread::sleep_for(std::chrono::milliseconds(1'050));
  EXPECT_EQ(Get(lead_, id).code, grpc::PERMISSION_DENIED);
}

// Shows that a concern is kept where nobody is designated, and that the answer says so: whoever is
// lead of another organisation, disabled or was one, is nobody; a lead by the own role is.
TEST_F(CaseTest, WhereThereIsNoLead) {
  auto no_lead = [&] {
    auto outcome = Raise(coordinator_, Concern());
    EXPECT_TRUE(outcome.ok()) << outcome;
    return raised_.no_lead();
  };
  EXPECT_FALSE(no_lead());
  ASSERT_TRUE(Leave(lead_membership_).ok());
  Member(v1::ROLE_SAFEGUARDING_LEAD, "OTHER");
  NewUser(v1::ROLE_SAFEGUARDING_LEAD, "OTHER");
  EXPECT_TRUE(no_lead());
  auto own_role = NewUser(v1::ROLE_SAFEGUARDING_LEAD, "OWN");
  EXPECT_FALSE(no_lead());
  Sql("update access_user set state = 'DISABLED' where id = '" + own_role + "'");
  EXPECT_TRUE(no_lead());
  auto member = NewUser(v1::ROLE_UNSPECIFIED, "");
  Join(member, v1::ROLE_SAFEGUARDING_LEAD, "OWN");
  EXPECT_FALSE(no_lead());
  Sql("update access_user set state = 'DISABLED' where id = '" + member + "'");
  EXPECT_TRUE(no_lead());
  EXPECT_EQ(SqlValue("select count(*) from safeguarding_case"), "6");
  // Whoever is designated later reads what came before, by the role of its own too.
  auto later = KeyOf(NewUser(v1::ROLE_SAFEGUARDING_LEAD, "OWN"));
  ASSERT_TRUE(List(later).ok());
  EXPECT_EQ(listed_.cases_size(), 6);
}

// Shows that lists give exactly what each filter names, in each order, a page at a time.
TEST_F(CaseTest, ListsGiveWhatTheyName) {
  Join(lead_user_, v1::ROLE_SAFEGUARDING_LEAD, "OTHER");
  std::vector<std::string> ids;
  for (const auto& [organisation, day, kind] :
       {std::tuple{"OWN", "2024-05-03", v1::CASE_KIND_ADULT_AT_RISK},
        {"OTHER", "2024-05-01", v1::CASE_KIND_CHILD_AT_RISK},
        {"OWN", "2024-05-02", v1::CASE_KIND_CONDUCT}}) {
    ids.push_back(Raised(Concern(organisation, day, kind)));
  }
  ASSERT_TRUE(Refer(lead_, ids[1]).ok());
  ASSERT_TRUE(Close(lead_, ids[2]).ok());
  auto list = [&](v1::ListCasesRequest request) {
    std::string found;
    do {
      EXPECT_TRUE(List(lead_, request).ok());
      for (const auto& one : listed_.cases()) {
        EXPECT_NE(one.account().find(kCaseCanary), std::string::npos);
        auto at = std::find(ids.begin(), ids.end(), one.id()) - ids.begin();
        found += std::to_string(at);
      }
      request.set_page_token(listed_.next_page_token());
    } while (!listed_.next_page_token().empty());
    return found;
  };
  v1::ListCasesRequest request;
  EXPECT_EQ(list(request), "012");
  request.set_page_size(1);
  request.set_order_by("noticed_on");
  EXPECT_EQ(list(request), "120");
  request.set_order_by("id desc");
  EXPECT_EQ(list(request), "210");
  request.Clear();
  request.set_organisation("OWN");
  EXPECT_EQ(list(request), "02");
  request.add_states(v1::CASE_STATE_CLOSED);
  EXPECT_EQ(list(request), "2");
  request.Clear();
  request.add_states(v1::CASE_STATE_OPEN);
  request.add_states(v1::CASE_STATE_REFERRED);
  EXPECT_EQ(list(request), "01");
  request.Clear();
  request.add_kinds(v1::CASE_KIND_CONDUCT);
  EXPECT_EQ(list(request), "2");
  request.Clear();
  request.set_order_by("account");
  EXPECT_EQ(List(lead_, request).code, grpc::INVALID_ARGUMENT);
}

// Shows that a repeated write is one, whoever repeats it with another body is refused, and that the
// answer that is kept for it is read again.
TEST_F(CaseTest, RetriesCountOnce) {
  auto request = Concern();
  request.set_request_id(NewRequestId());
  ASSERT_TRUE(Raise(coordinator_, request).ok());
  auto first = raised_;
  ASSERT_TRUE(Raise(coordinator_, request).ok());
  EXPECT_EQ(raised_.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(SqlValue("select count(*) from safeguarding_case"), "1");
  request.mutable_case_()->set_account("something else");
  EXPECT_EQ(Raise(coordinator_, request).reason, "REQUEST_ID_REUSED");
  auto id = NewRequestId();
  ASSERT_TRUE(Note(lead_, first.id(), "a note", id).ok());
  auto note = note_;
  ASSERT_TRUE(Note(lead_, first.id(), "a note", id).ok());
  EXPECT_EQ(note_.SerializeAsString(), note.SerializeAsString());
  id = NewRequestId();
  ASSERT_TRUE(Close(lead_, first.id(), "", id).ok());
  auto closed = case_;
  ASSERT_TRUE(Close(lead_, first.id(), "", id).ok());
  EXPECT_EQ(case_.SerializeAsString(), closed.SerializeAsString());
  EXPECT_EQ(SqlValue("select count(*) from safeguarding_case_note"), "1");
}

// Shows that no text of a case is in clear in any table, that of answers kept for retries and of
// the audit log included, and that no table but its own and the audit log knows of a case at all.
TEST_F(CaseTest, NothingIsInClear) {
  auto request = Concern();
  request.set_request_id(NewRequestId());
  ASSERT_TRUE(Raise(coordinator_, request).ok());
  auto id = raised_.id();
  EXPECT_EQ(raised_.DebugString().find(kCaseCanary), std::string::npos);
  ASSERT_TRUE(Refer(lead_, id, "2024-05-02", "", NewRequestId()).ok());
  ASSERT_TRUE(Refer(lead_, id, "2024-05-03", "", NewRequestId()).ok());
  ASSERT_TRUE(Note(lead_, id, kCaseCanary, NewRequestId()).ok());
  ASSERT_TRUE(Close(lead_, id, "", NewRequestId()).ok());
  ASSERT_TRUE(Reopen(lead_, id, "", NewRequestId()).ok());
  ASSERT_TRUE(Close(lead_, id, "", NewRequestId()).ok());
  ASSERT_TRUE(Notes(lead_, id).ok());
  EXPECT_EQ(notes_.notes_size(), 3);
  EXPECT_EQ(TablesWith(kCaseCanary), "");
  EXPECT_EQ(TablesWith("the council"), "");
  // The look finds what is there, in text and in bytes.
  EXPECT_EQ(TablesWith("Somebody"), "access_user: 1; ");
  EXPECT_EQ(TablesWith(id).find("record_change"), std::string::npos);
  auto events = SqlValue("select count(*) from audit_event where object = '" + id + "'");
  EXPECT_EQ(TablesWith(id), "audit_event: " + events +
                                "; keyring.data_key: 1; request_answer: 7; safeguarding_case: 1; "
                                "safeguarding_case_note: 3; ");
}

// Shows that each call leaves its event, reads too, each case that a list gave by itself, with the
// names of fields and no value.
TEST_F(CaseTest, EachCallIsAudited) {
  ASSERT_TRUE(Raise(coordinator_, Concern()).ok());
  auto id = raised_.id();
  auto second = Raised();
  ASSERT_TRUE(Get(lead_, id).ok());
  ASSERT_TRUE(List(lead_).ok());
  ASSERT_TRUE(Refer(lead_, id).ok());
  ASSERT_TRUE(Note(lead_, id).ok());
  ASSERT_TRUE(Notes(lead_, id).ok());
  ASSERT_TRUE(Close(lead_, id).ok());
  ASSERT_TRUE(Reopen(lead_, id).ok());
  ASSERT_TRUE(Get(lead_, id).ok());
  EXPECT_EQ(SqlValue("select string_agg(method || ' ' || array_to_string(fields, ','), '; ' order "
                     "by id) from audit_event where object_kind = 'case' and object = '" +
                     id + "'"),
            "CaseService/RaiseConcern ; CaseService/GetCase account; CaseService/ListCases "
            "account; CaseService/ReferCase referred_to,referred_on,state; "
            "CaseService/AddCaseNote notes; CaseService/ListCaseNotes notes; "
            "CaseService/CloseCase outcome,state; CaseService/ReopenCase notes,outcome,state; "
            "CaseService/GetCase account,referred_to");
  EXPECT_EQ(
      SqlValue("select string_agg(method, ' ' order by id) from audit_event where object = '" +
               second + "'"),
      "CaseService/RaiseConcern CaseService/ListCases");
  EXPECT_EQ(SqlValue("select count(distinct organisation_id) from audit_event where object_kind = "
                     "'case' and organisation_id is not null"),
            "1");
  ASSERT_EQ(Get(coordinator_, id).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = 'CaseService/GetCase' and "
                     "outcome = 'PERMISSION_DENIED'"),
            "1");
}

// Shows that what is disclosed to a champion holds nothing of a case about them, and that the case
// stays, with its account, when they are erased.
TEST_F(CaseTest, ErasureLeavesTheCase) {
  using Champions = v1::ChampionService::Stub;
  auto champion = NewChampion("C-1");
  auto request = Concern();
  request.mutable_case_()->set_champion(champion);
  auto id = Raised(request);
  ASSERT_TRUE(Note(lead_, id).ok());
  v1::ExportChampionDataRequest disclose;
  disclose.set_champion(champion);
  v1::ExportChampionDataResponse disclosed;
  auto outcome = As(admin, &Champions::ExportChampionData, disclose, &disclosed);
  ASSERT_TRUE(outcome.ok()) << outcome;
  auto text = disclosed.json() + disclosed.html();
  EXPECT_NE(text.find("Amina"), std::string::npos);
  EXPECT_EQ(text.find(kCaseCanary), std::string::npos);
  EXPECT_EQ(text.find(id), std::string::npos);
  v1::EraseChampionRequest erase;
  erase.set_champion(champion);
  erase.set_reason("asked");
  v1::EraseChampionResponse erased;
  outcome = As(admin, &Champions::EraseChampion, erase, &erased);
  ASSERT_TRUE(outcome.ok()) << outcome;
  ASSERT_TRUE(Get(lead_, id).ok());
  EXPECT_EQ(case_.champion(), champion);
  EXPECT_EQ(case_.account(), request.case_().account());
  ASSERT_TRUE(Notes(lead_, id).ok());
  EXPECT_EQ(notes_.notes_size(), 1);
  // And one about somebody who is erased already is taken.
  EXPECT_TRUE(Raise(coordinator_, request).ok());
}

}  // namespace
}  // namespace champions::test
