#include <atomic>
#include <thread>

#include "support/champion_server_test.h"

namespace champions::test {
namespace {

class ChampionConcurrencyTest : public ChampionServerTest {
 protected:
  // Runs `work` with 0, 1, 2 … in as many threads at once.
  static void AtOnce(int threads, const std::function<void(int)>& work) {
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) running.emplace_back(work, i);
    for (auto& thread : running) thread.join();
  }
};

// Shows that of several who recruit the same champion at once one does, and that it counts once.
TEST_F(ChampionConcurrencyTest, OneRecruits) {
  auto id = Make().id();
  std::atomic<int> recruited = 0, refused = 0;
  AtOnce(6, [&](int i) {
    auto outcome = Do(admin, "RecruitChampion", id, "2024-05-0" + std::to_string(i + 1));
    recruited += outcome.ok();
    refused += outcome.reason == "TRANSITION_NOT_ALLOWED";
  });
  EXPECT_EQ(recruited, 1);
  EXPECT_EQ(refused, 5);
  EXPECT_EQ(Sum("recruited", "true"), 1);
  EXPECT_EQ(Sum("recruited", "counts_on = '" + Get(id).recruited_on() + "'"), 1);
}

// Shows that of several updates from the same etag one goes through, so that none is lost unseen.
TEST_F(ChampionConcurrencyTest, OneUpdatePerEtag) {
  auto champion = Make();
  std::atomic<int> updated = 0, refused = 0;
  AtOnce(6, [&](int i) {
    auto change = champion;
    change.set_role("Role " + std::to_string(i));
    auto outcome = Update(change, {"role"});
    updated += outcome.ok();
    refused += outcome.reason == "ETAG_MISMATCH";
  });
  EXPECT_EQ(updated, 1);
  EXPECT_EQ(refused, 5);
}

// Shows that enrolments, leavings and moved recruitments of one champion at once, beside changes of
// what courses are required, all go through and leave the figures that the records have.
TEST_F(ChampionConcurrencyTest, FiguresStayThoseOfTheRecords) {
  for (auto* code : {"TWO", "THREE", "FOUR"}) MakeProgramme(code);
  Sql("insert into course (code, name) values ('BASICS', 'BASICS')");
  auto id = MakeIn("ACTIVE").id();
  Sql("insert into training_record (organisation_id, champion_id, course_id, completed_on, "
      "outcome) "
      "select c.organisation_id, c.id, k.id, '2024-06-01', 'COMPLETED' from champion c, course k");
  const std::vector<std::string> programmes = {"ONE", "TWO", "THREE", "FOUR"};
  AtOnce(5, [&](int i) {
    for (int day = 1; day <= 6; ++day) {
      std::string date = "2024-07-0" + std::to_string(day);
      if (i < 4) {
        auto enrolment = Enrol(id, programmes[static_cast<size_t>(i)], date);
        v1::LeaveProgrammeRequest leave;
        leave.set_id(enrolment.id());
        leave.set_ended_on(date);
        v1::LeaveProgrammeResponse left;
        auto outcome = As(admin, &Stub::LeaveProgramme, leave, &left);
        EXPECT_TRUE(outcome.ok()) << outcome;
        v1::Champion change;
        change.set_id(id);
        change.set_recruited_on("2024-0" + std::to_string(day) + "-0" + std::to_string(i + 1));
        outcome = Update(change, {"recruited_on"});
        EXPECT_TRUE(outcome.ok()) << outcome;
      } else {
        // As the slice that owns requirements does it: alone, and then everybody concerned.
        Sql("select pg_advisory_xact_lock(1279609159, 1); "
            "delete from course_requirement; "
            "insert into course_requirement (course_id, programme_id) select c.id, p.id from "
            "course c, "
            "programme p where p.id % 2 = " +
            std::to_string(day % 2) +
            "; "
            "select post_champions(array_agg(distinct champion_id)) from enrolment");
      }
    }
  });
  EXPECT_EQ(SqlValue("select count(*) from enrolment where ended_on is not null"), "24");
  EXPECT_EQ(Sum("recruited", "scope = 'OVERALL'"), 1);
  EXPECT_EQ(Sum("recruited", "scope = 'PROGRAMME'"), 24);
  EXPECT_EQ(Sum("recruited", "scope = 'OVERALL' and counts_on = '" + Get(id).recruited_on() + "'"),
            1);
}

}  // namespace
}  // namespace champions::test
