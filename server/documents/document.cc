#include "documents/document.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/civil.h"
#include "base/text.h"

namespace champions::documents {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsWordCharacter(char c) { return IsLetter(c) || (c >= '0' && c <= '9') || c == '_'; }

[[noreturn]] void Refuse(const std::string& where, const std::string& what) {
  throw std::invalid_argument(where + ": " + what);
}

// A column's name is a variable of CSVW and a key of JSON.
bool IsColumnId(const std::string& id) {
  return !id.empty() && IsLetter(id[0]) && std::all_of(id.begin(), id.end(), IsWordCharacter);
}

// The ids of tables and sections become anchors and file names.
bool IsAnchorId(const std::string& id) {
  return !id.empty() &&
         std::all_of(id.begin(), id.end(), [](char c) { return IsWordCharacter(c) || c == '-'; });
}

bool FitsType(const Cell& cell, Type type) {
  if (std::holds_alternative<Empty>(cell) || std::holds_alternative<Hidden>(cell)) return true;
  const auto* text = std::get_if<std::string>(&cell);
  if (type == Type::kText) return text != nullptr;
  if (type == Type::kDate) return text != nullptr && ParseDate(*text).has_value();
  return text == nullptr;
}

const Column* FindColumn(const Table& table, const std::string& id) {
  auto found = std::find_if(table.columns.begin(), table.columns.end(),
                            [&](const Column& column) { return column.id == id; });
  return found == table.columns.end() ? nullptr : &*found;
}

void CheckChart(const std::string& where, const Table& table, const Chart& chart) {
  if (!FindColumn(table, chart.category_column)) {
    Refuse(where, "a chart names the unknown column " + Quoted(chart.category_column));
  }
  if (chart.value_columns.empty() || chart.value_columns.size() > kMostSeries) {
    Refuse(where, "a chart has one to " + std::to_string(kMostSeries) + " value columns");
  }
  const Column* first = FindColumn(table, chart.value_columns.front());
  for (const auto& id : chart.value_columns) {
    const Column* column = FindColumn(table, id);
    if (!column) Refuse(where, "a chart names the unknown column " + Quoted(id));
    if (column->type == Type::kText || column->type == Type::kDate) {
      Refuse(where, "a chart cannot draw the column " + Quoted(id) + ", which holds no numbers");
    }
    // One axis has one unit.
    if (column->type != first->type) Refuse(where, "the values of a chart are not of one type");
  }
}

void CheckColumns(const std::string& where, const Table& table) {
  if (table.columns.empty()) Refuse(where, "has no columns");
  std::set<std::string> ids;
  for (const auto& column : table.columns) {
    if (!IsColumnId(column.id)) Refuse(where, "the column id " + Quoted(column.id) + " is no name");
    if (!ids.insert(column.id).second) Refuse(where, "has two columns " + Quoted(column.id));
  }
}

}  // namespace

void Check(const Table& table) {
  if (!IsAnchorId(table.id)) Refuse("table " + Quoted(table.id), "its id is no name");
  const std::string where = "table " + table.id;
  CheckColumns(where, table);
  for (size_t row = 0; row < table.rows.size(); ++row) {
    const std::string place = where + ", row " + std::to_string(row + 1);
    if (table.rows[row].size() != table.columns.size()) {
      Refuse(place, "has another number of cells than there are columns");
    }
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (FitsType(table.rows[row][i], table.columns[i].type)) continue;
      Refuse(place, "the value of " + table.columns[i].id + " is not of its column's type");
    }
  }
  for (const auto& chart : table.charts) CheckChart(where, table, chart);
}

void Check(const Document& document) {
  std::set<std::string> sections, tables;
  for (const auto& section : document.sections) {
    if (!IsAnchorId(section.id)) Refuse("section " + Quoted(section.id), "its id is no name");
    if (!sections.insert(section.id).second) Refuse("section " + section.id, "is there twice");
    for (const auto& table : section.tables) {
      Check(table);
      if (!tables.insert(table.id).second) Refuse("table " + table.id, "is there twice");
    }
  }
}

}  // namespace champions::documents
