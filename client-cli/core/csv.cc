#include "client-cli/core/csv.h"

#include <stdexcept>

namespace champions::cli {

std::string CsvCell(const std::string& text, bool is_number) {
  std::string cell = text;
  if (!is_number && !cell.empty() && std::string("=+-@\t\r").find(cell[0]) != std::string::npos) {
    cell.insert(cell.begin(), '\'');
  }
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

CsvReader::CsvReader(std::istream& in) : in_(in) {
  // A byte order mark, as spreadsheets write it.
  for (const char expected : {'\xef', '\xbb', '\xbf'}) {
    if (in_.peek() != std::char_traits<char>::to_int_type(expected)) break;
    in_.get();
  }
}

bool CsvReader::ReadQuoted(std::string* cell) {
  for (int c = in_.get(); c != EOF; c = in_.get()) {
    if (c == '\n') ++line_;
    if (c == '"') {
      if (in_.peek() != '"') return true;
      in_.get();
    }
    *cell += static_cast<char>(c);
  }
  return false;
}

std::optional<std::vector<std::string>> CsvReader::Next() {
  while (in_.peek() == '\n' || in_.peek() == '\r') {
    if (in_.get() == '\n') ++line_;
  }
  if (in_.peek() == EOF) return std::nullopt;
  record_line_ = line_;
  std::vector<std::string> record(1);
  for (int c = in_.get(); c != EOF; c = in_.get()) {
    if (c == '"' && record.back().empty()) {
      if (!ReadQuoted(&record.back())) {
        throw std::invalid_argument("the quote that opens here never closes");
      }
    } else if (c == ',') {
      record.emplace_back();
    } else if (c == '\n') {
      ++line_;
      break;
    } else if (c != '\r' || in_.peek() != '\n') {
      record.back() += static_cast<char>(c);
    }
  }
  return record;
}

}  // namespace champions::cli
