#include "champions/v1/activity_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::ActivityService::Stub;

class ActivityAttendanceTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    for (auto* code : {"LEAD", "PARTNER", "OTHER"}) MakeOrganisation(code);
    MakeProgramme("HES");
    coordinator_ = MakeKey(auth::Role::kCoordinator, {"LEAD"});
    v1::CreateActivityRequest request;
    auto* activity = request.mutable_activity();
    activity->set_organisation("LEAD");
    activity->set_programme("HES");
    activity->set_name("Walk");
    activity->set_kind(v1::ACTIVITY_KIND_OUTREACH);
    activity->mutable_starts_at()->set_seconds(1700000000);
    activity->add_partners("PARTNER");
    v1::CreateActivityResponse response;
    ASSERT_TRUE(As(admin, &Stub::CreateActivity, request, &response).ok());
    activity_ = response.activity();
    for (auto* code : {"LEAD", "PARTNER", "OTHER"}) champions_[code] = MakeChampion(code);
  }

  std::string MakeChampion(const std::string& organisation) {
    return SqlValue(
        "insert into champion (organisation_id) select id from organisation where code = '" +
        organisation + "' returning id");
  }
  Outcome Set(const std::string& token, const std::vector<std::string>& champions) {
    v1::SetActivityAttendanceRequest request;
    request.set_activity(activity_.id());
    for (const auto& champion : champions) request.add_champions(champion);
    v1::SetActivityAttendanceResponse response;
    return As(token, &Stub::SetActivityAttendance, request, &response);
  }
  std::set<std::string> Attending(const std::string& token) {
    v1::GetActivityAttendanceRequest request;
    request.set_activity(activity_.id());
    v1::GetActivityAttendanceResponse response;
    auto outcome = As(token, &Stub::GetActivityAttendance, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return {response.champions().begin(), response.champions().end()};
  }
  Outcome SetPartners(const std::vector<std::string>& partners) {
    v1::UpdateActivityRequest request;
    request.mutable_activity()->set_id(activity_.id());
    for (const auto& partner : partners) request.mutable_activity()->add_partners(partner);
    request.mutable_update_mask()->add_paths("partners");
    v1::UpdateActivityResponse response;
    return As(admin, &Stub::UpdateActivity, request, &response);
  }

  using Ids = std::set<std::string>;
  std::string coordinator_;
  v1::Activity activity_;
  std::map<std::string, std::string> champions_;  // one of each organisation
};

// Shows that a list replaces the one before, and that the same list again changes nothing.
TEST_F(ActivityAttendanceTest, ListsReplaceEachOther) {
  auto second = MakeChampion("LEAD");
  ASSERT_TRUE(Set(admin, {champions_["LEAD"], champions_["PARTNER"]}).ok());
  EXPECT_EQ(Attending(admin), (Ids{champions_["LEAD"], champions_["PARTNER"]}));
  ASSERT_TRUE(Set(admin, {second, champions_["PARTNER"]}).ok());
  EXPECT_EQ(Attending(admin), (Ids{second, champions_["PARTNER"]}));
  auto version = SqlValue("select version from activity");
  auto audited = SqlValue("select count(*) from audit_event");
  ASSERT_TRUE(Set(admin, {champions_["PARTNER"], second}).ok());
  EXPECT_EQ(SqlValue("select version from activity"), version);
  EXPECT_EQ(SqlValue("select count(*) from audit_event"), audited);
  ASSERT_TRUE(Set(admin, {}).ok());
  EXPECT_EQ(Attending(admin), Ids{});
}

// Shows that a champion of neither lead nor partner, a missing one, and one named twice, also in
// capitals, are refused by their place in the list, and that nothing is changed then.
TEST_F(ActivityAttendanceTest, OnlyChampionsOfThoseWhoHoldIt) {
  std::string missing = "00000000-0000-4000-8000-000000000000";
  for (const auto& stranger : {champions_["OTHER"], missing}) {
    auto refused = Set(admin, {champions_["LEAD"], stranger});
    EXPECT_EQ(refused.code, grpc::NOT_FOUND);
    EXPECT_EQ(refused.message, "champions[1]: there is no champion '" + stranger + "'");
  }
  std::string capitals = champions_["LEAD"];
  for (char& c : capitals) c = static_cast<char>(std::toupper(c));
  auto twice = Set(admin, {champions_["LEAD"], champions_["PARTNER"], capitals});
  EXPECT_EQ(twice.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(twice.fields.size(), 1u);
  EXPECT_EQ(twice.fields[0].first, "champions[2]");
  EXPECT_EQ(Attending(admin), Ids{});
}

// Shows that a coordinator cannot add a partner's champion, which it does not see, but can write
// back one who attends already, and can leave it out.
TEST_F(ActivityAttendanceTest, CoordinatorsKeepPartnersChampions) {
  EXPECT_EQ(Set(coordinator_, {champions_["PARTNER"]}).code, grpc::NOT_FOUND);
  ASSERT_TRUE(Set(admin, {champions_["PARTNER"]}).ok());
  EXPECT_EQ(Attending(coordinator_), (Ids{champions_["PARTNER"]}));
  ASSERT_TRUE(Set(coordinator_, {champions_["PARTNER"], champions_["LEAD"]}).ok());
  EXPECT_EQ(Attending(coordinator_), (Ids{champions_["LEAD"], champions_["PARTNER"]}));
  ASSERT_TRUE(Set(coordinator_, {champions_["LEAD"]}).ok());
  EXPECT_EQ(Attending(coordinator_), (Ids{champions_["LEAD"]}));
}

// Shows that a partner whose champions attend cannot be taken off before they are.
TEST_F(ActivityAttendanceTest, PartnersWithAttendanceStay) {
  ASSERT_TRUE(Set(admin, {champions_["LEAD"], champions_["PARTNER"]}).ok());
  auto refused = SetPartners({"OTHER"});
  EXPECT_EQ(refused.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "PARTNER_ATTENDS");
  EXPECT_NE(refused.message.find("champions of PARTNER attend"), std::string::npos) << refused;
  EXPECT_TRUE(SetPartners({"OTHER", "PARTNER"}).ok());
  ASSERT_TRUE(Set(admin, {champions_["LEAD"]}).ok());
  EXPECT_TRUE(SetPartners({}).ok());
}

// Shows that attendance moves the activity's etag, is audited, and outlives a cancellation.
TEST_F(ActivityAttendanceTest, IsPartOfTheActivity) {
  ASSERT_TRUE(Set(admin, {champions_["LEAD"]}).ok());
  v1::CancelActivityRequest cancel;
  cancel.set_id(activity_.id());
  cancel.set_etag(activity_.etag());
  v1::CancelActivityResponse cancelled;
  EXPECT_EQ(As(admin, &Stub::CancelActivity, cancel, &cancelled).reason, "ETAG_MISMATCH");
  cancel.clear_etag();
  ASSERT_TRUE(As(admin, &Stub::CancelActivity, cancel, &cancelled).ok());
  EXPECT_EQ(Attending(admin), (Ids{champions_["LEAD"]}));
  EXPECT_EQ(SqlValue("select count(*) from audit_event where fields = '{attendance}'"), "1");
}

// Shows that a coordinator of a partner sees no more of the activity than of a missing one.
TEST_F(ActivityAttendanceTest, ForeignAndMissingLookTheSame) {
  auto partner = MakeKey(auth::Role::kCoordinator, {"PARTNER"});
  for (const auto& id : {activity_.id(), std::string("00000000-0000-4000-8000-000000000000")}) {
    v1::SetActivityAttendanceRequest set;
    set.set_activity(id);
    v1::SetActivityAttendanceResponse was_set;
    EXPECT_EQ(As(partner, &Stub::SetActivityAttendance, set, &was_set).message,
              "there is no activity '" + id + "'");
    v1::GetActivityAttendanceRequest get;
    get.set_activity(id);
    v1::GetActivityAttendanceResponse got;
    EXPECT_EQ(As(partner, &Stub::GetActivityAttendance, get, &got).message,
              "there is no activity '" + id + "'");
  }
}

}  // namespace
}  // namespace champions::test
