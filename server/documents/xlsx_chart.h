// The native charts of a workbook.
#pragma once

#include <string>
#include <vector>

#include "documents/chart_data.h"
#include "documents/document.h"
#include "documents/workbook.h"

namespace champions::documents {

// Where the values of a chart stand.
struct ChartPlace {
  std::string sheet;
  lxw_row_t header_row = 0;
  lxw_col_t category_column = 0;
  std::vector<lxw_col_t> value_columns;
};

// Puts a chart at a cell; returns how many rows of the sheet it covers.
lxw_row_t PlaceChart(const Chart& chart, const ChartData& data, const ChartPlace& place,
                     lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, Workbook* workbook);

}  // namespace champions::documents
