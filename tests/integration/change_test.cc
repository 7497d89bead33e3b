// The change feed: that every way of writing is told, to whom, and what a cursor is good for.
#include <set>

#include "app/app.h"
#include "app/housekeeping.h"
#include "integration/change_fixture.h"

namespace champions::test {
namespace {

class ChangeTest : public ChangeFixture {
 protected:
  void Stream(int items) {
    auto stub = ServerTest::Stub<v1::ReachService>();
    grpc::ClientContext context;
    Prepare(context, admin);
    auto stream = stub->StreamReach(&context);
    for (int i = 0; i < items; ++i) {
      v1::StreamReachRequest item;
      google::protobuf::TextFormat::ParseFromString(ReachText(), item.mutable_reach());
      item.set_request_id(NewRequestId());
      EXPECT_TRUE(stream->Write(item));
    }
    stream->WritesDone();
    v1::StreamReachResponse ack;
    while (stream->Read(&ack)) EXPECT_FALSE(ack.has_error());
    EXPECT_TRUE(stream->Finish().ok());
  }

  std::set<std::string> KindsTold(const std::string& token) {
    std::set<std::string> kinds;
    std::string cursor;
    for (const auto& change : Since(&cursor, "", token)) kinds.insert(rpc::Label(change.kind()));
    return kinds;
  }
};

// Shows that each way of recording reach is told once for each record, and what changed nothing is
// not: a check, a refusal, a retry.
TEST_F(ChangeTest, ReachIsTold) {
  std::string id, request_id = NewRequestId();
  auto with_id =
      "reach { " + ReachText("external_id: 'R1'") + " } request_id: '" + request_id + "'";
  Tells("log", {"CREATED REACH 1"}, [&] { id = LogOne("note: 'A note'"); });
  Tells("log and retry", {"CREATED REACH 1"}, [&] {
    EXPECT_TRUE(Ask(&Reaches::LogReach, with_id).ok());
    EXPECT_TRUE(Ask(&Reaches::LogReach, with_id).ok());
  });
  Tells("nothing", {}, [&] {
    EXPECT_TRUE(Ask(&Reaches::LogReach, "validate_only: true reach { " + ReachText() + " }").ok());
    auto taken = "reach { " + ReachText("external_id: 'R1'") + " }";
    EXPECT_EQ(Ask(&Reaches::LogReach, taken).code, grpc::ALREADY_EXISTS);
  });
  auto item = "reaches { " + ReachText() + " } ";
  Tells("batch", {"CREATED REACH 1", "CREATED REACH 1", "CREATED REACH 1"},
        [&] { EXPECT_TRUE(Ask(&Reaches::BatchLogReach, item + item + item).ok()); });
  Tells("stream", {"CREATED REACH 1", "CREATED REACH 1"}, [&] { Stream(2); });
  Tells("amend", {"CHANGED REACH 2"}, [&] {
    EXPECT_TRUE(
        Ask(&Reaches::AmendReach, "id: '" + id +
                                      "' reach { people: 8 note: 'Another' } reason: "
                                      "'counted again' update_mask { paths: ['people', 'note'] }")
            .ok());
  });
  Tells("void", {"CHANGED REACH 3"}, [&] {
    EXPECT_TRUE(Ask(&Reaches::VoidReach, "id: '" + id + "' reason: 'entered twice'").ok());
  });
  Tells("a note removed", {"CHANGED REACH 3"}, [&] { Sql("delete from reach_note"); });
}

// Shows the same of champions: their own fields, and what is kept beside the record.
TEST_F(ChangeTest, ChampionsAreTold) {
  v1::Champion one, two;
  v1::RestrictChampionResponse restricted;
  Tells("create", {"CREATED CHAMPION 1"}, [&] { one = Make("C8"); });
  Tells("create", {"CREATED CHAMPION 1"}, [&] { two = Make("C9"); });
  Tells("update", {"CHANGED CHAMPION 2"}, [&] {
    one.set_role("Lead");
    one.set_phone("020 7946 0001");
    one.set_age_band("25-34");
    EXPECT_TRUE(Update(one, {"role", "phone", "age_band"}).ok());
  });
  Tells("recruit", {"CHANGED CHAMPION 3"},
        [&] { EXPECT_TRUE(Do(admin, "RecruitChampion", one.id(), "2024-05-01").ok()); });
  Tells("enrol", {"CREATED ENROLMENT 1"}, [&] { Enrol(one.id(), "ONE", "2024-05-02"); });
  Tells("merge", {"CHANGED CHAMPION 1", "CHANGED CHAMPION 3"}, [&] {
    EXPECT_TRUE(Ask(&Stub::MergeChampions, "survivor: '" + one.id() + "' duplicate: '" + two.id() +
                                               "' reason: 'entered twice'")
                    .ok());
  });
  Tells("unmerge", {"CHANGED CHAMPION 1", "CHANGED CHAMPION 3"}, [&] {
    auto outcome =
        Ask(&Stub::UnmergeChampion, "duplicate: '" + two.id() + "' reason: 'two people after all'");
    EXPECT_TRUE(outcome.ok()) << outcome;
  });
  LogOne("champion: '" + champion_.id() + "' note: 'A note'");
  auto was = Get(champion_.id()).etag();
  auto next = std::to_string(std::stoi(was) + 1);
  Tells("restrict", {"CHANGED CHAMPION " + was}, [&] { EXPECT_TRUE(Restrict(&restricted).ok()); });
  Tells("lift", {"CHANGED CHAMPION " + was},
        [&] { EXPECT_TRUE(Lift(restricted.champion_restriction().id(), today_).ok()); });
  // With the answers that go first.
  Tells("erase",
        {"CHANGED CHAMPION " + was, "CHANGED CHAMPION " + was, "CHANGED CHAMPION " + next,
         "CHANGED REACH 1"},
        [&] {
          auto outcome = Ask(&Stub::EraseChampion, Of() + "reason: 'asked in writing'");
          EXPECT_TRUE(outcome.ok()) << outcome;
        });
}

// Shows that an import and its undo are told record by record, of every kind that files have, and
// so is what no method here writes; and that no kind is left out.
TEST_F(ChangeTest, ImportsAndTheRestAreTold) {
  v1::Import applied;
  Lines kinds = {"ORGANISATION",    "PROGRAMME", "COURSE", "CHAMPION", "ENROLMENT",
                 "TRAINING_RECORD", "FUND",      "AWARD",  "ACTIVITY", "REACH"};
  auto each = [&](const std::string& action) {
    Lines lines;
    for (const auto& kind : kinds) lines.push_back(action + " " + kind + " 1");
    return lines;
  };
  Tells("import", each("CREATED"), [&] {
    applied = Upload({"organisations.csv",
                      "code,name\nVAH,Voluntary Action\n",
                      "programmes.csv",
                      "code,name,status\nMH,Mental health,ACTIVE\n",
                      "courses.csv",
                      "code,name,required_for\nIND,Induction,MH\n",
                      "champions.csv",
                      "external_id,organisation,given_name,family_name,recruited_on,status\n"
                      "I1,VAH,Ama,Stan,2024-07-01,ACTIVE\n",
                      "enrolments.csv",
                      "champion,programme,enrolled_on\nI1,MH,2024-07-02\n",
                      "training.csv",
                      "champion,course,completed_on,outcome\nI1,IND,2024-06-01,COMPLETED\n",
                      "funds.csv",
                      "code,name,budget_gbp\nF1,A fund,100.00\n",
                      "awards.csv",
                      "external_id,fund,organisation,programme,title,amount_gbp,awarded_on,status\n"
                      "W1,F1,VAH,MH,An award,10.00,2024-07-01,ACTIVE\n",
                      "activities.csv",
                      "external_id,organisation,programme,name,kind,starts_at\n"
                      "A1,VAH,MH,Drop-in,DROP_IN,2024-07-03T10:00\n",
                      "reach.csv",
                      "external_id,organisation,programme,occurred_on,mode,topic,people\n"
                      "I1,VAH,MH,2024-09-30,GROUP,OTHER,40\n"});
    EXPECT_EQ(applied.state(), v1::IMPORT_STATE_APPLIED) << applied.DebugString();
  });
  // What lies beside a record goes before it.
  auto undone = each("REMOVED");
  undone.insert(undone.end(), {"CHANGED CHAMPION 1", "CHANGED COURSE 1"});
  Tells("undo", undone, [&] {
    auto outcome = Ask(&v1::ImportService::Stub::UndoImport, "id: '" + applied.id() + "'");
    EXPECT_TRUE(outcome.ok()) << outcome;
  });
  Tells("the rest",
        {"CREATED INSIGHT 1", "CREATED RETURN 1", "CHANGED RETURN 2", "CREATED COURSE 1",
         "CREATED COURSE_RUN 1", "CHANGED COURSE_RUN 2"},
        [&] {
          Sql("insert into insight (organisation_id, heard_on, kind, theme, theme_key, text) "
              "select id, "
              "'2024-04-07', 'BARRIER', 'A theme', 'a theme', 'Heard' from organisation");
          Sql("insert into organisation_return (organisation_id, quarter, state) select id, "
              "'2022-07-01', 'SUBMITTED' from organisation");
          Sql("update organisation_return set version = 2");
          Sql("insert into course (code, name) values ('C1', 'A course')");
          Sql("insert into course_run (course_id, starts_at) select id, now() from course");
          Sql("update course_run set version = 2");
          Sql("update course_run set venue = 'Without a new version'");
        });
  std::string cursor;
  for (const auto& change : Since(&cursor, "kinds: CHANGE_KIND_RETURN")) {
    EXPECT_EQ(change.record(), "2022-23-Q2");
    EXPECT_EQ(change.organisation(), "OWN");
  }
  const auto* type = v1::ChangeKind_descriptor();
  std::string labels;
  for (int i = 1; i < type->value_count(); ++i) {
    labels += (i > 1 ? "," : "") + rpc::LabelOf(type, type->value(i)->number());
    auto one = "kinds: " + type->value(i)->name();
    EXPECT_TRUE(List("", one).ok()) << one;
  }
  EXPECT_EQ(SqlValue("select array_to_string(enum_range(null::change_kind), ',')"), labels);
}

// Shows that a caller is told of its organisations and of what belongs to none, of the kinds that
// it may list, and cannot find out by a filter what else there is.
TEST_F(ChangeTest, ToldIsWhatMayBeSeen) {
  MakeOrganisation("FOREIGN");
  auto foreign = Make("F1", "FOREIGN").id();
  Sql("insert into insight (organisation_id, heard_on, kind, theme, theme_key, text) select id, "
      "'2024-04-07', 'BARRIER', 'A theme', 'a theme', 'Heard' from organisation");
  Sql("insert into fund (code, name, budget_pence) values ('F', 'A fund', 1)");
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"OWN"});
  auto partner = MakeKey(auth::Role::kPartner, {"OWN"});
  AwaitSettled();
  for (const auto& token : {coordinator, partner}) {
    std::string cursor;
    for (const auto& change : Since(&cursor, "", token)) {
      EXPECT_NE(change.record(), foreign);
      EXPECT_TRUE(change.organisation() == "OWN" || change.organisation().empty());
    }
    auto named = List("", "organisations: ['OWN', 'FOREIGN']", token);
    auto missing = List("", "organisations: ['OWN', 'MISSING']", token);
    EXPECT_EQ(named.code, grpc::NOT_FOUND) << named;
    EXPECT_EQ(missing.code, grpc::NOT_FOUND) << missing;
    EXPECT_EQ(named.reason, missing.reason);
    ASSERT_EQ(named.fields.size(), missing.fields.size());
  }
  EXPECT_EQ(KindsTold(coordinator),
            (std::set<std::string>{"ORGANISATION", "PROGRAMME", "CHAMPION", "FUND", "INSIGHT"}));
  EXPECT_EQ(KindsTold(partner), (std::set<std::string>{"ORGANISATION", "PROGRAMME", "CHAMPION"}));
  EXPECT_EQ(List("", "kinds: CHANGE_KIND_FUND", partner).code, grpc::PERMISSION_DENIED);
  std::string cursor;
  auto of_one = Since(&cursor, "organisations: 'FOREIGN'");
  EXPECT_EQ(LinesOf(of_one),
            (Lines{"CREATED CHAMPION 1", "CREATED INSIGHT 1", "CREATED ORGANISATION 1"}));
}

// Shows that a cursor goes on after a restart and with another key of the same partner, and with
// nobody else's, nor with another filter, nor changed.
TEST_F(ChangeTest, CursorsAreForOneView) {
  MakeOrganisation("FOREIGN");
  auto partner = MakeKey(auth::Role::kPartner, {"OWN"});
  auto renewed = MakeKey(auth::Role::kPartner, {"OWN"});
  auto cursor = Now("", partner);
  LogOne();
  Restart();
  AwaitSettled();
  EXPECT_EQ(LinesOf(Since(&cursor, "", renewed)), Lines{"CREATED REACH 1"});
  auto refused = [&](const std::string& given, const std::string& fields,
                     const std::string& token) {
    auto outcome = List(given, fields, token);
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << outcome;
    ASSERT_EQ(outcome.fields.size(), 1u);
    EXPECT_EQ(outcome.fields[0].first, "cursor");
  };
  refused(cursor, "", MakeKey(auth::Role::kPartner, {"FOREIGN"}));
  refused(cursor, "", MakeKey(auth::Role::kPartner, {"OWN", "FOREIGN"}));
  refused(cursor, "", MakeKey(auth::Role::kCoordinator, {"OWN"}));
  refused(cursor, "kinds: CHANGE_KIND_REACH", partner);
  refused(cursor, "organisations: 'OWN'", partner);
  auto scoped = MakeKey(auth::Role::kPartner, {"OWN"});
  Sql("update access_key set scopes = '{changes.read,champions.read}' where token_hash = (select "
      "token_hash from access_key order by created_at desc limit 1)");
  refused(cursor, "", scoped);
  auto changed = cursor;
  changed[3] = changed[3] == 'a' ? 'b' : 'a';
  refused(changed, "", partner);
  refused(cursor + "A", "", partner);
  refused("x", "", partner);
  EXPECT_TRUE(List(cursor, "page_size: 1", partner).ok());
}

// Shows that old changes are removed and young ones by nobody; that a cursor that has missed some
// is refused, as is one from before a restore; and that who starts with the oldest goes on.
TEST_F(ChangeTest, WhoIsTooLateIsTold) {
  std::string oldest;
  AwaitSettled();
  ASSERT_TRUE(List("", "page_size: 1").ok());
  oldest = page_.next_cursor();
  Sql("set session_replication_role = replica; update record_change set changed_at = changed_at - "
      "interval '90 days 1 minute'; set session_replication_role = origin");
  auto late = Now();
  LogOne();
  AwaitSettled();
  db::Pool pool({.connection = config_.ConnectionString(config_.database_user), .size = 1});
  EXPECT_GT(app::ForgetOldChanges(pool, 90), 3);
  EXPECT_EQ(app::ForgetOldChanges(pool, 90), 0);
  auto outcome = List(oldest);
  EXPECT_EQ(outcome.code, grpc::OUT_OF_RANGE) << outcome;
  EXPECT_EQ(outcome.reason, "CHANGES_NO_LONGER_KEPT");
  std::string from_oldest;
  EXPECT_EQ(LinesOf(Since(&from_oldest)), Lines{"CREATED REACH 1"});
  EXPECT_EQ(LinesOf(Since(&late)), Lines{"CREATED REACH 1"});
  for (const char* statement :
       {"delete from record_change", "update record_change set version = 2"}) {
    try {
      Sql(statement);
      ADD_FAILURE() << "could: " << statement;
    } catch (const pqxx::sql_error& error) {
      EXPECT_EQ(error.sqlstate(), "23001") << statement;
    }
  }
  Sql("select setval('record_change_number_seq', 1)");
  EXPECT_EQ(List(late).reason, "CHANGES_NO_LONGER_KEPT");
}

}  // namespace
}  // namespace champions::test
