#include "support/champion_server_test.h"

namespace champions::test {
namespace {

class ChampionPrivacyTest : public ChampionServerTest {
 protected:
  void SetUp() override {
    ChampionServerTest::SetUp();
    coordinator_ = MakeKey(auth::Role::kCoordinator, {"OWN"});
  }
  // A champion with personal data in every field that holds some.
  v1::Champion MakeFull(const std::string& external_id = "") {
    auto request = NewChampion(external_id);
    auto* champion = request.mutable_champion();
    champion->set_email("amina@example.org");
    champion->set_phone("020 7946 0000");
    champion->add_languages("ig");
    champion->set_ethnic_category("N");
    champion->set_age_band("35-44");
    champion->set_gender("2");
    v1::CreateChampionResponse response;
    auto outcome = As(coordinator_, &Stub::CreateChampion, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.champion();
  }
  v1::Champion GetAs(const std::string& token, const std::string& id) {
    v1::GetChampionRequest request;
    request.set_id(id);
    v1::GetChampionResponse response;
    auto outcome = As(token, &Stub::GetChampion, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.champion();
  }
  // The counts of equality answers, `3:35-44=10`, a line each; `*` where hidden.
  std::string Counted(const std::string& token, const v1::CountEqualityAnswersRequest& request) {
    v1::CountEqualityAnswersResponse response;
    auto outcome = As(token, &Stub::CountEqualityAnswers, request, &response);
    if (!outcome.ok()) return std::to_string(outcome.code);
    auto people = [](const v1::EqualityCount& count) {
      return count.hidden() ? std::string("*") : std::to_string(count.people());
    };
    std::string all;
    for (const auto& count : response.counts()) {
      all += std::to_string(count.question()) + ":" + count.answer() + "=" + people(count) + "\n";
    }
    return all + people(response.champions());
  }
  // The audit log from the start, one event a line: method, object, how many, fields.
  std::string Events() {
    return SqlValue(
        "select string_agg(concat_ws('|', split_part(method, '/', 2), object_kind, "
        "coalesce(object, '-'), objects, array_to_string(fields, ',')), E'\\n' order by "
        "recorded_at, id) from audit_event where method like 'ChampionService/%' and outcome = "
        "'OK'");
  }
  std::string coordinator_;
  std::string OrganisationOfLastEvent() {
    return SqlValue(
        "select coalesce(o.code, '-') from audit_event e left join organisation o on o.id = "
        "e.organisation_id order by e.recorded_at desc, e.id desc limit 1");
  }
};

// Shows that a partner and an auditor get a champion without personal data, from Get and from List,
// and that everything else is there.
TEST_F(ChampionPrivacyTest, PartnersAndAuditorsGetNoPersonalData) {
  auto full = MakeFull("C-1");
  auto bare = full;
  bare.clear_given_name();
  bare.clear_family_name();
  bare.clear_email();
  bare.clear_phone();
  bare.clear_languages();
  bare.clear_ethnic_category();
  bare.clear_age_band();
  bare.clear_gender();
  auto created = Events();
  for (auto role : {auth::Role::kPartner, auth::Role::kAuditor}) {
    SCOPED_TRACE(auth::RoleName(role));
    auto token = role == auth::Role::kPartner ? MakeKey(role, {"OWN"}) : MakeKey(role);
    v1::GetChampionRequest get;
    get.set_id(full.id());
    v1::GetChampionResponse got;
    ASSERT_TRUE(As(token, &Stub::GetChampion, get, &got).ok());
    EXPECT_EQ(got.champion().SerializeAsString(), bare.SerializeAsString());
    v1::ListChampionsResponse listed;
    ASSERT_TRUE(As(token, &Stub::ListChampions, {}, &listed).ok());
    ASSERT_EQ(listed.champions_size(), 1);
    EXPECT_EQ(listed.champions(0).SerializeAsString(), bare.SerializeAsString());
    v1::UpdateChampionRequest update;
    *update.mutable_champion() = bare;
    update.mutable_update_mask()->add_paths("role");
    v1::UpdateChampionResponse updated;
    EXPECT_EQ(As(token, &Stub::UpdateChampion, update, &updated).code, grpc::PERMISSION_DENIED);
  }
  EXPECT_EQ(Events(), created) << "who was given no personal data leaves no trace of reading it";
  EXPECT_EQ(GetAs(coordinator_, full.id()).SerializeAsString(), full.SerializeAsString());
}

// Shows the second wall: the database itself shows the server no personal data when the caller may
// see none, and none of another organisation.
TEST_F(ChampionPrivacyTest, TheDatabaseRefusesToo) {
  MakeFull();
  auto seen = [&](const std::string& table, const std::string& context) {
    pqxx::connection connection("host=" + config_.database_host + " dbname=" + database +
                                " user=champions_app");
    pqxx::work work(connection);
    work.exec("select begin_as(" + context + ", 1000)");
    return work.exec("select count(*) from " + table)[0][0].as<int>();
  };
  auto own = SqlValue("select array[id] from organisation where code = 'OWN'");
  for (auto* table : {"champion_person", "champion_equality"}) {
    // Equality answers are the organisation's own.
    bool is_equality = table == std::string("champion_equality");
    EXPECT_EQ(seen(table, "'{}', true, true"), is_equality ? 0 : 1) << table;
    EXPECT_EQ(seen(table, "'{}', true, false"), 0) << table;
    EXPECT_EQ(seen(table, "'" + own + "', false, true"), 1) << table;
    EXPECT_EQ(seen(table, "'" + own + "', false, false"), 0) << table;
    EXPECT_EQ(seen(table, "'{-1}', false, true"), 0) << table;
  }
}

// Shows that every read and change leaves an audit event with the names of the fields written, and
// no value anywhere.
TEST_F(ChampionPrivacyTest, ReadsAndChangesAreAudited) {
  auto id = MakeFull("C-1").id();
  Get(id);
  v1::ListChampionsResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListChampions, {}, &listed).ok());
  EXPECT_EQ(OrganisationOfLastEvent(), "OWN");
  v1::Champion change;
  change.set_id(id);
  change.set_email("new@example.org");
  ASSERT_TRUE(Update(change, {"email", "role"}).ok());
  EXPECT_EQ(OrganisationOfLastEvent(), "OWN");
  ASSERT_TRUE(Do(admin, "RecruitChampion", id, "2024-05-01").ok());
  ASSERT_TRUE(Do(admin, "ActivateChampion", id).ok());
  ASSERT_TRUE(Do(admin, "RetireChampion", id, "2024-06-01").ok());
  ASSERT_TRUE(Do(admin, "RejoinChampion", id).ok());
  EXPECT_FALSE(Do(admin, "RejoinChampion", id).ok());
  EXPECT_EQ(Events(), "CreateChampion|champion|" + id + "|1|\n" +   //
                          "GetChampion|champion|" + id + "|1|\n" +  //
                          "ListChampions|champion|-|1|\n" +         //
                          "UpdateChampion|champion|" + id + "|1|email,role\n" +
                          "RecruitChampion|champion|" + id + "|1|recruited_on,state\n" +
                          "ActivateChampion|champion|" + id + "|1|state\n" +
                          "RetireChampion|champion|" + id + "|1|left_on,state\n" +
                          "RejoinChampion|champion|" + id + "|1|left_on,state");
  EXPECT_EQ(
      SqlValue("select count(*) from audit_event e where e::text ~ 'Amina|Okafor|example.org'"),
      "0");
}

// Shows that an answer to validate_only, which holds the champion's personal data, is audited as
// well, as the read that it is: nothing else of it stays.
TEST_F(ChampionPrivacyTest, TriedOutChangesAreAuditedAsReads) {
  auto champion = MakeFull();
  auto made = Events();
  v1::UpdateChampionRequest request;
  request.mutable_champion()->set_id(champion.id());
  request.mutable_champion()->set_role("Lead");
  request.mutable_update_mask()->add_paths("role");
  request.set_validate_only(true);
  v1::UpdateChampionResponse response;
  ASSERT_TRUE(As(admin, &Stub::UpdateChampion, request, &response).ok());
  EXPECT_EQ(response.champion().given_name(), "Amina");
  EXPECT_EQ(response.champion().role(), "Lead");
  EXPECT_EQ(Events(),
            made + "\nUpdateChampion (validate_only)|champion|" + champion.id() + "|1|role");
  EXPECT_EQ(GetAs(coordinator_, champion.id()).SerializeAsString(), champion.SerializeAsString());
}

// Shows that in a list each champion comes with its own name and answers, whatever the order, also
// where another champion gave no answers.
TEST_F(ChampionPrivacyTest, ListsGiveEachTheirOwn) {
  MakeOrganisation("OTHER");
  auto both = MakeKey(auth::Role::kCoordinator, {"OWN", "OTHER"});
  for (auto* name : {"Bola", "Chidi", "Dayo", "Efua"}) {
    auto request = NewChampion(name, *name == 'D' ? "OTHER" : "OWN");
    request.mutable_champion()->set_given_name(name);
    if (*name != 'C') request.mutable_champion()->add_languages(*name == 'B' ? "yo" : "tw");
    v1::CreateChampionResponse response;
    ASSERT_TRUE(As(admin, &Stub::CreateChampion, request, &response).ok());
  }
  for (auto* order : {"id", "id desc", "external_id", "external_id desc"}) {
    v1::ListChampionsRequest request;
    request.set_order_by(order);
    v1::ListChampionsResponse listed;
    ASSERT_TRUE(As(both, &Stub::ListChampions, request, &listed).ok());
    ASSERT_EQ(listed.champions_size(), 4);
    for (const auto& champion : listed.champions()) {
      EXPECT_EQ(champion.given_name(), champion.external_id()) << order;
      std::string language = champion.languages_size() == 0 ? "" : champion.languages(0);
      char first = champion.external_id()[0];
      EXPECT_EQ(language, first == 'B' ? "yo" : first == 'C' ? "" : "tw") << order;
    }
  }
}

// Shows that a list over several organisations is one event that belongs to none of them, with the
// number of champions that were given, and that an empty list is no read.
TEST_F(ChampionPrivacyTest, ListsAreAuditedOnce) {
  MakeOrganisation("OTHER");
  v1::ListChampionsRequest request;
  v1::ListChampionsResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListChampions, request, &listed).ok());
  EXPECT_EQ(Events(), "");
  for (auto* organisation : {"OWN", "OWN", "OTHER"}) Make("", organisation);
  auto made = Events();
  request.set_page_size(2);
  ASSERT_TRUE(As(admin, &Stub::ListChampions, request, &listed).ok());
  EXPECT_EQ(Events(), made + "\nListChampions|champion|-|2|");
  EXPECT_EQ(OrganisationOfLastEvent(), "OWN");
  request.set_page_size(3);
  ASSERT_TRUE(As(admin, &Stub::ListChampions, request, &listed).ok());
  EXPECT_EQ(Events(), made + "\nListChampions|champion|-|2|\nListChampions|champion|-|3|");
  EXPECT_EQ(OrganisationOfLastEvent(), "-");
}

// Shows that equality answers are shown to the person's own organisation alone, by every method
// that answers with champions; and that others, who may write them, lose none by writing back what
// they read, while naming a field takes its answer away.
TEST_F(ChampionPrivacyTest, EqualityAnswersAreTheOwnOrganisations) {
  auto full = MakeFull("C-1");
  auto bare = full;
  for (auto* field : {"languages", "ethnic_category", "age_band", "gender"}) {
    bare.GetReflection()->ClearField(&bare, v1::Champion::descriptor()->FindFieldByName(field));
  }
  auto manager = MakeKey(auth::Role::kProgrammeManager);
  for (const auto& token : {admin, manager}) {
    EXPECT_EQ(GetAs(token, full.id()).SerializeAsString(), bare.SerializeAsString());
    v1::ListChampionsResponse listed;
    ASSERT_TRUE(As(token, &Stub::ListChampions, {}, &listed).ok());
    EXPECT_EQ(listed.champions(0).SerializeAsString(), bare.SerializeAsString());
  }
  v1::ApplyChampionRequest apply;
  apply.set_id(full.id());
  v1::ApplyChampionResponse applied;
  ASSERT_TRUE(As(admin, &Stub::ApplyChampion, apply, &applied).ok());
  EXPECT_EQ(applied.champion().age_band() + applied.champion().gender(), "");
  auto change = GetAs(admin, full.id());
  change.set_role("Lead");
  v1::Champion updated;
  ASSERT_TRUE(Update(change, {}, &updated).ok());
  EXPECT_EQ(updated.ethnic_category(), "");
  EXPECT_EQ(GetAs(coordinator_, full.id()).ethnic_category(), "N");
  EXPECT_EQ(GetAs(coordinator_, full.id()).role(), "Lead");
  change = GetAs(admin, full.id());
  change.set_age_band("45-54");
  ASSERT_TRUE(Update(change, {"age_band", "gender"}).ok());
  auto seen = GetAs(coordinator_, full.id());
  EXPECT_EQ(seen.age_band() + "|" + seen.gender() + "|" + seen.ethnic_category(), "45-54||N");
  // Their own organisation takes away by leaving out, as with every other field.
  seen.clear_ethnic_category();
  v1::UpdateChampionRequest request;
  *request.mutable_champion() = seen;
  v1::UpdateChampionResponse response;
  ASSERT_TRUE(As(coordinator_, &Stub::UpdateChampion, request, &response).ok());
  EXPECT_EQ(response.champion().ethnic_category(), "");
}

// Shows that everybody else has counts of the answers, by organisation, programme and quarter of
// recruitment; that they are disclosure-controlled, also for one person, and audited; that what the
// caller may not see is not there, and that roles without the permission are refused.
TEST_F(ChampionPrivacyTest, EqualityAnswersAreCounted) {
  MakeOrganisation("OTHER");
  for (int i = 0; i < 13; ++i) {
    auto id = MakeFull().id();
    if (i == 12) break;  // enquired, and counts nowhere
    ASSERT_TRUE(Do(admin, "RecruitChampion", id, "2024-05-01").ok());
  }
  ASSERT_TRUE(Do(admin, "RecruitChampion", Make("", "OTHER").id(), "2024-08-01").ok());
  const std::string twelve = "1:ig=10\n1:=0\n2:N=10\n2:=0\n3:35-44=10\n3:=0\n4:2=10\n4:=0\n10";
  v1::CountEqualityAnswersRequest request;
  EXPECT_EQ(Counted(coordinator_, request), twelve);
  EXPECT_EQ(Counted(admin, request),
            "1:ig=10\n1:=*\n2:N=10\n2:=*\n3:35-44=10\n3:=*\n4:2=10\n4:=*\n15");
  EXPECT_EQ(Events().substr(Events().rfind('\n') + 1), "CountEqualityAnswers|equality|-|13|");
  EXPECT_EQ(Counted(MakeKey(auth::Role::kAuditor), request), Counted(admin, request));
  request.set_quarter("2024-25-Q1");
  EXPECT_EQ(Counted(admin, request), twelve);
  request.set_quarter("2024-25-Q2");
  request.set_organisation("OTHER");
  EXPECT_EQ(Counted(admin, request), "1:=*\n2:=*\n3:=*\n4:=*\n*");
  EXPECT_EQ(Counted(coordinator_, request), std::to_string(grpc::NOT_FOUND));
  request.set_organisation("NONE");
  EXPECT_EQ(Counted(admin, request), std::to_string(grpc::NOT_FOUND));
  request.clear_organisation();
  request.set_programme("NONE");
  EXPECT_EQ(Counted(admin, request), std::to_string(grpc::NOT_FOUND));
  EXPECT_EQ(Counted(MakeKey(auth::Role::kPartner, {"OWN"}), {}),
            std::to_string(grpc::PERMISSION_DENIED));
}

// Shows that earlier versions of personal data are kept apart from those of the record, and only
// where they changed, so that one can be erased without the other.
TEST_F(ChampionPrivacyTest, HistoryOfPersonalDataIsApart) {
  auto champion = MakeFull();
  auto kept = [&](const std::string& table) {
    return SqlValue("select coalesce(string_agg(kind, ',' order by history_id), '') from " + table +
                    " where record_id = '" + champion.id() + "'");
  };
  champion.set_etag("");
  champion.set_role("Lead");
  ASSERT_TRUE(Update(champion, {"role"}).ok());
  EXPECT_EQ(kept("personal_history"), "");
  EXPECT_EQ(kept("record_history"), "champion");
  champion.set_given_name("Amaka");
  ASSERT_TRUE(Update(champion, {"given_name"}).ok());
  EXPECT_EQ(kept("personal_history"), "champion_person");
  champion.set_gender("1");
  ASSERT_TRUE(Update(champion, {"gender"}).ok());
  EXPECT_EQ(kept("personal_history"), "champion_person,champion_equality");
  EXPECT_EQ(kept("record_history"), "champion,champion,champion");
  EXPECT_EQ(SqlValue("select count(*) from record_history h where h::text ~ 'Amina|Okafor'"), "0");
  EXPECT_EQ(SqlValue("select count(*) from champion c where c::text ~ 'Amina|Amaka'"), "0");
}

}  // namespace
}  // namespace champions::test
