#include <atomic>
#include <map>
#include <thread>

#include "support/training_fixture.h"

namespace champions::test {
namespace {

// 10:00 UTC on 3 June 2024.
constexpr int64_t kStart = 1717408800;

class TrainingRecordTest : public TrainingFixture {
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
  Outcome List(const v1::ListTrainingRecordsRequest& request, const std::string& token,
               v1::ListTrainingRecordsResponse* response) {
    return As(token, &Stub::ListTrainingRecords, request, response);
  }
  std::string champion, coordinator;
};

// Shows that a booking becomes an outcome by its verbs, with day and certificate, keeps its run and
// its earlier versions, and that each step is in the audit log.
TEST_F(TrainingRecordTest, LivesThroughItsMethods) {
  MakeRun("A", kStart);
  ASSERT_TRUE(Book(run.id(), champion, coordinator).ok());
  auto booked = record;
  EXPECT_EQ(booked.outcome(), v1::TRAINING_OUTCOME_BOOKED);
  EXPECT_EQ(booked.champion(), champion);
  EXPECT_EQ(booked.organisation(), "OWN");
  EXPECT_EQ(booked.course(), "A");
  EXPECT_EQ(booked.course_run(), run.id());
  EXPECT_EQ(booked.completed_on(), "2024-06-03");
  ASSERT_TRUE(Decide(&Stub::AttendTraining, booked.id(), "", coordinator).ok());
  EXPECT_EQ(record.completed_on(), "2024-06-03");
  v1::CompleteTrainingRequest complete;
  complete.set_id(booked.id());
  complete.set_etag(booked.etag());
  complete.set_completed_on("2024-06-10");
  complete.set_certificate("FA-1");
  v1::CompleteTrainingResponse completed;
  EXPECT_EQ(As(coordinator, &Stub::CompleteTraining, complete, &completed).reason, "ETAG_MISMATCH");
  complete.set_etag(record.etag());
  ASSERT_TRUE(As(coordinator, &Stub::CompleteTraining, complete, &completed).ok());
  ASSERT_TRUE(Get(booked.id(), coordinator).ok());
  EXPECT_EQ(record.SerializeAsString(), completed.training_record().SerializeAsString());
  EXPECT_EQ(record.outcome(), v1::TRAINING_OUTCOME_COMPLETED);
  EXPECT_EQ(record.certificate(), "FA-1");
  EXPECT_EQ(record.completed_on(), "2024-06-10");
  EXPECT_EQ(record.course_run(), run.id());
  ASSERT_TRUE(Correct(booked.id(), v1::TRAINING_OUTCOME_COMPLETED, "2024-06-09").ok());
  EXPECT_EQ(record.certificate(), "FA-1") << "unchanged where none is given";
  ASSERT_TRUE(Correct(booked.id(), v1::TRAINING_OUTCOME_ATTENDED).ok());
  EXPECT_EQ(record.certificate(), "") << "gone with the completion";
  EXPECT_EQ(SqlValue("select string_agg(data->>'outcome', ' ' order by version) from "
                     "record_history where kind = 'training_record'"),
            "BOOKED ATTENDED COMPLETED COMPLETED");
  EXPECT_EQ(SqlValue("select string_agg(split_part(method, '/', 2), ' ' order by recorded_at) from "
                     "audit_event e join organisation o on o.id = e.organisation_id "
                     "where object = '" +
                     booked.id() + "' and o.code = 'OWN'"),
            "BookTraining AttendTraining CompleteTraining CorrectTraining CorrectTraining");
}

// Shows every verb on every outcome: it leads where the proto says, or names the verbs that are
// allowed and changes nothing.
TEST_F(TrainingRecordTest, OutcomesMoveByTheirVerbs) {
  const std::vector<std::string> verbs = {"AttendTraining", "CompleteTraining", "FailTraining",
                                          "MissTraining",   "CorrectTraining",  "WithdrawTraining"};
  const std::map<std::string, std::string> leads_to = {
      {"AttendTraining", "ATTENDED"},  {"CompleteTraining", "COMPLETED"},
      {"FailTraining", "FAILED"},      {"MissTraining", "NO_SHOW"},
      {"CorrectTraining", "ATTENDED"}, {"WithdrawTraining", "WITHDRAWN"}};
  const std::string from_booked =
      "AttendTraining, CompleteTraining, FailTraining, MissTraining, CorrectTraining, "
      "WithdrawTraining";
  const std::map<std::string, std::string> allowed = {
      {"BOOKED", from_booked},
      {"ATTENDED", "CompleteTraining, FailTraining, CorrectTraining, WithdrawTraining"},
      {"COMPLETED", "CorrectTraining, WithdrawTraining"},
      {"FAILED", "CorrectTraining, WithdrawTraining"},
      {"NO_SHOW", "CorrectTraining, WithdrawTraining"},
      {"WITHDRAWN", ""}};
  ASSERT_TRUE(Record(champion, "A", "2024-06-03", v1::TRAINING_OUTCOME_BOOKED).ok());
  auto id = record.id();
  auto run_verb = [&](const std::string& verb) {
    if (verb == "AttendTraining") return Decide(&Stub::AttendTraining, id);
    if (verb == "CompleteTraining") return Decide(&Stub::CompleteTraining, id);
    if (verb == "FailTraining") return Decide(&Stub::FailTraining, id);
    if (verb == "MissTraining") return Decide(&Stub::MissTraining, id);
    if (verb == "CorrectTraining") return Correct(id, v1::TRAINING_OUTCOME_ATTENDED);
    return Withdraw(id);
  };
  for (const auto& [outcome, verbs_allowed] : allowed) {
    for (const auto& verb : verbs) {
      Sql("update training_record set outcome = '" + outcome + "'");
      auto result = run_verb(verb);
      auto now = SqlValue("select outcome from training_record");
      if (verbs_allowed.find(verb) != std::string::npos) {
        EXPECT_TRUE(result.ok()) << verb << " of " << outcome << ": " << result;
        EXPECT_EQ(now, leads_to.at(verb));
        continue;
      }
      EXPECT_EQ(result.code, grpc::FAILED_PRECONDITION) << verb << " of " << outcome;
      EXPECT_EQ(result.reason, "TRANSITION_NOT_ALLOWED");
      auto words = verbs_allowed.empty() ? "no change of state" : verbs_allowed;
      EXPECT_EQ(result.message, verb + " is not allowed: the training record is " + outcome +
                                    ", which allows " + words);
      EXPECT_EQ(now, outcome);
    }
  }
}

// Shows that one champion, course and day hold one record, that a withdrawn one may be recorded or
// booked again as the same record, and that a booking frees its place when it is withdrawn.
TEST_F(TrainingRecordTest, OneRecordPerChampionCourseAndDay) {
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

// Shows that a record does not move onto a day that another record of the course holds, live or
// withdrawn, by a correction or by a verb, and that it may move to any other.
TEST_F(TrainingRecordTest, MovingOntoATakenDayIsRefused) {
  ASSERT_TRUE(Record(champion, "A", "2024-06-03").ok());
  ASSERT_TRUE(Record(champion, "A", "2024-06-04").ok());
  ASSERT_TRUE(Withdraw(record.id()).ok());
  ASSERT_TRUE(Record(champion, "A", "2024-06-05", v1::TRAINING_OUTCOME_BOOKED).ok());
  auto id = record.id();
  for (auto* day : {"2024-06-03", "2024-06-04"}) {
    EXPECT_EQ(Correct(id, v1::TRAINING_OUTCOME_COMPLETED, day).code, grpc::ALREADY_EXISTS) << day;
    EXPECT_EQ(Decide(&Stub::CompleteTraining, id, day).code, grpc::ALREADY_EXISTS) << day;
  }
  ASSERT_TRUE(Get(id).ok());
  EXPECT_EQ(record.etag(), "1");
  EXPECT_TRUE(Correct(id, v1::TRAINING_OUTCOME_COMPLETED, "2024-06-06").ok());
  EXPECT_TRUE(Correct(id, v1::TRAINING_OUTCOME_COMPLETED, "2024-06-06").ok()) << "its own day";
}

// Shows what is refused by its field or by what is missing.
TEST_F(TrainingRecordTest, RefusesWhatIsWrong) {
  auto withdrawn = Record(champion, "A", "2024-06-03", v1::TRAINING_OUTCOME_WITHDRAWN);
  ASSERT_EQ(withdrawn.fields.size(), 1u) << withdrawn;
  EXPECT_EQ(withdrawn.fields[0].first, "training_record.outcome");
  EXPECT_EQ(Record(champion, "A", "").fields.at(0).first, "training_record.completed_on");
  EXPECT_EQ(Record(champion, "A", "2023-02-29").code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Record(champion, "A", "2099-01-01").code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Record(champion, "MISSING", "2024-06-03").message, "there is no course 'MISSING'");
  EXPECT_EQ(Record(NewRequestId(), "A", "2024-06-03").code, grpc::NOT_FOUND);
  EXPECT_EQ(Book(NewRequestId(), champion).code, grpc::NOT_FOUND);
  ASSERT_TRUE(Record(champion, "A", "2024-06-03").ok());
  auto id = record.id();
  auto correct = Correct(id, v1::TRAINING_OUTCOME_WITHDRAWN);
  ASSERT_EQ(correct.fields.size(), 1u) << correct;
  EXPECT_EQ(correct.fields[0].first, "outcome");
  v1::WithdrawTrainingRequest unreasoned;
  unreasoned.set_id(id);
  v1::WithdrawTrainingResponse response;
  EXPECT_EQ(As(admin, &Stub::WithdrawTraining, unreasoned, &response).fields.at(0).first, "reason");
  EXPECT_EQ(SqlValue("select count(*) || ' ' || sum(version) from training_record"), "1 1");
}

// Shows that a coordinator acts for champions of its own organisation alone, and that what is
// foreign and what is missing cannot be told apart.
TEST_F(TrainingRecordTest, ForeignAndMissingLookTheSame) {
  MakeRun("A", kStart);
  auto foreign = MakeChampion("FOREIGN");
  ASSERT_TRUE(Record(foreign, "A", "2024-01-01", v1::TRAINING_OUTCOME_BOOKED).ok());
  auto id = record.id(), missing = NewRequestId();
  // The two answers, with the name taken out of them.
  auto same = [&](const Outcome& one, const Outcome& other) {
    EXPECT_EQ(one.code, grpc::NOT_FOUND) << one;
    EXPECT_EQ(other.code, grpc::NOT_FOUND) << other;
    EXPECT_EQ(one.reason, other.reason);
    EXPECT_EQ(one.message.substr(0, one.message.find('\'')),
              other.message.substr(0, other.message.find('\'')));
  };
  same(Book(run.id(), foreign, coordinator), Book(run.id(), missing, coordinator));
  auto completed = v1::TRAINING_OUTCOME_COMPLETED;
  same(Record(foreign, "A", "2024-01-01", completed, coordinator),
       Record(missing, "A", "2024-01-01", completed, coordinator));
  same(Get(id, coordinator), Get(missing, coordinator));
  same(Decide(&Stub::AttendTraining, id, "", coordinator),
       Decide(&Stub::AttendTraining, missing, "", coordinator));
  same(Decide(&Stub::CompleteTraining, id, "", coordinator),
       Decide(&Stub::CompleteTraining, missing, "", coordinator));
  same(Decide(&Stub::FailTraining, id, "", coordinator),
       Decide(&Stub::FailTraining, missing, "", coordinator));
  same(Decide(&Stub::MissTraining, id, "", coordinator),
       Decide(&Stub::MissTraining, missing, "", coordinator));
  same(Correct(id, completed, "", coordinator), Correct(missing, completed, "", coordinator));
  same(Withdraw(id, coordinator), Withdraw(missing, coordinator));
  v1::ListTrainingRecordsResponse listed;
  ASSERT_TRUE(List({}, coordinator, &listed).ok());
  EXPECT_EQ(listed.training_records_size(), 0);
  v1::ListCertificatesResponse certificates;
  ASSERT_TRUE(Record(foreign, "B", "2024-01-01").ok());
  ASSERT_TRUE(As(coordinator, &Stub::ListCertificates, {}, &certificates).ok());
  EXPECT_EQ(certificates.certificates_size(), 0);
  EXPECT_EQ(SqlValue("select outcome from training_record where id = '" + id + "'"), "BOOKED");
}

// Shows that partners and auditors read records and change none.
TEST_F(TrainingRecordTest, PartnersAndAuditorsReadOnly) {
  ASSERT_TRUE(Record(champion, "A", "2024-06-03", v1::TRAINING_OUTCOME_BOOKED).ok());
  auto id = record.id();
  for (const auto& token :
       {MakeKey(auth::Role::kPartner, {"OWN"}), MakeKey(auth::Role::kAuditor)}) {
    EXPECT_TRUE(Get(id, token).ok());
    EXPECT_EQ(Withdraw(id, token).code, grpc::PERMISSION_DENIED);
    EXPECT_EQ(Decide(&Stub::CompleteTraining, id, "", token).code, grpc::PERMISSION_DENIED);
    EXPECT_EQ(Record(champion, "A", "2024-06-04", v1::TRAINING_OUTCOME_COMPLETED, token).code,
              grpc::PERMISSION_DENIED);
  }
}

// Shows that every filter of the list holds alone, that pages hold every record once in the order
// asked for, and that a token is bound to the filter.
TEST_F(TrainingRecordTest, ListsAreFilteredAndPaged) {
  MakeRun("A", kStart);
  auto foreign = MakeChampion("FOREIGN");
  for (int day = 1; day <= 5; ++day) {
    ASSERT_TRUE(Record(champion, day % 2 ? "A" : "B", "2024-01-0" + std::to_string(6 - day)).ok());
  }
  ASSERT_TRUE(Record(foreign, "A", "2024-02-01", v1::TRAINING_OUTCOME_NO_SHOW).ok());
  ASSERT_TRUE(Book(run.id(), foreign).ok());
  auto days = [&](v1::ListTrainingRecordsRequest request) {
    request.set_order_by("completed_on desc");
    request.set_page_size(2);
    std::string found;
    do {
      v1::ListTrainingRecordsResponse page;
      EXPECT_TRUE(List(request, admin, &page).ok());
      for (const auto& one : page.training_records()) found += one.completed_on().substr(5) + " ";
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return found;
  };
  v1::ListTrainingRecordsRequest request;
  EXPECT_EQ(days(request), "06-03 02-01 01-05 01-04 01-03 01-02 01-01 ");
  request.set_organisation("FOREIGN");
  EXPECT_EQ(days(request), "06-03 02-01 ");
  request.Clear();
  request.set_champion(champion);
  request.set_course("B");
  EXPECT_EQ(days(request), "01-04 01-02 ");
  request.Clear();
  request.set_course_run(run.id());
  EXPECT_EQ(days(request), "06-03 ");
  request.Clear();
  request.add_outcomes(v1::TRAINING_OUTCOME_BOOKED);
  request.add_outcomes(v1::TRAINING_OUTCOME_NO_SHOW);
  EXPECT_EQ(days(request), "06-03 02-01 ");
  v1::ListTrainingRecordsResponse page;
  request.Clear();
  request.set_page_size(1);
  ASSERT_TRUE(List(request, admin, &page).ok());
  request.set_page_token(page.next_page_token());
  request.set_course("A");
  EXPECT_EQ(List(request, admin, &page).code, grpc::INVALID_ARGUMENT);
}

// Shows that a retry of a booking gets the first answer and takes no second place, and that
// validate_only takes none.
TEST_F(TrainingRecordTest, RetriesTakeOnePlace) {
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
TEST_F(TrainingRecordTest, CapacityHoldsUnderConcurrency) {
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
