// ExportReaches: what an export holds, who gets what of it, that it imports again without a change,
// and that nothing of a broken one stays behind.
#include <cstdlib>
#include <set>
#include <thread>

#include "champions/v1/import_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kHeader =
    "external_id,organisation,programme,activity,occurred_on,ward,mode,topic,people,new_people,"
    "signposted,champion,note,status\n";
constexpr const char* kHeaderWithoutNote =
    "external_id,organisation,programme,activity,occurred_on,ward,mode,topic,people,new_people,"
    "signposted,champion,status\n";

// Of every shape: with and without what is optional, void, and notes that need quotes.
const std::map<std::string, std::string> kRecords = {
    {"R1",
     "R1,VAH,MH,A1,2024-09-30,E05013552,GROUP,DIABETES,40,12,7,C1,\"two\nlines, \"\"quoted\"\"\","},
    {"R2", "R2,VAH,MH,,2024-10-01,,CONVERSATION,OTHER,2,0,0,,,"},
    {"R3", "R3,VAH,OOH,,2024-10-02,,BROADCAST,OTHER,500,0,0,,=1+1,VOID"},
    {"R4", "\"R,4\",HACAS,OOH,,2025-01-15,E05013550,GROUP,IMMUNISATION,3,3,0,,\"ends in,,\","},
    {"R5", "R5,HACAS,MH,,2024-09-30,E05013552,HEALTH_CHECK,HYPERTENSION,1,0,1,,,VOID"}};

Files Programme() {
  Files files = {{"organisations.csv", "code,name\nVAH,Voluntary Action\nHACAS,Somali care\n"},
                 {"programmes.csv", "code,name,status\nMH,Mental health,ACTIVE\nOOH,Out,ACTIVE\n"},
                 {"champions.csv",
                  "external_id,organisation,given_name,family_name,recruited_on,status\n"
                  "C1,VAH,Ama,Stan,2024-07-01,ACTIVE\n"},
                 {"activities.csv",
                  "external_id,organisation,programme,name,kind,starts_at\n"
                  "A1,VAH,MH,Drop-in,DROP_IN,2024-09-30T10:00\n"},
                 {"reach.csv", kHeader}};
  for (const auto& [name, record] : kRecords) files.back().second += record + "\n";
  return files;
}

class ReachExportTest : public ServerTest {
 protected:
  using Names = std::set<std::string>;

  struct Exported {
    Outcome outcome;
    std::string csv;
    std::optional<int64_t> records;
  };

  v1::Import Import(const Files& files) {
    auto stub = Stub<v1::ImportService>();
    grpc::ClientContext context;
    Prepare(context, admin);
    v1::UploadImportResponse response;
    auto writer = stub->UploadImport(&context, &response);
    v1::UploadImportRequest part;
    part.mutable_options();
    writer->Write(part);
    for (const auto& [name, text] : files) {
      part.mutable_file()->set_name(name);
      writer->Write(part);
      for (size_t i = 0; i < text.size(); i += 100'000) {
        part.set_data(text.substr(i, 100'000));
        writer->Write(part);
      }
    }
    writer->WritesDone();
    EXPECT_TRUE(writer->Finish().ok());
    auto result = response.import_result();
    EXPECT_EQ(result.error_count(), 0) << result.ShortDebugString();
    return result;
  }

  Exported Export(const std::string& token, const v1::ExportReachesRequest& request = {}) {
    auto stub = Stub<v1::ReachService>();
    grpc::ClientContext context;
    Prepare(context, token);
    auto reader = stub->ExportReaches(&context, request);
    Exported exported;
    v1::ExportReachesResponse message;
    while (reader->Read(&message)) {
      EXPECT_FALSE(exported.records) << "a message after the last";
      exported.csv += message.csv();
      EXPECT_TRUE(message.csv().empty() || message.csv().back() == '\n') << "a record is cut";
      EXPECT_EQ(message.csv().empty(), message.has_records());
      if (message.has_records()) exported.records = message.records();
    }
    exported.outcome = OutcomeOf(reader->Finish());
    return exported;
  }

  // Which of kRecords an export has; fails the test for anything else in it.
  Names In(const Exported& exported) {
    EXPECT_TRUE(exported.outcome.ok()) << exported.outcome;
    std::string rest = exported.csv;
    EXPECT_EQ(rest.rfind(kHeader, 0), 0u) << rest;
    rest.erase(0, std::string(kHeader).size());
    Names names;
    for (const auto& [name, record] : kRecords) {
      auto at = rest.find(record + "\n");
      if (at == std::string::npos) continue;
      rest.erase(at, record.size() + 1);
      names.insert(name);
    }
    EXPECT_EQ(rest, "");
    EXPECT_EQ(exported.records, static_cast<int64_t>(names.size()));
    return names;
  }

  // As `1 reach: note`, of the exports so far.
  std::string Audited() {
    std::string events;
    for (const auto& row :
         Sql("select objects, object_kind, array_to_string(fields, '+') from audit_event "
             "where method = 'ReachService/ExportReaches' order by recorded_at, id")) {
      events += std::string(row[0].c_str()) + " " + row[1].c_str() + ": " + row[2].c_str() + ";";
    }
    return events;
  }

  // More than any buffer between server and client takes.
  void MakeMany(int records) {
    Sql("insert into reach (organisation_id, external_id, programme_id, occurred_on, mode, topic, "
        "people, recorded_at, updated_at) select o.id, 'M' || g, p.id, '2024-05-05', 'GROUP', "
        "'OTHER', 0, now(), now() from generate_series(1, " +
        std::to_string(records) +
        ") g, organisation o, programme p where o.code = 'VAH' and p.code = 'MH'");
  }

  // Statements of the server that still run an export.
  std::string Running() {
    return SqlValue("select count(*) from pg_stat_activity where datname = '" + database +
                    "' and state <> 'idle' and query ilike 'copy %'");
  }
  bool EndsWithin(std::chrono::milliseconds limit) {
    auto until = std::chrono::steady_clock::now() + limit;
    while (Running() != "0") {
      if (std::chrono::steady_clock::now() > until) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return true;
  }
};

// Shows that an export has every record as it was imported, voided ones too, and that importing it
// again changes nothing.
TEST_F(ReachExportTest, AnExportImportsAgainUnchanged) {
  Import(Programme());
  auto exported = Export(admin);
  EXPECT_EQ(In(exported), (Names{"R1", "R2", "R3", "R4", "R5"}));
  auto again = Import({{"reach.csv", exported.csv}});
  ASSERT_EQ(again.files_size(), 1);
  EXPECT_EQ(again.files(0).unchanged(), 5) << again.ShortDebugString();
  EXPECT_EQ(again.files(0).created() + again.files(0).amended(), 0);
  EXPECT_EQ(again.warning_count(), 0) << again.ShortDebugString();
  EXPECT_EQ(Export(admin).csv.size(), exported.csv.size());
  // That the import does notice a difference.
  auto other = exported.csv;
  other.replace(other.find("two\nlines"), 3, "Two");
  EXPECT_EQ(Import({{"reach.csv", other}}).files(0).amended(), 1);
}

// Shows that each filter leaves exactly the records that it names, and that several hold together.
TEST_F(ReachExportTest, FiltersLeaveWhatTheyName) {
  Import(Programme());
  v1::ExportReachesRequest request;
  auto expect = [&](const Names& names) {
    EXPECT_EQ(In(Export(admin, request)), names) << request.ShortDebugString();
    request.Clear();
  };
  request.set_organisation("HACAS");
  expect({"R4", "R5"});
  request.set_programme("OOH");
  expect({"R3", "R4"});
  request.set_from("2024-10-01");
  expect({"R2", "R3", "R4"});
  request.set_to("2024-10-01");
  expect({"R1", "R2", "R5"});
  request.set_ward("E05013552");
  expect({"R1", "R5"});
  request.add_modes(v1::REACH_MODE_GROUP);
  request.add_modes(v1::REACH_MODE_BROADCAST);
  expect({"R1", "R3", "R4"});
  request.add_topics(v1::REACH_TOPIC_OTHER);
  expect({"R2", "R3"});
  request.set_state(v1::REACH_STATE_VOIDED);
  expect({"R3", "R5"});
  request.set_state(v1::REACH_STATE_RECORDED);
  request.set_programme("MH");
  request.set_to("2024-09-30");
  expect({"R1"});
  // Nothing is found, and nothing is wrong: the header alone.
  request.set_organisation("MISSING");
  expect({});
  request.set_organisation("x'||'y");
  expect({});
}

// Shows that a value beyond its rule is refused by name before anything is sent.
TEST_F(ReachExportTest, RefusesWrongFilters) {
  auto refused = [&](const v1::ExportReachesRequest& request, const std::string& field) {
    auto exported = Export(admin, request);
    EXPECT_EQ(exported.outcome.code, grpc::INVALID_ARGUMENT) << exported.outcome;
    ASSERT_EQ(exported.outcome.fields.size(), 1u);
    EXPECT_EQ(exported.outcome.fields[0].first, field);
    EXPECT_EQ(exported.csv, "");
    EXPECT_FALSE(exported.records);
  };
  v1::ExportReachesRequest request;
  request.set_from("2024-02-30");
  refused(request, "from");
  request.Clear();
  request.set_ward("' or true --");
  refused(request, "ward");
  request.Clear();
  request.add_modes(static_cast<v1::ReachMode>(77));
  refused(request, "modes[0]");
  EXPECT_EQ(Audited(), "");
}

// Shows the two walls: a coordinator gets the records of the own organisation alone, and a caller
// without `personal` a file without the column, which imports again without clearing a note.
TEST_F(ReachExportTest, EachCallerGetsWhatTheyMaySee) {
  Import(Programme());
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"HACAS"});
  EXPECT_EQ(In(Export(coordinator)), (Names{"R4", "R5"}));
  v1::ExportReachesRequest foreign;
  foreign.set_organisation("VAH");
  EXPECT_EQ(In(Export(coordinator, foreign)), Names{});

  auto partner = Export(MakeKey(auth::Role::kPartner, {"VAH"}));
  ASSERT_TRUE(partner.outcome.ok()) << partner.outcome;
  EXPECT_EQ(partner.records, 3);
  EXPECT_EQ(partner.csv.rfind(kHeaderWithoutNote, 0), 0u) << partner.csv;
  EXPECT_EQ(partner.csv.find("two"), std::string::npos);
  EXPECT_NE(partner.csv.find("\nR1,VAH,MH,A1,2024-09-30,E05013552,GROUP,DIABETES,40,12,7,C1,\n"),
            std::string::npos);
  EXPECT_NE(partner.csv.find("\nR3,VAH,OOH,,2024-10-02,,BROADCAST,OTHER,500,0,0,,VOID\n"),
            std::string::npos);
  EXPECT_EQ(Import({{"reach.csv", partner.csv}}).files(0).unchanged(), 3);

  auto auditor = Export(MakeKey(auth::Role::kAuditor));
  EXPECT_EQ(auditor.records, 5);
  EXPECT_EQ(auditor.csv.find("quoted"), std::string::npos);
}

// Shows one audit event per export, with the number of records, and `note` where one was read.
TEST_F(ReachExportTest, EachExportIsAudited) {
  Import(Programme());
  Export(admin);
  v1::ExportReachesRequest request;
  request.set_programme("MH");
  request.set_from("2024-10-01");
  Export(admin, request);  // R2, which has no note
  request.Clear();
  request.set_state(v1::REACH_STATE_VOIDED);
  request.add_modes(v1::REACH_MODE_BROADCAST);
  Export(admin, request);  // R3, void with a note
  Export(MakeKey(auth::Role::kPartner, {"VAH"}));
  request.Clear();
  request.set_organisation("MISSING");
  Export(admin, request);
  EXPECT_EQ(Audited(), "5 reach: note;1 reach: ;1 reach: note;3 reach: ;0 reach: ;");
}

// Shows that a record without an external_id, or that names something without one, is there to be
// read, and that an import refuses it instead of counting it twice or forgetting what it names.
TEST_F(ReachExportTest, WhatHasNoExternalIdIsNotImportedAgain) {
  Import(Programme());
  Sql("update champion set external_id = null");
  auto champion = SqlValue("select id from champion");
  auto exported = Export(admin);
  EXPECT_NE(exported.csv.find("," + champion + ",\"two"), std::string::npos) << exported.csv;
  v1::LogReachRequest log;
  auto* reach = log.mutable_reach();
  reach->set_organisation("VAH");
  reach->set_programme("MH");
  reach->set_occurred_on("2024-09-30");
  reach->set_mode(v1::REACH_MODE_GROUP);
  reach->set_topic(v1::REACH_TOPIC_OTHER);
  reach->set_people(1);
  v1::LogReachResponse logged;
  ASSERT_TRUE(As(admin, &v1::ReachService::Stub::LogReach, log, &logged).ok());
  exported = Export(admin);
  EXPECT_EQ(exported.records, 6);
  EXPECT_NE(exported.csv.find("\n,VAH,MH,,2024-09-30,,GROUP,OTHER,1,0,0,,,\n"), std::string::npos);
  auto stub = Stub<v1::ImportService>();
  grpc::ClientContext context;
  Prepare(context, admin);
  v1::UploadImportResponse response;
  auto writer = stub->UploadImport(&context, &response);
  v1::UploadImportRequest part;
  part.mutable_options();
  writer->Write(part);
  part.mutable_file()->set_name("reach.csv");
  writer->Write(part);
  part.set_data(exported.csv);
  writer->Write(part);
  writer->WritesDone();
  ASSERT_TRUE(writer->Finish().ok());
  std::multiset<std::string> columns;
  for (const auto& error : response.import_result().errors()) columns.insert(error.column());
  EXPECT_EQ(columns, (std::multiset<std::string>{"champion", "external_id"}));
}

// Shows that an export of many parts is whole and has each record once.
TEST_F(ReachExportTest, ManyPartsMakeOneFile) {
  Import(Programme());
  MakeMany(20'000);
  auto exported = Export(admin);
  ASSERT_TRUE(exported.outcome.ok()) << exported.outcome;
  EXPECT_EQ(exported.records, 20'005);
  EXPECT_GT(exported.csv.size(), 900'000u);
  std::set<std::string> names;
  for (size_t at = exported.csv.find("\nM"); at != std::string::npos;
       at = exported.csv.find("\nM", at + 1)) {
    names.insert(exported.csv.substr(at + 1, exported.csv.find(',', at) - at - 1));
  }
  EXPECT_EQ(names.size(), 20'000u);
}

// Shows that a caller who goes away in the middle ends the statement and frees its connection, that
// no audit event claims a whole export, and that the next one is served.
TEST_F(ReachExportTest, ACallerWhoGoesAwayFreesEverything) {
  Import(Programme());
  MakeMany(100'000);
  auto stub = Stub<v1::ReachService>();
  for (int i = 0; i < 3; ++i) {
    grpc::ClientContext context;
    Prepare(context, admin);
    auto reader = stub->ExportReaches(&context, {});
    v1::ExportReachesResponse message;
    ASSERT_TRUE(reader->Read(&message));
    EXPECT_EQ(Running(), "1");
    context.TryCancel();
    while (reader->Read(&message)) EXPECT_FALSE(message.has_records());
    EXPECT_EQ(reader->Finish().error_code(), grpc::CANCELLED);
    EXPECT_TRUE(EndsWithin(std::chrono::milliseconds(2000)));
  }
  EXPECT_EQ(Audited(), "");
  // The connections went back as they were: no transaction is left open.
  EXPECT_EQ(SqlValue("select count(*) from pg_stat_activity where datname = '" + database +
                     "' and state like 'idle in transaction%'"),
            "0");
  EXPECT_EQ(Export(admin).records, 100'005);
}

// Shows that a caller who goes away before the first row is noticed as well.
TEST_F(ReachExportTest, ACallerWhoGoesAwayBeforeTheFirstRowIsNoticed) {
  Import(Programme());
  MakeMany(1);
  const char* user = std::getenv("CHAMPIONS_TEST_PG_USER");
  pqxx::connection blocker("host=" + config_.database_host + " user=" +
                           (user == nullptr ? "postgres" : user) + " dbname=" + database);
  pqxx::work lock(blocker);
  lock.exec("lock table reach in access exclusive mode");
  auto stub = Stub<v1::ReachService>();
  grpc::ClientContext context;
  Prepare(context, admin);
  auto reader = stub->ExportReaches(&context, {});
  auto until = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (Running() == "0" && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(Running(), "1");
  context.TryCancel();
  EXPECT_TRUE(EndsWithin(std::chrono::milliseconds(2000)));
  v1::ExportReachesResponse message;
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_EQ(reader->Finish().error_code(), grpc::CANCELLED);
}

// Shows that a deadline ends an export whose caller reads nothing, and that of two such exports
// under way a third is refused until one is over.
TEST_F(ReachExportTest, TwoAtOnceAndNoLongerThanTheDeadline) {
  Import(Programme());
  MakeMany(100'000);
  auto stub = Stub<v1::ReachService>();
  v1::ExportReachesResponse message;
  {
    grpc::ClientContext contexts[2];
    std::unique_ptr<grpc::ClientReader<v1::ExportReachesResponse>> readers[2];
    for (int i = 0; i < 2; ++i) {
      contexts[i].AddMetadata("authorization", "Bearer " + admin);
      contexts[i].set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(3));
      readers[i] = stub->ExportReaches(&contexts[i], {});
      ASSERT_TRUE(readers[i]->Read(&message));
    }
    auto third = Export(admin);
    EXPECT_EQ(third.outcome.code, grpc::RESOURCE_EXHAUSTED) << third.outcome;
    EXPECT_EQ(third.csv, "");
    std::this_thread::sleep_for(std::chrono::milliseconds(3000));
    EXPECT_TRUE(EndsWithin(std::chrono::milliseconds(2000)));
    for (auto& reader : readers) {
      while (reader->Read(&message)) EXPECT_FALSE(message.has_records());
      EXPECT_EQ(reader->Finish().error_code(), grpc::DEADLINE_EXCEEDED);
    }
  }
  EXPECT_EQ(Audited(), "");
  EXPECT_EQ(Export(admin).records, 100'005);
}

// Shows that a database that goes away in the middle is told as such, after some of the parts, and
// that the server serves again with new connections.
TEST_F(ReachExportTest, ALostDatabaseIsNoWholeExport) {
  Import(Programme());
  MakeMany(100'000);
  auto stub = Stub<v1::ReachService>();
  grpc::ClientContext context;
  Prepare(context, admin);
  auto reader = stub->ExportReaches(&context, {});
  v1::ExportReachesResponse message;
  ASSERT_TRUE(reader->Read(&message));
  Sql("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'copy %' and "
      "datname = '" +
      database + "'");
  while (reader->Read(&message)) EXPECT_FALSE(message.has_records());
  auto outcome = OutcomeOf(reader->Finish());
  EXPECT_EQ(outcome.code, grpc::UNAVAILABLE) << outcome;
  EXPECT_EQ(outcome.reason, "DATABASE_UNAVAILABLE");
  EXPECT_EQ(Export(admin).records, 100'005);
}

}  // namespace
}  // namespace champions::test
