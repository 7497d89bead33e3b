#include <chrono>

#include "support/training_fixture.h"

namespace champions::test {
namespace {

constexpr int64_t kDay = 86'400;

class CourseRunTest : public TrainingFixture {
 protected:
  void SetUp() override {
    TrainingFixture::SetUp();
    MakeOrganisation("ORG");
    MakeOrganisation("OTHER");
    ASSERT_TRUE(CreateCourse("A").ok());
    ASSERT_TRUE(CreateCourse("B").ok());
  }
  Outcome Update(const v1::CourseRun& changed, const std::vector<std::string>& mask) {
    v1::UpdateCourseRunRequest request;
    *request.mutable_course_run() = changed;
    for (const auto& path : mask) request.mutable_update_mask()->add_paths(path);
    v1::UpdateCourseRunResponse response;
    auto outcome = As(admin, &Stub::UpdateCourseRun, request, &response);
    if (outcome.ok()) run = response.course_run();
    return outcome;
  }
  Outcome MoveTo(int64_t starts_at) {
    auto changed = run;
    changed.clear_etag();
    changed.mutable_starts_at()->set_seconds(starts_at);
    return Update(changed, {"starts_at"});
  }
  Outcome Cancel(const std::string& id, const std::string& etag = "") {
    v1::CancelCourseRunRequest request;
    request.set_id(id);
    request.set_etag(etag);
    v1::CancelCourseRunResponse response;
    auto outcome = As(admin, &Stub::CancelCourseRun, request, &response);
    if (outcome.ok()) run = response.course_run();
    return outcome;
  }
  // What a champion has, such as "2024-06-03 BOOKED, 2024-06-04 WITHDRAWN".
  std::string RecordsOf(const std::string& champion) {
    return SqlValue(
        "select string_agg(completed_on || ' ' || outcome, ', ' order by completed_on) "
        "from training_record where champion_id = '" +
        champion + "'");
  }
};

// Shows that a run survives create, get and update; that an end and a venue can be taken away
// again; and that an old etag is refused.
TEST_F(CourseRunTest, LivesThroughItsMethods) {
  v1::CreateCourseRunRequest request;
  auto* given = request.mutable_course_run();
  given->set_course("A");
  given->mutable_starts_at()->set_seconds(kStart);
  given->mutable_starts_at()->set_nanos(123456000);
  given->mutable_ends_at()->set_seconds(kStart + 7200);
  given->set_venue("Town hall");
  given->set_capacity(12);
  v1::CreateCourseRunResponse created;
  ASSERT_TRUE(As(admin, &Stub::CreateCourseRun, request, &created).ok());
  run = created.course_run();
  EXPECT_EQ(run.state(), v1::COURSE_RUN_STATE_SCHEDULED);
  EXPECT_EQ(GetRun(run.id()).SerializeAsString(), run.SerializeAsString());
  EXPECT_EQ(run.starts_at().nanos(), 123456000);
  EXPECT_EQ(run.ends_at().seconds(), kStart + 7200);

  v1::CourseRun changed;
  changed.set_id(run.id());
  changed.set_etag(run.etag());
  changed.set_venue("Library");
  ASSERT_TRUE(Update(changed, {"venue", "ends_at"}).ok());
  EXPECT_EQ(run.venue(), "Library");
  EXPECT_FALSE(run.has_ends_at());
  EXPECT_EQ(run.capacity(), 12);
  EXPECT_EQ(GetRun(run.id()).SerializeAsString(), run.SerializeAsString());
  EXPECT_EQ(Update(changed, {"venue"}).reason, "ETAG_MISMATCH");
  EXPECT_EQ(Cancel(run.id(), "1").reason, "ETAG_MISMATCH");
}

// Shows that an end not after the start, a start more than a year ahead by London's days, a
// missing course and a missing run are refused.
TEST_F(CourseRunTest, RefusesWhatIsWrong) {
  v1::CreateCourseRunRequest request;
  v1::CreateCourseRunResponse response;
  request.mutable_course_run()->set_course("A");
  request.mutable_course_run()->mutable_starts_at()->set_seconds(kStart);
  request.mutable_course_run()->mutable_ends_at()->set_seconds(kStart);
  auto ends = As(admin, &Stub::CreateCourseRun, request, &response);
  ASSERT_EQ(ends.fields.size(), 1u) << ends;
  EXPECT_EQ(ends.fields[0].first, "course_run.ends_at");
  auto now = std::chrono::duration_cast<std::chrono::seconds>(
                 std::chrono::system_clock::now().time_since_epoch())
                 .count();
  request.mutable_course_run()->clear_ends_at();
  request.mutable_course_run()->mutable_starts_at()->set_seconds(now + 368 * kDay);
  auto ahead = As(admin, &Stub::CreateCourseRun, request, &response);
  ASSERT_EQ(ahead.fields.size(), 1u) << ahead;
  EXPECT_EQ(ahead.fields[0].first, "course_run.starts_at");
  request.mutable_course_run()->mutable_starts_at()->set_seconds(now + 364 * kDay);
  EXPECT_TRUE(As(admin, &Stub::CreateCourseRun, request, &response).ok());
  request.mutable_course_run()->mutable_ends_at()->set_seconds(now + 368 * kDay);
  EXPECT_EQ(As(admin, &Stub::CreateCourseRun, request, &response).code, grpc::INVALID_ARGUMENT);
  request.mutable_course_run()->clear_ends_at();
  request.mutable_course_run()->set_course("MISSING");
  EXPECT_EQ(As(admin, &Stub::CreateCourseRun, request, &response).message,
            "there is no course 'MISSING'");
  v1::CourseRun missing;
  missing.set_id(NewRequestId());
  EXPECT_EQ(Update(missing, {"venue"}).code, grpc::NOT_FOUND);
  EXPECT_EQ(Cancel(missing.id()).code, grpc::NOT_FOUND);
}

// Shows that the capacity may not fall below the places that are taken, counted over every
// organisation, and that 0 is no limit.
TEST_F(CourseRunTest, CapacityHoldsWhoIsBooked) {
  MakeRun("A", kStart, 3);
  ASSERT_TRUE(Book(run.id(), MakeChampion("ORG")).ok());
  ASSERT_TRUE(Book(run.id(), MakeChampion("OTHER")).ok());
  v1::CourseRun changed;
  changed.set_id(run.id());
  changed.set_capacity(1);
  auto below = Update(changed, {"capacity"});
  EXPECT_EQ(below.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(below.reason, "CAPACITY_BELOW_PLACES_TAKEN");
  changed.set_capacity(2);
  ASSERT_TRUE(Update(changed, {"capacity"}).ok());
  EXPECT_EQ(run.places_taken(), 2);
  changed.set_capacity(0);
  EXPECT_TRUE(Update(changed, {"capacity"}).ok());
}

// Shows that cancelling withdraws open bookings of every organisation, leaves outcomes alone, and
// is not done twice; and that nobody can be booked afterwards.
TEST_F(CourseRunTest, CancellingWithdrawsOpenBookings) {
  MakeRun("A", kStart);
  auto one = MakeChampion("ORG"), two = MakeChampion("OTHER"), done = MakeChampion("OTHER");
  for (const auto& champion : {one, two, done}) ASSERT_TRUE(Book(run.id(), champion).ok());
  ASSERT_TRUE(Decide(&Stub::CompleteTraining, record.id()).ok());
  auto completed = record;
  ASSERT_TRUE(Cancel(run.id()).ok());
  EXPECT_EQ(run.state(), v1::COURSE_RUN_STATE_CANCELLED);
  EXPECT_EQ(run.places_taken(), 1);
  EXPECT_EQ(RecordsOf(one), "2024-06-03 WITHDRAWN");
  EXPECT_EQ(RecordsOf(two), "2024-06-03 WITHDRAWN");
  EXPECT_EQ(RecordsOf(done), "2024-06-03 COMPLETED");
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = "
                     "'TrainingService/CancelCourseRun' and object_kind = 'training_record'"),
            "2");
  auto again = Cancel(run.id());
  EXPECT_EQ(again.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(again.reason, "TRANSITION_NOT_ALLOWED");
  auto booked = Book(run.id(), one);
  EXPECT_EQ(booked.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(booked.reason, "COURSE_RUN_CANCELLED");
  // Nor can an outcome become a booking on it again.
  EXPECT_EQ(Correct(completed.id(), v1::TRAINING_OUTCOME_BOOKED).reason, "COURSE_RUN_CANCELLED");
  EXPECT_EQ(RecordsOf(done), "2024-06-03 COMPLETED");
}

// Shows that open bookings move with their run to another day in London, outcomes do not; that a
// later hour of the same day moves nothing; and that a withdrawn record of the new day becomes the
// booking.
TEST_F(CourseRunTest, BookingsMoveWithTheirRun) {
  MakeRun("A", kStart);
  auto booked = MakeChampion("ORG"), done = MakeChampion("ORG"), again = MakeChampion("OTHER");
  ASSERT_TRUE(Record(again, "A", "2024-06-05").ok());
  ASSERT_TRUE(Withdraw(record.id()).ok());
  for (const auto& champion : {booked, again, done}) ASSERT_TRUE(Book(run.id(), champion).ok());
  ASSERT_TRUE(Decide(&Stub::CompleteTraining, record.id()).ok());
  auto versions = [&] { return SqlValue("select sum(version) from training_record"); };
  auto before = versions();
  // 22:59 UTC is the last minute of the day in London's summer.
  ASSERT_TRUE(MoveTo(1717455540).ok());
  EXPECT_EQ(versions(), before);
  ASSERT_TRUE(MoveTo(kStart + 2 * kDay).ok());
  EXPECT_EQ(RecordsOf(booked), "2024-06-05 BOOKED");
  EXPECT_EQ(RecordsOf(done), "2024-06-03 COMPLETED");
  EXPECT_EQ(RecordsOf(again), "2024-06-03 WITHDRAWN, 2024-06-05 BOOKED");
  EXPECT_EQ(GetRun(run.id()).places_taken(), 3);
  ASSERT_TRUE(MoveTo(kStart).ok());
  EXPECT_EQ(RecordsOf(again), "2024-06-03 BOOKED, 2024-06-05 WITHDRAWN");
}

// Shows that a run does not move onto a day on which someone booked has a record of the course.
TEST_F(CourseRunTest, BookingsInTheWayAreNamed) {
  MakeRun("A", kStart);
  auto champion = MakeChampion("ORG");
  ASSERT_TRUE(Record(champion, "A", "2024-06-04").ok());
  ASSERT_TRUE(Book(run.id(), champion).ok());
  auto outcome = MoveTo(kStart + kDay);
  EXPECT_EQ(outcome.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(outcome.reason, "BOOKINGS_IN_THE_WAY");
  EXPECT_EQ(RecordsOf(champion), "2024-06-03 BOOKED, 2024-06-04 COMPLETED");
  EXPECT_TRUE(MoveTo(kStart + 2 * kDay).ok());
}

// Shows that a list can be narrowed to a course and ordered by start, with places counted.
TEST_F(CourseRunTest, ListsByCourseAndStart) {
  MakeRun("B", kStart);
  for (int day : {3, 1, 2, 0}) MakeRun("A", kStart + day * kDay);
  ASSERT_TRUE(Book(run.id(), MakeChampion("OTHER")).ok());
  v1::ListCourseRunsRequest request;
  request.set_course("A");
  request.set_order_by("starts_at");
  request.set_page_size(3);
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"ORG"});
  std::string days;
  do {
    v1::ListCourseRunsResponse page;
    ASSERT_TRUE(As(coordinator, &Stub::ListCourseRuns, request, &page).ok());
    for (const auto& one : page.course_runs()) {
      days += std::to_string((one.starts_at().seconds() - kStart) / kDay) + "(" +
              std::to_string(one.places_taken()) + ")";
    }
    days += "|";
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(days, "0(1)1(0)2(0)|3(0)|");
}

}  // namespace
}  // namespace champions::test
