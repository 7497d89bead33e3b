#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "champions/v1/access_service.grpc.pb.h"
#include "champions/v1/case_service.grpc.pb.h"
#include "champions/v1/privacy_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "support/champion_server_test.h"

namespace champions::test {
namespace {

class RetentionTest : public ChampionServerTest {
 protected:
  using Privacy = v1::PrivacyService::Stub;

  Outcome Set(v1::RetentionClass of, int months, const std::string& token = "",
              const std::string& etag = "") {
    v1::UpdateRetentionRuleRequest request;
    request.mutable_retention_rule()->set_class_(of);
    request.mutable_retention_rule()->set_keep_months(months);
    request.mutable_retention_rule()->set_etag(etag);
    v1::UpdateRetentionRuleResponse response;
    return As(token.empty() ? admin : token, &Privacy::UpdateRetentionRule, request, &response);
  }
  v1::PreviewRetentionResponse Preview(v1::RetentionClass of) {
    v1::PreviewRetentionRequest request;
    request.set_class_(of);
    v1::PreviewRetentionResponse response;
    auto outcome = As(admin, &Privacy::PreviewRetention, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response;
  }
  Outcome Run(v1::RetentionClass of, int64_t expected, bool dry = false,
              const std::string& token = "") {
    v1::RunRetentionRequest request;
    request.set_class_(of);
    request.set_expected(expected);
    request.set_validate_only(dry);
    ran_.Clear();
    return As(token.empty() ? admin : token, &Privacy::RunRetention, request, &ran_);
  }
  // A reach record with a note; gives its id.
  std::string LogNote(const std::string& occurred_on, const std::string& champion = "") {
    v1::LogReachRequest request;
    auto* reach = request.mutable_reach();
    reach->set_organisation("OWN");
    reach->set_programme("ONE");
    reach->set_occurred_on(occurred_on);
    reach->set_mode(v1::REACH_MODE_GROUP);
    reach->set_topic(v1::REACH_TOPIC_OTHER);
    reach->set_people(9);
    reach->set_champion(champion);
    reach->set_note("spoke of her daughter");
    v1::LogReachResponse response;
    auto outcome = As(admin, &v1::ReachService::Stub::LogReach, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.reach().id();
  }
  std::string NoteOf(const std::string& id) {
    v1::GetReachRequest request;
    request.set_id(id);
    v1::GetReachResponse response;
    EXPECT_TRUE(As(admin, &v1::ReachService::Stub::GetReach, request, &response).ok());
    return response.reach().note();
  }
  void Hold(const std::string& champion) {
    v1::HoldChampionRequest request;
    request.set_champion(champion);
    request.set_reason("a claim");
    v1::HoldChampionResponse response;
    ASSERT_TRUE(As(admin, &Stub::HoldChampion, request, &response).ok());
  }
  std::string Figures() {
    return SqlValue(
        "select concat_ws('|', sum(recruited), sum(trained), sum(reached), sum(people)) from "
        "(select recruited, trained, reached, 0 as people from rollup union all "
        "select 0, 0, 0, count(*) from champion) x");
  }

  v1::RunRetentionResponse ran_;
};

// Shows that nothing is due before somebody sets how long a class is kept, which takes whole months
// from two on and an etag that is current.
TEST_F(RetentionTest, EverythingIsKeptUntilATimeIsSet) {
  MakeIn("LEFT");
  auto outcome = Run(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 1);
  EXPECT_EQ(outcome.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(outcome.reason, "KEPT_FOR_EVER") << outcome;
  EXPECT_EQ(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 1).code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, -2).code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 1201).code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Set(v1::RETENTION_CLASS_UNSPECIFIED, 12).code, grpc::INVALID_ARGUMENT);
  v1::ListRetentionRulesResponse rules;
  ASSERT_TRUE(As(admin, &Privacy::ListRetentionRules, {}, &rules).ok());
  ASSERT_EQ(rules.retention_rules_size(), 5);
  for (const auto& rule : rules.retention_rules()) EXPECT_EQ(rule.keep_months(), 0);
  auto etag = rules.retention_rules(0).etag();
  EXPECT_TRUE(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 24, "", etag).ok());
  EXPECT_EQ(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 36, "", etag).code, grpc::ABORTED);
  EXPECT_EQ(Preview(v1::RETENTION_CLASS_FORMER_CHAMPIONS).due(), 1);
  EXPECT_TRUE(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 0).ok());
  EXPECT_EQ(Run(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 1).reason, "KEPT_FOR_EVER");
}

// Shows that who left long ago is erased and nobody else: not who is still there, left lately or is
// held; that the preview and what is done agree; that every figure is as it was; that each is
// audited and in the file of erasures; and that trying it out changes nothing.
TEST_F(RetentionTest, FormerChampionsAreErased) {
  auto gone = MakeIn("LEFT"), held = MakeIn("LEFT"), active = MakeIn("ACTIVE");
  auto lately = MakeIn("ACTIVE");
  auto today = SqlValue("select (clock_timestamp() at time zone 'Europe/London')::date - 30");
  ASSERT_TRUE(Do(admin, "RetireChampion", lately.id(), today).ok());
  Hold(held.id());
  auto before = Figures();
  ASSERT_TRUE(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 24).ok());
  auto preview = Preview(v1::RETENTION_CLASS_FORMER_CHAMPIONS);
  EXPECT_EQ(preview.due(), 1);
  EXPECT_EQ(preview.held(), 1);
  ASSERT_EQ(preview.items_size(), 1);
  EXPECT_EQ(preview.items(0).id() + " " + preview.items(0).since(), gone.id() + " 2024-08-01");
  EXPECT_EQ(Run(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 2).reason, "RETENTION_CHANGED");
  ASSERT_TRUE(Run(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 1, true).ok());
  EXPECT_EQ(Get(gone.id()).given_name(), "Amina");
  ASSERT_TRUE(Run(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 1).ok());
  EXPECT_EQ(ran_.removed(), 1);
  EXPECT_EQ(ran_.remaining(), 0);
  EXPECT_EQ(Get(gone.id()).given_name(), "");
  for (const auto& kept : {held, active, lately}) EXPECT_EQ(Get(kept.id()).given_name(), "Amina");
  EXPECT_EQ(Figures(), before);
  ExpectRecountAgrees();
  EXPECT_EQ(SqlValue("select string_agg(object, ',') from audit_event where method like "
                     "'%RunRetention' and outcome = 'OK'"),
            gone.id());
  std::ifstream file(std::filesystem::path(config_.pepper_file).parent_path() / "erasures.jsonl");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_NE(text.str().find(gone.id()), std::string::npos);
  EXPECT_EQ(Preview(v1::RETENTION_CLASS_FORMER_CHAMPIONS).due(), 0);
  EXPECT_EQ(Run(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 1).reason, "RETENTION_CHANGED");
}

// Shows that a person goes with all their records, and stays while one of them is younger or held.
TEST_F(RetentionTest, PeopleGoWithAllTheirRecords) {
  auto gone = MakeIn("LEFT"), twin = MakeIn("ENQUIRED"), kept = MakeIn("LEFT"),
       active = MakeIn("ACTIVE"), held = MakeIn("LEFT"), twin_of_held = MakeIn("LEFT");
  Sql("update champion set updated_at = now() - interval '3 years'");
  for (auto [survivor, duplicate] :
       {std::pair(&gone, &twin), std::pair(&active, &kept), std::pair(&held, &twin_of_held)}) {
    v1::MergeChampionsRequest request;
    request.set_survivor(survivor->id());
    request.set_duplicate(duplicate->id());
    request.set_reason("the same person");
    v1::MergeChampionsResponse response;
    auto outcome = As(admin, &Stub::MergeChampions, request, &response);
    ASSERT_TRUE(outcome.ok()) << outcome;
  }
  Hold(twin_of_held.id());
  auto before = Figures();
  ASSERT_TRUE(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 24).ok());
  ASSERT_TRUE(Set(v1::RETENTION_CLASS_UNSUCCESSFUL_ENQUIRIES, 24).ok());
  EXPECT_EQ(Preview(v1::RETENTION_CLASS_UNSUCCESSFUL_ENQUIRIES).due(), 0);
  auto preview = Preview(v1::RETENTION_CLASS_FORMER_CHAMPIONS);
  EXPECT_EQ(preview.due(), 2);
  EXPECT_EQ(preview.held(), 2);
  ASSERT_TRUE(Run(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 2).ok());
  EXPECT_EQ(ran_.removed(), 2);
  EXPECT_EQ(Get(gone.id()).given_name() + Get(twin.id()).given_name(), "");
  for (const auto& one : {kept, active, held, twin_of_held}) {
    EXPECT_EQ(Get(one.id()).given_name(), "Amina");
  }
  EXPECT_EQ(Figures(), before);
  ExpectRecountAgrees();
}

// Shows that who rejoins while the removal waits for them is not erased.
TEST_F(RetentionTest, WhoRejoinsMeanwhileStays) {
  auto champion = MakeIn("LEFT");
  ASSERT_TRUE(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 24).ok());
  pqxx::connection connection("host=" + config_.database_host +
                              " user=postgres dbname=" + database);
  pqxx::work work(connection);
  work.exec("update champion set state = 'ACTIVE', left_on = null where id = '" + champion.id() +
            "'");
  Outcome outcome;
  std::thread runner([&] { outcome = Run(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 1); });
  // Of this database: others of the cluster wait too.
  while (SqlValue("select count(*) from pg_stat_activity where datname = current_database() and "
                  "wait_event_type = 'Lock'") == "0") {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  work.commit();
  runner.join();
  ASSERT_TRUE(outcome.ok()) << outcome;
  EXPECT_EQ(ran_.removed(), 0);
  EXPECT_EQ(Get(champion.id()).given_name(), "Amina");
}

// Shows that enquiries of which nothing was heard go, by the last change of their record.
TEST_F(RetentionTest, EnquiriesThatLedToNothingAreErased) {
  auto enquired = MakeIn("ENQUIRED"), declined = MakeIn("DECLINED"), fresh = MakeIn("APPLIED");
  MakeIn("RECRUITED");
  Sql("update champion set updated_at = now() - interval '13 months' where id <> '" + fresh.id() +
      "'");
  ASSERT_TRUE(Set(v1::RETENTION_CLASS_UNSUCCESSFUL_ENQUIRIES, 12).ok());
  EXPECT_EQ(Preview(v1::RETENTION_CLASS_UNSUCCESSFUL_ENQUIRIES).due(), 2);
  ASSERT_TRUE(Run(v1::RETENTION_CLASS_UNSUCCESSFUL_ENQUIRIES, 2).ok());
  EXPECT_EQ(ran_.removed(), 2);
  EXPECT_EQ(Get(enquired.id()).given_name() + Get(declined.id()).given_name(), "");
  EXPECT_EQ(Get(fresh.id()).given_name(), "Amina");
}

// Shows that old notes go with their keys, those of a held person not, and that their reach stays.
TEST_F(RetentionTest, OldNotesGo) {
  auto held = Make();
  Hold(held.id());
  auto old = LogNote("2024-05-20"), of_held = LogNote("2024-05-20", held.id());
  auto fresh = LogNote(SqlValue("select current_date - 20"));
  auto before = Figures();
  ASSERT_TRUE(Set(v1::RETENTION_CLASS_REACH_NOTES, 12).ok());
  auto preview = Preview(v1::RETENTION_CLASS_REACH_NOTES);
  EXPECT_EQ(preview.due(), 1);
  EXPECT_EQ(preview.held(), 1);
  ASSERT_TRUE(Run(v1::RETENTION_CLASS_REACH_NOTES, 1).ok());
  EXPECT_EQ(NoteOf(old), "");
  EXPECT_EQ(NoteOf(of_held) + NoteOf(fresh), "spoke of her daughterspoke of her daughter");
  EXPECT_EQ(SqlValue("select count(*) from keyring.data_key where owner_id = '" + old + "'"), "0");
  EXPECT_EQ(Figures(), before);
  ExpectRecountAgrees();
}

// Shows that users who were disabled long ago lose name, address and credentials, and nobody else.
TEST_F(RetentionTest, FormerUsersLoseTheirNames) {
  v1::CreateUserRequest request;
  request.mutable_user()->set_name("Former Person");
  request.mutable_user()->set_email("former@example.org");
  request.mutable_user()->set_role(v1::ROLE_AUDITOR);
  v1::CreateUserResponse former, current;
  ASSERT_TRUE(As(admin, &v1::AccessService::Stub::CreateUser, request, &former).ok());
  request.mutable_user()->set_email("current@example.org");
  ASSERT_TRUE(As(admin, &v1::AccessService::Stub::CreateUser, request, &current).ok());
  Sql("update access_user set state = 'DISABLED', updated_at = now() - interval '3 years' where id "
      "= '" +
      former.user().id() + "'");
  Sql("insert into access_key (token_hash, name, user_id) values ('\\x01', 'Former''s phone', '" +
      former.user().id() + "')");
  ASSERT_TRUE(Set(v1::RETENTION_CLASS_FORMER_USERS, 24).ok());
  EXPECT_EQ(Preview(v1::RETENTION_CLASS_FORMER_USERS).due(), 1);
  ASSERT_TRUE(Run(v1::RETENTION_CLASS_FORMER_USERS, 1).ok());
  EXPECT_EQ(SqlValue("select string_agg(concat_ws(',', u.name, u.email, k.name, k.revoked_at is "
                     "not null), ';' order by u.name) from access_user u left join access_key k on "
                     "k.user_id = u.id where u.id in ('" +
                     former.user().id() + "', '" + current.user().id() + "')"),
            "(removed),(removed),t;Former Person,current@example.org,f");
  EXPECT_EQ(Preview(v1::RETENTION_CLASS_FORMER_USERS).due(), 0);
}

// Shows that cases that were closed long ago go with notes and key, by somebody who cannot read
// them, and that an open one, one reopened meanwhile, a later one and one of a held champion stay.
TEST_F(RetentionTest, ClosedCasesGo) {
  auto held = Make().id();
  auto raise = [&](const std::string& champion) {
    v1::RaiseConcernRequest request;
    auto* concern = request.mutable_case_();
    concern->set_organisation("OWN");
    concern->set_kind(v1::CASE_KIND_ADULT_AT_RISK);
    concern->set_noticed_on("2015-05-05");
    concern->set_account("what was seen");
    concern->set_champion(champion);
    v1::RaiseConcernResponse response;
    auto outcome = As(admin, &v1::CaseService::Stub::RaiseConcern, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.id();
  };
  auto old = raise(""), open = raise(""), late = raise(""), of_held = raise(held);
  auto close = [&](const std::string& id, const std::string& years) {
    Sql("update safeguarding_case set state = 'CLOSED', outcome = 'x', updated_at = now() - "
        "interval '" +
        years + " years' where id = '" + id + "'");
  };
  close(old, "8");
  close(of_held, "8");
  close(late, "1");
  Sql("insert into safeguarding_case_note (organisation_id, case_id, text, key_id) select "
      "organisation_id, id, 'a note', key_id from safeguarding_case");
  Hold(held);
  ASSERT_TRUE(Set(v1::RETENTION_CLASS_CLOSED_CASES, 72).ok());
  auto preview = Preview(v1::RETENTION_CLASS_CLOSED_CASES);
  EXPECT_EQ(preview.due(), 1);
  EXPECT_EQ(preview.held(), 1);
  ASSERT_TRUE(Run(v1::RETENTION_CLASS_CLOSED_CASES, 1, true).ok());
  EXPECT_EQ(SqlValue("select count(*) from safeguarding_case"), "4");
  ASSERT_TRUE(Run(v1::RETENTION_CLASS_CLOSED_CASES, 1).ok());
  EXPECT_EQ(SqlValue("select count(*) from safeguarding_case where id = '" + old + "'"), "0");
  EXPECT_EQ(SqlValue("select concat_ws(' ', (select count(*) from safeguarding_case), (select "
                     "count(*) from safeguarding_case_note), (select count(*) from "
                     "keyring.data_key k where k.owner_id = '" +
                     old + "'))"),
            "3 3 0");
  EXPECT_EQ(SqlValue("select count(*) from audit_event where object = '" + old +
                     "' and method = 'PrivacyService/RunRetention'"),
            "1");
  EXPECT_EQ(Preview(v1::RETENTION_CLASS_CLOSED_CASES).due(), 0);
}

// Shows who may look, set and run: setting is for who may write the registers, running for who may
// erase people.
TEST_F(RetentionTest, WhoMay) {
  ASSERT_TRUE(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 24).ok());
  for (auto role : {auth::Role::kCoordinator, auth::Role::kPartner, auth::Role::kAuditor}) {
    auto token = role == auth::Role::kAuditor ? MakeKey(role) : MakeKey(role, {"OWN"});
    EXPECT_EQ(Set(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 12, token).code, grpc::PERMISSION_DENIED);
    EXPECT_EQ(Run(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 0, false, token).code,
              grpc::PERMISSION_DENIED);
  }
  EXPECT_TRUE(
      Run(v1::RETENTION_CLASS_FORMER_CHAMPIONS, 0, false, MakeKey(auth::Role::kProgrammeManager))
          .ok());
}

}  // namespace
}  // namespace champions::test
