#include <algorithm>
#include <stdexcept>

#include "base/civil.h"
#include "documents/forms.h"
#include "documents/xlsx_sheets.h"

namespace champions::documents {
namespace {

constexpr size_t kMostSheetRows = 1'048'576;
constexpr size_t kMostSheetColumns = 16'384;
constexpr int64_t kLineWidth = 60'000;  // of texts above and below a table, 1/1000 of a font's size
constexpr double kUprightWidth = 90;    // in widths of a digit; wider sheets are printed lying
// Beyond it a spreadsheet's numbers have gaps.
constexpr int64_t kGreatestExact = int64_t{1} << 53;

std::string TitleOf(const Column& column) {
  return column.title.empty() ? column.id : column.title;
}

// Text in as many rows as it needs, without widening a column. Returns the row after it.
lxw_row_t WriteLines(lxw_worksheet* sheet, lxw_row_t row, const std::string& text,
                     Workbook* workbook) {
  for (const auto& line : WrapText(Clean(text, false), kLineWidth, 1'000)) {
    WriteTextCell(sheet, row++, 0, line, workbook->Format(Look::kBody));
  }
  return row;
}

void WriteDateOrText(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, Type type,
                     const std::string& text, Look look, Workbook* workbook) {
  const auto date = type == Type::kDate ? ParseDate(text) : std::nullopt;
  // Spreadsheets know no day before 1900, and disagree about that year's first two months.
  if (date && static_cast<int>(date->year()) > 1900) {
    lxw_datetime day = {};
    day.year = static_cast<int>(date->year());
    day.month = static_cast<int>(static_cast<unsigned>(date->month()));
    day.day = static_cast<int>(static_cast<unsigned>(date->day()));
    Workbook::Must(
        worksheet_write_datetime(sheet, row, column, &day, workbook->Format(look, type)));
    return;
  }
  // Text that its column cuts off would not be read.
  WriteTextCell(sheet, row, column, text,
                workbook->Format(look == Look::kBody ? Look::kWrapped : look));
}

void WriteCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, Type type, const Cell& cell,
               Look look, Workbook* workbook) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    WriteDateOrText(sheet, row, column, type, *text, look, workbook);
  } else if (const auto* number = std::get_if<int64_t>(&cell)) {
    WriteNumberCell(sheet, row, column, type, *number, look, workbook);
  } else if (std::holds_alternative<Hidden>(cell)) {
    WriteTextCell(sheet, row, column, kHiddenMark, workbook->Format(look, Type::kText, true));
  } else if (look == Look::kTotal && column == 0 && !IsNumber(type)) {
    WriteTextCell(sheet, row, column, "Total", workbook->Format(look));
  } else if (look == Look::kTotal) {
    Workbook::Must(worksheet_write_blank(sheet, row, column, workbook->Format(look)));
  }
}

// In widths of a digit.
double ColumnWidth(const Table& table, size_t column) {
  constexpr int64_t kDigit = 556;
  const Type type = table.columns[column].type;
  // A header may take two lines.
  int64_t widest = TextWidth(TitleOf(table.columns[column])) * 6 / 10;
  for (const auto& row : table.rows) {
    widest = std::max(widest, TextWidth(DisplayCell(type, row[column])));
  }
  return static_cast<double>(std::clamp<int64_t>(widest / kDigit + 3, 10, 50));
}

void WriteHeader(const Table& table, const TablePlace& place, Workbook* workbook) {
  double width = 0;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    const double own = ColumnWidth(table, i);
    width += own;
    Workbook::Must(worksheet_set_column(place.sheet, column, column, own, nullptr));
    WriteTextCell(place.sheet, place.header, column, TitleOf(table.columns[i]),
                  workbook->Format(Look::kHeader, Type::kText, IsNumber(table.columns[i].type)));
  }
  worksheet_freeze_panes(place.sheet, place.header + 1, 0);
  Workbook::Must(worksheet_repeat_rows(place.sheet, place.header, place.header));
  if (width > kUprightWidth) worksheet_set_landscape(place.sheet);
}

lxw_row_t WriteNotes(const Table& table, lxw_worksheet* sheet, lxw_row_t row, Workbook* workbook) {
  const bool hidden = std::any_of(table.rows.begin(), table.rows.end(), [](const auto& cells) {
    return std::any_of(cells.begin(), cells.end(),
                       [](const Cell& cell) { return std::holds_alternative<Hidden>(cell); });
  });
  if (hidden) row = WriteLines(sheet, row, std::string(kHiddenMeaning), workbook);
  for (const auto& note : table.notes) row = WriteLines(sheet, row, note, workbook);
  for (const auto& column : table.columns) {
    if (column.description.empty()) continue;
    row = WriteLines(sheet, row, TitleOf(column) + ": " + column.description, workbook);
  }
  return row + 1;
}

}  // namespace

void WriteNumberCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, Type type,
                     int64_t number, Look look, Workbook* workbook) {
  if (number > kGreatestExact || number < -kGreatestExact) {
    WriteTextCell(sheet, row, column, PlainNumber(type, number),
                  workbook->Format(look, Type::kText, true));
    return;
  }
  const double divisor = type == Type::kPence ? 100 : type == Type::kDecimal ? 10 : 1;
  Workbook::Must(worksheet_write_number(sheet, row, column, static_cast<double>(number) / divisor,
                                        workbook->Format(look, type)));
}

TablePlace WriteTableSheet(const Table& table, const std::string& name, Workbook* workbook) {
  TablePlace place{&table, name, workbook->AddSheet(name)};
  WriteTextCell(place.sheet, 0, 0, table.title, workbook->Format(Look::kHeading));
  place.header = WriteLines(place.sheet, 1, table.description, workbook) + 1;
  const size_t most_rows = kMostSheetRows - place.header - 1;
  if (table.rows.size() > most_rows || table.columns.size() > kMostSheetColumns) {
    throw std::length_error("table " + table.id + " has more rows or columns than a sheet holds");
  }
  WriteHeader(table, place, workbook);
  lxw_row_t row = place.header + 1;
  for (size_t i = 0; i < table.rows.size(); ++i, ++row) {
    const bool total = table.last_row_is_total && i + 1 == table.rows.size();
    for (size_t column = 0; column < table.columns.size(); ++column) {
      WriteCell(place.sheet, row, static_cast<lxw_col_t>(column), table.columns[column].type,
                table.rows[i][column], total ? Look::kTotal : Look::kBody, workbook);
    }
  }
  place.end = WriteNotes(table, place.sheet, row + 1, workbook);
  return place;
}

}  // namespace champions::documents
