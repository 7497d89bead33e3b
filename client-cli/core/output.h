// The result of a command, on stdout and nowhere else, in the form that was asked for.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "client-cli/core/fields.h"

namespace champions::cli {

enum class Format { kTable, kJson, kJsonl, kCsv };

class Output {
 public:
  Output(std::ostream& out, Format format, bool colour);

  // One record: an object, or a line per field for people.
  void Record(const Json& record);

  // Records one after the other, none kept: call Row for each and End once. `columns` are those of
  // a table, `all_columns` those of a CSV file.
  void BeginRows(std::vector<std::string> columns, std::vector<std::string> all_columns);
  void Row(const Json& row);
  void EndRows();

  // An object of a shape that scripts rely on, for json and jsonl.
  void Object(const Json& object);
  // The same with many rows under the last key, none kept: `{...head, "key": [rows]}`.
  void BeginRowsIn(const Json& head, const std::string& key);
  void EndRowsIn();
  // A table of its own for people; the columns after the first `left` are aligned to the right.
  void Table(const std::vector<std::string>& heads,
             const std::vector<std::vector<std::string>>& rows, std::size_t left);
  void Line(const std::string& text);

  Format format() const { return format_; }
  bool for_people() const { return format_ == Format::kTable; }

 private:
  void FlushTable();
  void TableLine(const std::vector<std::string>& cells, const std::vector<bool>& right);
  void CsvLine(const std::vector<std::string>& columns, const Json& row);

  std::ostream& out_;
  Format format_;
  bool colour_;
  std::vector<std::string> columns_;
  std::vector<Json> waiting_;  // rows of a table until its widths are known
  std::vector<std::size_t> widths_;
  std::vector<bool> right_;
  bool any_rows_ = false;
  bool in_object_ = false;
};

// `table`, `json`, `jsonl` or `csv`. Throws Failure(kUsage).
Format ParseFormat(const std::string& name);

// One cell of text: lists joined by `;`, objects by `:`, as the flags take them.
std::string CellText(const Json& value);

}  // namespace champions::cli
