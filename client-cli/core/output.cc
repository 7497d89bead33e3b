#include "client-cli/core/output.h"

#include <algorithm>

#include "client-cli/core/csv.h"
#include "client-cli/core/failure.h"
#include "client-cli/core/instant.h"
#include "client-cli/core/terminal.h"

namespace champions::cli {
namespace {

// Enough rows to know how wide the columns are; later rows are written as they come.
constexpr std::size_t kRowsBeforeTable = 200;

// A record cannot hold text that is not UTF-8, but an old server's answer must not end the program.
std::string Dump(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string ForPeople(const std::string& column, const Json& value) {
  const std::string text = CellText(value);
  const bool instant = !text.empty() && (EndsWith(column, "_time") || EndsWith(column, "_at"));
  return instant ? FormatLondon(ParseInstant(text)) : Printable(text);
}

std::string Heading(const std::string& column) {
  std::string heading = column;
  std::transform(heading.begin(), heading.end(), heading.begin(), [](unsigned char c) {
    return c == '_' ? ' ' : static_cast<char>(std::toupper(c));
  });
  return heading;
}

std::string Padding(const std::string& text, std::size_t width) {
  const std::size_t taken = Width(text);
  return taken < width ? std::string(width - taken, ' ') : "";
}

}  // namespace

Format ParseFormat(const std::string& name) {
  if (name == "table") return Format::kTable;
  if (name == "json") return Format::kJson;
  if (name == "jsonl") return Format::kJsonl;
  if (name == "csv") return Format::kCsv;
  throw UsageFailure("--output: found '" + name + "', expected one of table, json, jsonl, csv");
}

std::string CellText(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_structured()) return value.dump();
  std::string text;
  for (const Json& item : value) {
    if (!text.empty()) text += value.is_array() ? ";" : ":";
    text += CellText(item);
  }
  // `PROGRAMME:` without its optional date is typed, and so shown, as `PROGRAMME`.
  if (value.is_object()) text.erase(text.find_last_not_of(':') + 1);
  return text;
}

Output::Output(std::ostream& out, Format format, bool colour)
    : out_(out), format_(format), colour_(colour) {}

void Output::Record(const Json& record) {
  if (format_ == Format::kCsv) {
    std::vector<std::string> columns;
    for (const auto& [key, value] : record.items()) columns.push_back(key);
    BeginRows(columns, columns);
    Row(record);
    EndRows();
    return;
  }
  if (format_ != Format::kTable) return Object(record);
  std::size_t width = 0;
  for (const auto& [key, value] : record.items()) width = std::max(width, key.size());
  for (const auto& [key, value] : record.items()) {
    const std::string text = ForPeople(key, value);
    if (text.empty()) continue;
    out_ << (colour_ ? "\033[1m" : "") << key << (colour_ ? "\033[0m" : "") << Padding(key, width)
         << "  " << text << '\n';
  }
}

void Output::BeginRows(std::vector<std::string> columns, std::vector<std::string> all_columns) {
  columns_ = format_ == Format::kCsv ? std::move(all_columns) : std::move(columns);
  any_rows_ = false;
  widths_.clear();
  right_.clear();
  if (format_ == Format::kJson) out_ << '[';
  if (format_ == Format::kCsv) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      out_ << (i == 0 ? "" : ",") << CsvCell(columns_[i], false);
    }
    out_ << "\r\n";
  }
}

void Output::Row(const Json& row) {
  switch (format_) {
    case Format::kJson:
      out_ << (any_rows_ ? ",\n" : "\n") << Dump(row, -1);
      break;
    case Format::kJsonl:
      if (in_object_) {
        out_ << (any_rows_ ? "," : "") << Dump(row, -1);
      } else {
        out_ << Dump(row, -1) << '\n';
      }
      break;
    case Format::kCsv:
      CsvLine(columns_, row);
      break;
    case Format::kTable:
      waiting_.push_back(row);
      if (!widths_.empty() || waiting_.size() >= kRowsBeforeTable) FlushTable();
      break;
  }
  any_rows_ = true;
}

void Output::EndRows() {
  if (format_ == Format::kJson) out_ << (any_rows_ ? "\n]\n" : "]\n");
  if (format_ == Format::kTable && any_rows_) FlushTable();
}

void Output::CsvLine(const std::vector<std::string>& columns, const Json& row) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto found = row.find(columns[i]);
    const Json value = found == row.end() ? Json() : *found;
    out_ << (i == 0 ? "" : ",") << CsvCell(CellText(value), value.is_number());
  }
  out_ << "\r\n";
}

void Output::FlushTable() {
  std::vector<std::vector<std::string>> lines;
  const bool first = widths_.empty();
  if (first) {
    widths_.assign(columns_.size(), 0);
    right_.assign(columns_.size(), false);
    std::vector<std::string> heads;
    for (const std::string& column : columns_) heads.push_back(Heading(column));
    lines.push_back(heads);
  }
  for (const Json& row : waiting_) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto found = row.find(columns_[i]);
      cells.push_back(found == row.end() ? "" : ForPeople(columns_[i], *found));
      if (first && found != row.end() && found->is_number()) right_[i] = true;
    }
    lines.push_back(std::move(cells));
  }
  waiting_.clear();
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths_[i] = std::max(widths_[i], Width(line[i]));
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (first && i == 0 && colour_) out_ << "\033[1m";
    TableLine(lines[i], right_);
    if (first && i == 0 && colour_) out_ << "\033[0m";
  }
}

void Output::TableLine(const std::vector<std::string>& cells, const std::vector<bool>& right) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string padding = Padding(cells[i], widths_[i]);
    if (i > 0) line += "  ";
    line += right[i] ? padding + cells[i] : cells[i] + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  out_ << line << '\n';
}

void Output::Object(const Json& object) {
  out_ << Dump(object, format_ == Format::kJson ? 2 : -1) << '\n';
}

void Output::BeginRowsIn(const Json& head, const std::string& key) {
  const std::string text = Dump(head, -1);
  out_ << text.substr(0, text.size() - 1) << (head.empty() ? "" : ",") << Dump(Json(key), -1)
       << ":[";
  any_rows_ = false;
  in_object_ = true;
}

void Output::EndRowsIn() { out_ << (format_ == Format::kJson && any_rows_ ? "\n]}\n" : "]}\n"); }

void Output::Table(const std::vector<std::string>& heads,
                   const std::vector<std::vector<std::string>>& rows, std::size_t left) {
  widths_.assign(heads.size(), 0);
  right_.assign(heads.size(), false);
  std::vector<std::string> line;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    line.push_back(Heading(heads[i]));
    right_[i] = i >= left;
    widths_[i] = Width(line[i]);
    for (const auto& row : rows) widths_[i] = std::max(widths_[i], Width(Printable(row[i])));
  }
  if (colour_) out_ << "\033[1m";
  TableLine(line, right_);
  if (colour_) out_ << "\033[0m";
  for (const auto& row : rows) {
    line.clear();
    for (const std::string& cell : row) line.push_back(Printable(cell));
    TableLine(line, right_);
  }
}

void Output::Line(const std::string& text) { out_ << text << '\n'; }

}  // namespace champions::cli
