#include <atomic>
#include <thread>

#include "support/training_fixture.h"

namespace champions::test {
namespace {

class TrainingBookingTest : public TrainingFixture {
 protected:
  void SetUp() override {
    TrainingFixture::SetUp();
    MakeOrganisation("OWN");
    MakeOrganisation("FOREIGN");
    ASSERT_TRUE(CreateCourse("A").ok());
    ASSERT_TRUE(CreateCourse("B").ok());
    champion = MakeChampion("OWN");
    coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  }
  std::string champion, coordinator;
};

// Shows that one champion, course and day hold one record, that a withdrawn one may be recorded or
// booked again as the same record, and that a booking frees its place when it is withdrawn.
TEST_F(TrainingBookingTest, OneRecordPerChampionCourseAndDay) {
  MakeRun("A", kStart, 1);
  ASSERT_TRUE(Record(champion, "A", "2024-06-03", v1::TRAINING_OUTCOME_FAILED).ok());
  auto id = record.id();
  auto again = Record(champion, "A", "2024-06-03");
  EXPECT_EQ(again.code, grpc::ALREADY_EXISTS);
  EXPECT_EQ(again.message, "there is already a training record '" + id + "'");
  EXPECT_EQ(Book(run.id(), champion).reason, "ALREADY_EXISTS");
  EXPECT_TRUE(Record(champion, "B", "2024-06-03").ok());
  ASSERT_TRUE(Withdraw(id).ok());
  ASSERT_TRUE(Book(run.id(), champion).ok());
  EXPECT_EQ(record.id(), id);
  EXPECT_EQ(record.course_run(), run.id());
  EXPECT_EQ(GetRun(run.id()).places_taken(), 1);
  // Moved to another day, the champion still holds a place of the run.
  ASSERT_TRUE(Correct(id, v1::TRAINING_OUTCOME_BOOKED, "2024-06-04").ok());
  EXPECT_EQ(Book(run.id(), champion).reason, "ALREADY_EXISTS");
  auto other = MakeChampion("FOREIGN");
  EXPECT_EQ(Book(run.id(), other).reason, "COURSE_RUN_FULL");
  ASSERT_TRUE(Withdraw(id).ok());
  EXPECT_TRUE(Book(run.id(), other).ok());
  ASSERT_TRUE(Record(champion, "A", "2024-06-04").ok());
  EXPECT_EQ(record.id(), id);
  EXPECT_EQ(record.course_run(), "") << "recorded again, not booked";
}

// Shows that a retry of a booking gets the first answer and takes no second place, and that
// validate_only takes none.
TEST_F(TrainingBookingTest, RetriesTakeOnePlace) {
  MakeRun("A", kStart);
  v1::BookTrainingRequest request;
  request.set_course_run(run.id());
  request.set_champion(champion);
  request.set_validate_only(true);
  v1::BookTrainingResponse first, second;
  ASSERT_TRUE(As(coordinator, &Stub::BookTraining, request, &first).ok());
  EXPECT_EQ(GetRun(run.id()).places_taken(), 0);
  request.set_validate_only(false);
  request.set_request_id(NewRequestId());
  ASSERT_TRUE(As(coordinator, &Stub::BookTraining, request, &first).ok());
  ASSERT_TRUE(As(coordinator, &Stub::BookTraining, request, &second).ok());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(GetRun(run.id()).places_taken(), 1);
  request.set_champion(MakeChampion("OWN"));
  EXPECT_EQ(As(coordinator, &Stub::BookTraining, request, &second).reason, "REQUEST_ID_REUSED");
}

// Shows that coordinators of two organisations who book the last places of a run at once never
// book more than there are, though neither sees the other's bookings.
TEST_F(TrainingBookingTest, CapacityHoldsUnderConcurrency) {
  constexpr int kPlaces = 5, kEach = 6;
  MakeRun("A", kStart, kPlaces);
  std::atomic<int> booked = 0, full = 0, other = 0;
  std::vector<std::thread> threads;
  for (const auto* code : {"OWN", "FOREIGN"}) {
    auto token = MakeKey(auth::Role::kCoordinator, {code});
    std::vector<std::string> champions;
    for (int i = 0; i < kEach; ++i) champions.push_back(MakeChampion(code));
    for (int half = 0; half < 2; ++half) {
      threads.emplace_back([&, token, champions, half] {
        for (int i = half; i < kEach; i += 2) {
          v1::BookTrainingRequest request;
          request.set_course_run(run.id());
          request.set_champion(champions[static_cast<size_t>(i)]);
          v1::BookTrainingResponse response;
          auto outcome = As(token, &Stub::BookTraining, request, &response);
          ++(outcome.ok() ? booked : outcome.reason == "COURSE_RUN_FULL" ? full : other);
        }
      });
    }
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(booked, kPlaces);
  EXPECT_EQ(full, 2 * kEach - kPlaces);
  EXPECT_EQ(other, 0);
  EXPECT_EQ(GetRun(run.id(), coordinator).places_taken(), kPlaces);
}

}  // namespace
}  // namespace champions::test
