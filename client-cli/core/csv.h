// CSV as RFC 4180 says, safe to open in a spreadsheet.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <vector>

namespace champions::cli {

// One cell: quoted where it must be. A spreadsheet runs text that begins with = + - @ or a control
// character as a formula, so such text (not a number) gets an apostrophe in front.
std::string CsvCell(const std::string& text, bool is_number);

// Reads record by record; a quoted cell may span lines. Throws std::invalid_argument for a quote
// that never closes.
class CsvReader {
 public:
  explicit CsvReader(std::istream& in);
  // The next record, or nothing at the end. Empty lines are skipped.
  std::optional<std::vector<std::string>> Next();
  // The line on which the last record starts; the first line is 1.
  std::uint64_t line() const { return record_line_; }

 private:
  bool ReadQuoted(std::string* cell);

  std::istream& in_;
  std::uint64_t line_ = 1;
  std::uint64_t record_line_ = 0;
};

}  // namespace champions::cli
