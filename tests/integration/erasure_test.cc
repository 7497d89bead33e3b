// People's rights over what is held on them: disclosure, erasure, holds.
#include "champions/erasure.h"

#include <fstream>

#include "app/app.h"
#include "app/instance_key.h"
#include "app/seal.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "champions/v1/training_service.grpc.pb.h"
#include "db/transaction.h"
#include "support/champion_server_test.h"

namespace champions {
namespace {

using test::Outcome;
using Champions = v1::ChampionService::Stub;

constexpr const char* kCanary = "CANARY7f3a";

class ErasureTest : public test::ChampionServerTest {
 protected:
  Outcome Erase(const std::string& id, const std::string& token = "", bool try_out = false) {
    v1::EraseChampionRequest request;
    request.set_champion(id);
    request.set_reason("asked in writing");
    request.set_validate_only(try_out);
    v1::EraseChampionResponse response;
    return As(token.empty() ? admin : token, &Champions::EraseChampion, request, &response);
  }

  // With the word in every field that a person can have, in versions that followed each other.
  v1::Champion MakeCanary() {
    auto request = NewChampion(std::string(kCanary) + "-1");
    auto* given = request.mutable_champion();
    given->set_given_name(std::string(kCanary) + " <b>Ada</b>");
    given->set_family_name(kCanary);
    given->set_email(std::string(kCanary) + "@example.org");
    given->set_phone("020 7946 0000");
    given->set_role(kCanary);
    given->set_career_goal(kCanary);
    given->set_age_band("25-34");
    given->add_languages("ro");
    request.set_request_id(test::NewRequestId());
    v1::CreateChampionResponse response;
    auto outcome = As(admin, &Champions::CreateChampion, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    auto champion = response.champion();
    Do(admin, "RecruitChampion", champion.id(), "2024-05-01");
    champion = Get(champion.id());
    champion.set_family_name(std::string(kCanary) + " two");
    champion.set_role(std::string(kCanary) + " two");
    EXPECT_TRUE(Update(champion, {"family_name", "role"}).ok());
    Enrol(champion.id(), "ONE", "2024-05-02");
    Train(champion.id());
    LogReach(champion.id());
    return Get(champion.id());
  }

  void Train(const std::string& champion) {
    Sql("insert into course (code, name) values ('BASICS', 'Basics')");
    Sql("insert into training_record (organisation_id, champion_id, course_id, completed_on, "
        "outcome,"
        " certificate, reason) select c.organisation_id, c.id, k.id, '2024-05-10', 'BOOKED', '" +
        std::string(kCanary) + "', '" + kCanary + "' from champion c, course k where c.id = '" +
        champion + "'");
    Sql("update training_record set version = 2");
    Sql("update enrolment set end_reason = '" + std::string(kCanary) + "', version = version + 1");
    Sql("update enrolment set version = version + 1");
  }

  void LogReach(const std::string& champion) {
    auto request = NewReach(std::string("told by ") + kCanary);
    request.mutable_reach()->set_champion(champion);
    v1::LogReachResponse response;
    auto outcome = As(admin, &v1::ReachService::Stub::LogReach, request, &response);
    ASSERT_TRUE(outcome.ok()) << outcome;
  }

  // Every table that holds the word, as text or as bytes. A short one is looked for between signs
  // that are in no id and in nothing sealed, where chance makes any three letters.
  std::string TablesWith(const std::string& word, bool is_short = false) {
    const std::string edge = "[^0-9a-z+/=-]";
    auto as_text = is_short ? "t::text ~* '(^|" + edge + ")" + word + "(" + edge + "|$)'"
                            : "t::text ilike '%" + word + "%'";
    std::string found;
    auto tables =
        Sql("select oid::regclass::text from pg_class where relkind in ('r', 'p', 'm') and "
            "relnamespace ="
            " 'public'::regnamespace order by 1");
    for (auto row : tables) {
      std::string table = row[0].c_str();
      auto count = SqlValue("select count(*) from " + table + " t where " + as_text +
                            " or t::text ilike '%' || encode('" + word + "', 'hex') || '%'");
      if (count != "0") found += (found.empty() ? "" : ", ") + table;
    }
    return found;
  }

  std::string Totals() {
    v1::GetTotalsRequest request;
    request.set_quarter("2024-25-Q1");
    request.add_group_by(v1::TOTALS_GROUP_ORGANISATION);
    v1::GetTotalsResponse response;
    auto outcome = As(admin, &v1::ReportService::Stub::GetTotals, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    response.clear_as_known_at();
    return response.ShortDebugString();
  }
};

// Shows that after an erasure no table holds a word of the person, that every figure is as it was,
// and that the champion is still there, without identity.
TEST_F(ErasureTest, NothingOfThePersonIsLeft) {
  auto champion = MakeCanary();
  EXPECT_NE(TablesWith(kCanary), "");
  auto before = Totals();
  ASSERT_TRUE(Erase(champion.id(), "", true).ok());
  EXPECT_NE(TablesWith(kCanary), "") << "it was only tried out";
  auto outcome = Erase(champion.id());
  ASSERT_TRUE(outcome.ok()) << outcome;
  EXPECT_EQ(TablesWith(kCanary), "");
  EXPECT_EQ(TablesWith("020 7946 0000"), "");
  EXPECT_EQ(Totals(), before);
  ExpectRecountAgrees();
  auto erased = Get(champion.id());
  EXPECT_EQ(erased.given_name() + erased.family_name() + erased.email() + erased.phone() +
                erased.role() + erased.career_goal() + erased.external_id() + erased.age_band(),
            "");
  EXPECT_EQ(erased.languages_size(), 0);
  EXPECT_EQ(erased.recruited_on(), champion.recruited_on());
  EXPECT_EQ(erased.state(), champion.state());
}

// Shows that nobody records an erased person again: not by an update, and not as somebody new.
TEST_F(ErasureTest, TheErasedStayErased) {
  auto champion = MakeCanary();
  ASSERT_TRUE(Erase(champion.id()).ok());
  EXPECT_EQ(Erase(champion.id()).reason, "CHAMPION_ERASED");
  auto changed = Get(champion.id());
  changed.set_given_name("Ada");
  changed.set_family_name("Again");
  EXPECT_EQ(Update(changed, {"given_name", "family_name"}).reason, "CHAMPION_ERASED");
  changed = Get(champion.id());
  changed.set_career_goal("a nurse");
  EXPECT_EQ(Update(changed, {"career_goal"}).reason, "CHAMPION_ERASED");
  v1::CreateChampionResponse response;
  auto again =
      As(admin, &Champions::CreateChampion, NewChampion(std::string(kCanary) + "-1"), &response);
  EXPECT_EQ(again.reason, "CHAMPION_ERASED") << again;
  // What is counted may still be corrected: the champion leaves.
  EXPECT_TRUE(Do(admin, "RetireChampion", champion.id(), "2024-08-01").ok());
}

// Shows that a hold keeps a person from being erased until it is released.
TEST_F(ErasureTest, Holds) {
  auto champion = Make("C1");
  v1::HoldChampionRequest hold;
  hold.set_champion(champion.id());
  hold.set_reason("a claim");
  v1::HoldChampionResponse held;
  v1::ReleaseChampionRequest release;
  release.set_champion(champion.id());
  v1::ReleaseChampionResponse released;
  EXPECT_EQ(As(admin, &Champions::ReleaseChampion, release, &released).reason,
            "CHAMPION_NOT_ON_HOLD");
  ASSERT_TRUE(As(admin, &Champions::HoldChampion, hold, &held).ok());
  EXPECT_EQ(As(admin, &Champions::HoldChampion, hold, &held).code, grpc::ALREADY_EXISTS);
  EXPECT_EQ(Erase(champion.id()).reason, "CHAMPION_ON_HOLD");
  ASSERT_TRUE(As(admin, &Champions::ReleaseChampion, release, &released).ok());
  EXPECT_TRUE(Erase(champion.id()).ok());
}

// Shows who may do what, and that a foreign champion is as good as none.
TEST_F(ErasureTest, WhoMay) {
  MakeOrganisation("OTHER");
  auto own = Make("C1"), foreign = Make("C1", "OTHER");
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  auto disclose = [&](const std::string& token, const std::string& id) {
    v1::ExportChampionDataRequest request;
    request.set_champion(id);
    v1::ExportChampionDataResponse response;
    return As(token, &Champions::ExportChampionData, request, &response);
  };
  EXPECT_TRUE(disclose(coordinator, own.id()).ok());
  auto not_theirs = disclose(coordinator, foreign.id());
  auto missing = disclose(coordinator, test::NewRequestId());
  EXPECT_EQ(not_theirs.code, grpc::NOT_FOUND);
  EXPECT_EQ(missing.code, grpc::NOT_FOUND);
  EXPECT_EQ(disclose(MakeKey(auth::Role::kAuditor), own.id()).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(Erase(own.id(), coordinator).code, grpc::PERMISSION_DENIED);
  EXPECT_TRUE(Erase(own.id(), MakeKey(auth::Role::kProgrammeManager)).ok());
}

// Shows that a person is told everything that is held, in a page that shows it and runs nothing.
TEST_F(ErasureTest, Disclosure) {
  auto champion = MakeCanary();
  v1::ExportChampionDataRequest request;
  request.set_champion(champion.id());
  v1::ExportChampionDataResponse response;
  ASSERT_TRUE(As(admin, &Champions::ExportChampionData, request, &response).ok());
  for (const char* what :
       {"CANARY7f3a two", "020 7946 0000", "CANARY7f3a@example.org", "told by", "25-34", "Basics",
        "earlier_versions", "ReachService/LogReach", "ChampionService/ExportChampionData"}) {
    bool expected = std::string(what).find("Service/") == std::string::npos ||
                    std::string(what).find("Champion") == std::string::npos;
    if (std::string(what) == "ReachService/LogReach") expected = false;  // about the reach
    EXPECT_EQ(response.json().find(what) != std::string::npos, expected) << what;
  }
  EXPECT_EQ(response.html().find("<b>"), std::string::npos);
  EXPECT_NE(response.html().find("&lt;b&gt;Ada"), std::string::npos);
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = "
                     "'ChampionService/ExportChampionData' and object = '" +
                     champion.id() + "'"),
            "1");
}

// Shows that whoever comes back with a backup cannot be read, since their key did not come back;
// and where it did, that they are erased again before anything is served.
TEST_F(ErasureTest, ARestoreBringsNobodyBack) {
  auto champion = MakeCanary(), other = Make("C2");
  auto file = std::filesystem::path(config_.socket).parent_path() / "erasures.jsonl";
  // What a backup from before has.
  for (const char* table : {"champion", "champion_person", "champion_equality"}) {
    Sql(std::string("create table kept_") + table + " as table " + table);
  }
  Sql("create table kept_key as table keyring.data_key");
  ASSERT_TRUE(Erase(champion.id()).ok());
  std::ofstream(file, std::ios::app) << "{\"at\":1,\"organ";  // a line that was cut off
  {
    pqxx::connection connection("host=" + config_.database_host +
                                " user=postgres dbname=" + database);
    pqxx::work work(connection);
    work.exec("set local session_replication_role = replica");
    work.exec(
        "delete from champion_erasure; delete from champion; delete from champion_person;"
        "delete from champion_equality; insert into champion select * from kept_champion;"
        "insert into champion_person select * from kept_champion_person;"
        "insert into champion_equality select * from kept_champion_equality");
    work.commit();
  }
  EXPECT_EQ(Get(champion.id()).family_name(), "");
  EXPECT_EQ(Get(other.id()).family_name(), other.family_name());
  Sql("insert into keyring.data_key select * from kept_key on conflict do nothing");
  Sql("drop table kept_champion, kept_champion_person, kept_champion_equality, kept_key");
  EXPECT_EQ(Get(champion.id()).family_name(), std::string(kCanary) + " two");
  Restart();
  EXPECT_EQ(Get(champion.id()).family_name(), "");
  EXPECT_EQ(TablesWith(kCanary), "");
  EXPECT_EQ(Get(other.id()).family_name(), other.family_name());
}

// Shows that no name, contact, answer or note is in any table in clear: not in records, not in
// earlier versions, and not in the answers that are kept for retries; and that those who may see
// them get them all the same, from a retry too.
TEST_F(ErasureTest, NothingPersonalIsStoredInClear) {
  admin = MakeKey(auth::Role::kCoordinator, {"OWN"});  // who sees equality answers
  auto request = NewChampion("C1");
  auto* given = request.mutable_champion();
  given->set_given_name(kCanary);
  given->set_family_name("O'Kanarie");
  given->set_email("kanarie@example.org");
  given->set_phone("+44 (0)20 7946 0123");
  given->set_age_band("25-34");
  given->set_ethnic_category("A");
  given->set_gender("X");
  given->add_languages("kab");
  given->add_languages("cy");
  request.set_request_id(test::NewRequestId());
  v1::CreateChampionResponse response, again;
  auto outcome = As(admin, &Champions::CreateChampion, request, &response);
  ASSERT_TRUE(outcome.ok()) << outcome;
  auto champion = response.champion();
  EXPECT_EQ(champion.given_name(), kCanary);
  EXPECT_EQ(champion.languages_size(), 2);
  champion.set_phone("020 7946 0456");
  ASSERT_TRUE(Update(champion, {"phone"}).ok());
  LogReach(champion.id());
  for (const char* word : {kCanary, "Kanarie", "20 7946", "79460123", "79460456"}) {
    EXPECT_EQ(TablesWith(word), "") << word;
  }
  for (const char* word : {"25-34", "kab"}) EXPECT_EQ(TablesWith(word, true), "") << word;
  ASSERT_TRUE(As(admin, &Champions::CreateChampion, request, &again).ok());
  EXPECT_EQ(again.SerializeAsString(), response.SerializeAsString());
  // The same text in two columns, or of two people, is not the same bytes.
  auto twin = NewChampion("C2");
  twin.mutable_champion()->set_given_name(kCanary);
  twin.mutable_champion()->set_family_name(kCanary);
  ASSERT_TRUE(As(admin, &Champions::CreateChampion, twin, &again).ok());
  EXPECT_EQ(SqlValue("select count(distinct x) from champion_person, unnest(array[given_name, "
                     "family_name]) x"),
            "4");
  // Moved into another's row, it is nobody's.
  Sql("update champion_person p set given_name = o.given_name from champion_person o "
      "where o.champion_id <> p.champion_id and p.champion_id = '" +
      champion.id() + "'");
  v1::GetChampionRequest get;
  get.set_id(champion.id());
  v1::GetChampionResponse got;
  EXPECT_EQ(As(admin, &Champions::GetChampion, get, &got).code, grpc::INTERNAL);
}

// Shows that what an older server wrote in clear is sealed by `champions-server migrate`, earlier
// versions with it, that it reads the same before and after, and that a second run finds nothing.
TEST_F(ErasureTest, ClearTextIsSealed) {
  admin = MakeKey(auth::Role::kCoordinator, {"OWN"});  // who sees equality answers
  auto champion = Make("C1");
  LogReach(champion.id());
  Sql("delete from keyring.data_key");
  Sql("update reach_note set note = 'KanarieNote', version = 2");
  Sql("delete from personal_history");
  Sql("update champion_person set given_name = 'KanarieOld', family_name = 'Kanarie', "
      "email = 'kanarie@example.org', version = 2");
  Sql("update champion_person set given_name = 'KanarieNew', version = 3");
  Sql("insert into champion_equality (organisation_id, champion_id, languages, gender) select "
      "organisation_id, id, '{ro,cy}', 'kanarieg' from champion on conflict (organisation_id, "
      "champion_id) do update set languages = '{ro,cy}', gender = 'kanarieg'");
  Sql("delete from personal_history where data::text like '%e1:%'");
  auto before = Get(champion.id());
  EXPECT_EQ(before.given_name(), "KanarieNew");
  EXPECT_NE(TablesWith("kanarie"), "");
  auto migrator = "host=" + config_.database_host + " user=champions_migrator dbname=" + database;
  sealing::Vault vault(app::InstanceKeyFile(config_));
  EXPECT_EQ(app::SealClear(migrator, &vault), 2);
  EXPECT_EQ(TablesWith("kanarie"), "");
  auto after = Get(champion.id());
  EXPECT_EQ(after.SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(after.languages_size(), 2);
  EXPECT_EQ(app::SealClear(migrator, &vault), 0);
  v1::ExportChampionDataRequest request;
  request.set_champion(champion.id());
  v1::ExportChampionDataResponse response;
  ASSERT_TRUE(As(admin, &Champions::ExportChampionData, request, &response).ok());
  EXPECT_NE(response.json().find("KanarieOld"), std::string::npos) << response.json();
  v1::ListReachesResponse listed;
  ASSERT_TRUE(As(admin, &v1::ReachService::Stub::ListReaches, {}, &listed).ok());
  EXPECT_EQ(listed.reaches(0).note(), "KanarieNote");
}

// Shows that a server with another instance key than the one that sealed the data does not start.
TEST_F(ErasureTest, AnotherInstanceKeyIsRefused) {
  Make("C1");
  auto file = app::InstanceKeyFile(config_);
  std::filesystem::rename(file, file + ".kept");
  channel_.reset();
  app_->Drain();
  app_.reset();
  try {
    app::App app(config_);
    ADD_FAILURE() << "it started";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("secrets.instance_key_file"), std::string::npos)
        << error.what();
  }
  std::filesystem::rename(file + ".kept", file);
  app_ = std::make_unique<app::App>(config_);
  channel_ = test::ChannelTo(config_.socket);
}

}  // namespace
}  // namespace champions
