#include "integration/activity_fixture.h"

namespace champions::test {
namespace {

class ActivityTest : public ActivityFixture {};

// Shows that every field survives create, get and list, and that partners need not be visible.
TEST_F(ActivityTest, KeepsEveryField) {
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"LEAD"});
  auto activity = Drawn("A-1");
  activity.mutable_starts_at()->set_nanos(123456000);
  activity.mutable_ends_at()->set_seconds(kHalfPastMidnight + 3600);
  activity.set_ward("E05013552");
  activity.add_partners("OTHER");
  activity.add_partners("NEIGHBOUR");
  activity.set_award(MakeAward("LEAD"));
  ASSERT_TRUE(Create(activity, coordinator).ok());
  ASSERT_TRUE(Get(created_.id(), coordinator).ok());
  EXPECT_EQ(got_.SerializeAsString(), created_.SerializeAsString());
  v1::ListActivitiesResponse listed;
  ASSERT_TRUE(As(coordinator, &Stub::ListActivities, {}, &listed).ok());
  ASSERT_EQ(listed.activities_size(), 1);
  EXPECT_EQ(listed.activities(0).SerializeAsString(), created_.SerializeAsString());
  EXPECT_EQ(got_.state(), v1::ACTIVITY_STATE_SCHEDULED);
  activity.set_id(got_.id());
  activity.set_state(got_.state());
  activity.set_etag(got_.etag());
  *activity.mutable_create_time() = got_.create_time();
  *activity.mutable_update_time() = got_.update_time();
  activity.mutable_partners()->SwapElements(0, 1);  // they come back sorted
  EXPECT_EQ(got_.SerializeAsString(), activity.SerializeAsString());
}

// Shows what partners may not be, and that the refusal says which of them it is.
TEST_F(ActivityTest, PartnersAreOtherKnownOrganisations) {
  auto with = [](std::initializer_list<const char*> partners) {
    auto activity = Drawn();
    for (auto* partner : partners) activity.add_partners(partner);
    return activity;
  };
  auto unknown = Create(with({"OTHER", "NEIGHBOUR", "NOBODY"}));
  EXPECT_EQ(unknown.code, grpc::NOT_FOUND);
  ASSERT_EQ(unknown.fields.size(), 1u);
  EXPECT_EQ(unknown.fields[0].first, "activity.partners[2]");
  EXPECT_EQ(unknown.message, "activity.partners[2]: there is no organisation 'NOBODY'");
  auto lead = Create(with({"OTHER", "LEAD"}));
  EXPECT_EQ(lead.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(lead.fields.size(), 1u);
  EXPECT_EQ(lead.fields[0].first, "activity.partners[1]");
  auto twice = Create(with({"OTHER", "NEIGHBOUR", "OTHER"}));
  EXPECT_EQ(twice.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(twice.fields.size(), 1u);
  EXPECT_EQ(twice.fields[0].first, "activity.partners[2]");
  EXPECT_EQ(SqlValue("select count(*) from activity"), "0");
}

// Shows that references must exist, that an award must be the organisation's own, and that a taken
// external id is refused only within its organisation.
TEST_F(ActivityTest, ReferencesMustBeThere) {
  auto activity = Drawn("A-1");
  activity.set_programme("NONE");
  EXPECT_EQ(Create(activity).message, "activity.programme: there is no programme 'NONE'");
  activity = Drawn("A-1");
  activity.set_organisation("NONE");
  EXPECT_EQ(Create(activity).message, "activity.organisation: there is no organisation 'NONE'");
  activity = Drawn("A-1");
  activity.set_award(MakeAward("OTHER"));
  auto foreign = Create(activity);
  EXPECT_EQ(foreign.code, grpc::NOT_FOUND);
  EXPECT_EQ(foreign.message, "activity.award: there is no award '" + activity.award() + "'");
  activity.set_award(MakeAward("LEAD"));
  ASSERT_TRUE(Create(activity).ok());
  EXPECT_EQ(Create(activity).code, grpc::ALREADY_EXISTS);
  activity.set_organisation("OTHER");
  activity.clear_award();
  EXPECT_TRUE(Create(activity).ok());
}

// Shows that times are refused that end before they start, or lie more than a year ahead in London.
TEST_F(ActivityTest, TimesAreHeldToTheirRules) {
  auto activity = Drawn();
  *activity.mutable_ends_at() = activity.starts_at();
  auto refused = Create(activity);
  ASSERT_EQ(refused.fields.size(), 1u) << refused;
  EXPECT_EQ(refused.fields[0].first, "activity.ends_at");
  activity = Drawn();
  activity.mutable_starts_at()->set_seconds(time(nullptr) + 368 * 86400);
  refused = Create(activity);
  ASSERT_EQ(refused.fields.size(), 1u) << refused;
  EXPECT_EQ(refused.fields[0].first, "activity.starts_at");
  activity.mutable_starts_at()->set_seconds(-62135596800);  // year 1 in UTC, year 0 in London
  refused = Create(activity);
  ASSERT_EQ(refused.fields.size(), 1u) << refused;
  EXPECT_EQ(refused.fields[0].first, "activity.starts_at");
  activity = Drawn();
  activity.mutable_ends_at()->set_seconds(time(nullptr) + 368 * 86400);
  refused = Create(activity);
  ASSERT_EQ(refused.fields.size(), 1u) << refused;
  EXPECT_EQ(refused.fields[0].first, "activity.ends_at");
  activity = Drawn();
  activity.mutable_starts_at()->set_seconds(time(nullptr) + 360 * 86400);
  EXPECT_TRUE(Create(activity).ok());
  // The rule between two fields holds for an update that names only one of them.
  auto late = created_;
  late.mutable_ends_at()->set_seconds(kHalfPastMidnight);
  EXPECT_EQ(Update(late, {"ends_at"}).code, grpc::INVALID_ARGUMENT);
}

// Shows that an update touches what its mask names, clears what is named and not given, leaves the
// rest, and is refused with a stale etag or for a field that cannot be changed.
TEST_F(ActivityTest, UpdatesFollowMaskAndEtag) {
  auto activity = Drawn("A-1");
  activity.set_ward("E05013552");
  activity.mutable_ends_at()->set_seconds(kHalfPastMidnight + 60);
  activity.add_partners("OTHER");
  ASSERT_TRUE(Create(activity).ok());
  v1::Activity change;
  change.set_id(created_.id());
  change.set_name("New name");
  ASSERT_TRUE(Update(change, {"name", "ends_at", "partners"}).ok());
  EXPECT_EQ(updated_.name(), "New name");
  EXPECT_FALSE(updated_.has_ends_at());
  EXPECT_EQ(updated_.partners_size(), 0);
  EXPECT_EQ(updated_.ward(), "E05013552");
  EXPECT_EQ(updated_.external_id(), "A-1");
  change.set_etag(created_.etag());
  EXPECT_EQ(Update(change, {"name"}).reason, "ETAG_MISMATCH");
  change.set_etag(updated_.etag());
  for (auto* path : {"organisation", "external_id", "state", "id", "nonsense"}) {
    EXPECT_EQ(Update(change, {path}).code, grpc::INVALID_ARGUMENT) << path;
  }
  EXPECT_EQ(SqlValue("select count(*) from record_history where kind = 'activity'"), "1");
}

// Shows that to a coordinator of another organisation, even a partner, an activity and a missing
// one look the same in every method, and that nothing can be made for an organisation not its own.
TEST_F(ActivityTest, ForeignAndMissingLookTheSame) {
  auto activity = Drawn();
  activity.add_partners("OTHER");
  ASSERT_TRUE(Create(activity).ok());
  auto stranger = MakeKey(auth::Role::kCoordinator, {"OTHER"});
  std::string missing = "00000000-0000-4000-8000-000000000000";
  auto every = [&](const std::string& id) {
    std::vector<Outcome> outcomes = {Get(id, stranger)};
    v1::UpdateActivityRequest update;
    update.mutable_activity()->set_id(id);
    update.mutable_activity()->set_name("x");
    update.mutable_update_mask()->add_paths("name");
    v1::UpdateActivityResponse updated;
    outcomes.push_back(As(stranger, &Stub::UpdateActivity, update, &updated));
    v1::CancelActivityRequest cancel;
    cancel.set_id(id);
    v1::CancelActivityResponse cancelled;
    outcomes.push_back(As(stranger, &Stub::CancelActivity, cancel, &cancelled));
    v1::ReinstateActivityRequest reinstate;
    reinstate.set_id(id);
    v1::ReinstateActivityResponse reinstated;
    outcomes.push_back(As(stranger, &Stub::ReinstateActivity, reinstate, &reinstated));
    return outcomes;
  };
  for (const auto& id : {created_.id(), missing}) {
    for (const auto& outcome : every(id)) {
      EXPECT_EQ(outcome.code, grpc::NOT_FOUND) << outcome;
      EXPECT_EQ(outcome.message, "there is no activity '" + id + "'");
    }
  }
  EXPECT_EQ(Create(Drawn(), stranger).message,
            "activity.organisation: there is no organisation 'LEAD'");
  v1::ListActivitiesResponse listed;
  ASSERT_TRUE(As(stranger, &Stub::ListActivities, {}, &listed).ok());
  EXPECT_EQ(listed.activities_size(), 0);
}

// Shows that pages in the order of starts hold what lies between two London days, each once, and
// that filters leave out the rest.
TEST_F(ActivityTest, ListsByDayOrganisationProgrammeAndAward) {
  auto award = MakeAward("LEAD");
  // Days -2 to 3 around 1 July, each starting half an hour into the London day.
  for (int day = -2; day <= 3; ++day) {
    auto activity = Drawn(std::to_string(day));
    activity.mutable_starts_at()->set_seconds(kHalfPastMidnight + day * 86400);
    if (day == 1) activity.set_award(award);
    if (day == 2) activity.set_programme("MENTAL");
    ASSERT_TRUE(Create(activity).ok());
  }
  auto list = [&](v1::ListActivitiesRequest request) {
    std::string ids;
    request.set_page_size(2);
    request.set_order_by("starts_at");
    do {
      v1::ListActivitiesResponse page;
      auto outcome = As(admin, &Stub::ListActivities, request, &page);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& activity : page.activities()) ids += activity.external_id() + " ";
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  v1::ListActivitiesRequest request;
  EXPECT_EQ(list(request), "-2 -1 0 1 2 3 ");
  request.set_from("2024-07-01");
  request.set_to("2024-07-03");
  EXPECT_EQ(list(request), "0 1 2 ");
  request.set_programme("HES");
  EXPECT_EQ(list(request), "0 1 ");
  request.set_award(award);
  EXPECT_EQ(list(request), "1 ");
  request.set_organisation("OTHER");
  EXPECT_EQ(list(request), "");
}

// Shows that a retry with the same request_id plans one activity, and that a check alone plans
// none.
TEST_F(ActivityTest, RetriesCountOnce) {
  v1::CreateActivityRequest request;
  *request.mutable_activity() = Drawn();
  request.set_validate_only(true);
  v1::CreateActivityResponse response;
  ASSERT_TRUE(As(admin, &Stub::CreateActivity, request, &response).ok());
  EXPECT_EQ(Counted("2024-07-01", "HES"), "0");
  request.set_validate_only(false);
  request.set_request_id(NewRequestId());
  ASSERT_TRUE(As(admin, &Stub::CreateActivity, request, &response).ok());
  auto first = response.activity().id();
  ASSERT_TRUE(As(admin, &Stub::CreateActivity, request, &response).ok());
  EXPECT_EQ(response.activity().id(), first);
  EXPECT_EQ(Counted("2024-07-01", "HES"), "1");
  EXPECT_EQ(SqlValue("select count(*) from audit_event where object_kind = 'activity'"), "1");
}

}  // namespace
}  // namespace champions::test
