// The board pack.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "documents/axis.h"
#include "documents/chart_svg.h"
#include "documents/forms.h"
#include "documents/html.h"
#include "documents/html_style.h"
#include "support/document_samples.h"
#include "unit/documents_golden.h"

namespace champions::documents {
namespace {

std::string Html(const Document& document) {
  return test::Gather([&](const Sink& sink) { WriteHtml(document, sink); });
}

size_t Count(const std::string& text, const std::string& word) {
  size_t count = 0;
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

ChartData Numbers(Type type, const std::vector<std::optional<int64_t>>& values) {
  ChartData data;
  data.type = type;
  data.series.resize(1);
  data.series[0].title = "People";
  for (const auto& value : values) {
    data.categories.push_back("c");
    data.series[0].values.push_back(value);
    data.series[0].hidden.push_back(!value.has_value());
  }
  return data;
}

// Shows what the file looks like, to the last byte.
TEST(DocumentsHtmlTest, GoldenFile) {
  test::ExpectGolden("awkward.html", Html(test::AwkwardDocument()));
}

// Shows that the policy lets in the style of the pack and nothing else.
TEST(DocumentsHtmlTest, ThePolicyNamesTheStyle) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(kStyle.data()), kStyle.size(), digest);
  unsigned char text[64];
  const int length = EVP_EncodeBlock(text, digest, sizeof(digest));
  EXPECT_EQ(kStyleDigest,
            "sha256-" + std::string(reinterpret_cast<char*>(text), static_cast<size_t>(length)));
}

// Shows that no text of a document becomes markup, and that nothing is fetched or run.
TEST(DocumentsHtmlTest, EverythingIsEscaped) {
  const auto html = Html(test::AwkwardDocument());
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("<b>"), std::string::npos);
  EXPECT_EQ(html.find("<others>"), std::string::npos);
  EXPECT_EQ(html.find(" src="), std::string::npos);
  EXPECT_EQ(html.find(" style="), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;alert(1)&lt;/script&gt;"), std::string::npos);
  EXPECT_NE(html.find("ગુજરાતી સમુદાય"), std::string::npos);
  // Links lead within the page alone.
  EXPECT_EQ(Count(html, "href="), Count(html, "href=\"#"));
}

// Shows that a control character, a tag in an attribute and wrong bytes cannot break out.
TEST(DocumentsHtmlTest, WrongBytesAreReplaced) {
  EXPECT_EQ(Escaped("a\x01"
                    "b\xff\xc3(\"'"),
            "a\uFFFDb\uFFFD\uFFFD(&quot;&#39;");
  EXPECT_EQ(Escaped("a\r\nb\rc\xef\xbf\xbf"), "a\nb\nc\uFFFD");
  EXPECT_EQ(Escaped("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");
}

// Shows that every chart has a title, a description that names its table, and a table after it.
TEST(DocumentsHtmlTest, ChartsAreDescribed) {
  const auto html = Html(test::BoardPack());
  EXPECT_GE(Count(html, "<svg"), 13u);
  EXPECT_EQ(Count(html, "<svg"), Count(html, "role=\"img\""));
  EXPECT_EQ(Count(html, "<svg"), Count(html, "<desc id="));
  EXPECT_EQ(Count(html, "<svg"), Count(html, "The figures are in table "));
  EXPECT_EQ(Count(html, "<table>"), 12u);
  EXPECT_EQ(Count(html, "<table>"), Count(html, "<caption"));
}

// Shows that a table without rows says so and draws nothing.
TEST(DocumentsHtmlTest, NothingIsNotDrawn) {
  Document document;
  Table table = test::LongTable(0);
  table.charts = {{Chart::Kind::kBar, "None", "", "name", {"people"}, false}};
  document.sections = {{"s", "S", {}, {}, {table}}};
  const auto html = Html(document);
  EXPECT_EQ(html.find("<svg"), std::string::npos);
  EXPECT_NE(html.find("There are none."), std::string::npos);
}

// Shows that what is hidden or empty is not drawn as zero: no bar, no point, a mark instead.
TEST(DocumentsHtmlTest, HiddenValuesAreNotDrawn) {
  Chart bar{Chart::Kind::kBar, "T", "", "c", {"v"}, false};
  Chart line{Chart::Kind::kLine, "T", "", "c", {"v"}, false};
  const auto data = Numbers(Type::kInteger, {10, std::nullopt, 30, 40});
  const auto bars = DrawChart(bar, data, "id", "");
  ASSERT_EQ(bars.size(), 1u);
  EXPECT_EQ(Count(bars[0], "<rect"), 3u);
  EXPECT_EQ(Count(bars[0], ">*</text>"), 1u);
  const auto lines = DrawChart(line, data, "id", "");
  EXPECT_EQ(Count(lines[0], "<circle"), 3u);
  EXPECT_EQ(Count(lines[0], ">*</text>"), 1u);
  EXPECT_EQ(Count(lines[0], " M"), 1u) << "the line must break where a value is hidden";
}

// Shows that a chart of many bars comes in parts, with each bar once.
TEST(DocumentsHtmlTest, ManyBarsComeInParts) {
  const Chart chart{Chart::Kind::kBar, "T", "", "c", {"v"}, false};
  const auto parts = DrawChart(
      chart, Numbers(Type::kInteger, std::vector<std::optional<int64_t>>(100, 7)), "id", "");
  ASSERT_GT(parts.size(), 1u);
  size_t bars = 0;
  for (const auto& part : parts) bars += Count(part, "<rect");
  EXPECT_EQ(bars, 100u);
}

// Shows that axes begin and end at round numbers around all values and zero, also at the far ends.
TEST(DocumentsHtmlTest, AxesAreRound) {
  const auto labels = [](Type type, std::vector<std::optional<int64_t>> values) {
    std::string text;
    const Axis axis(Numbers(type, values), 5);
    for (const auto& tick : axis.ticks()) text += tick.label + " ";
    return text;
  };
  EXPECT_EQ(labels(Type::kInteger, {12, 47}), "0 10 20 30 40 50 ");
  EXPECT_EQ(labels(Type::kInteger, {-3, 9}), "-5 0 5 10 ");
  EXPECT_EQ(labels(Type::kInteger, {0, std::nullopt}), "0 1 ");
  EXPECT_EQ(labels(Type::kPence, {240}), "£0.00 £0.50 £1.00 £1.50 £2.00 £2.50 ");
  EXPECT_EQ(labels(Type::kPence, {123'456'00}), "£0 £50,000 £100,000 £150,000 ");
  EXPECT_EQ(labels(Type::kDecimal, {42}), "0 1 2 3 4 5 ");
  const auto ends = labels(Type::kInteger, {INT64_MIN, INT64_MAX});
  EXPECT_EQ(ends.substr(0, 27), "-10,000,000,000,000,000,000");
}

// Shows that numbers are grouped for people, with the sign before the pound.
TEST(DocumentsHtmlTest, NumbersForPeople) {
  EXPECT_EQ(DisplayNumber(Type::kInteger, 1234567), "1,234,567");
  EXPECT_EQ(DisplayNumber(Type::kInteger, 999), "999");
  EXPECT_EQ(DisplayNumber(Type::kPence, -123456), "-£1,234.56");
  EXPECT_EQ(DisplayNumber(Type::kDecimal, 12345), "1,234.5");
  EXPECT_EQ(DisplayNumber(Type::kInteger, INT64_MIN), "-9,223,372,036,854,775,808");
  EXPECT_EQ(DisplayDate("2024-07-01"), "1 July 2024");
}

// Shows that lines are broken between words, and say so where they are cut.
TEST(DocumentsHtmlTest, LinesAreWrapped) {
  EXPECT_EQ(WrapText("one two three", TextWidth("one two"), 2),
            (std::vector<std::string>{"one two", "three"}));
  const auto cut = WrapText("one two three four", TextWidth("one two"), 2);
  ASSERT_EQ(cut.size(), 2u);
  EXPECT_TRUE(cut[1].ends_with("…")) << cut[1];
  EXPECT_TRUE(WrapText("", 1000, 2).empty());
}

}  // namespace
}  // namespace champions::documents
