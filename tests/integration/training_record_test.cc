#include <map>

#include "support/training_fixture.h"

namespace champions::test {
namespace {

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

}  // namespace
}  // namespace champions::test
