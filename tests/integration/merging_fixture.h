// What the tests of merging share: people as they are recruited, trained and merged, and what the
// server then counts.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "champions/v1/import_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "champions/v1/training_service.grpc.pb.h"
#include "integration/merging_model.h"
#include "support/champion_server_test.h"

namespace champions::test {

class MergingFixture : public ChampionServerTest {
 protected:
  void SetUp() override {
    ChampionServerTest::SetUp();
    MakeProgramme("TWO");
    Sql("insert into course (code, name) values ('BASICS', 'Basics'), ('MORE', 'More')");
    Sql("insert into course_requirement (course_id, programme_id) select c.id, p.id from course c, "
        "programme p where c.code = 'BASICS' or p.code = 'TWO'");
  }

  Outcome Merge(const std::string& duplicate, const std::string& survivor,
                const std::string& token = "") {
    v1::MergeChampionsRequest request;
    request.set_survivor(survivor);
    request.set_duplicate(duplicate);
    request.set_reason("entered twice");
    return As(token.empty() ? admin : token, &Stub::MergeChampions, request, &merged_);
  }
  Outcome Preview(const std::string& duplicate, const std::string& survivor,
                  const std::string& token = "") {
    v1::PreviewMergeRequest request;
    request.set_survivor(survivor);
    request.set_duplicate(duplicate);
    return As(token.empty() ? admin : token, &Stub::PreviewMerge, request, &previewed_);
  }
  Outcome Unmerge(const std::string& duplicate, const std::string& token = "") {
    v1::UnmergeChampionRequest request;
    request.set_duplicate(duplicate);
    request.set_reason("two people after all");
    return As(token.empty() ? admin : token, &Stub::UnmergeChampion, request, &unmerged_);
  }
  void Train(const std::string& champion, const std::string& course, const std::string& on) {
    v1::RecordTrainingRecordRequest request;
    auto* given = request.mutable_training_record();
    given->set_champion(champion);
    given->set_course(course);
    given->set_completed_on(on);
    given->set_outcome(v1::TRAINING_OUTCOME_COMPLETED);
    v1::RecordTrainingRecordResponse response;
    auto outcome = As(admin, &v1::TrainingService::Stub::RecordTrainingRecord, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
  }
  v1::Champion Recruited(const std::string& on, const std::string& external_id = "",
                         const std::string& organisation = "OWN") {
    auto champion = Make(external_id, organisation);
    auto outcome = Do(admin, "RecruitChampion", champion.id(), on, &champion);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return champion;
  }

  // What the server counts, as now known or as at an instant.
  MergingFigures Ask(const google::protobuf::Timestamp* at = nullptr) {
    MergingFigures figures;
    auto put = [&](const std::string& quarter, const std::string& programme, const auto& row) {
      if (row.recruited() == 0 && row.trained() == 0) return;
      figures[{quarter, programme}] = {row.recruited(), row.trained()};
    };
    for (const auto& quarter : kMergingQuarters) {
      v1::GetTotalsRequest request;
      request.set_quarter(quarter);
      request.add_group_by(v1::TOTALS_GROUP_PROGRAMME);
      if (at != nullptr) *request.mutable_as_known_at() = *at;
      v1::GetTotalsResponse response;
      auto outcome = As(admin, &v1::ReportService::Stub::GetTotals, request, &response);
      EXPECT_TRUE(outcome.ok()) << outcome;
      put(quarter, "", response.total());
      for (const auto& row : response.rows()) put(quarter, row.programme(), row);
      known_at_ = response.as_known_at();
    }
    return figures;
  }

  // The figures before and after that a list of changes speaks of, put on top of others.
  template <class Changes>
  static MergingFigures After(MergingFigures figures, const Changes& changes) {
    for (const auto& change : changes) {
      auto& cell = figures[{change.quarter(), change.programme()}];
      EXPECT_EQ(cell, (std::array<int64_t, 2>{change.recruited_before(), change.trained_before()}));
      std::array<int64_t, 2> after = {change.recruited_after(), change.trained_after()};
      EXPECT_NE(cell, after) << "no change";
      cell = after;
      if (after == std::array<int64_t, 2>{}) figures.erase({change.quarter(), change.programme()});
    }
    return figures;
  }

  std::vector<v1::DuplicatePair> Pairs(const std::string& token, int page_size = 0) {
    std::vector<v1::DuplicatePair> pairs;
    v1::ListDuplicatesRequest request;
    request.set_page_size(page_size);
    do {
      v1::ListDuplicatesResponse response;
      auto outcome = As(token, &Stub::ListDuplicates, request, &response);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& pair : response.pairs()) pairs.push_back(pair);
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return pairs;
  }

  std::string Import(const std::string& name, const std::string& csv) {
    v1::ImportService::Stub stub(channel_);
    grpc::ClientContext context;
    Prepare(context, admin);
    v1::UploadImportResponse response;
    auto writer = stub.UploadImport(&context, &response);
    v1::UploadImportRequest part;
    part.mutable_options();
    writer->Write(part);
    part.mutable_file()->set_name(name);
    writer->Write(part);
    part.set_data(csv);
    writer->Write(part);
    writer->WritesDone();
    auto status = writer->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.import_result().state(), v1::IMPORT_STATE_APPLIED)
        << response.ShortDebugString();
    return response.import_result().id();
  }
  Outcome Undo(const std::string& import) {
    v1::UndoImportRequest request;
    request.set_id(import);
    v1::UndoImportResponse response;
    return As(admin, &v1::ImportService::Stub::UndoImport, request, &response);
  }

  v1::MergeChampionsResponse merged_;
  v1::PreviewMergeResponse previewed_;
  v1::UnmergeChampionResponse unmerged_;
  google::protobuf::Timestamp known_at_;
};

}  // namespace champions::test
