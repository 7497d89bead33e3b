// libxlsxwriter behind what xlsx.cc needs of it: a file in memory, formats, texts that stay texts.
#pragma once

#include <xlsxwriter.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "documents/document.h"

namespace champions::documents {

// The looks of a cell.
enum class Look { kTitle, kHeading, kBold, kWrapped, kBody, kTotal, kHeader };

class Workbook {
 public:
  explicit Workbook(const std::string& title);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  lxw_worksheet* AddSheet(const std::string& name);
  lxw_chart* AddChart(uint8_t type);
  // Of a cell of this type; `right` for what is not a number but stands among numbers.
  lxw_format* Format(Look look, Type type = Type::kText, bool right = false);

  // Closes the workbook, which can take nothing after that.
  std::string Finish();

  // Throws std::runtime_error for what libxlsxwriter refuses.
  static void Must(lxw_error error);

 private:
  lxw_workbook* workbook_ = nullptr;
  int file_ = -1;
  std::map<std::pair<int, int>, lxw_format*> formats_;
};

// A text cell; cut, with a sentence that says so, where a cell cannot hold it.
void WriteTextCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string_view text,
                   lxw_format* format);

}  // namespace champions::documents
