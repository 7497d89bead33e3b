// The register's file and its grid, by themselves.
#include <gtest/gtest.h>

#include <sstream>

#include "client-cli/core/failure.h"
#include "client-cli/risk_register.h"

namespace champions::cli::test {
namespace {

namespace v1 = champions::v1;

constexpr const char* kHeader = "number,kind,risk,raised_on,owners,impact,probability,direction\n";

RiskFile Read(const std::string& text) {
  std::istringstream in(text);
  return ReadRisks(in, "risks.csv");
}

std::string UsageOf(const std::string& text) {
  try {
    Read(text);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status(), ExitStatus::kUsage);
    return failure.what();
  }
  return "";
}

// Shows that a paper's columns become the fields of a row, its lists lists, and its words values.
TEST(RiskFileTest, APapersColumnsAreFields) {
  auto file = Read(std::string("\xEF\xBB\xBF") + kHeader +
                   "1,Issue,\"Text, with\na line\",2024-04-04,CNWL; LA,4,3,Stable\r\n"
                   "\n"
                   "2,risk,Other,2024-04-05,,1,2,\n");
  EXPECT_EQ(file.errors, std::vector<std::string>{});
  ASSERT_EQ(file.request.rows_size(), 2);
  const auto& row = file.request.rows(0);
  EXPECT_EQ(row.kind(), v1::RISK_KIND_ISSUE);
  EXPECT_EQ(row.text(), "Text, with\na line");
  ASSERT_EQ(row.owners_size(), 2);
  EXPECT_EQ(row.owners(1), "LA");
  EXPECT_EQ(row.impact(), 4);
  EXPECT_EQ(row.printed_direction(), v1::RISK_DIRECTION_STABLE);
  EXPECT_FALSE(row.has_printed_escalated());
  EXPECT_EQ(file.request.rows(1).owners_size(), 0);
  EXPECT_EQ(file.lines, (std::vector<std::uint64_t>{2, 5}));
}

// Shows that what the server says of a row is said of the file's line and column.
TEST(RiskFileTest, PlacesAreThoseOfTheFile) {
  auto file = Read(std::string(kHeader) + "1,Issue,Text,2024-04-04,LA,4,3,Stable\n");
  EXPECT_EQ(file.NameOf("risks.csv", "rows[0].text"), "risks.csv:2: risk");
  EXPECT_EQ(file.NameOf("risks.csv", "rows[0].printed_direction"), "risks.csv:2: direction");
  EXPECT_EQ(file.NameOf("risks.csv", "rows[0].owners[1]"), "risks.csv:2: owners[1]");
  EXPECT_EQ(file.NameOf("risks.csv", "rows[0].workstream"), "risks.csv:2: workstream");
  EXPECT_EQ(file.NameOf("risks.csv", "rows[7].text"), "rows[7].text");
  EXPECT_EQ(file.NameOf("risks.csv", "request_id"), "request_id");
}

// Shows that every cell that cannot be read is named, with what was found and what is expected.
TEST(RiskFileTest, EveryBadCellIsNamed) {
  auto file =
      Read(std::string(kHeader) + "one,Hazard,Text,2024-04-04,LA,4,3,Stable\n2,Risk,Text\n");
  ASSERT_EQ(file.errors.size(), 3u);
  EXPECT_EQ(file.errors[0].rfind("risks.csv:2: number: found 'one', expected", 0), 0u);
  EXPECT_EQ(file.errors[1], "risks.csv:2: kind: found 'Hazard', expected one of RISK, ISSUE");
  EXPECT_EQ(file.errors[2], "risks.csv:3: found 3 cells, expected 8 as in the header");
}

// Shows which files are refused as a whole.
TEST(RiskFileTest, FilesAreRefused) {
  EXPECT_NE(UsageOf(""), "");
  EXPECT_NE(UsageOf(kHeader), "");
  EXPECT_NE(UsageOf("number,colour\n1,red\n").find("'colour'"), std::string::npos);
  EXPECT_NE(UsageOf("number,risk,text\n1,a,b\n").find("mean the same"), std::string::npos);
  EXPECT_NE(UsageOf(std::string(kHeader) + "\"1\n"), "");
  std::string rows = kHeader;
  for (int i = 0; i < 1001; ++i) rows += "1,Risk,Text,2024-04-04,LA,4,3,Stable\n";
  EXPECT_NE(UsageOf(rows).find("1000"), std::string::npos);
}

// Shows the grid: impact falls from line to line, probability rises along it, and a cell with many
// risks says how many are not shown.
TEST(RiskGridTest, TheGridIsDrawn) {
  v1::GetRiskGridResponse grid;
  for (int impact = 1; impact <= 4; ++impact) {
    for (int probability = 1; probability <= 4; ++probability) {
      auto* cell = grid.add_cells();
      cell->set_impact(impact);
      cell->set_probability(probability);
      cell->set_score(impact * probability);
      cell->set_escalated(cell->score() >= 12);
    }
  }
  for (int number : {1, 3}) grid.mutable_cells(15)->add_numbers(number);
  for (int number = 10; number < 30; ++number) grid.mutable_cells(0)->add_numbers(number);
  grid.set_risks(22);
  grid.set_escalated(2);
  auto lines = DrawGrid(grid);
  std::string drawn;
  for (const auto& line : lines) drawn += line + "\n";
  EXPECT_EQ(drawn,
            "                1 Almost impossible   2 Plausible   3 Likely   4 Almost certain\n"
            "              +---------------------+-------------+----------+------------------+\n"
            "4 Severe      | 4                   | 8           | 12 !     | 16 !             |\n"
            "              |                     |             |          | 1 3              |\n"
            "              +---------------------+-------------+----------+------------------+\n"
            "3 Major       | 3                   | 6           | 9        | 12 !             |\n"
            "              |                     |             |          |                  |\n"
            "              +---------------------+-------------+----------+------------------+\n"
            "2 Significant | 2                   | 4           | 6        | 8                |\n"
            "              |                     |             |          |                  |\n"
            "              +---------------------+-------------+----------+------------------+\n"
            "1 Minor       | 1                   | 2           | 3        | 4                |\n"
            "              | 10 11 12 13 14 +15  |             |          |                  |\n"
            "              +---------------------+-------------+----------+------------------+\n"
            "Open: 22, of them 2 for the Joint Management Board (! score 12 or more)\n");
}

}  // namespace
}  // namespace champions::cli::test
