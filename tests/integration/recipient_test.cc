// What those were told to whom a champion's data was given (UK GDPR Article 19).
#include "integration/recipient_fixture.h"

namespace champions::test {
namespace {

class RecipientTest : public RecipientFixture {};

// Shows each thing that is refused of a record, with its field, in server and database; and what is
// kept of a good one.
TEST_F(RecipientTest, ToldOrWhyNot) {
  const std::string provider = "recipient: 'A provider' ",
                    told = provider + "told_on: " + Quoted(today_),
                    impossible = "not_told: NOT_TOLD_REASON_IMPOSSIBLE ";
  auto fields = [&](const std::string& rest) { return FieldsOf(Tell("RECTIFICATION", rest)); };
  EXPECT_EQ(fields(provider), "told_on ");
  EXPECT_EQ(fields("told_on: " + Quoted(today_)), "recipient ");
  EXPECT_EQ(fields(told + "reason: 'why'"), "reason ");
  EXPECT_EQ(fields(told + impossible + "reason: 'why'"), "told_on ");
  EXPECT_EQ(fields(provider + impossible), "reason ");
  EXPECT_EQ(fields(impossible + "reason: 'why'"), "recipient ");
  EXPECT_EQ(fields("recipient: 'ada@example.org' told_on: " + Quoted(today_)), "recipient ");
  EXPECT_EQ(fields("recipient: 'two\\nlines' told_on: " + Quoted(today_)), "recipient ");
  EXPECT_EQ(fields("recipient: '" + std::string(101, 'x') + "' told_on: " + Quoted(today_)),
            "recipient ");
  EXPECT_EQ(fields(provider + impossible + "reason: 'rang 020 7946 0000'"), "reason ");
  EXPECT_EQ(fields(provider + "told_on: " + Quoted(Ago(-1))), "told_on ");
  EXPECT_EQ(SqlValue("select count(*) from recipient_notification"), "0");

  v1::RecordRecipientNotificationResponse made;
  ASSERT_TRUE(Tell("RECTIFICATION", told + "validate_only: true").ok());
  EXPECT_EQ(SqlValue("select count(*) from recipient_notification"), "0");
  ASSERT_TRUE(Tell("RECTIFICATION", told, &made).ok());
  const auto& kept = made.recipient_notification();
  EXPECT_EQ(kept.recipient() + " " + kept.told_on(), "A provider " + today_);
  EXPECT_EQ(kept.champion(), champion_.id());
  EXPECT_EQ(kept.organisation(), "OWN");
  ASSERT_TRUE(NotTell("ERASURE", "DISPROPORTIONATE_EFFORT").ok());
  ASSERT_TRUE(NotTell("ERASURE", "NOT_DISCLOSED").ok());
  EXPECT_EQ(SqlValue("select string_agg(concat_ws('|', act, recipient, told_on, not_told, reason), "
                     "' ' order by created_at) from recipient_notification where not_told is not "
                     "null"),
            "ERASURE|A provider|DISPROPORTIONATE_EFFORT|Canaryreason "
            "ERASURE|NOT_DISCLOSED|Canaryreason");

  auto insert = [&](const std::string& columns, const std::string& values) {
    Sql("insert into recipient_notification (organisation_id, champion_id, key_id, act, " +
        columns + ") select organisation_id, id, new_id(), 'ERASURE', " + values +
        " from champion");
  };
  EXPECT_THROW(insert("recipient", "'x'"), pqxx::check_violation);
  EXPECT_THROW(insert("told_on", "now()"), pqxx::check_violation);
  EXPECT_THROW(insert("recipient, told_on, reason", "'x', now(), 'why'"), pqxx::check_violation);
  EXPECT_THROW(insert("recipient, told_on, not_told", "'x', now(), 'IMPOSSIBLE'"),
               pqxx::check_violation);
  EXPECT_THROW(insert("not_told, reason", "'IMPOSSIBLE', 'why'"), pqxx::check_violation);
  EXPECT_EQ(
      SqlValue("select has_table_privilege('champions_app', 'recipient_notification', 'delete')"),
      "f");
}

// Shows that nobody was told of what was not done, nor before it was; of a rectification not before
// somebody asked for it; but of one that nobody asked for, and of a part that was erased, on any
// day.
TEST_F(RecipientTest, NotBeforeTheAct) {
  EXPECT_EQ(TellOn("RESTRICTION", today_).reason, "ACT_NOT_DONE");
  ASSERT_TRUE(Restrict().ok());
  EXPECT_EQ(TellOn("RESTRICTION_LIFTED", today_).reason, "ACT_NOT_DONE");
  Backdate("created_at", 10);
  EXPECT_EQ(FieldsOf(TellOn("RESTRICTION", Ago(11))), "told_on ");
  EXPECT_TRUE(TellOn("RESTRICTION", Ago(10)).ok());
  ASSERT_TRUE(Lift(Standing(), today_).ok());
  Backdate("lifted_at", 5);
  EXPECT_EQ(FieldsOf(TellOn("RESTRICTION_LIFTED", Ago(6))), "told_on ");
  EXPECT_TRUE(TellOn("RESTRICTION_LIFTED", Ago(5)).ok());

  EXPECT_TRUE(TellOn("RECTIFICATION", Ago(100)).ok());
  auto request = "subject_request: " + Quoted(MakeRequest("RECTIFICATION", champion_.id(), Ago(3)));
  auto at = [&](int days) {
    return Tell("RECTIFICATION", request + "recipient: 'A provider' told_on: " + Quoted(Ago(days)));
  };
  EXPECT_EQ(FieldsOf(at(4)), "told_on ");
  EXPECT_TRUE(at(3).ok());

  EXPECT_TRUE(TellOn("ERASURE", Ago(100)).ok());
  ASSERT_TRUE(Ask(&Stub::EraseChampion, Of() + "reason: 'asked'").ok());
  EXPECT_EQ(FieldsOf(TellOn("ERASURE", Ago(1))), "told_on ");
  EXPECT_TRUE(TellOn("ERASURE", today_).ok());
}

// Shows that a request is named only where it is of the same champion and of a kind that such an
// act answers, who may do what, and that a foreign champion is as good as none.
TEST_F(RecipientTest, RequestsAndPermissions) {
  const std::string told = "recipient: 'A provider' told_on: " + Quoted(today_);
  auto with = [&](const std::string& act, const std::string& request) {
    return Tell(act, told + "subject_request: " + Quoted(request));
  };
  auto foreign = with("ERASURE", MakeRequest("ERASURE", MakeCanary("C2").id(), Ago(1)));
  EXPECT_EQ(foreign.code, grpc::NOT_FOUND) << foreign;
  EXPECT_EQ(FieldsOf(foreign), "subject_request ");
  auto access = MakeRequest("ACCESS", champion_.id(), Ago(1)),
       rectification = MakeRequest("RECTIFICATION", champion_.id(), Ago(1));
  EXPECT_EQ(FieldsOf(with("ERASURE", access)), "subject_request ");
  EXPECT_EQ(FieldsOf(with("ERASURE", rectification)), "subject_request ");
  EXPECT_TRUE(with("RECTIFICATION", rectification).ok());
  EXPECT_EQ(SqlValue("select subject_request_id from recipient_notification"), rectification);

  MakeOrganisation("OTHER");
  auto own = MakeKey(auth::Role::kCoordinator, {"OWN"}),
       other = MakeKey(auth::Role::kCoordinator, {"OTHER"}),
       manager = MakeKey(auth::Role::kProgrammeManager);
  EXPECT_EQ(Tell("ERASURE", told, nullptr, own).code, grpc::PERMISSION_DENIED);
  EXPECT_TRUE(Tell("ERASURE", told, nullptr, manager).ok());
  // Who may record sees every organisation: that a foreign champion and one that is not there are
  // alike to others is shown by what they may list, and by permission_matrix.
  auto missing = Ask(&Rights::RecordRecipientNotification,
                     "champion: " + Quoted(NewRequestId()) + "act: NOTIFIABLE_ACT_ERASURE " + told);
  EXPECT_EQ(missing.code, grpc::NOT_FOUND) << missing;
  auto listed = [&](const std::string& filter, const std::string& token) {
    v1::ListRecipientNotificationsResponse answer;
    EXPECT_TRUE(Ask(&Rights::ListRecipientNotifications, filter, &answer, token).ok());
    return answer.recipient_notifications_size();
  };
  EXPECT_EQ(listed("", own), 2);
  EXPECT_EQ(listed("acts: [NOTIFIABLE_ACT_ERASURE]", own), 1);
  EXPECT_EQ(listed(Of(), own), 2);
  EXPECT_EQ(listed(Of(), other), 0);
  EXPECT_EQ(listed("champion: " + Quoted(NewRequestId()), other), 0);
  EXPECT_EQ(listed("organisation: 'OWN'", other), 0);
  EXPECT_EQ(listed("", MakeKey(auth::Role::kAuditor)), 2);
  ASSERT_TRUE(Restrict().ok());
  EXPECT_EQ(Owed("", own), "RESTRICTION ");
  EXPECT_EQ(Owed(Of(), other) + Owed("organisation: 'OWN'", other), "");
  EXPECT_EQ(
      SqlValue("select string_agg(distinct array_to_string(fields, ','), ' ') from audit_event "
               "where method = 'RightsService/RecordRecipientNotification' and object = '" +
               champion_.id() + "' and outcome = 'OK'"),
      "recipient");
}

// Shows that the person is told to whom their data went, that an erasure takes the words and leaves
// to whom it went and what they were told, that of the erased it is still recorded, that no figure
// moves, and that the change feed tells of it.
TEST_F(RecipientTest, DisclosureAndErasure) {
  v1::RecordRecipientNotificationResponse made;
  ASSERT_TRUE(
      Tell("RECTIFICATION", "recipient: 'Canaryrecipient' told_on: " + Quoted(Ago(1)), &made).ok());
  ASSERT_TRUE(TakeBack(made.recipient_notification().id()).ok());
  ASSERT_TRUE(TellOn("RECTIFICATION", Ago(2)).ok());
  ASSERT_TRUE(NotTell("RECTIFICATION", "IMPOSSIBLE").ok());
  auto disclosed = Disclosed();
  for (const char* word : {"Canaryrecipient", "of somebody else", "A provider", "IMPOSSIBLE",
                           "Canaryreason", "Recipients told of changes"}) {
    EXPECT_NE(disclosed.find(word), std::string::npos) << word;
  }
  auto before = Totals();
  auto told =
      SqlValue("select count(*) from record_change where record_id = '" + champion_.id() + "'");
  ASSERT_TRUE(Ask(&Stub::EraseChampion, Of() + "reason: 'asked'").ok());
  for (const char* table : {"recipient_notification", "record_history"}) {
    EXPECT_EQ(SqlValue(std::string("select count(*) from ") + table +
                       " t where t::text similar to '%(Canaryreason|of somebody else)%'"),
              "0")
        << table;
  }
  EXPECT_EQ(SqlValue("select string_agg(concat_ws('|', recipient, told_on, not_told, withdrawn_at "
                     "is not null), ' ' order by created_at) from recipient_notification"),
            "Canaryrecipient|" + Ago(1) + "|t A provider|" + Ago(2) + "|f A provider|IMPOSSIBLE|f");
  auto erased =
      SqlValue("select count(*) from record_change where record_id = '" + champion_.id() + "'");
  EXPECT_GT(std::stoi(erased), std::stoi(told));
  ASSERT_TRUE(TellOn("ERASURE", today_).ok());
  EXPECT_EQ(SqlValue("select count(*) - " + erased + " from record_change where record_id = '" +
                     champion_.id() + "'"),
            "1");
  EXPECT_NE(Disclosed().find("\"ERASURE\""), std::string::npos);
  v1::ListRecipientNotificationsResponse listed;
  ASSERT_TRUE(Ask(&Rights::ListRecipientNotifications, Of(), &listed).ok());
  EXPECT_EQ(listed.recipient_notifications_size(), 4);
  EXPECT_EQ(Totals(), before);
}

// Shows that what an import made is not undone once it is recorded what recipients were told of it.
TEST_F(RecipientTest, AnImportIsNotUndoneUnderIt) {
  auto row = Row();
  row.replace(row.find("\nC1,") + 1, 2, "C9");
  auto import = Upload({"champions.csv", row});
  ASSERT_EQ(import.state(), v1::IMPORT_STATE_APPLIED) << Errors(import);
  champion_.set_id(SqlValue("select id from champion where external_id = 'C9'"));
  ASSERT_TRUE(TellOn("RECTIFICATION", today_).ok());
  EXPECT_EQ(Ask(&v1::ImportService::Stub::UndoImport, "id: " + Quoted(import.id())).reason,
            "IMPORT_AMENDED_SINCE");
}

// Shows all of it from the command line, and a refusal's exit status and the flag that it names.
TEST_F(RecipientTest, FromTheCommandLine) {
  auto run = [&](const std::string& words, int status, const std::string& shown = "") {
    auto [text, exit] = Run("champion " + words);
    EXPECT_EQ(exit, status) << words << "\n" << text;
    EXPECT_NE(text.find(shown), std::string::npos) << words << "\n" << text;
  };
  const auto& id = champion_.id();
  const std::string tell = "tell-recipient " + id + " --recipient 'A provider' --act ";
  run(tell + "RESTRICTION --told-on " + today_, 6, "never restricted");
  run("restrict " + id + " --ground LEGAL_CLAIM --reason 'a claim'", 0);
  run("owed-notifications -o csv", 0, id + ",OWN,RESTRICTION," + today_);
  run(tell + "RESTRICTION", 2, "--told-on");
  run(tell + "RESTRICTION --told-on " + today_, 0, "A provider");
  run("owed-notifications --champion " + id + " -o json", 0);
  run(tell + "RECTIFICATION --not-told IMPOSSIBLE --reason 'it was wound up'", 0, "IMPOSSIBLE");
  run("notifications --champion " + id + " --act RECTIFICATION -o csv", 0, "it was wound up");
  auto made = SqlValue("select id from recipient_notification where act = 'RESTRICTION'");
  run("withdraw-notification " + made + " --reason 'of somebody else'", 0, made);
  run("owed-notifications -o csv", 0, id + ",OWN,RESTRICTION");
}

}  // namespace
}  // namespace champions::test
