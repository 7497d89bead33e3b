// libxlsxwriter behind what xlsx.cc needs of it: a file in memory, formats, texts that stay texts.
#pragma once

#include <xlsxwriter.h>

#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "documents/document.h"

namespace champions::documents {

// The looks of a cell.
enum class Look { kTitle, kHeading, kBold, kWrapped, kBody, kTotal, kHeader };

// How text stands in its cell. Indented: apart from a number that ends just before it.
enum class Side { kLeft, kIndented, kRight };

// What a number of this type looks like; nothing for text.
const char* NumberFormat(Type type);

class Workbook {
 public:
  explicit Workbook(const std::string& title);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  lxw_worksheet* AddSheet(const std::string& name);
  lxw_chart* AddChart(uint8_t type);
  // Of a cell that holds a value of this type.
  lxw_format* Format(Look look, Type type = Type::kText, Side side = Side::kLeft);

  // Closes the workbook, which can take nothing after that.
  std::string Finish();

  // Throws std::runtime_error for what libxlsxwriter refuses.
  static void Must(lxw_error error);

 private:
  lxw_workbook* workbook_ = nullptr;
  int file_ = -1;
  std::map<std::tuple<Look, Type, Side>, lxw_format*> formats_;
};

// A text cell; cut, with a sentence that says so, where a cell cannot hold it.
void WriteTextCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string_view text,
                   lxw_format* format);

// Makes a row high enough for the text that wraps in it: not every program does so by itself.
class RowHeight {
 public:
  // A cell with this text in a column of this width, in widths of a digit.
  void Consider(std::string_view text, double column_width);
  void Apply(lxw_worksheet* sheet, lxw_row_t row) const;

 private:
  size_t lines_ = 1;
};

}  // namespace champions::documents
