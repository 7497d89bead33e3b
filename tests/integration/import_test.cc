#include "app/app.h"
#include "champions/v1/champion_service.grpc.pb.h"
#include "champions/v1/import_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

const Files kProgramme = {
    {"reach.csv",
     "external_id,organisation,programme,occurred_on,mode,topic,people,champion,note\n"
     "R1,VAH,MH,2024-09-30,GROUP,OTHER,40,C1,\"two\nlines\"\n"
     "R2,VAH,MH,2024-10-01,GROUP,OTHER,2,,\n"},
    {"organisations.csv", "code,name\nVAH,Voluntary Action\n"},
    {"programmes.csv", "code,name,status\nMH,Mental health,ACTIVE\n"},
    {"courses.csv", "code,name,required_for\nIND,Induction,MH\n"},
    {"champions.csv",
     "external_id,organisation,given_name,family_name,email,recruited_on,status\n"
     "C1,VAH,Ama,Stan,ama@example.org,2024-07-01,ACTIVE\n"},
    {"enrolments.csv", "champion,programme,enrolled_on\nC1,MH,2024-07-02\n"},
    {"training.csv", "champion,course,completed_on,outcome\nC1,IND,2024-06-01,COMPLETED\n"}};

class ImportTest : public ServerTest {
 protected:
  // The status goes to `status`; a refused import is an answer.
  v1::Import Upload(const Files& files, bool dry_run = false, const std::string& request_id = "",
                    grpc::Status* status = nullptr) {
    auto stub = Stub<v1::ImportService>();
    grpc::ClientContext context;
    Prepare(context, admin);
    v1::UploadImportResponse response;
    auto writer = stub->UploadImport(&context, &response);
    v1::UploadImportRequest part;
    part.mutable_options()->set_dry_run(dry_run);
    part.mutable_options()->set_request_id(request_id);
    writer->Write(part);
    for (const auto& [name, text] : files) {
      part.mutable_file()->set_name(name);
      writer->Write(part);
      // Cut into small parts, in the middle of fields; large files into few.
      size_t step = std::max<size_t>(7, text.size() / 100);
      for (size_t i = 0; i < text.size(); i += step) {
        part.set_data(text.substr(i, step));
        writer->Write(part);
      }
    }
    writer->WritesDone();
    auto result = writer->Finish();
    if (status != nullptr) {
      *status = result;
    } else {
      EXPECT_TRUE(result.ok()) << result.error_message();
    }
    return response.import_result();
  }

  Outcome Undo(const std::string& id) {
    v1::UndoImportRequest request;
    request.set_id(id);
    v1::UndoImportResponse response;
    return As(admin, &v1::ImportService::Stub::UndoImport, request, &response);
  }

  v1::Totals Total(const std::string& quarter) {
    v1::GetTotalsRequest request;
    request.set_quarter(quarter);
    v1::GetTotalsResponse response;
    EXPECT_TRUE(As(admin, &v1::ReportService::Stub::GetTotals, request, &response).ok());
    return response.total();
  }

  // As a caller reads them: what is stored is sealed.
  std::string Notes() {
    v1::ListReachesResponse response;
    EXPECT_TRUE(As(admin, &v1::ReachService::Stub::ListReaches, {}, &response).ok());
    std::string notes;
    for (const auto& reach : response.reaches()) notes += reach.note();
    return notes;
  }
  std::string People() {
    v1::ListChampionsResponse response;
    EXPECT_TRUE(As(admin, &v1::ChampionService::Stub::ListChampions, {}, &response).ok());
    std::string people;
    for (const auto& one : response.champions()) people += one.family_name() + " " + one.email();
    return people;
  }

  static std::string Errors(const v1::Import& import) {
    std::string text;
    for (const auto& e : import.errors()) {
      text += e.file() + ":" + std::to_string(e.line()) + ":" + e.column() + " ";
    }
    return text;
  }
};

// Shows that files in any order are one import, that a repeat changes nothing, and what it counts.
TEST_F(ImportTest, AppliesWholeProgrammes) {
  auto dry = Upload(kProgramme, true);
  EXPECT_EQ(dry.state(), v1::IMPORT_STATE_DRY_RUN);
  EXPECT_EQ(Total("2024-25-Q2").reached(), 0);
  auto applied = Upload(kProgramme);
  ASSERT_EQ(applied.state(), v1::IMPORT_STATE_APPLIED) << Errors(applied);
  EXPECT_EQ(applied.effects_size(), dry.effects_size());
  auto total = Total("2024-25-Q2");
  EXPECT_EQ(total.reached(), 40);
  EXPECT_EQ(total.recruited(), 1);
  EXPECT_EQ(total.trained(), 1);
  EXPECT_EQ(Total("2024-25-Q3").reached_to_date(), 42);
  auto again = Upload(kProgramme);
  for (const auto& file : again.files()) {
    EXPECT_EQ(file.created() + file.amended(), 0) << file.file();
    EXPECT_GT(file.unchanged(), 0) << file.file();
  }
  EXPECT_EQ(again.effects_size(), 0);
  EXPECT_EQ(Notes(), "two\nlines");
  EXPECT_EQ(SqlValue("select count(*) from reach_note where note not like 'e1:%'"), "0");
}

// Shows that notes and people are each sealed under a key of their own, more of them than are read
// at a time, and that the same again changes none.
TEST_F(ImportTest, SealsMoreThanAPage) {
  constexpr int kRows = 4'100;
  auto files = kProgramme;
  files[0].second = "external_id,organisation,programme,occurred_on,mode,topic,people,note\n";
  files[4].second =
      "external_id,organisation,given_name,family_name,email,recruited_on,status\n"
      "C1,VAH,Ama,Stan,ama@example.org,2024-07-01,ACTIVE\n";
  for (int i = 0; i < kRows; ++i) {
    auto n = std::to_string(i);
    files[0].second += "R" + n + ",VAH,MH,2024-09-30,GROUP,OTHER,1,note of R" + n + "\n";
    files[4].second += "P" + n + ",VAH,Given,Family" + n + ",p" + n + "@example.org,,ENQUIRED\n";
  }
  auto applied = Upload(files);
  ASSERT_EQ(applied.state(), v1::IMPORT_STATE_APPLIED) << Errors(applied);
  v1::ListReachesRequest request;
  request.set_page_size(1'000);
  int notes = 0;
  do {
    v1::ListReachesResponse page;
    ASSERT_TRUE(As(admin, &v1::ReachService::Stub::ListReaches, request, &page).ok());
    for (const auto& reach : page.reaches()) {
      ASSERT_EQ(reach.note(), "note of " + reach.external_id());
      ++notes;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(notes, kRows);
  EXPECT_EQ(SqlValue("select count(*) from keyring.data_key"), std::to_string(2 * kRows + 1));
  auto again = Upload(files);
  for (const auto& file : again.files()) {
    EXPECT_EQ(file.created() + file.amended(), 0) << file.file();
  }
}

// Shows that any error refuses everything, that every error is named at its line and column, and
// that a row in error does not make rows that refer to it wrong.
TEST_F(ImportTest, ErrorsRefuseEverything) {
  auto files = kProgramme;
  files[0].second +=
      "R3,VAH,NONE,2024-02-30,GROUP,OTHER,-1,C9,\n"
      "R1,VAH,MH,2024-09-30,GROUP,OTHER,1,,\n"
      "R4,VAH,MH,2024-09-30,GROUP,OTHER,1,,,,\n";
  files[4].second += "C2,VAH,Ion,Pop,,,ACTIVE\n";
  files[5].second += "C2,MH,2024-07-02\n";
  auto refused = Upload(files);
  EXPECT_EQ(refused.state(), v1::IMPORT_STATE_REFUSED);
  EXPECT_EQ(Errors(refused),
            "champions.csv:3:recruited_on reach.csv:5:occurred_on reach.csv:5:people "
            "reach.csv:5:programme reach.csv:5:champion reach.csv:6:external_id reach.csv:7: ");
  EXPECT_EQ(refused.error_count(), 7);
  EXPECT_EQ(SqlValue("select count(*) from organisation"), "0");
  EXPECT_EQ(SqlValue("select count(*) from import"), "0");
}

// Shows that structure is checked: unknown files and columns, missing and doubled ones, empty
// files.
TEST_F(ImportTest, StructureIsChecked) {
  auto refused = Upload({{"people.csv", "a\n"},
                         {"programmes.csv", "code,name,colour\n"},
                         {"organisations.csv", ""},
                         {"courses.csv", "code,name,name\n"},
                         {"funds.csv", "code,name,budget_gbp\n"}});
  EXPECT_EQ(refused.state(), v1::IMPORT_STATE_REFUSED);
  EXPECT_EQ(
      Errors(refused),
      "organisations.csv:1: programmes.csv:1:colour programmes.csv:1:status courses.csv:1:name "
      "people.csv:1: ");
}

// Shows that an undo puts back what was there, personal data included, and is refused once a record
// was changed since.
TEST_F(ImportTest, UndoTakesBackExactlyItsEffect) {
  auto first = Upload(kProgramme);
  auto corrections = Upload(
      {{"reach.csv",
        "external_id,organisation,programme,occurred_on,mode,topic,people,status\n"
        "R1,VAH,MH,2024-09-30,BROADCAST,OTHER,50,\nR2,VAH,MH,2024-10-01,GROUP,OTHER,2,VOID\n"},
       {"champions.csv",
        "external_id,organisation,given_name,family_name,email,recruited_on,status\n"
        "C1,VAH,Ama,Stan-Smith,,2024-08-01,ACTIVE\n"},
       {"training.csv", "champion,course,completed_on,outcome\nC1,IND,2024-06-01,FAILED\n"}});
  ASSERT_EQ(corrections.state(), v1::IMPORT_STATE_APPLIED) << Errors(corrections);
  auto total = Total("2024-25-Q3");
  EXPECT_EQ(total.reached_to_date(), 0);
  EXPECT_EQ(total.impressions_to_date(), 50);
  EXPECT_EQ(total.trained_to_date(), 0);
  EXPECT_EQ(People(), "Stan-Smith ");

  auto too_early = Undo(first.id());
  EXPECT_EQ(too_early.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(too_early.reason, "IMPORT_AMENDED_SINCE");
  ASSERT_TRUE(Undo(corrections.id()).ok());
  total = Total("2024-25-Q3");
  EXPECT_EQ(total.reached_to_date(), 42);
  EXPECT_EQ(total.impressions_to_date(), 0);
  EXPECT_EQ(total.trained_to_date(), 1);
  EXPECT_EQ(People(), "Stan ama@example.org");
  EXPECT_EQ(SqlValue("select count(*) from champion_person where family_name not like 'e1:%'"),
            "0");
  EXPECT_EQ(Undo(corrections.id()).reason, "TRANSITION_NOT_ALLOWED");

  ASSERT_TRUE(Undo(first.id()).ok());
  EXPECT_EQ(Total("2024-25-Q3").reached_to_date(), 0);
  for (auto* table : {"organisation", "programme", "course", "champion", "champion_person",
                      "enrolment", "training_record", "reach", "reach_note"}) {
    EXPECT_EQ(SqlValue(std::string("select count(*) from ") + table), "0") << table;
  }
  EXPECT_EQ(Upload(kProgramme).state(), v1::IMPORT_STATE_APPLIED);
  EXPECT_EQ(Total("2024-25-Q3").reached_to_date(), 42);
}

// Shows that undo is refused where a later record refers to one that the import made.
TEST_F(ImportTest, UndoIsRefusedWhileReferredTo) {
  auto first = Upload(kProgramme);
  Upload({{"enrolments.csv", "champion,programme,enrolled_on\nC1,MH,2024-09-02\n"}});
  auto refused = Undo(first.id());
  EXPECT_EQ(refused.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(refused.reason, "IMPORT_AMENDED_SINCE");
  EXPECT_EQ(Total("2024-25-Q2").reached(), 40);
}

// Shows that the same upload under the same request_id is applied once, and another is refused.
TEST_F(ImportTest, RetriesAreAppliedOnce) {
  auto id = NewRequestId();
  auto first = Upload(kProgramme, false, id);
  auto second = Upload(kProgramme, false, id);
  EXPECT_EQ(second.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(SqlValue("select count(*) from import"), "1");
  grpc::Status status;
  Upload({{"organisations.csv", "code,name\nX,Y\n"}}, false, id, &status);
  EXPECT_EQ(status.error_code(), grpc::ALREADY_EXISTS);
  EXPECT_EQ(OutcomeOf(status).reason, "REQUEST_ID_REUSED");
}

// Shows that an upload that breaks off leaves nothing.
TEST_F(ImportTest, BrokenUploadsLeaveNothing) {
  auto stub = Stub<v1::ImportService>();
  {
    grpc::ClientContext context;
    Prepare(context, admin);
    v1::UploadImportResponse response;
    auto writer = stub->UploadImport(&context, &response);
    v1::UploadImportRequest part;
    part.mutable_options();
    writer->Write(part);
    part.mutable_file()->set_name("organisations.csv");
    writer->Write(part);
    part.set_data("code,name\nX,Y\n");
    writer->Write(part);
    context.TryCancel();
    EXPECT_FALSE(writer->Finish().ok());
  }
  EXPECT_EQ(Upload(kProgramme).state(), v1::IMPORT_STATE_APPLIED);
  EXPECT_EQ(SqlValue("select count(*) from organisation where code = 'X'"), "0");
}

// Shows that the files of an upload together have a size: at the limit they are applied, one byte
// beyond they are refused with what was found, and nothing of them is there.
TEST_F(ImportTest, FilesTogetherHaveASize) {
  config_.max_import_mib = 1;
  Restart();
  constexpr size_t kMost = 1024 * 1024;
  Files files = kProgramme;
  size_t bytes = 0;
  for (const auto& [name, text] : files) bytes += text.size();
  files[0].second += std::string(kMost - bytes, '\n');  // empty lines, which are no records
  files.push_back({"funds.csv", "\n"});
  grpc::Status status;
  for (bool dry_run : {true, false}) {
    Upload(files, dry_run, "", &status);
    auto outcome = OutcomeOf(status);
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << outcome;
    ASSERT_EQ(outcome.fields.size(), 1U) << outcome;
    EXPECT_EQ(outcome.fields[0].first, "data");
    EXPECT_NE(outcome.fields[0].second.find("1048577 bytes"), std::string::npos) << outcome;
    EXPECT_NE(outcome.fields[0].second.find("at most 1048576"), std::string::npos) << outcome;
  }
  for (const char* table :
       {"import", "organisation", "champion", "reach", "request_answer", "ledger_entry"}) {
    EXPECT_EQ(SqlValue("select count(*) from " + std::string(table)), "0") << table;
  }
  files.pop_back();
  EXPECT_EQ(Upload(files).state(), v1::IMPORT_STATE_APPLIED);
}

// Shows that awards may use a fund up and not go beyond it, and where the error stands.
TEST_F(ImportTest, BudgetsHold) {
  Files files = {
      kProgramme[1],
      kProgramme[2],
      {"funds.csv", "code,name,budget_gbp\nF,Fund,100.50\n"},
      {"awards.csv",
       "external_id,fund,organisation,programme,title,amount_gbp,awarded_on,status\n"
       "A1,F,VAH,MH,One,60.25,2024-09-01,ACTIVE\nA2,F,VAH,MH,Two,40.25,2024-09-01,OFFERED\n"
       "A3,F,VAH,MH,Three,500,2024-09-01,WITHDRAWN\n"}};
  auto applied = Upload(files);
  ASSERT_EQ(applied.state(), v1::IMPORT_STATE_APPLIED) << Errors(applied);
  EXPECT_EQ(Total("2024-25-Q2").awarded_pence(), 6025);
  files[3].second += "A4,F,VAH,MH,Four,0.01,2024-09-01,OFFERED\n";
  EXPECT_EQ(Errors(Upload(files)), "awards.csv:5:amount_gbp ");
  EXPECT_EQ(Errors(Upload({{"funds.csv", "code,name,budget_gbp\nF,Fund,100.49\n"}})),
            "funds.csv:2:budget_gbp ");
}

}  // namespace
}  // namespace champions::test
