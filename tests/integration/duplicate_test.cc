// Probable duplicates: told at entry, and listed.
#include <set>

#include "integration/merging_fixture.h"

namespace champions::test {
namespace {

class DuplicateTest : public MergingFixture {};

// Shows that probable duplicates are told at entry and found before it, ranked by what agrees and
// by the age band, which is itself not told; of the own organisation alone.
TEST_F(DuplicateTest, FoundAtEntry) {
  MakeOrganisation("OTHER");
  auto both = MakeKey(auth::Role::kCoordinator, {"OWN", "OTHER"});
  auto make = [&](const std::string& given, const std::string& family, const std::string& email,
                  const std::string& phone, const std::string& age_band,
                  const std::string& organisation = "OWN") {
    auto request = NewChampion("", organisation);
    auto* champion = request.mutable_champion();
    champion->set_given_name(given);
    champion->set_family_name(family);
    champion->set_email(email);
    champion->set_phone(phone);
    champion->set_age_band(age_band);
    v1::CreateChampionResponse response;
    auto outcome = As(both, &Stub::CreateChampion, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response;
  };
  auto ada = make("Ada", "Lovelace", "ada@example.org", "020 7946 0000", "25-34");
  EXPECT_EQ(ada.probable_duplicates_size(), 0);
  auto older = make("ADA", "lovelace", "", "", "65-74");
  ASSERT_EQ(older.probable_duplicates_size(), 1);
  EXPECT_EQ(older.probable_duplicates(0).champion(), ada.champion().id());
  EXPECT_EQ(older.probable_duplicates(0).strength(), v1::MATCH_STRENGTH_POSSIBLE);
  EXPECT_EQ(make("Ada", "Lovelace", "", "", "", "OTHER").probable_duplicates_size(), 0);

  v1::FindDuplicatesRequest request;
  request.set_organisation("OWN");
  request.set_given_name("Lovelace");
  request.set_family_name("Adá");
  request.set_email("ADA@example.org");
  request.set_age_band("25-34");
  v1::FindDuplicatesResponse found;
  auto own = MakeKey(auth::Role::kCoordinator, {"OWN"});
  ASSERT_TRUE(As(own, &Stub::FindDuplicates, request, &found).ok());
  ASSERT_EQ(found.duplicates_size(), 2);
  EXPECT_EQ(found.duplicates(0).champion(), ada.champion().id());
  EXPECT_EQ(found.duplicates(0).name(), "Ada Lovelace");
  EXPECT_EQ(found.duplicates(0).strength(), v1::MATCH_STRENGTH_STRONG);
  ASSERT_EQ(found.duplicates(0).matches_size(), 2);
  EXPECT_EQ(found.duplicates(0).matches(1), v1::MATCH_FIELD_EMAIL);
  EXPECT_EQ(found.duplicates(1).strength(), v1::MATCH_STRENGTH_POSSIBLE);
  EXPECT_EQ(found.ShortDebugString().find("65-74"), std::string::npos);
  EXPECT_EQ(found.ShortDebugString().find("7946"), std::string::npos);
  // To who may not see equality answers the age band says nothing.
  v1::FindDuplicatesResponse blind[2];
  for (int i = 0; i < 2; ++i) {
    request.set_age_band(i == 0 ? "25-34" : "65-74");
    ASSERT_TRUE(As(admin, &Stub::FindDuplicates, request, &blind[i]).ok());
  }
  EXPECT_EQ(blind[0].ShortDebugString(), blind[1].ShortDebugString());
  EXPECT_EQ(blind[0].duplicates_size(), 2);
  // The telephone alone, however it is written; half a name finds nobody.
  request.Clear();
  request.set_organisation("OWN");
  request.set_phone("+44 20 79460000");
  ASSERT_TRUE(As(own, &Stub::FindDuplicates, request, &found).ok());
  ASSERT_EQ(found.duplicates_size(), 1);
  request.clear_phone();
  request.set_family_name("Lovelace");
  ASSERT_TRUE(As(own, &Stub::FindDuplicates, request, &found).ok());
  EXPECT_EQ(found.duplicates_size(), 0);
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = "
                     "'ChampionService/FindDuplicates' and object = 'OWN'"),
            "5");
  EXPECT_EQ(As(MakeKey(auth::Role::kAuditor), &Stub::FindDuplicates, request, &found).code,
            grpc::PERMISSION_DENIED);
  request.set_organisation("OTHER");
  EXPECT_EQ(As(own, &Stub::FindDuplicates, request, &found).code, grpc::NOT_FOUND);
}

// Shows that pairs are listed once and page by page, without those that are merged or dismissed,
// each of which can be taken back; and to nobody else.
TEST_F(DuplicateTest, Listed) {
  MakeOrganisation("OTHER");
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(Make().id());  // all of one name
  std::sort(ids.begin(), ids.end());
  Make("", "OTHER");
  auto own = MakeKey(auth::Role::kCoordinator, {"OWN"});
  auto names = [&](int page_size = 0) {
    std::set<std::string> pairs;
    for (const auto& pair : Pairs(own, page_size)) {
      auto place = [&](const std::string& id) {
        return std::to_string(std::find(ids.begin(), ids.end(), id) - ids.begin());
      };
      EXPECT_TRUE(pairs.insert(place(pair.champion()) + place(pair.other_champion())).second);
      EXPECT_EQ(pair.name(), "Amina Okafor");
    }
    return pairs;
  };
  using Set = std::set<std::string>;
  EXPECT_EQ(names(), (Set{"01", "02", "12"}));
  EXPECT_EQ(names(1), (Set{"01", "02", "12"}));
  EXPECT_EQ(Pairs(MakeKey(auth::Role::kCoordinator, {"OTHER"})).size(), 0u);
  v1::DismissDuplicateRequest dismiss;
  dismiss.set_champion(ids[2]);
  dismiss.set_other_champion(ids[0]);
  v1::DismissDuplicateResponse dismissed;
  ASSERT_TRUE(As(own, &Stub::DismissDuplicate, dismiss, &dismissed).ok());
  EXPECT_EQ(As(own, &Stub::DismissDuplicate, dismiss, &dismissed).code, grpc::ALREADY_EXISTS);
  EXPECT_EQ(names(), (Set{"01", "12"}));
  ASSERT_TRUE(Merge(ids[1], ids[0]).ok());
  EXPECT_EQ(names(), (Set{"12"}));
  EXPECT_EQ(Pairs(own)[0].merged_into(), ids[0]);
  dismiss.set_undo(true);
  ASSERT_TRUE(As(own, &Stub::DismissDuplicate, dismiss, &dismissed).ok());
  EXPECT_EQ(As(own, &Stub::DismissDuplicate, dismiss, &dismissed).code, grpc::NOT_FOUND);
  EXPECT_EQ(names(), (Set{"02", "12"}));
  ASSERT_TRUE(Merge(ids[2], ids[0]).ok());
  EXPECT_EQ(names(), Set{});
  ASSERT_TRUE(Unmerge(ids[1]).ok());
  EXPECT_EQ(names(), (Set{"01", "12"}));
  v1::ListDuplicatesResponse response;
  EXPECT_EQ(As(MakeKey(auth::Role::kPartner, {"OWN"}), &Stub::ListDuplicates, {}, &response).code,
            grpc::PERMISSION_DENIED);
}

}  // namespace
}  // namespace champions::test
