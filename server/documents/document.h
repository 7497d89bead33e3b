// What a publication says, apart from how it is written down. Filled from SQL by others; csv.h,
// json.h, xlsx.h and html.h write it, each byte for byte the same for the same document on any
// machine: no clock, no locale and no order of a hash table goes into them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace champions::documents {

// Takes a file part by part, so that no writer holds the whole of it.
using Sink = std::function<void(std::string_view)>;

// kDate: YYYY-MM-DD. kPence: int64 pence. kDecimal: int64 tenths, shown with one decimal.
enum class Type { kText, kDate, kInteger, kPence, kDecimal };

struct Column {
  std::string id, title;
  Type type = Type::kText;
  std::string description;
};

struct Empty {};   // not given, or does not apply
struct Hidden {};  // suppressed by the disclosure policy, shown as *
using Cell = std::variant<Empty, Hidden, std::string, int64_t>;

struct Series {
  std::string column;  // id of a numeric column
};

struct Chart {
  enum class Kind { kBar, kLine } kind = Kind::kBar;
  std::string title, description;
  std::string category_column;
  std::vector<std::string> value_columns;
  bool skip_last_row = false;  // a total row
};

struct Table {
  std::string id, title, description;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> notes;
  std::vector<Chart> charts;
  bool last_row_is_total = false;
};

struct Paragraph {
  std::string text;
};

struct Quote {
  std::string text, source;
};

struct Section {
  std::string id, title;
  std::vector<std::string> paragraphs;
  std::vector<Quote> quotes;
  std::vector<Table> tables;
};

// Such as {"As known at", "2024-11-07T10:00:00Z"}: edition, policy, definitions.
struct Fact {
  std::string label, value;
};

// Such as {"Recruited", "321", "to date"}.
struct Headline {
  std::string label, value, note;
};

struct Document {
  std::string id, title, subtitle;
  std::vector<Fact> facts;
  std::vector<Headline> headlines;
  std::vector<std::string> notes;
  std::vector<Section> sections;
};

// Series that a reader can tell apart without colour.
inline constexpr size_t kMostSeries = 6;

// Throws std::invalid_argument where a table cannot be rendered as it is meant: ids that are empty,
// twice there or not of [A-Za-z0-9_-] (of a column: a letter, then [A-Za-z0-9_]); rows of another
// length than the columns; a value that is not of its column's type; a chart whose columns are not
// there, are not numbers of one type, or are more than kMostSeries. Every writer checks first.
void Check(const Table& table);
void Check(const Document& document);

}  // namespace champions::documents
