#include "imports/csv_reader.h"

#include <gtest/gtest.h>

namespace champions::imports {
namespace {

// What reading comes to, as `line:field|field` and `line!message`.
std::string Read(const std::string& text, size_t part) {
  std::string result;
  CsvReader reader(
      [&](const CsvReader::Record& record) {
        result += std::to_string(record.line) + ":";
        for (const auto& field : record.fields) result += field + "|";
        result += ";";
      },
      [&](int64_t line, const std::string& message) {
        result += std::to_string(line) + "!" + message.substr(0, message.find(':')) + ";";
      });
  for (size_t i = 0; i < text.size(); i += part)
    reader.Feed(std::string_view(text).substr(i, part));
  reader.Finish();
  return result;
}

// Shows that a file reads the same wherever its bytes are cut.
void ExpectRead(const std::string& text, const std::string& expected) {
  for (size_t part : {1u, 2u, 3u, 5u, 1000u}) EXPECT_EQ(Read(text, part), expected) << part;
}

TEST(CsvReaderTest, ReadsWhatRfc4180Has) {
  ExpectRead("a,b\n1,2\n", "1:a|b|;2:1|2|;");
  ExpectRead("a,b\r\n1,2", "1:a|b|;2:1|2|;");
  ExpectRead(
      "\xEF\xBB\xBF"
      "a,b\n",
      "1:a|b|;");
  ExpectRead("\xEF\xBB\xBF\"a\",b\n", "1:a|b|;");
  ExpectRead("\xC3\xA9,b\n", "1:\xC3\xA9|b|;");
  ExpectRead("\"x\"\"y\",\"1,2\"\n", "1:x\"y|1,2|;");
  ExpectRead("a\n\"one\r\ntwo\"\nb\n", "1:a|;2:one\r\ntwo|;4:b|;");
  ExpectRead("a,\n,b\n", "1:a||;2:|b|;");
  ExpectRead("a\n\n\r\nb\n", "1:a|;4:b|;");
  ExpectRead("", "");
  ExpectRead("a,", "1:a||;");
}

TEST(CsvReaderTest, SaysWhatIsWrongAndGoesOn) {
  ExpectRead("a\nx\"y,1\nb\n",
             "1:a|;2!has a quote inside a field that does not start with one;3:b|;");
  ExpectRead("a\n\"x\"y\nb\n", "1:a|;2!has text after a closing quote;3:b|;");
  ExpectRead("a\n\"never closed\nb\n", "1:a|;2!has a quoted field that is never closed;");
  ExpectRead("a\rb\nc\n", "1!has a carriage return inside a field;2:c|;");
}

// Shows that a quote that is never closed costs bounded memory.
TEST(CsvReaderTest, LongRecordsAreRefused) {
  auto result = Read("a\n\"" + std::string(300'000, 'x') + "\nb\n", 4096);
  EXPECT_EQ(result, "1:a|;2!is longer than 256 KiB;3:b|;");
}

}  // namespace
}  // namespace champions::imports
