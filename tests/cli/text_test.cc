#include <gtest/gtest.h>

#include <sstream>

#include "client-cli/core/csv.h"
#include "client-cli/core/flags.h"
#include "client-cli/core/instant.h"
#include "client-cli/core/terminal.h"
#include "client-cli/totals.h"

namespace champions::cli {
namespace {

std::string Utc(const std::string& text) { return FormatInstant(ParseInstant(text)); }

// Shows that instants are read with an offset, or as London's time, winter and summer.
TEST(InstantTest, ReadsOffsetsAndLondonTime) {
  EXPECT_EQ(Utc("2024-07-01T00:30:00+01:00"), "2024-06-30T23:30:00Z");
  EXPECT_EQ(Utc("2024-07-01T00:30"), "2024-06-30T23:30:00Z");
  EXPECT_EQ(Utc("2024-01-01 00:30"), "2024-01-01T00:30:00Z");
  EXPECT_EQ(Utc("2024-01-01T00:30:00.5Z"), "2024-01-01T00:30:00.500Z");
  EXPECT_EQ(FormatLondon(ParseInstant("2024-06-30T23:30:00Z")), "2024-07-01 00:30");
  EXPECT_EQ(FormatLondon(ParseInstant("2024-12-31T23:30:00Z")), "2024-12-31 23:30");
}

// Shows that a London time which does not exist, or happens twice, is refused with what to add.
TEST(InstantTest, RefusesTheHoursOfTheChange) {
  EXPECT_THROW(ParseInstant("2024-03-31T01:30"), std::invalid_argument);
  EXPECT_THROW(ParseInstant("2024-10-27T01:30"), std::invalid_argument);
  EXPECT_EQ(Utc("2024-03-31T00:59"), "2024-03-31T00:59:00Z");
  EXPECT_EQ(Utc("2024-03-31T02:00"), "2024-03-31T01:00:00Z");
  EXPECT_EQ(Utc("2024-10-27T00:59"), "2024-10-26T23:59:00Z");
  EXPECT_EQ(Utc("2024-10-27T02:00"), "2024-10-27T02:00:00Z");
}

// Shows that what is no instant or no duration is refused.
TEST(InstantTest, RefusesNonsense) {
  for (const char* text :
       {"", "2024-07-01", "2024-13-01T00:00Z", "2024-02-30T00:00Z", "noon", "2024-07-01T25:00Z"}) {
    EXPECT_THROW(ParseInstant(text), std::invalid_argument) << text;
  }
  EXPECT_EQ(ParseDuration("30").count(), 30000);
  EXPECT_EQ(ParseDuration("500ms").count(), 500);
  EXPECT_EQ(ParseDuration("1h").count(), 3600000);
  for (const char* text : {"", "0", "-1", "1d", "1.5s", "99999999999"}) {
    EXPECT_THROW(ParseDuration(text), std::invalid_argument) << text;
  }
}

// Shows that CSV cells are quoted where they must be and never run in a spreadsheet.
TEST(CsvTest, CellsAreSafe) {
  EXPECT_EQ(CsvCell("plain", false), "plain");
  EXPECT_EQ(CsvCell("a,b", false), "\"a,b\"");
  EXPECT_EQ(CsvCell("say \"hi\"", false), "\"say \"\"hi\"\"\"");
  for (const char* text : {"=1+1", "+1", "-1", "@x", "\tx"}) {
    EXPECT_EQ(CsvCell(text, false)[0], '\'') << text;
  }
  EXPECT_EQ(CsvCell("=A1,2", false), "\"'=A1,2\"");
  EXPECT_EQ(CsvCell("-5", true), "-5");
}

// Shows that the reader takes what RFC 4180 allows and counts lines, also inside quotes.
TEST(CsvTest, ReadsRecords) {
  std::istringstream in(
      "\xef\xbb\xbf"
      "a,b\r\n\"x\ny\",\"q\"\"q\"\n\n,\nlast,one");
  CsvReader reader(in);
  using Record = std::vector<std::string>;
  EXPECT_EQ(reader.Next(), (Record{"a", "b"}));
  EXPECT_EQ(reader.Next(), (Record{"x\ny", "q\"q"}));
  EXPECT_EQ(reader.line(), 2u);
  EXPECT_EQ(reader.Next(), (Record{"", ""}));
  EXPECT_EQ(reader.line(), 5u);
  EXPECT_EQ(reader.Next(), (Record{"last", "one"}));
  EXPECT_EQ(reader.Next(), std::nullopt);
  std::istringstream open("a\n\"never");
  CsvReader broken(open);
  broken.Next();
  EXPECT_THROW(broken.Next(), std::invalid_argument);
}

// Shows that control characters, of both kinds, are made visible.
TEST(TerminalTest, PrintableEscapes) {
  EXPECT_EQ(Printable("Chișinău"), "Chișinău");
  EXPECT_EQ(Printable("a\x1b[31mb\nc\td\x7f"), "a\\x1b[31mb\\nc\\td\\x7f");
  EXPECT_EQ(Printable("\xc2\x9b"
                      "1m"),
            "\\x9b1m");
  EXPECT_EQ(Width("Chișinău"), 8u);
}

// Shows how figures and names read.
TEST(TextTest, FiguresAndNames) {
  EXPECT_EQ(Thousands(0), "0");
  EXPECT_EQ(Thousands(999), "999");
  EXPECT_EQ(Thousands(12252), "12,252");
  EXPECT_EQ(Thousands(-1234567), "-1,234,567");
  EXPECT_EQ(Pounds(5), "£0.05");
  EXPECT_EQ(Pounds(-123450), "-£1,234.50");
  EXPECT_EQ(Singular("communities"), "community");
  EXPECT_EQ(Singular("languages"), "language");
}

}  // namespace
}  // namespace champions::cli
