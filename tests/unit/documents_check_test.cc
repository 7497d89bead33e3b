// What no writer takes: documents that could not be rendered as they are meant.
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

#include "documents/csv.h"
#include "documents/html.h"
#include "documents/json.h"
#include "documents/xlsx.h"
#include "support/document_samples.h"

namespace champions::documents {
namespace {

// What Check says of the sample after a change to its first table.
std::string Refused(const std::function<void(Table*)>& change) {
  auto document = test::AwkwardDocument();
  change(&document.sections[0].tables[0]);
  try {
    Check(document);
  } catch (const std::invalid_argument& refusal) {
    return refusal.what();
  }
  return "nothing";
}

// Shows that the samples themselves are taken.
TEST(DocumentsCheckTest, TheSamplesAreTaken) {
  EXPECT_EQ(Refused([](Table*) {}), "nothing");
  EXPECT_NO_THROW(Check(test::BoardPack()));
}

// Shows that each mistake is found and named.
TEST(DocumentsCheckTest, MistakesAreNamed) {
  const std::pair<std::function<void(Table*)>, const char*> kMistakes[] = {
      {[](Table* t) { t->id = ""; }, "its id is no name"},
      {[](Table* t) { t->id = "a b"; }, "its id is no name"},
      {[](Table* t) { t->id = "small"; }, "is there twice"},
      {[](Table* t) { t->columns.clear(); }, "has no columns"},
      {[](Table* t) { t->columns[1].id = "1st"; }, "is no name"},
      {[](Table* t) { t->columns[1].id = "a-b"; }, "is no name"},
      {[](Table* t) { t->columns[1].id = "name"; }, "has two columns"},
      {[](Table* t) { t->rows[3].pop_back(); }, "row 4: has another number of cells"},
      {[](Table* t) { t->rows[0][1] = "2024-02-30"; }, "row 1: the value of day"},
      {[](Table* t) { t->rows[0][1] = int64_t{1}; }, "the value of day"},
      {[](Table* t) { t->rows[0][2] = "12"; }, "the value of people"},
      {[](Table* t) { t->rows[0][0] = int64_t{12}; }, "the value of name"},
      {[](Table* t) { t->charts[0].category_column = "nobody"; }, "unknown column"},
      {[](Table* t) { t->charts[0].value_columns = {"nobody"}; }, "unknown column"},
      {[](Table* t) { t->charts[0].value_columns = {}; }, "one to 6 value columns"},
      {[](Table* t) { t->charts[0].value_columns.assign(7, "people"); }, "one to 6 value columns"},
      {[](Table* t) { t->charts[0].value_columns = {"day"}; }, "holds no numbers"},
      {[](Table* t) {
         t->charts[0].value_columns = {"people", "paid"};
       },
       "not of one type"},
  };
  for (const auto& [change, words] : kMistakes) {
    EXPECT_NE(Refused(change).find(words), std::string::npos)
        << Refused(change) << ", not " << words;
  }
}

// Shows that every writer refuses before it writes anything.
TEST(DocumentsCheckTest, EveryWriterChecks) {
  auto document = test::AwkwardDocument();
  document.sections[0].tables[0].rows[0][2] = "text";
  const Table& table = document.sections[0].tables[0];
  const Sink sink = [](std::string_view) { ADD_FAILURE() << "something was written"; };
  EXPECT_THROW(WriteCsv(table, sink), std::invalid_argument);
  EXPECT_THROW(CsvwMetadata("a.csv", document, table), std::invalid_argument);
  EXPECT_THROW(WriteJson(document, sink), std::invalid_argument);
  EXPECT_THROW(WriteHtml(document, sink), std::invalid_argument);
  EXPECT_THROW(WriteXlsx(document), std::invalid_argument);
}

// Shows that sections are told apart by their ids.
TEST(DocumentsCheckTest, SectionsHaveIdsOfTheirOwn) {
  auto document = test::AwkwardDocument();
  document.sections[1].id = "first";
  EXPECT_THROW(Check(document), std::invalid_argument);
  document.sections[1].id = "\" onload";
  EXPECT_THROW(Check(document), std::invalid_argument);
}

}  // namespace
}  // namespace champions::documents
