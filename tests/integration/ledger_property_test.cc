// Random histories from several threads at once, held against a simple model and a recount.
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "champions/v1/import_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Reports = v1::ReportService::Stub;

const std::vector<std::string> kOrganisations = {"A", "B", "C"};
const std::vector<std::string> kProgrammes = {"P", "Q"};
const std::vector<std::pair<std::string, std::string>> kDays = {{"2024-25-Q1", "2024-06-30"},
                                                                {"2024-25-Q2", "2024-07-01"},
                                                                {"2024-25-Q2", "2024-09-30"},
                                                                {"2024-25-Q3", "2024-10-01"}};

// quarter, organisation, programme -> {reached, new_people, signposted, impressions}
using Key = std::tuple<std::string, std::string, std::string>;
using Figures = std::map<Key, std::array<int64_t, 4>>;

struct Record {
  std::string id;
  size_t organisation = 0, programme = 0, day = 0;
  bool broadcast = false;
  int people = 0, new_people = 0, signposted = 0;
};

void Count(Figures& figures, const Record& record, int sign) {
  auto& cell = figures[{kDays[record.day].first, kOrganisations[record.organisation],
                        kProgrammes[record.programme]}];
  if (record.broadcast) {
    cell[3] += sign * record.people;
  } else {
    cell[0] += sign * record.people;
    cell[1] += sign * record.new_people;
    cell[2] += sign * record.signposted;
  }
}

v1::Reach ToProto(const Record& record) {
  v1::Reach reach;
  reach.set_organisation(kOrganisations[record.organisation]);
  reach.set_programme(kProgrammes[record.programme]);
  reach.set_occurred_on(kDays[record.day].second);
  reach.set_mode(record.broadcast ? v1::REACH_MODE_BROADCAST : v1::REACH_MODE_GROUP);
  reach.set_topic(v1::REACH_TOPIC_OTHER);
  reach.set_people(record.people);
  reach.set_new_people(record.new_people);
  reach.set_signposted(record.signposted);
  return reach;
}

class LedgerPropertyTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    for (const auto& code : kOrganisations) MakeOrganisation(code);
    for (const auto& code : kProgrammes) MakeProgramme(code);
  }

  Figures Ask(const v1::GetTotalsResponse* at = nullptr) {
    Figures figures;
    for (auto* quarter : {"2024-25-Q1", "2024-25-Q2", "2024-25-Q3"}) {
      v1::GetTotalsRequest request;
      request.set_quarter(quarter);
      request.add_group_by(v1::TOTALS_GROUP_ORGANISATION);
      request.add_group_by(v1::TOTALS_GROUP_PROGRAMME);
      if (at != nullptr) *request.mutable_as_known_at() = at->as_known_at();
      v1::GetTotalsResponse response;
      EXPECT_TRUE(As(admin, &Reports::GetTotals, request, &response).ok());
      std::array<int64_t, 4> sum{};
      for (const auto& row : response.rows()) {
        std::array<int64_t, 4> cell = {row.reached(), row.new_people(), row.signposted(),
                                       row.impressions()};
        if (cell != std::array<int64_t, 4>{})
          figures[{quarter, row.organisation(), row.programme()}] = cell;
        for (size_t i = 0; i < 4; ++i) sum[i] += cell[i];
      }
      const auto& total = response.total();
      EXPECT_EQ(sum, (std::array<int64_t, 4>{total.reached(), total.new_people(),
                                             total.signposted(), total.impressions()}));
    }
    return figures;
  }

  v1::GetTotalsResponse Now() {
    v1::GetTotalsRequest request;
    request.set_quarter("2024-25-Q2");
    v1::GetTotalsResponse response;
    EXPECT_TRUE(As(admin, &Reports::GetTotals, request, &response).ok());
    return response;
  }
};

// One thread's life: its own records, and what they come to.
class Actor {
 public:
  Actor(std::shared_ptr<grpc::Channel> channel, std::string token, unsigned seed)
      : reach_(v1::ReachService::NewStub(channel)),
        imports_(v1::ImportService::NewStub(channel)),
        token_(std::move(token)),
        seed_(seed),
        random_(seed) {}

  // Gives how many operations it did.
  int Run(int operations) {
    int done = 0;
    while (done < operations) {
      unsigned choice = random_() % 100;
      if (choice < 40 || records_.size() < 5) {
        done += LogOne();
      } else if (choice < 55) {
        done += LogBatch();
      } else if (choice < 80) {
        done += Amend();
      } else if (choice < 95) {
        done += Void();
      } else {
        done += ImportAndPerhapsUndo();
      }
    }
    return done;
  }

  Figures figures;

 private:
  void Prepare(grpc::ClientContext& context) {
    context.AddMetadata("authorization", "Bearer " + token_);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  }

  Record Random() {
    Record record;
    record.organisation = random_() % kOrganisations.size();
    record.programme = random_() % kProgrammes.size();
    record.day = random_() % kDays.size();
    record.broadcast = random_() % 8 == 0;
    record.people = static_cast<int>(random_() % 60);
    record.new_people = static_cast<int>(random_() % static_cast<unsigned>(record.people + 1));
    record.signposted = static_cast<int>(random_() % static_cast<unsigned>(record.people + 1));
    return record;
  }

  int LogOne() {
    auto record = Random();
    v1::LogReachRequest request;
    *request.mutable_reach() = ToProto(record);
    request.set_request_id(NewRequestId());
    // One in ten is sent twice, as after a lost answer: it counts once.
    for (int copy = 0; copy < (random_() % 10 == 0 ? 2 : 1); ++copy) {
      grpc::ClientContext context;
      Prepare(context);
      v1::LogReachResponse response;
      auto status = reach_->LogReach(&context, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      record.id = response.reach().id();
    }
    records_.push_back(record);
    Count(figures, record, 1);
    return 1;
  }

  int LogBatch() {
    v1::BatchLogReachRequest request;
    std::vector<Record> batch(1 + random_() % 40);
    for (auto& record : batch) {
      record = Random();
      *request.add_reaches() = ToProto(record);
    }
    grpc::ClientContext context;
    Prepare(context);
    v1::BatchLogReachResponse response;
    auto status = reach_->BatchLogReach(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    for (size_t i = 0; i < batch.size(); ++i) {
      batch[i].id = response.reaches(static_cast<int>(i)).id();
      records_.push_back(batch[i]);
      Count(figures, batch[i], 1);
    }
    return static_cast<int>(batch.size());
  }

  int Amend() {
    auto& record = records_[random_() % records_.size()];
    auto changed = Random();
    changed.id = record.id;
    changed.organisation = record.organisation;
    v1::AmendReachRequest request;
    request.set_id(record.id);
    *request.mutable_reach() = ToProto(changed);
    grpc::ClientContext context;
    Prepare(context);
    v1::AmendReachResponse response;
    auto status = reach_->AmendReach(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    Count(figures, record, -1);
    record = changed;
    Count(figures, record, 1);
    return 1;
  }

  int Void() {
    size_t chosen = random_() % records_.size();
    v1::VoidReachRequest request;
    request.set_id(records_[chosen].id);
    grpc::ClientContext context;
    Prepare(context);
    v1::VoidReachResponse response;
    auto status = reach_->VoidReach(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    Count(figures, records_[chosen], -1);
    records_[chosen] = records_.back();
    records_.pop_back();
    return 1;
  }

  int ImportAndPerhapsUndo() {
    std::string csv =
        "external_id,organisation,programme,occurred_on,mode,topic,people,new_people,signposted\n";
    std::vector<Record> rows(1 + random_() % 30);
    for (auto& record : rows) {
      record = Random();
      csv += "T" + std::to_string(seed_) + "-" + std::to_string(++imported_) + "," +
             kOrganisations[record.organisation] + "," + kProgrammes[record.programme] + "," +
             kDays[record.day].second + "," + (record.broadcast ? "BROADCAST" : "GROUP") +
             ",OTHER," + std::to_string(record.people) + "," + std::to_string(record.new_people) +
             "," + std::to_string(record.signposted) + "\n";
    }
    auto id = Upload(csv);
    if (id.empty()) return 0;
    if (random_() % 2 == 0) return Undo(id, static_cast<int>(rows.size()));
    for (const auto& record : rows) Count(figures, record, 1);
    return static_cast<int>(rows.size());
  }

  // "" when two other uploads are under way.
  std::string Upload(const std::string& csv) {
    grpc::ClientContext context;
    Prepare(context);
    v1::UploadImportResponse response;
    auto writer = imports_->UploadImport(&context, &response);
    v1::UploadImportRequest part;
    part.mutable_options();
    writer->Write(part);
    part.mutable_file()->set_name("reach.csv");
    writer->Write(part);
    part.set_data(csv);
    writer->Write(part);
    writer->WritesDone();
    auto status = writer->Finish();
    if (status.error_code() == grpc::RESOURCE_EXHAUSTED) return "";
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.import_result().state(), v1::IMPORT_STATE_APPLIED);
    return response.import_result().id();
  }

  int Undo(const std::string& id, int rows) {
    grpc::ClientContext context;
    Prepare(context);
    v1::UndoImportRequest request;
    request.set_id(id);
    v1::UndoImportResponse response;
    auto status = imports_->UndoImport(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return 2 * rows;
  }

  std::unique_ptr<v1::ReachService::Stub> reach_;
  std::unique_ptr<v1::ImportService::Stub> imports_;
  std::string token_;
  unsigned seed_;
  std::mt19937 random_;
  std::vector<Record> records_;
  int imported_ = 0;
};

// Shows that after tens of thousands of random operations from four threads (log, batch, repeat,
// amend, void, import, undo) every figure equals the model's, rollup and ledger equal a recount,
// and the figures known at moments on the way have not changed, also when checkpoints are made at
// any time. CHAMPIONS_PROPERTY_OPERATIONS sets
// how many.
TEST_F(LedgerPropertyTest, FiguresEqualTheModel) {
  const char* wanted = std::getenv("CHAMPIONS_PROPERTY_OPERATIONS");
  const int operations = wanted == nullptr ? 20'000 : std::atoi(wanted);
  const unsigned seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  std::cout << "seed " << seed << "\n";
  std::vector<std::unique_ptr<Actor>> actors;
  for (unsigned i = 0; i < 4; ++i)
    actors.push_back(std::make_unique<Actor>(channel_, admin, seed + i));

  std::vector<std::pair<v1::GetTotalsResponse, Figures>> moments;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::thread> threads;
    for (auto& actor : actors) {
      threads.emplace_back([&] { actor->Run(operations / 12); });
    }
    // Checkpoints are made while others write, many more than in real life.
    for (int i = 0; i < 20; ++i) {
      Sql("select checkpoint_ledger(50)");
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    for (auto& thread : threads) thread.join();
    Figures expected;
    for (const auto& actor : actors) {
      for (const auto& [key, cell] : actor->figures) {
        for (size_t i = 0; i < 4; ++i) expected[key][i] += cell[i];
      }
    }
    std::erase_if(expected,
                  [](const auto& entry) { return entry.second == std::array<int64_t, 4>{}; });
    EXPECT_EQ(Ask(), expected) << "round " << round << ", seed " << seed;
    ExpectRecountAgrees();
    moments.emplace_back(Now(), expected);
  }
  EXPECT_GT(std::stoi(SqlValue("select count(*) from ledger_checkpoint")), 10);
  for (const auto& [moment, expected] : moments) {
    EXPECT_EQ(Ask(&moment), expected) << "as known at a moment on the way, seed " << seed;
  }
}

}  // namespace
}  // namespace champions::test
