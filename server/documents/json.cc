#include "documents/json.h"

#include <nlohmann/json.hpp>

#include "documents/forms.h"
#include "documents/output.h"

namespace champions::documents {
namespace {

using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const char* TypeName(Type type) {
  switch (type) {
    case Type::kText:
      return "text";
    case Type::kDate:
      return "date";
    case Type::kInteger:
      return "integer";
    case Type::kPence:
      return "pence";
    case Type::kDecimal:
      return "decimal";
  }
  return "text";
}

std::string CellText(Type type, const Cell& cell) {
  if (std::holds_alternative<Empty>(cell)) return "null";
  if (std::holds_alternative<Hidden>(cell)) return "\"*\"";
  if (const auto* text = std::get_if<std::string>(&cell)) return Dump(*text);
  const int64_t number = std::get<int64_t>(cell);
  return PlainNumber(type == Type::kDecimal ? type : Type::kInteger, number);
}

// A list with one element a line.
template <typename List, typename ToText>
void WriteList(const char* indent, const List& list, const ToText& to_text, Output* out) {
  *out << "[";
  bool first = true;
  for (const auto& element : list) {
    *out << (first ? "\n" : ",\n") << indent << "  " << to_text(element);
    first = false;
  }
  if (!first) *out << "\n" << indent;
  *out << "]";
}

std::string ColumnText(const Column& column) {
  return Dump({{"id", column.id},
               {"title", column.title},
               {"type", TypeName(column.type)},
               {"description", column.description}});
}

std::string ChartText(const Chart& chart) {
  return Dump({{"kind", chart.kind == Chart::Kind::kBar ? "bar" : "line"},
               {"title", chart.title},
               {"description", chart.description},
               {"category_column", chart.category_column},
               {"value_columns", chart.value_columns},
               {"skip_last_row", chart.skip_last_row}});
}

void WriteTable(const Table& table, Output* out) {
  const auto text = [](const std::string& note) { return Dump(note); };
  *out << "{\n        \"id\": " << Dump(table.id) << ",\n        \"title\": " << Dump(table.title)
       << ",\n        \"description\": " << Dump(table.description) << ",\n        \"columns\": ";
  WriteList("        ", table.columns, ColumnText, out);
  *out << ",\n        \"last_row_is_total\": " << (table.last_row_is_total ? "true" : "false")
       << ",\n        \"notes\": ";
  WriteList("        ", table.notes, text, out);
  *out << ",\n        \"charts\": ";
  WriteList("        ", table.charts, ChartText, out);
  *out << ",\n        \"rows\": ";
  std::vector<std::string> keys;
  for (const auto& column : table.columns) keys.push_back("\"" + column.id + "\": ");
  const auto row_text = [&](const std::vector<Cell>& row) {
    std::string line = "{";
    for (size_t i = 0; i < row.size(); ++i) {
      line += (i == 0 ? "" : ", ") + keys[i] + CellText(table.columns[i].type, row[i]);
    }
    return line + "}";
  };
  WriteList("        ", table.rows, row_text, out);
  *out << "\n      }";
}

void WriteSection(const Section& section, Output* out) {
  *out << "{\n      \"id\": " << Dump(section.id) << ",\n      \"title\": " << Dump(section.title)
       << ",\n      \"paragraphs\": ";
  WriteList(
      "      ", section.paragraphs, [](const auto& text) { return Dump(text); }, out);
  *out << ",\n      \"quotes\": ";
  const auto quote_text = [](const Quote& quote) {
    return Dump({{"text", quote.text}, {"source", quote.source}});
  };
  WriteList("      ", section.quotes, quote_text, out);
  *out << ",\n      \"tables\": [";
  bool first = true;
  for (const auto& table : section.tables) {
    *out << (first ? "" : ", ");
    WriteTable(table, out);
    first = false;
  }
  *out << "]\n    }";
}

}  // namespace

void WriteJson(const Document& document, const Sink& sink) {
  Check(document);
  Output out(sink);
  out << "{\n  \"format\": \"champions-report-1\",\n  \"document\": "
      << Dump({{"id", document.id}, {"title", document.title}, {"subtitle", document.subtitle}})
      << ",\n  \"facts\": ";
  const auto fact_text = [](const Fact& fact) {
    return Dump({{"label", fact.label}, {"value", fact.value}});
  };
  WriteList("  ", document.facts, fact_text, &out);
  out << ",\n  \"headlines\": ";
  const auto headline_text = [](const Headline& headline) {
    return Dump({{"label", headline.label}, {"value", headline.value}, {"note", headline.note}});
  };
  WriteList("  ", document.headlines, headline_text, &out);
  out << ",\n  \"notes\": ";
  WriteList(
      "  ", document.notes, [](const auto& note) { return Dump(note); }, &out);
  out << ",\n  \"sections\": [";
  bool first = true;
  for (const auto& section : document.sections) {
    out << (first ? "" : ", ");
    WriteSection(section, &out);
    first = false;
  }
  out << "]\n}\n";
  out.Flush();
}

}  // namespace champions::documents
