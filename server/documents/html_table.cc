#include "documents/html_table.h"

#include <algorithm>

#include "documents/chart_data.h"
#include "documents/chart_svg.h"
#include "documents/forms.h"

namespace champions::documents {
namespace {

// What fits on an upright page, about, in thousandths of the size of the font.
constexpr int64_t kUprightPage = 50'000;

void WriteChart(const Table& table, const Chart& chart, const std::string& id, int table_number,
                int figure_number, Output* out) {
  const std::string where = "The figures are in table " + std::to_string(table_number) + ".";
  const auto parts = DrawChart(chart, ReadChart(table, chart), id, where);
  *out << "<figure class=\"chart" << (parts.size() > 1 ? " long" : "") << "\">\n<figcaption id=\""
       << id << "-caption\">Figure " << std::to_string(figure_number) << ": "
       << Escaped(chart.title)
       << "</figcaption>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\""
       << " aria-labelledby=\"" << id << "-caption\">\n";
  for (const auto& part : parts) *out << part;
  *out << "</div>\n</figure>\n";
}

void WriteHeader(const Table& table, Output* out) {
  *out << "<thead><tr>";
  for (const auto& column : table.columns) {
    *out << "<th scope=\"col\"" << (IsNumber(column.type) ? " class=\"number\"" : "") << ">"
         << Escaped(column.title.empty() ? column.id : column.title) << "</th>";
  }
  *out << "</tr></thead>\n";
}

std::string CellHtml(Type type, const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  if (type != Type::kDate || !text) return Escaped(DisplayCell(type, cell));
  return "<time datetime=\"" + Escaped(*text) + "\">" + Escaped(DisplayDate(*text)) + "</time>";
}

void WriteRow(const Table& table, const std::vector<Cell>& row, bool is_total, Output* out) {
  *out << (is_total ? "<tr class=\"total\">" : "<tr>");
  for (size_t i = 0; i < row.size(); ++i) {
    const Type type = table.columns[i].type;
    // The first column names the row, unless it is a number itself.
    const bool names = i == 0 && !IsNumber(type);
    const char* style = IsNumber(type)        ? " class=\"number\""
                        : type == Type::kDate ? " class=\"day\""
                                              : "";
    *out << (names ? "<th scope=\"row\"" : "<td") << style << ">";
    const bool unnamed = is_total && names && std::holds_alternative<Empty>(row[i]);
    *out << (unnamed ? "Total" : CellHtml(type, row[i])) << (names ? "</th>" : "</td>");
  }
  *out << "</tr>\n";
}

template <typename Kind>
bool Holds(const Table& table) {
  return std::any_of(table.rows.begin(), table.rows.end(), [](const std::vector<Cell>& row) {
    return std::any_of(row.begin(), row.end(),
                       [](const Cell& cell) { return std::holds_alternative<Kind>(cell); });
  });
}

void WriteNotes(const Table& table, Output* out) {
  std::string notes;
  if (Holds<Hidden>(table)) notes += "<li>" + Escaped(kHiddenMeaning) + "</li>\n";
  if (Holds<Empty>(table)) notes += "<li>" + Escaped(kEmptyMeaning) + "</li>\n";
  for (const auto& note : table.notes) notes += "<li>" + Escaped(note) + "</li>\n";
  for (const auto& column : table.columns) {
    if (column.description.empty()) continue;
    notes += "<li><strong>" + Escaped(column.title.empty() ? column.id : column.title) +
             ":</strong> " + Escaped(column.description) + "</li>\n";
  }
  if (!notes.empty()) *out << "<ul class=\"notes\">\n" << notes << "</ul>\n";
}

// How wide the table must at least be: its numbers and some of its texts side by side.
int64_t LeastWidth(const Table& table) {
  int64_t total = 0;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    int64_t widest = 0;
    for (const auto& row : table.rows) {
      const Type type = table.columns[i].type;
      // Text is broken into lines, so that only a part of it counts.
      const int64_t width = TextWidth(DisplayCell(type, row[i]));
      widest = std::max(widest, type == Type::kText ? std::min<int64_t>(width, 9'000) : width);
    }
    widest = std::max(widest, std::min<int64_t>(TextWidth(table.columns[i].title), 5'000));
    total += widest + 1'300;
  }
  return total;
}

}  // namespace

void WriteHtmlTable(const Table& table, bool with_heading, Numbering* numbering, Output* out) {
  const int number = ++numbering->tables;
  const std::string id = "table-" + table.id;
  *out << "<div id=\"" << id << "\"" << (LeastWidth(table) > kUprightPage ? " class=\"wide\"" : "")
       << ">\n";
  if (with_heading) *out << "<h3>" << Escaped(table.title) << "</h3>\n";
  if (!table.description.empty()) *out << "<p>" << Escaped(table.description) << "</p>\n";
  for (size_t i = 0; i < table.charts.size(); ++i) {
    WriteChart(table, table.charts[i], "chart-" + table.id + "-" + std::to_string(i + 1), number,
               ++numbering->figures, out);
  }
  *out << "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"" << id
       << "-caption\">\n<table>\n<caption id=\"" << id << "-caption\">Table "
       << std::to_string(number) << ": " << Escaped(table.title) << "</caption>\n";
  WriteHeader(table, out);
  *out << "<tbody>\n";
  for (size_t row = 0; row < table.rows.size(); ++row) {
    WriteRow(table, table.rows[row], table.last_row_is_total && row + 1 == table.rows.size(), out);
  }
  *out << "</tbody>\n</table>\n</div>\n";
  WriteNotes(table, out);
  *out << "</div>\n";
}

}  // namespace champions::documents
