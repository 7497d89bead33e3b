#include "documents/csv.h"

#include "documents/forms.h"
#include "documents/output.h"

namespace champions::documents {
namespace {

constexpr std::string_view kStartsOfFormulas = "=+-@\t\r";

void WriteText(std::string_view text, Output* out) {
  const bool guard = !text.empty() && kStartsOfFormulas.find(text[0]) != std::string_view::npos;
  const bool quote = text.find_first_of(",\"\r\n") != std::string_view::npos;
  if (quote) *out << "\"";
  if (guard) *out << "'";
  for (size_t at = text.find('"'); at != std::string_view::npos; at = text.find('"')) {
    *out << text.substr(0, at) << "\"\"";
    text.remove_prefix(at + 1);
  }
  *out << text;
  if (quote) *out << "\"";
}

void WriteCell(Type type, const Cell& cell, Output* out) {
  if (const auto* number = std::get_if<int64_t>(&cell)) {
    *out << PlainNumber(type, *number);
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    WriteText(*text, out);
  } else if (std::holds_alternative<Hidden>(cell)) {
    *out << kHiddenMark;
  }
}

bool IsNothing(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text ? text->empty() : std::holds_alternative<Empty>(cell);
}

}  // namespace

void WriteCsv(const Table& table, const Sink& sink) {
  Check(table);
  Output out(sink);
  for (size_t i = 0; i < table.columns.size(); ++i) {
    out << (i == 0 ? "" : ",") << table.columns[i].id;
  }
  out << "\r\n";
  for (const auto& row : table.rows) {
    // A line with nothing in it would be passed over by many readers.
    if (row.size() == 1 && IsNothing(row[0])) out << "\"\"";
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out << ",";
      WriteCell(table.columns[i].type, row[i], &out);
    }
    out << "\r\n";
  }
  out.Flush();
}

}  // namespace champions::documents
