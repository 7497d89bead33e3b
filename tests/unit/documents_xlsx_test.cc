// Workbooks: the same bytes each time, and names that every spreadsheet takes. What is in them is
// checked with another reader, by tests/documents/check.py.
#include <gtest/gtest.h>
#include <locale.h>

#include <cstdlib>
#include <thread>

#include "documents/xlsx.h"
#include "support/document_samples.h"
#include "unit/documents_golden.h"

namespace champions::documents {
namespace {

// A document whose tables have these titles.
Document Titled(const std::vector<std::string>& titles) {
  Document document;
  document.sections.resize(1);
  document.sections[0].id = "s";
  for (const auto& title : titles) {
    Table table = test::LongTable(1);
    table.id = "t" + std::to_string(document.sections[0].tables.size());
    table.title = title;
    document.sections[0].tables.push_back(table);
  }
  return document;
}

// Shows that a document is the same workbook each time: seconds later, in another time zone, in
// another folder for temporary files, and in two threads at once.
TEST(DocumentsXlsxTest, TheSameBytesEachTime) {
  const auto document = test::AwkwardDocument();
  const auto first = WriteXlsx(document);
  EXPECT_EQ(first.substr(0, 2), "PK");
  std::this_thread::sleep_for(std::chrono::milliseconds(2100));
  setenv("TZ", "Pacific/Auckland", 1);
  tzset();
  std::string second, third;
  std::thread one([&] { second = WriteXlsx(document); });
  std::thread other([&] { third = WriteXlsx(document); });
  one.join();
  other.join();
  unsetenv("TZ");
  tzset();
  EXPECT_TRUE(first == second);
  EXPECT_TRUE(first == third);
  EXPECT_FALSE(first == WriteXlsx(test::BoardPack()));
}

// Shows that a locale with another decimal point changes nothing.
TEST(DocumentsXlsxTest, TheLocaleDoesNotMatter) {
  const auto document = test::AwkwardDocument();
  const auto before = WriteXlsx(document);
  locale_t german = newlocale(LC_ALL_MASK, "de_DE.UTF-8", nullptr);
  if (!german) GTEST_SKIP() << "there is no locale de_DE.UTF-8 here";
  const locale_t plain = uselocale(german);
  const auto after = WriteXlsx(document);
  uselocale(plain);
  freelocale(german);
  EXPECT_TRUE(before == after);
}

// Shows that sheets' names hold nothing that is refused, are short enough and are each there once,
// also beside the sheets that are always there.
TEST(DocumentsXlsxTest, SheetNames) {
  const auto names = SheetNames(
      Titled({"Reach", "REACH", "Tŷ GŴYL", "tŷ gŵyl", "a/b: [c] * d?\\", "'quoted'", "", "Notes",
              "history", "chart DATA", "A title that is far too long for the name of a sheet",
              "A title that is far too long for the name of another", std::string(40, 'x'),
              "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"}));
  const std::vector<std::string> expected = {"Reach",
                                             "REACH (2)",
                                             "Tŷ GŴYL",
                                             "tŷ gŵyl (2)",
                                             "a b c d",
                                             "’quoted’",
                                             "Table 7",
                                             "Notes (2)",
                                             "history (2)",
                                             "chart DATA (2)",
                                             "A title that is far too long",
                                             "A title that is far too (2)",
                                             std::string(31, 'x'),
                                             "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"};
  EXPECT_EQ(names, expected);
  EXPECT_NO_THROW(WriteXlsx(Titled({"Reach", "REACH", "a/b", "", "Notes", "'quoted'"})));
}

// Shows that a table with more rows than a sheet has is refused, not cut.
TEST(DocumentsXlsxTest, TooManyRowsAreRefused) {
  Document document;
  Table table = test::LongTable(0);
  table.columns.resize(1);
  table.rows.resize(1'048'574, {Empty{}});
  document.sections = {{"s", "S", {}, {}, {table}}};
  EXPECT_THROW(WriteXlsx(document), std::length_error);
}

// Shows that a text which is longer than a cell can be is cut where it says so, and that nothing
// that libxlsxwriter refuses comes up to it.
TEST(DocumentsXlsxTest, LongTextsAreTaken) {
  Document document = Titled({std::string(5000, 'w')});
  document.title = std::string(1000, '\xc3') + std::string(400, 'z');
  document.notes = {std::string(100'000, 'n')};
  document.sections[0].tables[0].columns[0].title = std::string(40'000, 'c');
  document.sections[0].tables[0].charts = {{Chart::Kind::kBar,
                                            std::string(2000, 't'),
                                            std::string(3000, 'd'),
                                            "name",
                                            {"people"},
                                            false}};
  EXPECT_NO_THROW(WriteXlsx(document));
}

}  // namespace
}  // namespace champions::documents
