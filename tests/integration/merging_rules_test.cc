// What is not merged, and what a merge means for closed quarters, erasure and disclosure.

#include "integration/merging_fixture.h"

namespace champions::test {
namespace {

class MergingRulesTest : public MergingFixture {};

// Shows what is not merged, and that foreign and missing champions cannot be told apart.
TEST_F(MergingRulesTest, Refusals) {
  MakeOrganisation("OTHER");
  auto a = Make("A").id(), b = Make("B").id(), c = Make("C").id(), d = Make("D").id();
  auto foreign = Make("F", "OTHER").id(), foreign_too = Make("G", "OTHER").id();
  EXPECT_EQ(Merge(a, a).code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Merge(a, foreign).reason, "DIFFERENT_ORGANISATIONS");
  auto own = MakeKey(auth::Role::kCoordinator, {"OWN"});
  for (bool preview : {false, true}) {
    auto refused = [&](const std::string& duplicate, const std::string& survivor) {
      auto outcome = preview ? Preview(duplicate, survivor, own) : Merge(duplicate, survivor, own);
      EXPECT_EQ(outcome.code, grpc::NOT_FOUND) << outcome;
      // But for the id that was asked for.
      return outcome.message.substr(0, outcome.message.find('\'')) + outcome.reason;
    };
    EXPECT_EQ(refused(a, foreign), refused(a, NewRequestId()));
    EXPECT_EQ(refused(foreign, a), refused(NewRequestId(), a));
    EXPECT_EQ(refused(foreign, foreign_too), refused(NewRequestId(), NewRequestId()));
  }
  EXPECT_EQ(Unmerge(foreign, own).code, grpc::NOT_FOUND);
  EXPECT_EQ(Unmerge(a).reason, "NOT_MERGED");
  EXPECT_EQ(Merge(a, b, MakeKey(auth::Role::kAuditor)).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(Preview(a, b, MakeKey(auth::Role::kAuditor)).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(Unmerge(a, MakeKey(auth::Role::kPartner, {"OWN"})).code, grpc::PERMISSION_DENIED);

  v1::MergeChampionsRequest stale;
  stale.set_survivor(a);
  stale.set_duplicate(b);
  stale.set_reason("entered twice");
  stale.set_duplicate_etag(Get(b).etag());
  stale.set_survivor_etag(Get(a).etag());
  ASSERT_TRUE(Do(admin, "ApplyChampion", b).ok());
  EXPECT_EQ(As(admin, &Stub::MergeChampions, stale, &merged_).reason, "ETAG_MISMATCH");
  stale.set_duplicate_etag(Get(b).etag());
  stale.set_validate_only(true);
  EXPECT_TRUE(As(admin, &Stub::MergeChampions, stale, &merged_).ok());
  EXPECT_EQ(Get(b).merged_into(), "") << "it was only tried out";
  stale.set_validate_only(false);
  stale.set_request_id(NewRequestId());
  EXPECT_TRUE(As(own, &Stub::MergeChampions, stale, &merged_).ok());
  EXPECT_TRUE(As(own, &Stub::MergeChampions, stale, &merged_).ok()) << "a retry";

  // No chains, in neither direction.
  EXPECT_EQ(Merge(b, c).reason, "ALREADY_MERGED");
  EXPECT_EQ(Merge(a, c).reason, "HAS_DUPLICATES");
  EXPECT_EQ(Merge(c, b).reason, "IS_DUPLICATE");
  EXPECT_TRUE(Merge(c, a).ok());
  v1::EraseChampionRequest erase;
  erase.set_champion(d);
  erase.set_reason("asked");
  v1::EraseChampionResponse erased;
  ASSERT_TRUE(As(admin, &Stub::EraseChampion, erase, &erased).ok());
  EXPECT_EQ(Merge(d, a).reason, "CHAMPION_ERASED");
  EXPECT_EQ(SqlValue("select count(*) from champion_merge"), "2");
  EXPECT_EQ(SqlValue("select string_agg(distinct method, ' ') from audit_event where object = '" +
                     b + "' and method like '%Merge%' and outcome = 'OK'"),
            "ChampionService/MergeChampions ChampionService/MergeChampions (validate_only)");
}

// Shows that a merge notes its reason where it changes a closed quarter, and its preview says
// which.
TEST_F(MergingRulesTest, ClosedQuarters) {
  auto survivor = Recruited("2024-08-01").id(), duplicate = Recruited("2024-05-02").id();
  Sql("insert into organisation_return (organisation_id, quarter, state) select id, '2024-07-01', "
      "'LOCKED' from organisation");
  ASSERT_TRUE(Preview(duplicate, survivor).ok());
  ASSERT_EQ(previewed_.preview().closed_quarters_size(), 1);
  EXPECT_EQ(previewed_.preview().closed_quarters(0), "2024-25-Q2");
  EXPECT_EQ(SqlValue("select count(*) from late_change"), "0");
  ASSERT_TRUE(Merge(duplicate, survivor).ok());
  EXPECT_EQ(SqlValue("select quarter || ' ' || reason from late_change"),
            "2024-07-01 entered twice");
  ASSERT_TRUE(Unmerge(duplicate).ok());
  EXPECT_EQ(SqlValue("select string_agg(reason, ', ' order by recorded_at) from late_change"),
            "entered twice, two people after all");
}

// Shows that an erasure removes all records of a person and moves no figure, that a hold on one of
// them keeps all, and that the person is told of all.
TEST_F(MergingRulesTest, ErasureHoldAndDisclosure) {
  auto survivor = Recruited("2024-05-01", "S1").id(),
       duplicate = Recruited("2024-06-02", "D1").id();
  Enrol(survivor, "ONE", "2024-05-03");
  Enrol(duplicate, "ONE", "2024-06-03");
  ASSERT_TRUE(Merge(duplicate, survivor).ok());
  auto before = Ask();
  v1::HoldChampionRequest hold;
  hold.set_champion(duplicate);
  hold.set_reason("a claim");
  v1::HoldChampionResponse held;
  ASSERT_TRUE(As(admin, &Stub::HoldChampion, hold, &held).ok());
  v1::ExportChampionDataRequest disclose;
  disclose.set_champion(survivor);
  v1::ExportChampionDataResponse disclosed;
  ASSERT_TRUE(As(admin, &Stub::ExportChampionData, disclose, &disclosed).ok());
  for (const auto& what : {std::string("D1"), std::string("S1"), duplicate,
                           std::string("entered twice"), std::string("a claim")}) {
    EXPECT_NE(disclosed.json().find(what), std::string::npos) << what;
  }
  v1::EraseChampionRequest erase;
  erase.set_champion(survivor);
  erase.set_reason("asked in writing");
  v1::EraseChampionResponse erased;
  EXPECT_EQ(As(admin, &Stub::EraseChampion, erase, &erased).reason, "CHAMPION_ON_HOLD");
  v1::ReleaseChampionRequest release;
  release.set_champion(duplicate);
  v1::ReleaseChampionResponse released;
  ASSERT_TRUE(As(admin, &Stub::ReleaseChampion, release, &released).ok());
  erase.set_champion(duplicate);
  ASSERT_TRUE(As(admin, &Stub::EraseChampion, erase, &erased).ok());
  EXPECT_EQ(SqlValue("select count(*) from champion_erasure"), "2");
  EXPECT_EQ(SqlValue("select count(*) from champion_person"), "0");
  EXPECT_EQ(SqlValue("select count(*) from champion_merge where reason is not null"), "0");
  EXPECT_EQ(Get(survivor).given_name() + Get(survivor).external_id(), "");
  EXPECT_EQ(Ask(), before);
  erase.set_champion(survivor);
  EXPECT_EQ(As(admin, &Stub::EraseChampion, erase, &erased).reason, "CHAMPION_ERASED");
  EXPECT_TRUE(Unmerge(duplicate).ok()) << "nobody's data is needed to take a merge back";
}

}  // namespace
}  // namespace champions::test
