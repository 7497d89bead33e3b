// Writers of training who meet, each time in the same way: the first is held just before it
// commits, the second comes while it is there.
#include <functional>
#include <thread>

#include "support/training_fixture.h"

namespace champions::test {
namespace {

class TrainingRaceTest : public TrainingFixture {
 protected:
  void SetUp() override {
    TrainingFixture::SetUp();
    MakeOrganisation("ORG");
    MakeOrganisation("OTHER");
    MakeProgramme("P");
    ASSERT_TRUE(CreateCourse("A", {{"P", ""}}).ok());
    ASSERT_TRUE(CreateCourse("B", {{"P", ""}}).ok());
    champion = MakeChampion("ORG");
    Enrol(champion, "P", "2024-01-01");
  }
  // Runs both, the second from when the first waits to commit, and gives what they came to.
  std::pair<Outcome, Outcome> Meet(const std::function<Outcome()>& first,
                                   const std::function<Outcome()>& second) {
    std::pair<Outcome, Outcome> outcomes;
    Hold hold(HoldOn());
    std::thread one([&] { outcomes.first = first(); });
    EXPECT_TRUE(WaitForWaiting(1));
    std::thread other([&] { outcomes.second = second(); });
    EXPECT_TRUE(WaitForWaiting(2));
    hold.LetGo();
    one.join();
    other.join();
    return outcomes;
  }
  template <class Request, class Response>
  Outcome Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const Request& request, const std::string& token) {
    Response response;
    return As(token, method, request, &response);
  }
  Outcome BookLast(const std::string& who, const std::string& token) {
    v1::BookTrainingRequest request;
    request.set_course_run(run.id());
    request.set_champion(who);
    return Call(&Stub::BookTraining, request, token);
  }
  Outcome Complete(const std::string& code, const std::string& on) {
    v1::RecordTrainingRecordRequest request;
    auto* given = request.mutable_training_record();
    given->set_champion(champion);
    given->set_course(code);
    given->set_completed_on(on);
    given->set_outcome(v1::TRAINING_OUTCOME_COMPLETED);
    return Call(&Stub::RecordTrainingRecord, request, admin);
  }
  std::string champion;
};

// Shows that the last place of a run goes to one of two coordinators who both saw it free.
TEST_F(TrainingRaceTest, LastPlaceIsGivenOnce) {
  MakeRun("A", 1717408800, 1);
  auto other = MakeChampion("OTHER");
  auto [first, second] =
      Meet([&] { return BookLast(champion, MakeKey(auth::Role::kCoordinator, {"ORG"})); },
           [&] { return BookLast(other, MakeKey(auth::Role::kCoordinator, {"OTHER"})); });
  EXPECT_TRUE(first.ok()) << first;
  EXPECT_EQ(second.reason, "COURSE_RUN_FULL") << second;
  EXPECT_EQ(GetRun(run.id()).places_taken(), 1);
}

// Shows that who completes the last two required courses at once is trained, once: neither writer
// sees the other's course as it starts.
TEST_F(TrainingRaceTest, LastTwoCoursesMakeOneMilestone) {
  auto [first, second] = Meet([&] { return Complete("A", "2024-02-01"); },
                              [&] { return Complete("B", "2024-02-02"); });
  EXPECT_TRUE(first.ok()) << first;
  EXPECT_TRUE(second.ok()) << second;
  EXPECT_EQ(Trained(), "OVERALL 2024-02-02 1, PROGRAMME P 2024-02-02 1");
  EXPECT_EQ(Entries(), 2);
}

// Shows that a completion that meets a change of requirements counts by the new ones.
TEST_F(TrainingRaceTest, CompletionMeetsANewRequirement) {
  ASSERT_TRUE(CreateCourse("C").ok());
  ASSERT_TRUE(Record(champion, "A", "2024-02-01").ok());
  auto [first, second] = Meet(
      [&] {
        return Require("C", {{"P", ""}});
      },
      [&] { return Complete("B", "2024-02-02"); });
  EXPECT_TRUE(first.ok()) << first;
  EXPECT_TRUE(second.ok()) << second;
  EXPECT_EQ(Entries(), 0);
  ASSERT_TRUE(Record(champion, "C", "2024-02-03").ok());
  EXPECT_EQ(Trained(), "OVERALL 2024-02-03 1, PROGRAMME P 2024-02-03 1");
}

// Shows the same the other way round: the completion came first, and the new requirement takes
// its milestone back.
TEST_F(TrainingRaceTest, NewRequirementMeetsACompletion) {
  ASSERT_TRUE(CreateCourse("C").ok());
  ASSERT_TRUE(Record(champion, "A", "2024-02-01").ok());
  auto [first, second] = Meet([&] { return Complete("B", "2024-02-02"); },
                              [&] {
                                return Require("C", {{"P", ""}});
                              });
  EXPECT_TRUE(first.ok()) << first;
  EXPECT_TRUE(second.ok()) << second;
  EXPECT_EQ(Trained(), "");
  EXPECT_EQ(Entries(), 4);
}

// Shows that the same outcome recorded twice at once is there once, and the second is told so.
TEST_F(TrainingRaceTest, SameRecordTwiceIsThereOnce) {
  auto [first, second] = Meet([&] { return Complete("A", "2024-02-01"); },
                              [&] { return Complete("A", "2024-02-01"); });
  EXPECT_TRUE(first.ok()) << first;
  EXPECT_EQ(second.reason, "ALREADY_EXISTS") << second;
  EXPECT_EQ(SqlValue("select count(*) from training_record"), "1");
}

}  // namespace
}  // namespace champions::test
