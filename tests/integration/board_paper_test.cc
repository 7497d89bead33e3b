// A real board paper, taken in with the command line as its files stand, and what the check finds.
#include "data/board_paper.h"

#include <sys/wait.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <tuple>

#include "support/test_server.h"

namespace champions::test {
namespace {

using nlohmann::json;

struct Ran {
  int status = -1;
  std::string out;
};

class BoardPaperTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    folder_ = std::filesystem::temp_directory_path() / ("champions-paper-" + NewRequestId());
    std::filesystem::create_directory(folder_);
    MakeOrganisation("OWN");
    MakeProgramme("HEALTHY-HARROW");
    Sql("update programme set name = 'Healthy Harrow' where code = 'HEALTHY-HARROW'");
  }
  void TearDown() override {
    std::filesystem::remove_all(folder_);
    ServerTest::TearDown();
  }

  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  // Runs the program as an administrator; `out` has what it says to people too.
  Ran Run(const std::string& words) {
    std::string line = "CHAMPIONS_ADDRESS='unix:" + config_.socket + "' CHAMPIONS_TOKEN='" + admin +
                       "' XDG_CONFIG_HOME=/nonexistent '" CHAMPIONS_PROGRAM "' " + words;
    Ran ran;
    std::tie(ran.out, ran.status) = RunLine(line);
    return ran;
  }
  json Json(const std::string& words) {
    auto ran = Run(words + " -o json 2>/dev/null");
    EXPECT_EQ(ran.status, 0) << words << ran.out;
    return ran.status == 0 ? json::parse(ran.out) : json();
  }
  // The findings that contain this in their explanation.
  static int Count(const json& findings, const std::string& text) {
    int count = 0;
    for (const auto& finding : findings) {
      count += finding["explanation"].get<std::string>().find(text) != std::string::npos ? 1 : 0;
    }
    return count;
  }

  std::filesystem::path folder_;
};

// Shows that the measures come in as the paper has them, that each has the status that its figures
// give, and that every figure which the paper has wrong is found, and no other.
TEST_F(BoardPaperTest, MeasuresAreCheckedAgainstThemselves) {
  auto file = Write("measures.csv", kBoardMeasures);
  auto said = Run("measure import '" + file + "' --as-at 2024-09-30 2>&1 >/dev/null");
  EXPECT_NE(said.out.find("measures.csv:2: target_text: '5% reduction' is read as a target of -5 % "
                          "of the baseline, which is 40.565"),
            std::string::npos)
      << said.out;
  auto again = Json("measure import '" + file + "' --as-at 2024-09-30");
  EXPECT_EQ(again["unchanged"], 12);
  EXPECT_EQ(again["readings"], 0);
  std::string statuses;
  for (const auto& measure : Json("measure list")) {
    statuses += std::to_string(measure["number"].get<int>()) + " " +
                measure["computed_status"].get<std::string>() + " " +
                measure["overall_status"].get<std::string>() + " " +
                measure["change_percent"].get<std::string>() + "\n";
  }
  EXPECT_EQ(statuses,
            "1 MET MET -16.2\n"
            "2 NOT_MET PARTIALLY_MET -2.8\n"
            "2 MET PARTIALLY_MET -31.7\n"
            "3 BASELINE_PENDING BASELINE_PENDING \n"
            "3 BASELINE_PENDING BASELINE_PENDING \n"
            "3 BASELINE_PENDING BASELINE_PENDING \n"
            "4 NOT_AVAILABLE NOT_AVAILABLE \n"
            "4 NOT_AVAILABLE NOT_AVAILABLE \n"
            "4 NOT_AVAILABLE NOT_AVAILABLE \n"
            "4 NOT_AVAILABLE NOT_AVAILABLE \n"
            "4 NOT_AVAILABLE NOT_AVAILABLE \n"
            "5 NOT_MET NOT_MET 2.9\n");
  auto findings = Json("measure check");
  EXPECT_EQ(findings.size(), 4u) << findings.dump(1);
  EXPECT_EQ(Count(findings, "printed -16.0, computed -16.2 (35.8 against 42.7)"), 1);
  EXPECT_EQ(Count(findings, "printed -31, computed -31.7 (8.2 against 12)"), 1);
  EXPECT_EQ(Count(findings, "printed 0.9, computed +2.9 (11.8 against 11.47)"), 1);
  EXPECT_EQ(Count(findings,
                  "target text '16% reduction' to 9.89 is 13.8 % below the baseline "
                  "11.47, and 16.2 % below the current 11.8"),
            1);
  EXPECT_EQ(findings, again["findings"]);
  EXPECT_EQ(Json("measure check --number 1").size(), 1u);
  // People see the counts and what was found.
  auto table = Run("measure import '" + file + "' --as-at 2024-09-30 --dry-run -o table 2>&1");
  for (const char* expected : {"unchanged  12\n", "EXPLANATION", "dry run: nothing was changed",
                               "printed -16.0, computed -16.2 (35.8 against 42.7)"}) {
    EXPECT_NE(table.out.find(expected), std::string::npos) << expected << "\n" << table.out;
  }
}

// Shows that a status which the figures do not give is found.
TEST_F(BoardPaperTest, APrintedStatusThatDiffersIsFound) {
  std::string paper = kBoardMeasures;
  auto at = paper.find(",0.9,,");
  ASSERT_NE(at, std::string::npos);
  paper.replace(at, 6, ",2.9,MET,");
  Json("measure import '" + Write("measures.csv", paper) + "' --as-at 2024-09-30");
  auto findings = Json("measure check --number 5");
  EXPECT_EQ(Count(findings,
                  "printed MET, computed NOT_MET (current 11.8, baseline 11.47, target "
                  "9.89)"),
            1)
      << findings.dump(1);
  EXPECT_EQ(findings.size(), 2u);
}

// Shows that the headline figures are held against what is counted here, and that the program tells
// the two kinds of file apart by their columns.
TEST_F(BoardPaperTest, HeadlinesAreCheckedAgainstTheLedger) {
  Json(
      "reach log --organisation OWN --programme HEALTHY-HARROW --on 2024-09-30 --mode GROUP "
      "--topic OTHER --people 12252");
  auto imported = Json("measure import '" + Write("headline.csv", kBoardHeadline) + "'");
  EXPECT_EQ(imported["created"], 1);
  auto findings = Json("measure check");
  EXPECT_EQ(findings, imported["findings"]);
  ASSERT_EQ(findings.size(), 2u) << findings.dump(1);
  EXPECT_EQ(Count(findings, "printed 321, counted up to 2024-09-30 as now known 0 (-321)"), 1);
  EXPECT_EQ(Count(findings, "printed 174, counted up to 2024-09-30 as now known 0 (-174)"), 1);
}

// Shows that the sample programme counts what the paper printed, which put the name of one
// programme to the figures of all: each finding says so, and without the name there is none.
TEST_F(BoardPaperTest, TheSampleCountsWhatWasPrinted) {
  Json("import '" CHAMPIONS_SOURCE_DIR "/deploy/sample'");
  Json("measure import '" + Write("headline.csv", kBoardHeadline) + "'");
  auto findings = Json("measure check");
  EXPECT_EQ(findings.size(), 3u) << findings.dump(1);
  EXPECT_EQ(Count(findings, "; all programmes together are as printed"), 3);
  EXPECT_EQ(Count(findings, "printed 12252, counted up to 2024-09-30 as now known 7961"), 1);
  std::string of_all = kBoardHeadline;
  of_all.replace(of_all.find("Healthy Harrow"), 14, "");
  auto imported = Json("measure import '" + Write("headline.csv", of_all) + "'");
  EXPECT_EQ(imported["created"], 1);
  EXPECT_EQ(imported["findings"].size(), 0u) << imported.dump(1);
}

// Shows that the budget adds up to the printed total, and that a total which does not is found.
TEST_F(BoardPaperTest, TheBudgetIsCheckedAgainstItsTotal) {
  auto imported = Json("budget import '" + Write("budget.csv", kBoardBudget) + "'");
  EXPECT_EQ(imported["created"], 7);
  EXPECT_EQ(imported["findings"].size(), 0u);
  auto budget = Json("budget get 2024-25");
  EXPECT_EQ(budget["contributions_pence"], 25000000);
  EXPECT_EQ(budget["carry_forward_pence"], 27801900);
  EXPECT_EQ(budget["total_pence"], 52801900);
  EXPECT_EQ(budget["headroom_pence"], 52801900);
  EXPECT_EQ(Json("budget check").size(), 0u);
  std::string wrong = kBoardBudget;
  wrong.replace(wrong.find("528019"), 6, "528091");
  Json("budget import '" + Write("budget.csv", wrong) + "'");
  auto findings = Json("budget check");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0]["printed"], "£528091.00");
  EXPECT_EQ(findings[0]["computed"], "£528019.00");
}

// Shows that a wrong cell is named by file, line and column, that an unknown column is named with
// those there are, and that nothing was taken in.
TEST_F(BoardPaperTest, WrongFilesAreRefusedByLineAndColumn) {
  std::string wrong = kBoardMeasures;
  wrong.replace(wrong.find(",lower,5% reduction"), 6, ",up");
  wrong.replace(wrong.find("11.47,11.47"), 11, "11.47,eleven");
  auto refused = Run("measure import '" + Write("measures.csv", wrong) + "' 2>&1");
  EXPECT_EQ(refused.status, 2);
  for (const char* expected :
       {"measures.csv:2: better: is 'up': expected one of HIGHER, LOWER",
        "measures.csv:13: baseline_value: is 'eleven': expected a decimal"}) {
    EXPECT_NE(refused.out.find(expected), std::string::npos) << refused.out;
  }
  std::string nameless = kBoardMeasures;
  nameless.replace(nameless.find("Reduction in number"), 60, "");
  auto required = Run("measure import '" + Write("measures.csv", nameless) + "' 2>&1");
  EXPECT_NE(required.out.find("measures.csv:2: measure: is required"), std::string::npos)
      << required.out;
  auto unknown =
      Run("budget import '" + Write("budget.csv", "year,line,kind,amount\n1,2,3,4\n") + "' 2>&1");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_NE(unknown.out.find("found the column 'amount', expected some of year, line, kind, "
                             "amount_gbp"),
            std::string::npos)
      << unknown.out;
  EXPECT_EQ(SqlValue("select (select count(*) from measure) + (select count(*) from budget_line)"),
            "0");
}

}  // namespace
}  // namespace champions::test
