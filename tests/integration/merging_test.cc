// Merging of duplicates: what it does to figures, that it can be taken back, and that nothing is
// lost while others write.
#include <atomic>
#include <random>
#include <thread>

#include "integration/merging_fixture.h"

namespace champions::test {
namespace {

class MergingTest : public MergingFixture {};

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
  MergingModel model;
  std::vector<std::string> ids;
  for (int i = 0; i < 8; ++i) {
    ids.push_back(Make().id());
    model.records[ids.back()];
  }
  std::vector<std::pair<google::protobuf::Timestamp, MergingFigures>> moments;
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
  MergingFigures expected = {{{"2023-24-Q4", ""}, {1, 0}},    {{"2024-25-Q1", ""}, {1, 0}},
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
  ASSERT_TRUE(As(admin, &v1::ReportService::Stub::ExplainTotal, explain, &explained).ok());
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

}  // namespace
}  // namespace champions::test
