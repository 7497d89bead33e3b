// JSON files of a document.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "documents/json.h"
#include "support/document_samples.h"
#include "unit/documents_golden.h"

namespace champions::documents {
namespace {

std::string JsonOf(const Document& document) {
  return test::Gather([&](const Sink& sink) { WriteJson(document, sink); });
}

// Shows what the file looks like, to the last byte.
TEST(DocumentsJsonTest, GoldenFile) {
  test::ExpectGolden("awkward.json", JsonOf(test::AwkwardDocument()));
}

// Shows that every cell is what its type says, and that nothing of a text is lost.
TEST(DocumentsJsonTest, CellsKeepTheirTypes) {
  const auto json = nlohmann::json::parse(JsonOf(test::AwkwardDocument()));
  const auto& rows = json["sections"][0]["tables"][0]["rows"];
  EXPECT_EQ(rows[0]["name"], "=cmd|'/c calc'!A1");
  EXPECT_EQ(rows[0]["paid"], 1250);
  EXPECT_TRUE(rows[0]["paid"].is_number_integer());
  EXPECT_EQ(rows[1]["score"], -0.5);
  EXPECT_EQ(rows[2]["people"], "*");
  EXPECT_TRUE(rows[2]["day"].is_null());
  EXPECT_EQ(rows[5]["remark"], "\rreturn");
}

// Shows that bytes which are no UTF-8 do not make a file that cannot be read.
TEST(DocumentsJsonTest, WrongBytesAreReplaced) {
  Document document;
  document.title = "\xff bytes";
  EXPECT_EQ(nlohmann::json::parse(JsonOf(document))["document"]["title"], "\uFFFD bytes");
}

// Shows that a large document goes to the sink in small parts.
TEST(DocumentsJsonTest, StreamsInParts) {
  Document document;
  document.sections = {{"s", "S", {}, {}, {test::LongTable(50'000)}}};
  const auto parts = test::Measure([&](const Sink& sink) { WriteJson(document, sink); });
  EXPECT_GT(parts.total, 1'000'000u);
  EXPECT_LT(parts.largest, 70'000u);
}

}  // namespace
}  // namespace champions::documents
