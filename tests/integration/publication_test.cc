// Publications: what is frozen stays as it was, what comes late waits, and nothing small gets out.
#include <nlohmann/json.hpp>
#include <random>

#include "champions/v1/reach_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "champions/v1/return_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Reports = v1::ReportService::Stub;
using Files = std::map<std::string, std::string>;

class PublicationTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    for (auto* code : {"ORG-A", "ORG-B", "ORG-C"}) MakeOrganisation(code);
    for (auto* code : {"MH", "OOH"}) MakeProgramme(code);
  }

  Outcome Log(const std::string& organisation, const std::string& on, int people,
              const std::string& late_reason = "", const std::string& programme = "MH") {
    v1::LogReachRequest request;
    auto* reach = request.mutable_reach();
    reach->set_organisation(organisation);
    reach->set_programme(programme);
    reach->set_occurred_on(on);
    reach->set_mode(v1::REACH_MODE_GROUP);
    reach->set_topic(v1::REACH_TOPIC_OTHER);
    reach->set_people(people);
    request.set_late_reason(late_reason);
    logged_.Clear();
    return As(admin, &v1::ReachService::Stub::LogReach, request, &logged_);
  }
  Outcome Void(const std::string& id, const std::string& late_reason) {
    v1::VoidReachRequest request;
    request.set_id(id);
    request.set_late_reason(late_reason);
    v1::VoidReachResponse response;
    return As(admin, &v1::ReachService::Stub::VoidReach, request, &response);
  }

  Outcome Publish(const std::string& quarter, const std::string& policy = "", bool dry = false,
                  bool coarsen = false) {
    v1::PublishQuarterRequest request;
    request.set_quarter(quarter);
    request.set_policy(policy);
    request.set_validate_only(dry);
    request.set_coarsen(coarsen);
    v1::PublishQuarterResponse response;
    auto outcome = As(admin, &Reports::PublishQuarter, request, &response);
    published_ = response.publication();
    return outcome;
  }
  Outcome Restate(const std::string& quarter, const std::string& reason) {
    v1::RestateQuarterRequest request;
    request.set_quarter(quarter);
    request.set_reason(reason);
    request.set_coarsen(true);
    v1::RestateQuarterResponse response;
    auto outcome = As(admin, &Reports::RestateQuarter, request, &response);
    published_ = response.publication();
    return outcome;
  }

  Files Download(const std::string& id, const std::string& token = "") {
    v1::DownloadPublicationRequest request;
    request.set_publication(id);
    grpc::ClientContext context;
    Prepare(context, token.empty() ? admin : token);
    Reports stub(channel_);
    auto reader = stub.DownloadPublication(&context, request);
    return Read(reader.get());
  }
  Files Export(const std::string& quarter, v1::ReportFormat format, v1::ReportEdition edition,
               const std::string& token = "", bool draft = false) {
    v1::ExportReportRequest request;
    request.set_quarter(quarter);
    request.set_format(format);
    request.set_edition(edition);
    request.set_draft(draft);
    grpc::ClientContext context;
    Prepare(context, token.empty() ? admin : token);
    Reports stub(channel_);
    auto reader = stub.ExportReport(&context, request);
    return Read(reader.get());
  }
  template <class Message>
  Files Read(grpc::ClientReader<Message>* reader) {
    Files files;
    std::string name;
    Message message;
    while (reader->Read(&message)) {
      if (!message.name().empty()) name = message.name();
      files[name] += message.data();
    }
    last_ = OutcomeOf(reader->Finish());
    return files;
  }

  // The total of the tidy table of figures.json.
  static nlohmann::json TotalOf(const Files& files) {
    auto json = nlohmann::json::parse(files.at("internal/figures.json"));
    for (const auto& section : json.at("sections")) {
      for (const auto& table : section.at("tables")) {
        if (table.at("id") == "figures") return table.at("rows")[0];
      }
    }
    return {};
  }
  v1::Totals TotalsAt(const std::string& quarter, const google::protobuf::Timestamp* at) {
    v1::GetTotalsRequest request;
    request.set_quarter(quarter);
    if (at != nullptr) *request.mutable_as_known_at() = *at;
    v1::GetTotalsResponse response;
    EXPECT_TRUE(As(admin, &Reports::GetTotals, request, &response).ok());
    return response.total();
  }

  v1::LogReachResponse logged_;
  v1::Publication published_;
  Outcome last_;
};

// Shows that a publication is the same byte for byte for ever, whatever is recorded afterwards, and
// that a restatement publishes what came late, says by how much and why.
TEST_F(PublicationTest, WhatIsPublishedStays) {
  ASSERT_TRUE(Log("ORG-A", "2024-07-03", 100).ok());
  ASSERT_TRUE(Log("ORG-B", "2024-08-03", 50).ok());
  ASSERT_TRUE(Publish("2024-25-Q2").ok());
  auto first = published_;
  EXPECT_EQ(first.number(), 1);
  EXPECT_EQ(first.total().reached(), 150);
  EXPECT_EQ(first.not_approved_size(), 3);
  auto files = Download(first.id());
  ASSERT_EQ(files.size(), 13u) << last_;
  EXPECT_EQ(TotalOf(files)["reached"], 150);

  EXPECT_EQ(Log("ORG-A", "2024-07-04", 20).reason, "LATE_REASON_REQUIRED");
  ASSERT_TRUE(Log("ORG-A", "2024-07-04", 20, "found in a drawer").ok());
  EXPECT_EQ(Download(first.id()), files);
  EXPECT_EQ(Export("2024-25-Q2", v1::REPORT_FORMAT_CSV,
                   v1::REPORT_EDITION_INTERNAL)["internal/figures.csv"],
            files["internal/figures.csv"]);

  ASSERT_TRUE(Restate("2024-25-Q2", "a sheet was found").ok());
  EXPECT_EQ(published_.number(), 2);
  EXPECT_EQ(published_.total().reached(), 170);
  ASSERT_GT(published_.changes_size(), 0);
  EXPECT_EQ(published_.changes(0).before(), 150);
  EXPECT_EQ(published_.changes(0).after(), 170);
  auto restated = Download(published_.id());
  EXPECT_NE(restated["internal/board-pack.html"].find("found in a drawer"), std::string::npos);
  EXPECT_EQ(Download(first.id()), files);
}

// Shows what is refused: too early, twice, a restatement of nothing, and a dry run changes nothing.
TEST_F(PublicationTest, RefusesWhatCannotBePublished) {
  ASSERT_TRUE(Log("ORG-A", "2024-07-03", 100).ok());
  EXPECT_EQ(Publish("2030-31-Q1").reason, "QUARTER_NOT_OVER");
  EXPECT_EQ(Publish("2024-25-Q2", "NONE").reason, "INVALID_FIELD");
  EXPECT_EQ(Restate("2024-25-Q2", "too soon").reason, "NOT_PUBLISHED");
  ASSERT_TRUE(Publish("2024-25-Q2", "", true).ok());
  EXPECT_EQ(SqlValue("select count(*) from publication"), "0");
  EXPECT_TRUE(Log("ORG-A", "2024-07-04", 1).ok());
  ASSERT_TRUE(Publish("2024-25-Q2").ok());
  EXPECT_EQ(Publish("2024-25-Q2").reason, "ALREADY_PUBLISHED");
  EXPECT_EQ(Restate("2024-25-Q2", "nothing").reason, "NOTHING_TO_RESTATE");
}

// Shows that figures that changed after their approval stop a publication.
TEST_F(PublicationTest, WhatWasApprovedIsPublished) {
  ASSERT_TRUE(Log("ORG-A", "2024-07-03", 100).ok());
  v1::SubmitReturnRequest submit;
  submit.set_organisation("ORG-A");
  submit.set_quarter("2024-25-Q2");
  submit.set_comment("as counted");
  v1::SubmitReturnResponse submitted;
  ASSERT_TRUE(As(admin, &v1::ReturnService::Stub::SubmitReturn, submit, &submitted).ok());
  v1::ApproveReturnRequest approve;
  approve.set_organisation("ORG-A");
  approve.set_quarter("2024-25-Q2");
  v1::ApproveReturnResponse approved;
  ASSERT_TRUE(As(admin, &v1::ReturnService::Stub::ApproveReturn, approve, &approved).ok());
  ASSERT_TRUE(Log("ORG-A", "2024-07-04", 1).ok());
  EXPECT_EQ(Publish("2024-25-Q2").reason, "FIGURES_CHANGED");
  ASSERT_TRUE(Void(logged_.reach().id(), "").ok());
  ASSERT_TRUE(Publish("2024-25-Q2").ok());
  EXPECT_EQ(published_.not_approved_size(), 2);
}

// Shows that whoever sees one organisation gets the public edition only, or a draft of its own.
TEST_F(PublicationTest, OthersFiguresAreNotGiven) {
  ASSERT_TRUE(Log("ORG-A", "2024-07-03", 100).ok());
  ASSERT_TRUE(Log("ORG-B", "2024-08-03", 3).ok());
  ASSERT_TRUE(Publish("2024-25-Q2").ok());
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"ORG-A"});
  auto files = Download(published_.id(), coordinator);
  for (const auto& [name, bytes] : files) EXPECT_NE(name.rfind("internal/", 0), 0u) << name;
  EXPECT_EQ(files.size(), 8u);
  EXPECT_NE(files["public/figures.csv"].find(",*,"), std::string::npos);
  auto own = Export("2024-25-Q2", v1::REPORT_FORMAT_CSV, v1::REPORT_EDITION_INTERNAL, coordinator);
  EXPECT_NE(own["internal/figures.csv"].find("ORG-A"), std::string::npos);
  EXPECT_EQ(own["internal/figures.csv"].find("ORG-B"), std::string::npos);
  Export("2023-24-Q2", v1::REPORT_FORMAT_CSV, v1::REPORT_EDITION_PUBLIC, coordinator);
  EXPECT_EQ(last_.code, grpc::PERMISSION_DENIED);
}

// Shows that a restatement whose difference would name a small late entry is refused with the cell,
// and published when it is coarsened.
TEST_F(PublicationTest, ASmallLateEntryIsNotGivenAway) {
  ASSERT_TRUE(Log("ORG-A", "2024-07-03", 100).ok());
  ASSERT_TRUE(Log("ORG-B", "2024-08-03", 50).ok());
  ASSERT_TRUE(Publish("2024-25-Q2", "EXACT-SUPPRESS").ok());
  ASSERT_TRUE(Log("ORG-A", "2024-07-04", 1, "late").ok());
  v1::RestateQuarterRequest request;
  request.set_quarter("2024-25-Q2");
  request.set_reason("one came late");
  v1::RestateQuarterResponse response;
  auto outcome = As(admin, &Reports::RestateQuarter, request, &response);
  EXPECT_EQ(outcome.reason, "DISCLOSIVE") << outcome;
  EXPECT_NE(outcome.message.find("reached"), std::string::npos);
  ASSERT_TRUE(Restate("2024-25-Q2", "one came late").ok());
  EXPECT_GT(published_.coarsened_size(), 0);
}

// Shows that what changed between two publications is told figure by figure and record by record.
TEST_F(PublicationTest, DiffNamesFiguresAndRecords) {
  ASSERT_TRUE(Log("ORG-A", "2024-07-03", 100).ok());
  std::string id = logged_.reach().id();
  ASSERT_TRUE(Publish("2024-25-Q2").ok());
  ASSERT_TRUE(Void(id, "another quarter's").ok());
  ASSERT_TRUE(Log("ORG-B", "2024-07-09", 40, "late").ok());
  v1::DiffFiguresRequest request;
  request.set_quarter("2024-25-Q2");
  request.set_from("1");
  v1::DiffFiguresResponse response;
  ASSERT_TRUE(As(admin, &Reports::DiffFigures, request, &response).ok());
  ASSERT_EQ(response.records_size(), 2);
  std::map<std::string, int64_t> by_reason;
  for (const auto& record : response.records()) {
    by_reason[record.late_reason()] = record.change().reached();
  }
  EXPECT_EQ(by_reason, (std::map<std::string, int64_t>{{"another quarter's", -100}, {"late", 40}}));
  EXPECT_EQ(response.changes(0).field(), "reached");
  EXPECT_EQ(response.changes(0).after() - response.changes(0).before(), -60);
  request.set_from("2");
  EXPECT_EQ(As(admin, &Reports::DiffFigures, request, &response).code, grpc::NOT_FOUND);
  request.set_from("yesterday");
  EXPECT_EQ(As(admin, &Reports::DiffFigures, request, &response).reason, "INVALID_FIELD");
}

// Shows, over a random history of entries, voids, late ones, publications and restatements, that
// what was published is what was known at its instant, then and at the end, and that now is the
// model's sum.
TEST_F(PublicationTest, RandomHistoriesAgreeWithAModel) {
  std::mt19937 random(20241107);
  auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::vector<std::pair<std::string, std::string>> quarters = {
      {"2024-25-Q1", "2024-04-"}, {"2024-25-Q2", "2024-07-"}, {"2024-25-Q3", "2024-10-"}};
  std::map<std::string, int64_t> model;                           // reached, by quarter
  std::map<std::string, std::pair<std::string, int>> standing;    // quarter and people, by record
  std::vector<std::pair<v1::Publication, int64_t>> publications;  // and what the model said
  std::vector<Files> files;
  std::set<std::string> closed;
  for (int step = 0; step < 120; ++step) {
    const auto& [quarter, month] = quarters[static_cast<size_t>(below(3))];
    std::string late = closed.count(quarter) > 0 ? "late " + std::to_string(step) : "";
    int what = below(10);
    if (what < 6) {
      int people = 1 + below(60);
      auto day = month + (below(2) == 0 ? "0" : "1") + std::to_string(1 + below(9));
      std::string organisation = below(2) == 0 ? "ORG-A" : "ORG-B";
      ASSERT_TRUE(Log(organisation, day, people, late).ok());
      model[quarter] += people;
      standing[logged_.reach().id()] = {quarter, people};
    } else if (what < 8 && !standing.empty()) {
      auto one = std::next(standing.begin(), below(static_cast<int>(standing.size())));
      auto [its_quarter, people] = one->second;
      ASSERT_TRUE(Void(one->first, closed.count(its_quarter) > 0 ? "taken back" : "").ok());
      model[its_quarter] -= people;
      standing.erase(one);
    } else {
      auto outcome = closed.insert(quarter).second ? Publish(quarter, "", false, true)
                                                   : Restate(quarter, "step");
      if (outcome.reason == "NOTHING_TO_RESTATE") continue;
      ASSERT_TRUE(outcome.ok()) << outcome;
      EXPECT_EQ(published_.total().reached(), model[quarter]);
      publications.emplace_back(published_, model[quarter]);
      files.push_back(Download(published_.id()));
    }
  }
  ASSERT_GT(publications.size(), 5u);
  for (size_t i = 0; i < publications.size(); ++i) {
    const auto& [publication, said] = publications[i];
    EXPECT_EQ(TotalsAt(publication.quarter(), &publication.as_known_at()).reached(), said);
    EXPECT_EQ(Download(publication.id()), files[i]);
    EXPECT_EQ(TotalOf(files[i])["reached"], said);
  }
  for (const auto& [quarter, month] : quarters) {
    EXPECT_EQ(TotalsAt(quarter, nullptr).reached(), model[quarter]);
  }
}

}  // namespace
}  // namespace champions::test
