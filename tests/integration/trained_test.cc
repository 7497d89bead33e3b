// `trained` as the rules say, watched in the ledger that figures are made of.
#include <thread>

#include "support/training_fixture.h"

namespace champions::test {
namespace {

class TrainedTest : public TrainingFixture {
 protected:
  // Programme P requires A and B.
  void SetUp() override {
    TrainingFixture::SetUp();
    MakeOrganisation("ORG");
    MakeProgramme("P");
    ASSERT_TRUE(CreateCourse("A", {{"P", ""}}).ok());
    ASSERT_TRUE(CreateCourse("B", {{"P", ""}}).ok());
    ASSERT_TRUE(CreateCourse("C").ok());
    champion = MakeChampion("ORG");
  }
  std::string champion;
};

// Shows that the milestone is the day of the last required course, that only completions count,
// that a later repeat changes nothing and a newly learnt earlier one moves the milestone.
TEST_F(TrainedTest, LastRequiredCourseMakesTheMilestone) {
  Enrol(champion, "P", "2024-01-15");
  ASSERT_TRUE(Record(champion, "A", "2024-02-01").ok());
  for (auto outcome : {v1::TRAINING_OUTCOME_BOOKED, v1::TRAINING_OUTCOME_ATTENDED,
                       v1::TRAINING_OUTCOME_FAILED, v1::TRAINING_OUTCOME_NO_SHOW}) {
    ASSERT_TRUE(Record(champion, "B", "2024-02-0" + std::to_string(outcome), outcome).ok());
  }
  ASSERT_TRUE(Record(champion, "C", "2024-02-01").ok());
  EXPECT_EQ(Entries(), 0);
  ASSERT_TRUE(Record(champion, "B", "2024-03-10").ok());
  EXPECT_EQ(Trained(), "OVERALL 2024-03-10 1, PROGRAMME P 2024-03-10 1");
  ASSERT_TRUE(Record(champion, "B", "2024-05-01").ok());
  EXPECT_EQ(Entries(), 2);
  ASSERT_TRUE(Record(champion, "B", "2024-02-20").ok());
  EXPECT_EQ(Trained(), "OVERALL 2024-02-20 1, PROGRAMME P 2024-02-20 1");
  EXPECT_EQ(Entries(), 6) << "two entries, both taken back, both made again";
}

// Shows that the verbs of a booking count on the day given, or on the one booked.
TEST_F(TrainedTest, CompletedBookingCountsOnItsDay) {
  Enrol(champion, "P", "2024-01-15");
  // 23:30 UTC on 30 June is half past midnight on 1 July in London.
  ASSERT_TRUE(Book(MakeRun("A", 1719790200), champion).ok());
  auto a = record.id();
  ASSERT_TRUE(Book(MakeRun("B", 1719790200), champion).ok());
  auto b = record.id();
  ASSERT_TRUE(Decide(&Stub::AttendTraining, a).ok());
  ASSERT_TRUE(Decide(&Stub::CompleteTraining, a, "2024-06-01").ok());
  EXPECT_EQ(Entries(), 0);
  ASSERT_TRUE(Decide(&Stub::CompleteTraining, b).ok());
  EXPECT_EQ(Trained(), "OVERALL 2024-07-01 1, PROGRAMME P 2024-07-01 1");
}

// Shows that prior learning counts, and then the milestone is the day of a late enrolment.
TEST_F(TrainedTest, PriorLearningCountsOnALateEnrolment) {
  ASSERT_TRUE(Record(champion, "A", "2019-02-01").ok());
  ASSERT_TRUE(Record(champion, "B", "2020-03-10").ok());
  EXPECT_EQ(Entries(), 0);
  Enrol(champion, "P", "2024-06-03");
  EXPECT_EQ(Trained(), "OVERALL 2024-06-03 1, PROGRAMME P 2024-06-03 1");
  // Prior learning that is found out later still counts from the enrolment on.
  auto other = MakeChampion("ORG");
  Enrol(other, "P", "2024-07-01");
  ASSERT_TRUE(Record(other, "A", "2024-08-01").ok());
  ASSERT_TRUE(Record(other, "B", "2018-01-01").ok());
  EXPECT_EQ(Trained(),
            "OVERALL 2024-06-03 1, OVERALL 2024-08-01 1, "
            "PROGRAMME P 2024-06-03 1, PROGRAMME P 2024-08-01 1");
}

// Shows that someone in two programmes counts once overall, on the earlier day, and in each row;
// and that a second enrolment in the same programme counts in its row again, not overall.
TEST_F(TrainedTest, TwoProgrammesCountOnceOverall) {
  MakeProgramme("Q");
  ASSERT_TRUE(Require("C", {{"Q", ""}}).ok());
  Enrol(champion, "P", "2024-01-01");
  Enrol(champion, "Q", "2024-01-01");
  ASSERT_TRUE(Record(champion, "A", "2024-02-01").ok());
  ASSERT_TRUE(Record(champion, "B", "2024-05-01").ok());
  ASSERT_TRUE(Record(champion, "C", "2024-04-01").ok());
  EXPECT_EQ(Trained(), "OVERALL 2024-04-01 1, PROGRAMME P 2024-05-01 1, PROGRAMME Q 2024-04-01 1");
  ASSERT_TRUE(Withdraw(record.id()).ok());
  EXPECT_EQ(Trained(), "OVERALL 2024-05-01 1, PROGRAMME P 2024-05-01 1");
  Enrol(champion, "P", "2024-09-01");
  EXPECT_EQ(Trained(), "OVERALL 2024-05-01 1, PROGRAMME P 2024-05-01 1, PROGRAMME P 2024-09-01 1");
}

// Shows that a programme that requires nothing trains nobody, and that a requirement that goes
// trains those who waited for it, of every organisation, in one update.
TEST_F(TrainedTest, RequirementsThatGoTrainWhoWaited) {
  MakeOrganisation("OTHER");
  MakeProgramme("NOTHING");
  auto second = MakeChampion("OTHER");
  auto third = MakeChampion("OTHER");
  for (const auto& one : {champion, second, third}) Enrol(one, "P", "2024-01-01");
  Enrol(third, "NOTHING", "2024-01-01");
  ASSERT_TRUE(Record(champion, "A", "2024-02-01").ok());
  ASSERT_TRUE(Record(second, "A", "2024-03-01").ok());
  ASSERT_TRUE(Record(third, "B", "2024-03-01").ok());
  EXPECT_EQ(Entries(), 0);
  ASSERT_TRUE(Require("B", {}).ok());
  EXPECT_EQ(Trained(),
            "OVERALL 2024-02-01 1, OVERALL 2024-03-01 1, "
            "PROGRAMME P 2024-02-01 1, PROGRAMME P 2024-03-01 1");
  ASSERT_TRUE(Require("A", {}).ok());
  EXPECT_EQ(Trained(), "");
}

// Shows that a requirement without a day always applied: it takes milestones back, as new entries.
TEST_F(TrainedTest, RequirementWithoutADayAlwaysApplied) {
  Enrol(champion, "P", "2024-01-01");
  ASSERT_TRUE(Record(champion, "A", "2024-02-01").ok());
  ASSERT_TRUE(Record(champion, "B", "2024-02-02").ok());
  auto before = SqlValue("select min(entry_id) from ledger_entry where trained = 1");
  ASSERT_TRUE(Require("C", {{"P", ""}}).ok());
  EXPECT_EQ(Trained(), "");
  EXPECT_EQ(Entries(), 4);
  EXPECT_EQ(SqlValue("select trained from ledger_entry where entry_id = " + before), "1");
  ASSERT_TRUE(Record(champion, "C", "2024-06-01").ok());
  EXPECT_EQ(Trained(), "OVERALL 2024-06-01 1, PROGRAMME P 2024-06-01 1");
  // A course that is made with a requirement changes figures just as one that gets it later.
  ASSERT_TRUE(CreateCourse("D", {{"P", ""}}).ok());
  EXPECT_EQ(Trained(), "");
}

// Shows that who was trained before the day on which a requirement starts stays trained, and that
// who was trained on that day or later needs it, whenever the system learnt of it.
TEST_F(TrainedTest, RequirementFromADayKeepsWhoWasTrainedBefore) {
  auto train = [&](const std::string& day) {
    auto one = MakeChampion("ORG");
    Enrol(one, "P", "2024-01-01");
    EXPECT_TRUE(Record(one, "A", "2024-02-01").ok());
    EXPECT_TRUE(Record(one, "B", day).ok());
    return one;
  };
  train("2024-05-31");
  auto on_the_day = train("2024-06-01");
  auto later = train("2024-07-01");
  ASSERT_TRUE(Require("C", {{"P", "2024-06-01"}}).ok());
  EXPECT_EQ(Trained(), "OVERALL 2024-05-31 1, PROGRAMME P 2024-05-31 1");
  train("2024-05-30");  // recorded after the change, trained before the day
  EXPECT_EQ(Trained(),
            "OVERALL 2024-05-30 1, OVERALL 2024-05-31 1, "
            "PROGRAMME P 2024-05-30 1, PROGRAMME P 2024-05-31 1");
  ASSERT_TRUE(Record(on_the_day, "C", "2024-03-01").ok());
  ASSERT_TRUE(Record(later, "C", "2024-08-01").ok());
  EXPECT_EQ(SqlValue("select string_agg(counts_on::text, ' ' order by counts_on) from (select "
                     "counts_on from ledger_entry where scope = 'OVERALL' group by counts_on "
                     "having sum(trained) = 1) days"),
            "2024-05-30 2024-05-31 2024-06-01 2024-08-01");
  // The day moves: who was trained in between is trained without C again, on the day of B.
  ASSERT_TRUE(Require("C", {{"P", "2024-07-15"}}).ok());
  EXPECT_EQ(SqlValue("select string_agg(counts_on::text, ' ' order by counts_on) from (select "
                     "counts_on from ledger_entry where scope = 'OVERALL' group by counts_on "
                     "having sum(trained) = 1) days"),
            "2024-05-30 2024-05-31 2024-06-01 2024-07-01");
}

// Shows that a corrected outcome takes the milestone back as a new entry, that correcting it again
// gives it back, and that a corrected day moves it.
TEST_F(TrainedTest, CorrectionsAreNewEntries) {
  Enrol(champion, "P", "2024-01-01");
  ASSERT_TRUE(Record(champion, "A", "2024-02-01").ok());
  ASSERT_TRUE(Record(champion, "B", "2024-02-02").ok());
  ASSERT_TRUE(Correct(record.id(), v1::TRAINING_OUTCOME_FAILED).ok());
  EXPECT_EQ(Trained(), "");
  EXPECT_EQ(Entries(), 4);
  ASSERT_TRUE(Correct(record.id(), v1::TRAINING_OUTCOME_COMPLETED, "2024-09-30").ok());
  EXPECT_EQ(Trained(), "OVERALL 2024-09-30 1, PROGRAMME P 2024-09-30 1");
  ASSERT_TRUE(Correct(record.id(), v1::TRAINING_OUTCOME_COMPLETED, "2024-10-01").ok());
  EXPECT_EQ(Trained(), "OVERALL 2024-10-01 1, PROGRAMME P 2024-10-01 1");
  EXPECT_EQ(SqlValue("select string_agg(reason, '; ' order by version) from training_record where "
                     "id = '" +
                     record.id() + "'"),
            "a slip of the pen");
}

// Shows that a withdrawn outcome takes the milestone back, and that the same champion, course and
// day can be recorded again: the same record, counted again.
TEST_F(TrainedTest, WithdrawnMayBeRecordedAgain) {
  Enrol(champion, "P", "2024-01-01");
  ASSERT_TRUE(Record(champion, "A", "2024-02-01").ok());
  ASSERT_TRUE(Record(champion, "B", "2024-02-02").ok());
  auto first = record;
  ASSERT_TRUE(Withdraw(first.id()).ok());
  EXPECT_EQ(Trained(), "");
  ASSERT_TRUE(Record(champion, "B", "2024-02-02").ok());
  EXPECT_EQ(record.id(), first.id());
  EXPECT_NE(record.etag(), first.etag());
  EXPECT_EQ(Trained(), "OVERALL 2024-02-02 1, PROGRAMME P 2024-02-02 1");
  EXPECT_EQ(Entries(), 6);
}

// Shows that a milestone survives the expiry of its certificates.
TEST_F(TrainedTest, MilestoneSurvivesExpiry) {
  Enrol(champion, "P", "2020-01-01");
  ASSERT_TRUE(Record(champion, "A", "2020-02-01").ok());
  ASSERT_TRUE(Record(champion, "B", "2020-02-02").ok());
  v1::UpdateCourseRequest request;
  request.mutable_course()->set_code("A");
  request.mutable_course()->set_valid_months(1);
  request.mutable_update_mask()->add_paths("valid_months");
  v1::UpdateCourseResponse response;
  ASSERT_TRUE(As(admin, &Stub::UpdateCourse, request, &response).ok());
  EXPECT_EQ(Trained(), "OVERALL 2020-02-02 1, PROGRAMME P 2020-02-02 1");
  EXPECT_EQ(Entries(), 2);
}

// Shows that two writers who complete the two last courses of a champion at once make exactly one
// milestone, on the later day.
TEST_F(TrainedTest, ConcurrentLastCoursesMakeOneMilestone) {
  constexpr int kChampions = 25;
  std::vector<std::string> a(kChampions), b(kChampions);
  for (int i = 0; i < kChampions; ++i) {
    auto one = MakeChampion("ORG");
    Enrol(one, "P", "2024-01-01");
    ASSERT_TRUE(Record(one, "A", "2024-02-01", v1::TRAINING_OUTCOME_BOOKED).ok());
    a[i] = record.id();
    ASSERT_TRUE(Record(one, "B", "2024-02-02", v1::TRAINING_OUTCOME_BOOKED).ok());
    b[i] = record.id();
  }
  auto complete = [&](const std::vector<std::string>& ids) {
    for (const auto& id : ids) {
      v1::CompleteTrainingRequest request;
      request.set_id(id);
      v1::CompleteTrainingResponse response;
      auto outcome = As(admin, &Stub::CompleteTraining, request, &response);
      EXPECT_TRUE(outcome.ok()) << outcome;
    }
  };
  std::thread other([&] { complete(a); });
  complete(b);
  other.join();
  EXPECT_EQ(Trained(), "OVERALL 2024-02-02 25, PROGRAMME P 2024-02-02 25");
  EXPECT_EQ(Entries(), 2 * kChampions) << "each milestone once, none taken back";
}

// Shows that completions while requirements change end in what the last requirements say, each
// champion counted once (the fixture then compares the whole ledger with the records).
TEST_F(TrainedTest, RequirementsMayChangeWhilePeopleComplete) {
  constexpr int kChampions = 20;
  std::vector<std::string> champions;
  for (int i = 0; i < kChampions; ++i) {
    champions.push_back(MakeChampion("ORG"));
    Enrol(champions.back(), "P", "2024-01-01");
    ASSERT_TRUE(Record(champions.back(), "A", "2024-02-01").ok());
  }
  std::thread completions([&] {
    for (const auto& one : champions) {
      v1::RecordTrainingRecordRequest request;
      auto* given = request.mutable_training_record();
      given->set_champion(one);
      given->set_course("B");
      given->set_completed_on("2024-03-01");
      given->set_outcome(v1::TRAINING_OUTCOME_COMPLETED);
      v1::RecordTrainingRecordResponse response;
      auto outcome = As(admin, &Stub::RecordTrainingRecord, request, &response);
      EXPECT_TRUE(outcome.ok()) << outcome;
    }
  });
  for (int i = 0; i < 10; ++i) {
    auto outcome = Require("C", i % 2 == 0 ? Requirements{{"P", ""}} : Requirements{});
    EXPECT_TRUE(outcome.ok()) << outcome;
  }
  completions.join();
  EXPECT_EQ(Trained(), "OVERALL 2024-03-01 20, PROGRAMME P 2024-03-01 20");
}

}  // namespace
}  // namespace champions::test
