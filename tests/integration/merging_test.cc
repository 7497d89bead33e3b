// Merging of duplicates: what it does to figures, that it can be taken back, and that nothing is
// lost while others write.
#include <array>
#include <atomic>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "champions/v1/import_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "champions/v1/training_service.grpc.pb.h"
#include "support/champion_server_test.h"

namespace champions::test {
namespace {

using Reports = v1::ReportService::Stub;

const std::vector<std::string> kQuarters = {"2023-24-Q4", "2024-25-Q1", "2024-25-Q2", "2024-25-Q3"};
// Both, and what each requires.
const std::map<std::string, std::vector<std::string>> kProgrammes = {{"ONE", {"BASICS"}},
                                                                     {"TWO", {"BASICS", "MORE"}}};

// quarter, programme ("": overall) -> recruited, trained
using Figures = std::map<std::pair<std::string, std::string>, std::array<int64_t, 2>>;

std::string QuarterOfDay(const std::string& day) {
  int year = std::stoi(day.substr(0, 4)), month = std::stoi(day.substr(5, 2));
  int quarter = (month - 1) / 3;  // 0: January to March, the last of the financial year
  int first = quarter == 0 ? year - 1 : year;
  return std::to_string(first) + "-" + std::to_string(first + 1).substr(2) + "-Q" +
         std::to_string(quarter == 0 ? 4 : quarter);
}

// The rules once more, in another way: from people to what they count as.
struct Model {
  struct Record {
    std::string recruited_on;
    std::vector<std::pair<std::string, std::string>> enrolments;  // programme, day
    std::vector<std::pair<std::string, std::string>> completions;
  };
  std::map<std::string, Record> records;      // by id
  std::map<std::string, std::string> merged;  // duplicate -> survivor

  static std::string TrainedOn(
      const std::vector<std::string>& required, const std::string& enrolled,
      const std::vector<std::pair<std::string, std::string>>& completions) {
    std::string day = enrolled;
    for (const auto& course : required) {
      std::string first;
      for (const auto& [name, on] : completions) {
        if (name == course && (first.empty() || on < first)) first = on;
      }
      if (first.empty()) return "";
      day = std::max(day, first);
    }
    return day;
  }

  Figures Count() const {
    Figures figures;
    std::map<std::string, std::vector<std::string>> people;
    for (const auto& [id, record] : records) {
      auto found = merged.find(id);
      people[found == merged.end() ? id : found->second].push_back(id);
    }
    for (const auto& [person, ids] : people) CountPerson(person, ids, &figures);
    return figures;
  }

  void CountPerson(const std::string& person, const std::vector<std::string>& ids,
                   Figures* figures) const {
    std::string recruited, trained;
    std::vector<std::pair<std::string, std::string>> completions;
    for (const auto& id : ids) {
      const auto& record = records.at(id);
      const auto& on = record.recruited_on;
      if (!on.empty() && (recruited.empty() || on < recruited)) recruited = on;
      completions.insert(completions.end(), record.completions.begin(), record.completions.end());
    }
    for (const auto& [programme, required] : kProgrammes) {
      std::string counting, first;
      for (const auto& id : ids) {
        for (const auto& [where, on] : records.at(id).enrolments) {
          if (where != programme) continue;
          auto day = TrainedOn(required, on, completions);
          if (!day.empty() && (trained.empty() || day < trained)) trained = day;
          bool tie = on == first && (id == person || (counting != person && id < counting));
          if (first.empty() || on < first || tie) counting = id, first = on;
        }
      }
      if (counting.empty()) continue;
      for (const auto& [where, on] : records.at(counting).enrolments) {
        if (where != programme) continue;
        if (!recruited.empty()) ++(*figures)[{QuarterOfDay(std::max(on, recruited)), programme}][0];
        auto day = TrainedOn(required, on, completions);
        if (!day.empty()) ++(*figures)[{QuarterOfDay(day), programme}][1];
      }
    }
    if (!recruited.empty()) ++(*figures)[{QuarterOfDay(recruited), ""}][0];
    if (!trained.empty()) ++(*figures)[{QuarterOfDay(trained), ""}][1];
  }
};

class MergingTest : public ChampionServerTest {
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
  Figures Ask(const google::protobuf::Timestamp* at = nullptr) {
    Figures figures;
    auto put = [&](const std::string& quarter, const std::string& programme, const auto& row) {
      if (row.recruited() == 0 && row.trained() == 0) return;
      figures[{quarter, programme}] = {row.recruited(), row.trained()};
    };
    for (const auto& quarter : kQuarters) {
      v1::GetTotalsRequest request;
      request.set_quarter(quarter);
      request.add_group_by(v1::TOTALS_GROUP_PROGRAMME);
      if (at != nullptr) *request.mutable_as_known_at() = *at;
      v1::GetTotalsResponse response;
      auto outcome = As(admin, &Reports::GetTotals, request, &response);
      EXPECT_TRUE(outcome.ok()) << outcome;
      put(quarter, "", response.total());
      for (const auto& row : response.rows()) put(quarter, row.programme(), row);
      known_at_ = response.as_known_at();
    }
    return figures;
  }

  // The figures before and after that a list of changes speaks of, put on top of others.
  template <class Changes>
  static Figures After(Figures figures, const Changes& changes) {
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

// Shows that after every step of a random history of records, merges and unmerges the figures are
// those of the model; that a preview changes nothing and says what the merge then does; that the
// past stays as it was; and that with every merge taken back everything counts as if none had been.
TEST_F(MergingTest, FiguresEqualTheModel) {
  const unsigned seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  auto day = [&] {
    auto month = 1 + random() % 12, of_month = 1 + random() % 28;
    std::string text = "2024-" + std::to_string(100 + month).substr(1) + "-" +
                       std::to_string(100 + of_month).substr(1);
    return text;
  };
  Model model;
  std::vector<std::string> ids;
  for (int i = 0; i < 8; ++i) {
    ids.push_back(Make().id());
    model.records[ids.back()];
  }
  std::vector<std::pair<google::protobuf::Timestamp, Figures>> moments;
  int merges = 0, unmerges = 0;
  std::set<std::string> done;  // what may be recorded once
  for (int step = 0; step < 150; ++step) {
    const auto& id = ids[random() % ids.size()];
    auto& record = model.records[id];
    const std::string on = day(), programme = random() % 2 == 0 ? "ONE" : "TWO",
                      course = random() % 2 == 0 ? "BASICS" : "MORE";
    unsigned choice = random() % 10;
    if (choice < 2) {
      if (record.recruited_on.empty()) {
        ASSERT_TRUE(Do(admin, "RecruitChampion", id, on).ok());
      } else {
        v1::Champion change;
        change.set_id(id);
        change.set_recruited_on(on);
        ASSERT_TRUE(Update(change, {"recruited_on"}).ok());
      }
      record.recruited_on = on;
    } else if (choice < 4) {
      if (!done.insert(id + programme + on).second) continue;
      Enrol(id, programme, on);
      record.enrolments.emplace_back(programme, on);
    } else if (choice < 6) {
      if (!done.insert(id + course + on).second) continue;
      Train(id, course, on);
      record.completions.emplace_back(course, on);
    } else if (choice < 9) {
      const auto& survivor = ids[random() % ids.size()];
      auto before = Ask();
      auto preview = Preview(id, survivor);
      EXPECT_EQ(Ask(), before) << "a preview changes nothing";
      auto outcome = Merge(id, survivor);
      EXPECT_EQ(outcome.reason, preview.reason);
      bool has_duplicates = false;
      for (const auto& [duplicate, of] : model.merged) has_duplicates |= of == id;
      bool allowed = id != survivor && !model.merged.count(id) && !model.merged.count(survivor) &&
                     !has_duplicates;
      ASSERT_EQ(outcome.ok(), allowed) << outcome;
      if (!allowed) continue;
      EXPECT_EQ(previewed_.preview().SerializeAsString(), merged_.summary().SerializeAsString());
      model.merged[id] = survivor;
      EXPECT_EQ(After(before, merged_.summary().changes()), model.Count());
      ++merges;
    } else {
      auto before = Ask();
      auto outcome = Unmerge(id);
      ASSERT_EQ(outcome.ok(), model.merged.erase(id) == 1) << outcome;
      if (!outcome.ok()) continue;
      EXPECT_EQ(After(before, unmerged_.changes()), model.Count());
      ++unmerges;
    }
    auto figures = Ask();
    ASSERT_EQ(figures, model.Count()) << "step " << step;
    moments.emplace_back(known_at_, figures);
  }
  EXPECT_GT(merges, 3);
  while (!model.merged.empty()) {
    auto duplicate = model.merged.begin()->first;
    ASSERT_TRUE(Unmerge(duplicate).ok());
    model.merged.erase(duplicate);
  }
  EXPECT_EQ(Ask(), model.Count());
  ExpectRecountAgrees();
  for (size_t i = 0; i < moments.size(); i += 7) {
    EXPECT_EQ(Ask(&moments[i].first), moments[i].second) << "as known then";
  }
}

// Shows how a merged person counts, and what a preview tells of it beside the figures.
TEST_F(MergingTest, APersonCountsOnce) {
  auto survivor = Recruited("2024-05-10", "S1").id();
  auto duplicate = Recruited("2024-02-01", "D1").id();
  Enrol(survivor, "ONE", "2024-05-11");
  Enrol(survivor, "ONE", "2024-08-01");
  Enrol(duplicate, "ONE", "2024-06-01");
  Enrol(duplicate, "TWO", "2024-06-02");
  Train(survivor, "BASICS", "2024-07-01");
  Train(duplicate, "MORE", "2024-07-05");
  Figures expected = {{{"2023-24-Q4", ""}, {1, 0}},    {{"2024-25-Q1", ""}, {1, 0}},
                      {{"2024-25-Q1", "ONE"}, {2, 0}}, {{"2024-25-Q1", "TWO"}, {1, 0}},
                      {{"2024-25-Q2", ""}, {0, 1}},    {{"2024-25-Q2", "ONE"}, {1, 2}}};
  EXPECT_EQ(Ask(), expected);
  ASSERT_TRUE(Merge(duplicate, survivor).ok());
  expected = {{{"2023-24-Q4", ""}, {1, 0}},    {{"2024-25-Q1", "ONE"}, {1, 0}},
              {{"2024-25-Q1", "TWO"}, {1, 0}}, {{"2024-25-Q2", ""}, {0, 1}},
              {{"2024-25-Q2", "ONE"}, {1, 2}}, {{"2024-25-Q2", "TWO"}, {0, 1}}};
  EXPECT_EQ(Ask(), expected);
  const auto& summary = merged_.summary();
  EXPECT_EQ(summary.recruited_on(), "2024-02-01");
  EXPECT_EQ(summary.trained_on(), "2024-07-01");
  ASSERT_EQ(summary.enrolments_size(), 3);
  EXPECT_EQ(summary.enrolments(0).programme(), "ONE");
  EXPECT_EQ(summary.enrolments(0).records(), 2);
  EXPECT_EQ(summary.enrolments(2).programme(), "TWO");
  EXPECT_EQ(summary.enrolments(2).trained_on(), "2024-07-05");
  std::vector<std::string> differing(summary.differing_fields().begin(),
                                     summary.differing_fields().end());
  EXPECT_EQ(differing, (std::vector<std::string>{"external_id", "recruited_on"}));
  EXPECT_EQ(summary.closed_quarters_size(), 0);
  // The records say so, and each is as it was.
  EXPECT_EQ(Get(duplicate).merged_into(), survivor);
  EXPECT_EQ(Get(duplicate).recruited_on(), "2024-02-01");
  EXPECT_EQ(Get(duplicate).trained_on(), "2024-07-01");
  ASSERT_EQ(Get(survivor).duplicates_size(), 1);
  EXPECT_EQ(Get(survivor).duplicates(0), duplicate);
  EXPECT_EQ(Get(survivor).recruited_on(), "2024-05-10");
  v1::ListChampionsResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListChampions, {}, &listed).ok());
  ASSERT_EQ(listed.champions_size(), 2);
  EXPECT_EQ(listed.champions(0).merged_into() + listed.champions(1).merged_into(), survivor);
  // The figure is explained by the survivor alone.
  v1::ExplainTotalRequest explain;
  explain.set_quarter("2023-24-Q4");
  explain.set_field(v1::TOTALS_FIELD_RECRUITED);
  v1::ExplainTotalResponse explained;
  ASSERT_TRUE(As(admin, &Reports::ExplainTotal, explain, &explained).ok());
  ASSERT_EQ(explained.records_size(), 1);
  EXPECT_EQ(explained.records(0).id(), survivor);
}

// Shows that what an import writes to a duplicate counts for the person, that its undo takes that
// back, and that an import whose champion is merged is not undone until the merge is.
TEST_F(MergingTest, ImportsAndTheirUndo) {
  auto first = Import("champions.csv",
                      "external_id,organisation,given_name,family_name,status,recruited_on\n"
                      "D1,OWN,Amina,Okafor,ACTIVE,2024-05-01\n");
  auto survivor = Recruited("2024-06-01", "S1").id();
  auto duplicate = SqlValue("select id from champion where external_id = 'D1'");
  ASSERT_TRUE(Merge(duplicate, survivor).ok());
  EXPECT_EQ(Undo(first).reason, "IMPORT_AMENDED_SINCE");
  auto before = Ask();
  auto second = Import("enrolments.csv", "champion,programme,enrolled_on\nD1,ONE,2024-06-03\n");
  auto expected = before;
  expected[{"2024-25-Q1", "ONE"}] = {1, 0};
  EXPECT_EQ(Ask(), expected);
  Enrol(survivor, "ONE", "2024-06-04");
  EXPECT_EQ(Ask(), expected) << "the same person there";
  ASSERT_TRUE(Undo(second).ok());
  EXPECT_EQ(Ask(), expected) << "now by the survivor's own";
  auto amended = Import("champions.csv",
                        "external_id,organisation,given_name,family_name,status,recruited_on\n"
                        "D1,OWN,Amina,Okafor,ACTIVE,2024-02-01\n");
  EXPECT_EQ((Ask()[{"2023-24-Q4", ""}]), (std::array<int64_t, 2>{1, 0}));
  ASSERT_TRUE(Undo(amended).ok());
  EXPECT_EQ(Ask(), expected);
  ASSERT_TRUE(Unmerge(duplicate).ok());
  EXPECT_TRUE(Undo(first).ok());
}

// Shows that writes to both records and merges at once all go through, that none is lost, and that
// the figures are those of the records.
TEST_F(MergingTest, MergesAndWritesAtOnce) {
  auto survivor = Recruited("2024-05-01").id(), duplicate = Recruited("2024-05-02").id();
  std::atomic<bool> merging = true;
  std::atomic<int> merges = 0;
  std::vector<std::thread> threads;
  for (const auto& id : {survivor, duplicate}) {
    threads.emplace_back([&, id] {
      for (int day = 1; day <= 25; ++day) {
        std::string date = "2024-07-" + std::to_string(100 + day).substr(1);
        Enrol(id, day % 2 == 0 ? "ONE" : "TWO", date);
      }
    });
    threads.emplace_back([&, id] {
      for (int day = 1; day <= 25; ++day) {
        v1::Champion change;
        change.set_id(id);
        change.set_recruited_on("2024-06-" + std::to_string(100 + day).substr(1));
        auto outcome = Update(change, {"recruited_on"});
        EXPECT_TRUE(outcome.ok()) << outcome;
        Train(id, day % 2 == 0 ? "BASICS" : "MORE", "2024-08-" + change.recruited_on().substr(8));
      }
    });
  }
  std::thread merger([&] {
    while (merging) {
      auto outcome = Merge(duplicate, survivor);
      EXPECT_TRUE(outcome.ok() || outcome.reason == "CONFLICT") << outcome;
      if (!outcome.ok()) continue;
      ++merges;
      while (!(outcome = Unmerge(duplicate)).ok()) EXPECT_EQ(outcome.reason, "CONFLICT") << outcome;
    }
  });
  for (auto& thread : threads) thread.join();
  merging = false;
  merger.join();
  EXPECT_GT(merges, 2);
  EXPECT_EQ(SqlValue("select count(*) from enrolment"), "50");
  EXPECT_EQ(SqlValue("select count(*) from training_record"), "50");
  ExpectRecountAgrees();
  EXPECT_EQ(Sum("recruited", "scope = 'OVERALL'"), 2);
  EXPECT_EQ(Sum("recruited", "scope = 'PROGRAMME'"), 50);
  ASSERT_TRUE(Merge(duplicate, survivor).ok());
  EXPECT_EQ(Sum("recruited", "scope = 'OVERALL'"), 1);
  EXPECT_EQ(Sum("recruited", "scope = 'PROGRAMME'"), 25);
  EXPECT_EQ(Sum("trained", "scope = 'OVERALL'"), 1);
}

// Shows that a merge gives up, instead of an import or another long transaction that holds what it
// needs, and leaves nothing behind.
TEST_F(MergingTest, ALongTransactionGoesFirst) {
  auto survivor = Recruited("2024-05-01").id(), duplicate = Recruited("2024-05-02").id();
  pqxx::connection connection("host=" + config_.database_host +
                              " user=postgres dbname=" + database);
  {
    pqxx::work work(connection);
    work.exec("select lock_person('" + duplicate + "')");
    EXPECT_EQ(Merge(duplicate, survivor).reason, "CONFLICT");
    work.exec("select post_champions(array['" + duplicate + "']::uuid[])");
    work.commit();
  }
  EXPECT_EQ(SqlValue("select count(*) from champion_merge"), "0");
  EXPECT_TRUE(Merge(duplicate, survivor).ok());
}

// Shows what is not merged, and that foreign and missing champions cannot be told apart.
TEST_F(MergingTest, Refusals) {
  MakeOrganisation("OTHER");
  auto a = Make("A").id(), b = Make("B").id(), c = Make("C").id(), d = Make("D").id();
  auto foreign = Make("F", "OTHER").id(), foreign_too = Make("G", "OTHER").id();
  EXPECT_EQ(Merge(a, a).code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Merge(a, foreign).reason, "DIFFERENT_ORGANISATIONS");
  auto own = MakeKey(auth::Role::kCoordinator, {"OWN"});
  for (bool preview : {false, true}) {
    auto refused = [&](const std::string& duplicate, const std::string& survivor) {
      auto outcome = preview ? Preview(duplicate, survivor, own) : Merge(duplicate, survivor, own);
      EXPECT_EQ(outcome.code, grpc::NOT_FOUND) << outcome;
      // But for the id that was asked for.
      return outcome.message.substr(0, outcome.message.find('\'')) + outcome.reason;
    };
    EXPECT_EQ(refused(a, foreign), refused(a, NewRequestId()));
    EXPECT_EQ(refused(foreign, a), refused(NewRequestId(), a));
    EXPECT_EQ(refused(foreign, foreign_too), refused(NewRequestId(), NewRequestId()));
  }
  EXPECT_EQ(Unmerge(foreign, own).code, grpc::NOT_FOUND);
  EXPECT_EQ(Unmerge(a).reason, "NOT_MERGED");
  EXPECT_EQ(Merge(a, b, MakeKey(auth::Role::kAuditor)).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(Preview(a, b, MakeKey(auth::Role::kAuditor)).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(Unmerge(a, MakeKey(auth::Role::kPartner, {"OWN"})).code, grpc::PERMISSION_DENIED);

  v1::MergeChampionsRequest stale;
  stale.set_survivor(a);
  stale.set_duplicate(b);
  stale.set_reason("entered twice");
  stale.set_duplicate_etag(Get(b).etag());
  stale.set_survivor_etag(Get(a).etag());
  ASSERT_TRUE(Do(admin, "ApplyChampion", b).ok());
  EXPECT_EQ(As(admin, &Stub::MergeChampions, stale, &merged_).reason, "ETAG_MISMATCH");
  stale.set_duplicate_etag(Get(b).etag());
  stale.set_validate_only(true);
  EXPECT_TRUE(As(admin, &Stub::MergeChampions, stale, &merged_).ok());
  EXPECT_EQ(Get(b).merged_into(), "") << "it was only tried out";
  stale.set_validate_only(false);
  stale.set_request_id(NewRequestId());
  EXPECT_TRUE(As(own, &Stub::MergeChampions, stale, &merged_).ok());
  EXPECT_TRUE(As(own, &Stub::MergeChampions, stale, &merged_).ok()) << "a retry";

  // No chains, in neither direction.
  EXPECT_EQ(Merge(b, c).reason, "ALREADY_MERGED");
  EXPECT_EQ(Merge(a, c).reason, "HAS_DUPLICATES");
  EXPECT_EQ(Merge(c, b).reason, "IS_DUPLICATE");
  EXPECT_TRUE(Merge(c, a).ok());
  v1::EraseChampionRequest erase;
  erase.set_champion(d);
  erase.set_reason("asked");
  v1::EraseChampionResponse erased;
  ASSERT_TRUE(As(admin, &Stub::EraseChampion, erase, &erased).ok());
  EXPECT_EQ(Merge(d, a).reason, "CHAMPION_ERASED");
  EXPECT_EQ(SqlValue("select count(*) from champion_merge"), "2");
  EXPECT_EQ(SqlValue("select string_agg(distinct method, ' ') from audit_event where object = '" +
                     b + "' and method like '%Merge%' and outcome = 'OK'"),
            "ChampionService/MergeChampions ChampionService/MergeChampions (validate_only)");
}

// Shows that a merge notes its reason where it changes a closed quarter, and its preview says
// which.
TEST_F(MergingTest, ClosedQuarters) {
  auto survivor = Recruited("2024-08-01").id(), duplicate = Recruited("2024-05-02").id();
  Sql("insert into organisation_return (organisation_id, quarter, state) select id, '2024-07-01', "
      "'LOCKED' from organisation");
  ASSERT_TRUE(Preview(duplicate, survivor).ok());
  ASSERT_EQ(previewed_.preview().closed_quarters_size(), 1);
  EXPECT_EQ(previewed_.preview().closed_quarters(0), "2024-25-Q2");
  EXPECT_EQ(SqlValue("select count(*) from late_change"), "0");
  ASSERT_TRUE(Merge(duplicate, survivor).ok());
  EXPECT_EQ(SqlValue("select quarter || ' ' || reason from late_change"),
            "2024-07-01 entered twice");
  ASSERT_TRUE(Unmerge(duplicate).ok());
  EXPECT_EQ(SqlValue("select string_agg(reason, ', ' order by recorded_at) from late_change"),
            "entered twice, two people after all");
}

// Shows that an erasure removes all records of a person and moves no figure, that a hold on one of
// them keeps all, and that the person is told of all.
TEST_F(MergingTest, ErasureHoldAndDisclosure) {
  auto survivor = Recruited("2024-05-01", "S1").id(),
       duplicate = Recruited("2024-06-02", "D1").id();
  Enrol(survivor, "ONE", "2024-05-03");
  Enrol(duplicate, "ONE", "2024-06-03");
  ASSERT_TRUE(Merge(duplicate, survivor).ok());
  auto before = Ask();
  v1::HoldChampionRequest hold;
  hold.set_champion(duplicate);
  hold.set_reason("a claim");
  v1::HoldChampionResponse held;
  ASSERT_TRUE(As(admin, &Stub::HoldChampion, hold, &held).ok());
  v1::ExportChampionDataRequest disclose;
  disclose.set_champion(survivor);
  v1::ExportChampionDataResponse disclosed;
  ASSERT_TRUE(As(admin, &Stub::ExportChampionData, disclose, &disclosed).ok());
  for (const auto& what : {std::string("D1"), std::string("S1"), duplicate,
                           std::string("entered twice"), std::string("a claim")}) {
    EXPECT_NE(disclosed.json().find(what), std::string::npos) << what;
  }
  v1::EraseChampionRequest erase;
  erase.set_champion(survivor);
  erase.set_reason("asked in writing");
  v1::EraseChampionResponse erased;
  EXPECT_EQ(As(admin, &Stub::EraseChampion, erase, &erased).reason, "CHAMPION_ON_HOLD");
  v1::ReleaseChampionRequest release;
  release.set_champion(duplicate);
  v1::ReleaseChampionResponse released;
  ASSERT_TRUE(As(admin, &Stub::ReleaseChampion, release, &released).ok());
  erase.set_champion(duplicate);
  ASSERT_TRUE(As(admin, &Stub::EraseChampion, erase, &erased).ok());
  EXPECT_EQ(SqlValue("select count(*) from champion_erasure"), "2");
  EXPECT_EQ(SqlValue("select count(*) from champion_person"), "0");
  EXPECT_EQ(SqlValue("select count(*) from champion_merge where reason is not null"), "0");
  EXPECT_EQ(Get(survivor).given_name() + Get(survivor).external_id(), "");
  EXPECT_EQ(Ask(), before);
  erase.set_champion(survivor);
  EXPECT_EQ(As(admin, &Stub::EraseChampion, erase, &erased).reason, "CHAMPION_ERASED");
  EXPECT_TRUE(Unmerge(duplicate).ok()) << "nobody's data is needed to take a merge back";
}

// Shows that probable duplicates are told at entry and found before it, ranked by what agrees and
// by the age band, which is itself not told; of the own organisation alone.
TEST_F(MergingTest, FoundAtEntry) {
  MakeOrganisation("OTHER");
  auto both = MakeKey(auth::Role::kCoordinator, {"OWN", "OTHER"});
  auto make = [&](const std::string& given, const std::string& family, const std::string& email,
                  const std::string& phone, const std::string& age_band,
                  const std::string& organisation = "OWN") {
    auto request = NewChampion("", organisation);
    auto* champion = request.mutable_champion();
    champion->set_given_name(given);
    champion->set_family_name(family);
    champion->set_email(email);
    champion->set_phone(phone);
    champion->set_age_band(age_band);
    v1::CreateChampionResponse response;
    auto outcome = As(both, &Stub::CreateChampion, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response;
  };
  auto ada = make("Ada", "Lovelace", "ada@example.org", "020 7946 0000", "25-34");
  EXPECT_EQ(ada.probable_duplicates_size(), 0);
  auto older = make("ADA", "lovelace", "", "", "65-74");
  ASSERT_EQ(older.probable_duplicates_size(), 1);
  EXPECT_EQ(older.probable_duplicates(0).champion(), ada.champion().id());
  EXPECT_EQ(older.probable_duplicates(0).strength(), v1::MATCH_STRENGTH_POSSIBLE);
  EXPECT_EQ(make("Ada", "Lovelace", "", "", "", "OTHER").probable_duplicates_size(), 0);

  v1::FindDuplicatesRequest request;
  request.set_organisation("OWN");
  request.set_given_name("Lovelace");
  request.set_family_name("Adá");
  request.set_email("ADA@example.org");
  request.set_age_band("25-34");
  v1::FindDuplicatesResponse found;
  auto own = MakeKey(auth::Role::kCoordinator, {"OWN"});
  ASSERT_TRUE(As(own, &Stub::FindDuplicates, request, &found).ok());
  ASSERT_EQ(found.duplicates_size(), 2);
  EXPECT_EQ(found.duplicates(0).champion(), ada.champion().id());
  EXPECT_EQ(found.duplicates(0).name(), "Ada Lovelace");
  EXPECT_EQ(found.duplicates(0).strength(), v1::MATCH_STRENGTH_STRONG);
  ASSERT_EQ(found.duplicates(0).matches_size(), 2);
  EXPECT_EQ(found.duplicates(0).matches(1), v1::MATCH_FIELD_EMAIL);
  EXPECT_EQ(found.duplicates(1).strength(), v1::MATCH_STRENGTH_POSSIBLE);
  EXPECT_EQ(found.ShortDebugString().find("65-74"), std::string::npos);
  EXPECT_EQ(found.ShortDebugString().find("7946"), std::string::npos);
  // To who may not see equality answers the age band says nothing.
  v1::FindDuplicatesResponse blind[2];
  for (int i = 0; i < 2; ++i) {
    request.set_age_band(i == 0 ? "25-34" : "65-74");
    ASSERT_TRUE(As(admin, &Stub::FindDuplicates, request, &blind[i]).ok());
  }
  EXPECT_EQ(blind[0].ShortDebugString(), blind[1].ShortDebugString());
  EXPECT_EQ(blind[0].duplicates_size(), 2);
  // The telephone alone, however it is written; half a name finds nobody.
  request.Clear();
  request.set_organisation("OWN");
  request.set_phone("+44 20 79460000");
  ASSERT_TRUE(As(own, &Stub::FindDuplicates, request, &found).ok());
  ASSERT_EQ(found.duplicates_size(), 1);
  request.clear_phone();
  request.set_family_name("Lovelace");
  ASSERT_TRUE(As(own, &Stub::FindDuplicates, request, &found).ok());
  EXPECT_EQ(found.duplicates_size(), 0);
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = "
                     "'ChampionService/FindDuplicates' and object = 'OWN'"),
            "5");
  EXPECT_EQ(As(MakeKey(auth::Role::kAuditor), &Stub::FindDuplicates, request, &found).code,
            grpc::PERMISSION_DENIED);
  request.set_organisation("OTHER");
  EXPECT_EQ(As(own, &Stub::FindDuplicates, request, &found).code, grpc::NOT_FOUND);
}

// Shows that pairs are listed once and page by page, without those that are merged or dismissed,
// each of which can be taken back; and to nobody else.
TEST_F(MergingTest, Listed) {
  MakeOrganisation("OTHER");
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(Make().id());  // all of one name
  std::sort(ids.begin(), ids.end());
  Make("", "OTHER");
  auto own = MakeKey(auth::Role::kCoordinator, {"OWN"});
  auto names = [&](int page_size = 0) {
    std::set<std::string> pairs;
    for (const auto& pair : Pairs(own, page_size)) {
      auto place = [&](const std::string& id) {
        return std::to_string(std::find(ids.begin(), ids.end(), id) - ids.begin());
      };
      EXPECT_TRUE(pairs.insert(place(pair.champion()) + place(pair.other_champion())).second);
      EXPECT_EQ(pair.name(), "Amina Okafor");
    }
    return pairs;
  };
  using Set = std::set<std::string>;
  EXPECT_EQ(names(), (Set{"01", "02", "12"}));
  EXPECT_EQ(names(1), (Set{"01", "02", "12"}));
  EXPECT_EQ(Pairs(MakeKey(auth::Role::kCoordinator, {"OTHER"})).size(), 0u);
  v1::DismissDuplicateRequest dismiss;
  dismiss.set_champion(ids[2]);
  dismiss.set_other_champion(ids[0]);
  v1::DismissDuplicateResponse dismissed;
  ASSERT_TRUE(As(own, &Stub::DismissDuplicate, dismiss, &dismissed).ok());
  EXPECT_EQ(As(own, &Stub::DismissDuplicate, dismiss, &dismissed).code, grpc::ALREADY_EXISTS);
  EXPECT_EQ(names(), (Set{"01", "12"}));
  ASSERT_TRUE(Merge(ids[1], ids[0]).ok());
  EXPECT_EQ(names(), (Set{"12"}));
  EXPECT_EQ(Pairs(own)[0].merged_into(), ids[0]);
  dismiss.set_undo(true);
  ASSERT_TRUE(As(own, &Stub::DismissDuplicate, dismiss, &dismissed).ok());
  EXPECT_EQ(As(own, &Stub::DismissDuplicate, dismiss, &dismissed).code, grpc::NOT_FOUND);
  EXPECT_EQ(names(), (Set{"02", "12"}));
  ASSERT_TRUE(Merge(ids[2], ids[0]).ok());
  EXPECT_EQ(names(), Set{});
  ASSERT_TRUE(Unmerge(ids[1]).ok());
  EXPECT_EQ(names(), (Set{"01", "12"}));
  v1::ListDuplicatesResponse response;
  EXPECT_EQ(As(MakeKey(auth::Role::kPartner, {"OWN"}), &Stub::ListDuplicates, {}, &response).code,
            grpc::PERMISSION_DENIED);
}

}  // namespace
}  // namespace champions::test
