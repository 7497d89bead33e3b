// Who is restricted is hidden and stays as they are, by whatever way it is tried.
#include <future>

#include "integration/rights_fixture.h"

namespace champions::test {
namespace {

class RestrictionTest : public RightsFixture {};

// Shows that a restricted person is shown nowhere, whoever asks: not by Get, lists, notes or
// exports of reach, certificates, retries or SQL; but in their own disclosure; and as before once
// lifted.
TEST_F(RestrictionTest, RestrictionHides) {
  Sql("insert into course (code, name) values ('BASICS', 'Basics')");
  auto enrolment = Enrol(champion_.id(), "ONE", "2024-05-02");
  Ask(&Stub::LeaveProgramme,
      "id: " + Quoted(enrolment.id()) + "ended_on: '2024-06-02' end_reason: 'Canaryend'");
  ASSERT_TRUE(Ask(&Training::RecordTrainingRecord,
                  "training_record { " + Of() +
                      "course: 'BASICS' completed_on: '2024-05-03' "
                      "outcome: TRAINING_OUTCOME_COMPLETED certificate: 'Canarycertificate' }")
                  .ok());
  LogReach("R1");
  v1::UpdateChampionResponse first, again;
  auto retried = "champion { id: " + Quoted(champion_.id()) +
                 "phone: '020 7946 0001' } update_mask "
                 "{ paths: 'phone' } request_id: " +
                 Quoted(NewRequestId());
  ASSERT_TRUE(Ask(&Stub::UpdateChampion, retried, &first).ok());
  EXPECT_EQ(first.champion().family_name(), "Canaryfamily");
  auto before = Totals(), shown = Get(champion_.id()).SerializeAsString();

  v1::RestrictChampionResponse restricted;
  ASSERT_TRUE(Restrict(&restricted).ok());
  std::string seen;
  auto see = [&](const google::protobuf::Message& answer) { seen += answer.DebugString(); };
  v1::GetChampionResponse got;
  ASSERT_TRUE(Ask(&Stub::GetChampion, "id: " + Quoted(champion_.id()), &got).ok());
  EXPECT_TRUE(got.champion().restricted());
  see(got);
  v1::ListChampionsResponse listed;
  ASSERT_TRUE(Ask(&Stub::ListChampions, "", &listed).ok());
  EXPECT_TRUE(listed.champions(0).restricted());
  see(listed);
  v1::ListEnrolmentsResponse enrolments;
  ASSERT_TRUE(Ask(&Stub::ListEnrolments, "", &enrolments).ok());
  EXPECT_EQ(enrolments.enrolments_size(), 1);
  see(enrolments);
  v1::ListTrainingRecordsResponse records;
  ASSERT_TRUE(Ask(&Training::ListTrainingRecords, "", &records).ok());
  EXPECT_EQ(records.training_records_size(), 1);
  see(records);
  v1::ListCertificatesResponse certificates;
  ASSERT_TRUE(Ask(&Training::ListCertificates, "", &certificates).ok());
  EXPECT_EQ(certificates.certificates_size(), 1);
  see(certificates);
  v1::ListReachesResponse reaches;
  ASSERT_TRUE(Ask(&Reaches::ListReaches, "", &reaches).ok());
  EXPECT_EQ(reaches.reaches_size(), 1);
  see(reaches);
  grpc::ClientContext context;
  Prepare(context, admin);
  auto stub = ServerTest::Stub<v1::ReachService>();
  auto reader = stub->ExportReaches(&context, {});
  for (v1::ExportReachesResponse part; reader->Read(&part);) see(part);
  ASSERT_TRUE(reader->Finish().ok());
  Ask(&Stub::UpdateChampion, retried, &again);
  see(again);
  EXPECT_EQ(seen.find("anary"), std::string::npos) << seen;
  EXPECT_EQ(seen.find("7946"), std::string::npos);
  EXPECT_EQ(seen.find("25-34"), std::string::npos);
  for (const char* table : {"champion_person", "champion_equality", "reach_note"}) {
    EXPECT_EQ(AsApp(std::string("select count(*) from ") + table), "0") << table;
  }
  auto disclosed = Disclosed();
  for (const char* word :
       {"Canaryfamily", "Canarynote", "25-34", "Canarycertificate", "LEGAL_CLAIM", "a claim"}) {
    EXPECT_NE(disclosed.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(Totals(), before);
  EXPECT_EQ(Restrict().code, grpc::ALREADY_EXISTS);

  auto id = restricted.champion_restriction().id();
  EXPECT_EQ(FieldsOf(Lift(id, "2024-01-01")), "told_on ");
  ASSERT_TRUE(Lift(id, today_).ok());
  EXPECT_EQ(Lift(id, today_).reason, "RESTRICTION_LIFTED");
  EXPECT_EQ(Get(champion_.id()).SerializeAsString(), shown);
  EXPECT_EQ(Totals(), before);
}

// Shows that nothing is recorded of a restricted person and nothing changed, by methods, imports,
// their undo or SQL; but that figures are corrected.
TEST_F(RestrictionTest, RestrictionRefusesChanges) {
  Sql("insert into course (code, name) values ('BASICS', 'Basics'), ('MORE', 'More')");
  ASSERT_TRUE(
      Ask(&Training::RecordTrainingRecord, "training_record { " + Of() +
                                               "course: 'BASICS' completed_on: '2024-05-03' "
                                               "outcome: TRAINING_OUTCOME_ATTENDED }")
          .ok());
  LogReach("R1");
  auto reach = SqlValue("select id from reach");
  auto import = Upload({"champions.csv", Row("kab,A,25-34,X")});
  ASSERT_EQ(import.state(), v1::IMPORT_STATE_APPLIED) << Errors(import);
  ASSERT_TRUE(Restrict().ok());

  auto refused = [&](const Outcome& outcome) {
    EXPECT_EQ(outcome.code, grpc::FAILED_PRECONDITION) << outcome;
    EXPECT_EQ(outcome.reason, "CHAMPION_RESTRICTED") << outcome;
    return FieldsOf(outcome);
  };
  EXPECT_EQ(refused(Change("family_name", "Other")), "champion.family_name ");
  EXPECT_EQ(refused(Change("role", "Other")), "champion.role ");
  refused(Do(admin, "StartChampionTraining", champion_.id()));
  refused(Ask(&Stub::CreateEnrolment,
              "enrolment { " + Of() + "programme: 'ONE' enrolled_on: '2024-06-01' }"));
  refused(
      Ask(&Training::RecordTrainingRecord, "training_record { " + Of() +
                                               "course: 'MORE' completed_on: '2024-05-03' outcome: "
                                               "TRAINING_OUTCOME_COMPLETED }"));
  refused(Ask(&Training::CompleteTraining, "id: " + Quoted(Record())));
  EXPECT_EQ(refused(Ask(&Reaches::AmendReach,
                        "id: " + Quoted(reach) +
                            "reason: 'why' reach { note: 'other' } update_mask { paths: 'note' }")),
            "reach.note ");
  EXPECT_EQ(Errors(Upload({"champions.csv", Row("kab,A,25-34,X", "Other")})),
            "champions.csv:2:family_name ");
  EXPECT_EQ(Upload({"champions.csv", Row("kab,A,25-34,X")}).state(), v1::IMPORT_STATE_APPLIED)
      << "a row that changes nothing passes";
  EXPECT_EQ(Errors(Upload({"enrolments.csv", "champion,programme,enrolled_on\nC1,ONE,2024-06-01\n",
                           "training.csv",
                           "champion,course,completed_on,outcome\n"
                           "C1,MORE,2024-06-01,COMPLETED\n",
                           "reach.csv",
                           "external_id,organisation,programme,occurred_on,mode,topic,"
                           "people,note\nR1,OWN,ONE,2024-05-20,GROUP,OTHER,9,other\n"})),
            "enrolments.csv:2:champion training.csv:2:champion reach.csv:2:note ");
  refused(Ask(&v1::ImportService::Stub::UndoImport, "id: " + Quoted(import.id())));
  const std::string seen = "set local app.restricted = 'read'; ";
  for (const char* statement :
       {"update champion_person set phone = '1', version = version + 1",
        "delete from champion_equality", "update champion set role = 'x'",
        "update reach_note set note = 'x'",
        "update training_record set outcome = 'FAILED', reason = null",
        "insert into enrolment (organisation_id, champion_id, programme_id, enrolled_on) select "
        "c.organisation_id, c.id, p.id, '2024-07-01' from champion c, programme p"}) {
    EXPECT_EQ(AsApp(seen + statement), "CH003") << statement;
  }

  EXPECT_TRUE(Change("recruited_on", "2024-05-02").ok());
  EXPECT_EQ(Sum("recruited", "scope = 'OVERALL' and counts_on = '2024-05-02'"), 1);
  EXPECT_TRUE(
      Ask(&Training::CorrectTraining,
          "id: " + Quoted(Record()) + "outcome: TRAINING_OUTCOME_FAILED reason: 'was wrong'")
          .ok());
  EXPECT_TRUE(
      Ask(&Training::WithdrawTraining, "id: " + Quoted(Record()) + "reason: 'not held'").ok());
  EXPECT_TRUE(Ask(&Reaches::VoidReach, "id: " + Quoted(reach) + "reason: 'twice'").ok());
}

// Shows that a restriction waits for an update that is under way, and that one which waits for the
// restriction is refused: none slips in between.
TEST_F(RestrictionTest, RestrictionAndAnUpdateUnderWay) {
  pqxx::connection connection("host=" + config_.database_host +
                              " user=champions_app dbname=" + database);
  pqxx::work work(connection);
  work.exec("select begin_as('{}', true, true, 10000)");
  work.exec("update champion_person set phone = null, version = version + 1");
  auto restricting = std::async(std::launch::async, [&] { return Restrict(); });
  EXPECT_EQ(restricting.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
  work.commit();
  EXPECT_TRUE(restricting.get().ok());

  auto champion = MakeCanary("C2");
  pqxx::work second(connection);
  second.exec("select begin_as('{}', true, true, 10000)");
  second.exec("select from champion where id = '" + champion.id() + "' for update");
  second.exec(
      "insert into champion_restriction (organisation_id, champion_id, ground, key_id) "
      "select organisation_id, id, 'UNLAWFUL', new_id() from champion where id = '" +
      champion.id() + "'");
  champion_ = champion;
  auto enrolling = std::async(std::launch::async, [&] {
    return Ask(&Stub::CreateEnrolment,
               "enrolment { " + Of() + "programme: 'ONE' enrolled_on: '2024-06-01' }");
  });
  EXPECT_EQ(enrolling.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
  second.commit();
  EXPECT_EQ(enrolling.get().reason, "CHAMPION_RESTRICTED");
}

}  // namespace
}  // namespace champions::test
