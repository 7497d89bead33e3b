#include <nlohmann/json.hpp>

#include "documents/csv.h"
#include "documents/forms.h"

namespace champions::documents {
namespace {

using Json = nlohmann::ordered_json;

Json DataType(Type type) {
  switch (type) {
    case Type::kText:
      return "string";
    case Type::kDate:
      return {{"base", "date"}, {"format", "yyyy-MM-dd"}};
    case Type::kInteger:
      return "integer";
    case Type::kPence:
    case Type::kDecimal:
      return "decimal";
  }
  return "string";
}

// A data type cannot say what a number counts.
std::string Describe(const Column& column) {
  std::string text = column.description;
  if (column.type == Type::kPence) text += std::string(text.empty() ? "" : " ") + "In pounds.";
  return text;
}

Json DescribeColumn(const Column& column) {
  // The first title is what the header row holds; readers match a column by any of its titles.
  Json titles = Json::array({column.id});
  if (!column.title.empty() && column.title != column.id) titles.push_back(column.title);
  Json json = {{"name", column.id}, {"titles", titles}, {"datatype", DataType(column.type)}};
  const std::string description = Describe(column);
  if (!description.empty()) json["dc:description"] = description;
  json["null"] = {"", kHiddenMark};
  return json;
}

Json Annotation(std::string_view text) { return {{"type", "Annotation"}, {"body", text}}; }

Json Notes(const Document& document, const Table& table) {
  Json notes = Json::array();
  for (const auto& fact : document.facts)
    notes.push_back(Annotation(fact.label + ": " + fact.value));
  for (const auto& note : table.notes) notes.push_back(Annotation(note));
  for (const auto& note : document.notes) notes.push_back(Annotation(note));
  notes.push_back(Annotation(kHiddenMeaning));
  notes.push_back(
      Annotation("Text that begins with = + - @, a tab or a carriage return has an apostrophe in "
                 "front, so that a spreadsheet does not run it."));
  if (table.last_row_is_total) notes.push_back(Annotation("The last row is a total."));
  return notes;
}

}  // namespace

std::string CsvwMetadata(const std::string& csv_file_name, const Document& document,
                         const Table& table) {
  Check(table);
  Json columns = Json::array();
  for (const auto& column : table.columns) columns.push_back(DescribeColumn(column));
  Json json = {
      {"@context", {"http://www.w3.org/ns/csvw", {{"@language", "en-GB"}}}},
      {"url", csv_file_name},
      {"dc:title", table.title},
  };
  if (!table.description.empty()) json["dc:description"] = table.description;
  json["dc:isPartOf"] = document.title;
  json["dc:identifier"] = document.id;
  json["dialect"] = {{"encoding", "utf-8"},       {"delimiter", ","}, {"quoteChar", "\""},
                     {"doubleQuote", true},       {"header", true},   {"headerRowCount", 1},
                     {"skipInitialSpace", false}, {"trim", false}};
  json["tableSchema"] = {{"columns", columns}};
  json["notes"] = Notes(document, table);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace champions::documents
