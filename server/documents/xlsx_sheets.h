// The sheets of a workbook.
#pragma once

#include <string>
#include <vector>

#include "documents/document.h"
#include "documents/workbook.h"

namespace champions::documents {

// Everything but the tables, and which sheet holds which table.
void WriteNotesSheet(const Document& document, const std::vector<std::string>& names,
                     Workbook* workbook);

// Where a table stands on its sheet.
struct TablePlace {
  const Table* table = nullptr;
  std::string name;
  lxw_worksheet* sheet = nullptr;
  lxw_row_t header = 0;
  lxw_row_t end = 0;  // after the notes
};
TablePlace WriteTableSheet(const Table& table, const std::string& name, Workbook* workbook);

// A number as a number, or as text where a spreadsheet would round it.
void WriteNumberCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, Type type,
                     int64_t number, Look look, Workbook* workbook);

}  // namespace champions::documents
