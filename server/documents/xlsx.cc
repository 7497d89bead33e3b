#include "documents/xlsx.h"

#include <locale.h>

#include <mutex>
#include <stdexcept>

#include "documents/workbook.h"
#include "documents/xlsx_chart.h"
#include "documents/xlsx_sheets.h"

namespace champions::documents {
namespace {

constexpr size_t kShortTableRows = 40;  // so many are seen together with a chart below them

// libxlsxwriter prints numbers as the thread's locale says.
class PlainLocale {
 public:
  PlainLocale() : plain_(newlocale(LC_ALL_MASK, "C", nullptr)) {
    if (!plain_) throw std::runtime_error("the locale C cannot be used");
    before_ = uselocale(plain_);
  }
  ~PlainLocale() {
    uselocale(before_);
    freelocale(plain_);
  }
  PlainLocale(const PlainLocale&) = delete;
  PlainLocale& operator=(const PlainLocale&) = delete;

 private:
  locale_t plain_, before_{};
};

// The values of charts once more, with nothing where the table has a * or nothing.
class GapsSheet {
 public:
  explicit GapsSheet(Workbook* workbook) : workbook_(*workbook) {}

  ChartPlace Copy(const Chart& chart, const ChartData& data) {
    if (!sheet_) {
      sheet_ = workbook_.AddSheet("Chart data");
      Workbook::Must(worksheet_set_column(sheet_, 0, 0, 34, nullptr));
      Workbook::Must(worksheet_set_column(sheet_, 1, kMostSeries, 16, nullptr));
    }
    ChartPlace place{"Chart data", line_ + 1, 0, {}};
    WriteTextCell(sheet_, line_, 0, chart.title, workbook_.Format(Look::kHeading));
    WriteColumn(place.header_row, 0, data.category_title, false);
    lxw_row_t row = place.header_row;
    for (const auto& category : data.categories) {
      WriteTextCell(sheet_, ++row, 0, category, workbook_.Format(Look::kBody));
    }
    line_ = row + 2;
    for (const auto& series : data.series) {
      const auto column = static_cast<lxw_col_t>(place.value_columns.size() + 1);
      place.value_columns.push_back(column);
      WriteColumn(place.header_row, column, series.title, true);
      row = place.header_row;
      for (const auto& value : series.values) {
        ++row;
        if (!value) continue;
        WriteNumberCell(sheet_, row, column, data.type, *value, Look::kBody, &workbook_);
      }
    }
    return place;
  }

 private:
  void WriteColumn(lxw_row_t row, lxw_col_t column, const std::string& title, bool right) {
    WriteTextCell(sheet_, row, column, title, workbook_.Format(Look::kHeader, Type::kText, right));
  }

  Workbook& workbook_;
  lxw_worksheet* sheet_ = nullptr;
  lxw_row_t line_ = 0;
};

// Below a short table and its notes; beside a long one.
void PlaceCharts(const TablePlace& place, GapsSheet* gaps, Workbook* workbook) {
  const Table& table = *place.table;
  const bool below = table.rows.size() <= kShortTableRows;
  lxw_row_t row = below ? place.end : place.header;
  const auto column = below ? lxw_col_t{0} : static_cast<lxw_col_t>(table.columns.size() + 1);
  for (const auto& chart : table.charts) {
    const ChartData data = ReadChart(table, chart);
    if (data.categories.empty()) continue;
    ChartPlace values{place.name, place.header, static_cast<lxw_col_t>(data.category_column), {}};
    for (const auto& series : data.series) {
      values.value_columns.push_back(static_cast<lxw_col_t>(series.column));
    }
    if (data.HasGaps()) values = gaps->Copy(chart, data);
    row += PlaceChart(chart, data, values, place.sheet, row, column, workbook);
  }
}

}  // namespace

std::string WriteXlsx(const Document& document) {
  // libxlsxwriter asks gmtime, which is one for all threads.
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  const PlainLocale plain;
  Check(document);
  const auto names = SheetNames(document);
  Workbook workbook(document.title);
  WriteNotesSheet(document, names, &workbook);
  std::vector<TablePlace> places;
  for (const auto& section : document.sections) {
    for (const auto& table : section.tables) {
      places.push_back(WriteTableSheet(table, names[places.size()], &workbook));
    }
  }
  // After all tables, so that the copies of their values are on the last sheet.
  GapsSheet gaps(&workbook);
  for (const auto& place : places) PlaceCharts(place, &gaps, &workbook);
  return workbook.Finish();
}

}  // namespace champions::documents
