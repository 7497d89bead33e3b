// CSV files and their metadata.
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "documents/csv.h"
#include "support/document_samples.h"
#include "unit/documents_golden.h"

namespace champions::documents {
namespace {

std::string Csv(const Table& table) {
  return test::Gather([&](const Sink& sink) { WriteCsv(table, sink); });
}

// The second line of a table with this one cell.
std::string OneCell(Type type, const Cell& cell) {
  Table table;
  table.id = "t";
  table.columns = {{"a", "A", type}, {"b", "B"}};
  table.rows = {{cell, Empty{}}};
  const auto csv = Csv(table);
  EXPECT_EQ(csv.substr(0, 5), "a,b\r\n");
  EXPECT_EQ(csv.substr(csv.size() - 3), ",\r\n");
  return csv.substr(5, csv.size() - 8);
}

// Shows what the files look like, to the last byte.
TEST(DocumentsCsvTest, GoldenFiles) {
  const auto document = test::AwkwardDocument();
  for (const auto& section : document.sections) {
    for (const auto& table : section.tables) {
      const auto name = table.id + ".csv";
      test::ExpectGolden(name, Csv(table));
      test::ExpectGolden(name + "-metadata.json", CsvwMetadata(name, document, table));
    }
  }
}

// Shows that text which a spreadsheet would run is guarded, quoted or not, and other text is not.
TEST(DocumentsCsvTest, TextThatBeginsAFormulaIsGuarded) {
  for (const char start : {'=', '+', '-', '@', '\t', '\r'}) {
    const std::string text = std::string(1, start) + "1";
    const std::string guarded = start == '\r' ? "\"'\r1\"" : "'" + text;
    EXPECT_EQ(OneCell(Type::kText, text), guarded);
  }
  EXPECT_EQ(OneCell(Type::kText, "=a,\"b\""), "\"'=a,\"\"b\"\"\"");
  EXPECT_EQ(OneCell(Type::kText, "1=1"), "1=1");
  EXPECT_EQ(OneCell(Type::kText, " =1"), " =1");
  EXPECT_EQ(OneCell(Type::kText, "*"), "*");
}

// Shows that no number is ever guarded, quoted or grouped, whatever its sign and type, and that it
// reads back as what it was.
TEST(DocumentsCsvTest, NumbersAreNeverTouched) {
  std::mt19937_64 random(20241107);
  std::vector<int64_t> numbers = {0,
                                  1,
                                  -1,
                                  5,
                                  -5,
                                  9,
                                  -10,
                                  99,
                                  -99,
                                  100,
                                  -100,
                                  12345678,
                                  std::numeric_limits<int64_t>::max(),
                                  std::numeric_limits<int64_t>::min()};
  for (int i = 0; i < 5000; ++i) {
    numbers.push_back(static_cast<int64_t>(random()) >> (random() % 63));
  }
  for (const int64_t number : numbers) {
    EXPECT_EQ(OneCell(Type::kInteger, number), std::to_string(number));
    for (const auto& [type, decimals] : {std::pair{Type::kPence, 2u}, {Type::kDecimal, 1u}}) {
      auto text = OneCell(type, number);
      ASSERT_GT(text.size(), decimals + 1);
      const auto point = text.size() - decimals - 1;
      ASSERT_EQ(text[point], '.') << text;
      text.erase(point, 1);
      EXPECT_EQ(text.find_first_not_of("0123456789", number < 0 ? 1 : 0), std::string::npos)
          << text;
      EXPECT_EQ(static_cast<int64_t>(std::stoll(text)), number);
    }
  }
}

// Shows the numbers that are easy to get wrong.
TEST(DocumentsCsvTest, SmallNumbersKeepTheirSignAndZeros) {
  EXPECT_EQ(OneCell(Type::kPence, int64_t{1250}), "12.50");
  EXPECT_EQ(OneCell(Type::kPence, int64_t{-5}), "-0.05");
  EXPECT_EQ(OneCell(Type::kDecimal, int64_t{-5}), "-0.5");
  EXPECT_EQ(OneCell(Type::kDecimal, int64_t{0}), "0.0");
  EXPECT_EQ(OneCell(Type::kPence, Hidden{}), "*");
  EXPECT_EQ(OneCell(Type::kPence, Empty{}), "");
}

// Shows that a large table goes to the sink in small parts.
TEST(DocumentsCsvTest, StreamsInParts) {
  const auto table = test::LongTable(50'000);
  const auto parts = test::Measure([&](const Sink& sink) { WriteCsv(table, sink); });
  EXPECT_GT(parts.total, 1'000'000u);
  EXPECT_LT(parts.largest, 70'000u);
}

}  // namespace
}  // namespace champions::documents
