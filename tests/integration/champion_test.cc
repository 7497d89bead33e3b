#include "support/champion_server_test.h"

namespace champions::test {
namespace {

class ChampionTest : public ChampionServerTest {
 protected:
  // Every field that a caller may set.
  static v1::CreateChampionRequest Full() {
    auto request = NewChampion("C-1");
    auto* champion = request.mutable_champion();
    champion->set_email("amina@example.org");
    champion->set_phone("020 7946 0000");
    champion->set_role("Lead, \"peer\"");
    champion->set_career_goal("Health visitor");
    champion->add_languages("ig");
    champion->add_languages("en-GB");
    champion->set_ethnic_category("N");
    champion->set_age_band("35-44");
    champion->set_gender("2");
    return request;
  }
  v1::Champion Create(const v1::CreateChampionRequest& request) {
    v1::CreateChampionResponse response;
    auto outcome = As(admin, &Stub::CreateChampion, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.champion();
  }
  // External ids of all pages of a list, a space after each.
  std::string Listed(const std::string& token, v1::ListChampionsRequest request) {
    std::string all;
    v1::ListChampionsResponse page;
    do {
      page.Clear();
      auto outcome = As(token, &Stub::ListChampions, request, &page);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& champion : page.champions()) all += champion.external_id() + " ";
      request.set_page_token(page.next_page_token());
    } while (!page.next_page_token().empty());
    return all;
  }
};

// Shows that every field survives create, get, list and update, and that an update touches only
// what its mask names.
TEST_F(ChampionTest, LivesThroughItsMethods) {
  admin = MakeKey(auth::Role::kCoordinator, {"OWN"});  // whose equality answers they are
  auto created = Create(Full());
  EXPECT_EQ(created.state(), v1::CHAMPION_STATE_ENQUIRED);
  auto expected = Full().champion();
  expected.set_id(created.id());
  expected.set_state(created.state());
  expected.set_etag(created.etag());
  *expected.mutable_create_time() = created.create_time();
  *expected.mutable_update_time() = created.update_time();
  EXPECT_EQ(created.SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(Get(created.id()).SerializeAsString(), expected.SerializeAsString());
  v1::ListChampionsResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListChampions, {}, &listed).ok());
  ASSERT_EQ(listed.champions_size(), 1);
  EXPECT_EQ(listed.champions(0).SerializeAsString(), expected.SerializeAsString());

  v1::Champion change;
  change.set_id(created.id());
  change.set_given_name("not in the mask");
  change.set_family_name("Eze");
  change.add_languages("fr");
  change.set_role("Champion");
  v1::Champion updated;
  ASSERT_TRUE(Update(change, {"family_name", "languages", "role", "phone"}, &updated).ok());
  expected.set_family_name("Eze");
  expected.clear_languages();
  expected.add_languages("fr");
  expected.set_role("Champion");
  expected.clear_phone();
  expected.set_etag(updated.etag());
  *expected.mutable_update_time() = updated.update_time();
  EXPECT_EQ(updated.SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(Get(created.id()).SerializeAsString(), expected.SerializeAsString());
  EXPECT_NE(updated.etag(), created.etag());
}

// Shows that an update refuses what is not to be updated, a stale etag and a champion that is not
// there.
TEST_F(ChampionTest, UpdatesThatAreRefused) {
  auto champion = Create(Full());
  for (auto* path : {"state", "external_id", "organisation", "trained_on", "id", "surname"}) {
    auto outcome = Update(champion, {path});
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << path;
    ASSERT_EQ(outcome.fields.size(), 1u) << path;
    EXPECT_EQ(outcome.fields.at(0).first, "update_mask");
  }
  auto unnamed = champion;
  unnamed.clear_family_name();
  EXPECT_EQ(Update(unnamed, {"family_name"}).fields.at(0).first, "champion.family_name");
  ASSERT_TRUE(Update(champion, {"role"}).ok());
  EXPECT_EQ(Update(champion, {"role"}).reason, "ETAG_MISMATCH");
  champion.set_id(NewRequestId());
  EXPECT_EQ(Update(champion, {"role"}).code, grpc::NOT_FOUND);
}

// Shows that an external_id is taken once in an organisation, that another organisation may use it
// too, and that any number of champions may have none.
TEST_F(ChampionTest, ExternalIdIsUniqueWithinAnOrganisation) {
  MakeOrganisation("OTHER");
  Make("C-1");
  v1::CreateChampionResponse response;
  auto taken = As(admin, &Stub::CreateChampion, NewChampion("C-1"), &response);
  EXPECT_EQ(taken.code, grpc::ALREADY_EXISTS);
  EXPECT_EQ(taken.message, "there is already a champion 'C-1'");
  Make("C-1", "OTHER");
  Make();
  Make();
  EXPECT_EQ(SqlValue("select count(*) from champion"), "4");
  EXPECT_EQ(SqlValue("select count(*) from champion_person"), "4");
}

// Shows that dates come with the verbs: a new champion has none, an update corrects those that the
// state has, may not clear them, and keeps their order.
TEST_F(ChampionTest, DatesFollowTheState) {
  auto request = NewChampion();
  request.mutable_champion()->set_recruited_on("2024-05-01");
  v1::CreateChampionResponse response;
  EXPECT_EQ(As(admin, &Stub::CreateChampion, request, &response).fields.at(0).first,
            "champion.recruited_on");
  for (auto* state : {"ENQUIRED", "APPLIED", "DECLINED", "WITHDRAWN"}) {
    auto champion = MakeIn(state);
    champion.set_recruited_on("2024-05-01");
    auto outcome = Update(champion, {"recruited_on"});
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << state;
    EXPECT_EQ(outcome.fields.at(0).first, "champion.recruited_on") << state;
  }
  for (auto* state : {"RECRUITED", "IN_TRAINING", "ACTIVE", "PAUSED"}) {
    auto champion = MakeIn(state);
    champion.set_left_on("2024-08-01");
    EXPECT_EQ(Update(champion, {"left_on"}).fields.at(0).first, "champion.left_on") << state;
    champion.clear_recruited_on();
    EXPECT_EQ(Update(champion, {"recruited_on"}).fields.at(0).first, "champion.recruited_on")
        << state;
    champion.clear_left_on();
    EXPECT_EQ(Update(champion, {}).fields.at(0).first, "champion.recruited_on") << state;
  }
  auto left = MakeIn("LEFT");
  auto change = left;
  change.set_recruited_on("2024-08-02");
  EXPECT_EQ(Update(change, {"recruited_on"}).fields.at(0).first, "champion.recruited_on");
  change.set_left_on("2024-08-03");
  EXPECT_TRUE(Update(change, {"recruited_on", "left_on"}).ok());
  change.set_etag("");
  change.clear_left_on();
  EXPECT_EQ(Update(change, {"left_on"}).fields.at(0).first, "champion.left_on");
}

// Shows that a corrected recruited_on moves the figure by new entries, so that what was known
// before stays as it was.
TEST_F(ChampionTest, CorrectedRecruitmentMovesTheFigure) {
  auto champion = MakeIn("ACTIVE");
  Enrol(champion.id(), "ONE", "2024-04-10");
  auto before = SqlValue("select max(recorded_at) from ledger_entry");
  champion.set_recruited_on("2024-03-20");
  ASSERT_TRUE(Update(champion, {"recruited_on"}).ok());
  EXPECT_EQ(Sum("recruited", "scope = 'OVERALL' and counts_on = '2024-05-01'"), 0);
  EXPECT_EQ(Sum("recruited", "scope = 'OVERALL' and counts_on = '2024-03-20'"), 1);
  EXPECT_EQ(Sum("recruited", "scope = 'PROGRAMME' and counts_on = '2024-05-01'"), 0);
  EXPECT_EQ(Sum("recruited", "scope = 'PROGRAMME' and counts_on = '2024-04-10'"), 1);
  EXPECT_EQ(Sum("1", "true"), 6) << "two entries, both taken back, two new ones";
  EXPECT_EQ(Sum("recruited", "counts_on = '2024-05-01' and recorded_at <= '" + before + "'"), 2);
}

// Shows that of another organisation's champions nothing is to be seen, and none can be made there.
TEST_F(ChampionTest, ForeignAndMissingLookTheSame) {
  MakeOrganisation("FOREIGN");
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  Make("C-1");
  auto foreign = Make("C-2", "FOREIGN").id();
  for (const auto& id : {foreign, NewRequestId()}) {
    v1::GetChampionRequest get;
    get.set_id(id);
    v1::GetChampionResponse got;
    auto read = As(coordinator, &Stub::GetChampion, get, &got);
    EXPECT_EQ(read.code, grpc::NOT_FOUND);
    EXPECT_EQ(read.message, "there is no champion '" + id + "'");
    v1::UpdateChampionRequest update;
    update.mutable_champion()->set_id(id);
    update.mutable_champion()->set_role("x");
    update.mutable_update_mask()->add_paths("role");
    v1::UpdateChampionResponse updated;
    EXPECT_EQ(As(coordinator, &Stub::UpdateChampion, update, &updated).message, read.message);
  }
  v1::CreateChampionResponse created;
  for (auto* code : {"FOREIGN", "MISSING"}) {
    auto outcome = As(coordinator, &Stub::CreateChampion, NewChampion("C-9", code), &created);
    EXPECT_EQ(outcome.code, grpc::NOT_FOUND);
    EXPECT_EQ(outcome.message, std::string("there is no organisation '") + code + "'");
  }
  EXPECT_EQ(Listed(coordinator, {}), "C-1 ");
  v1::ListChampionsRequest of_foreign;
  of_foreign.set_organisation("FOREIGN");
  EXPECT_EQ(Listed(coordinator, of_foreign), "");
}

// Shows the filters and orders of the list, and that pages hold everything once.
TEST_F(ChampionTest, ListsByFilterAndOrder) {
  MakeOrganisation("OTHER");
  for (auto* id : {"b", "a", "d", "c"}) Make(id);
  auto other = Make("e", "OTHER").id();
  ASSERT_TRUE(Do(admin, "RecruitChampion", other, "2024-03-01").ok());
  auto recruit = [&](const std::string& external_id, const std::string& day) {
    auto id = SqlValue("select id from champion where external_id = '" + external_id + "'");
    EXPECT_TRUE(Do(admin, "RecruitChampion", id, day).ok());
    return id;
  };
  recruit("d", "2024-05-01");
  auto enrolled = recruit("a", "2024-04-01");
  Enrol(enrolled, "ONE", "2024-04-02");
  Enrol(enrolled, "ONE", "2024-05-02");
  v1::ListChampionsRequest request;
  request.set_page_size(2);
  EXPECT_EQ(Listed(admin, request), "b a d c e ");
  request.set_order_by("external_id desc");
  EXPECT_EQ(Listed(admin, request), "e d c b a ");
  request.set_order_by("recruited_on");
  EXPECT_EQ(Listed(admin, request), "e a d b c ") << "those without a day come last";
  request.set_organisation("OWN");
  EXPECT_EQ(Listed(admin, request), "a d b c ");
  request.add_states(v1::CHAMPION_STATE_RECRUITED);
  EXPECT_EQ(Listed(admin, request), "a d ");
  request.add_states(v1::CHAMPION_STATE_ENQUIRED);
  EXPECT_EQ(Listed(admin, request), "a d b c ");
  request.set_programme("ONE");
  EXPECT_EQ(Listed(admin, request), "a ");
  request.set_external_id("b");
  EXPECT_EQ(Listed(admin, request), "");
  request.clear_programme();
  EXPECT_EQ(Listed(admin, request), "b ");
  request.set_order_by("family_name");
  v1::ListChampionsResponse page;
  EXPECT_EQ(As(admin, &Stub::ListChampions, request, &page).fields.at(0).first, "order_by");
  request.clear_order_by();
  request.add_states(v1::CHAMPION_STATE_UNSPECIFIED);
  EXPECT_EQ(As(admin, &Stub::ListChampions, request, &page).fields.at(0).first, "states[2]");
}

}  // namespace
}  // namespace champions::test
