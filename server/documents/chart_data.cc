#include "documents/chart_data.h"

#include <algorithm>

#include "documents/forms.h"

namespace champions::documents {
namespace {

size_t IndexOf(const Table& table, const std::string& id) {
  size_t index = 0;
  while (table.columns[index].id != id) ++index;
  return index;
}

// A year or a number of a week is a name here, not an amount.
std::string CategoryText(Type type, const Cell& cell) {
  if (const auto* number = std::get_if<int64_t>(&cell)) {
    if (type == Type::kInteger) return PlainNumber(type, *number);
  }
  return Clean(DisplayCell(type, cell), false);
}

std::string UnitTitle(Type type) {
  return type == Type::kPence ? "Pounds" : type == Type::kInteger ? "Number" : "Value";
}

}  // namespace

int64_t ChartData::Least() const {
  int64_t least = 0;
  for (const auto& one : series) {
    for (const auto& value : one.values) least = std::min(least, value.value_or(0));
  }
  return least;
}

int64_t ChartData::Greatest() const {
  int64_t greatest = 0;
  for (const auto& one : series) {
    for (const auto& value : one.values) greatest = std::max(greatest, value.value_or(0));
  }
  return greatest;
}

bool ChartData::HasGaps() const {
  return std::any_of(series.begin(), series.end(), [](const ChartSeries& one) {
    return std::any_of(one.values.begin(), one.values.end(),
                       [](const auto& value) { return !value.has_value(); });
  });
}

ChartData ReadChart(const Table& table, const Chart& chart) {
  ChartData data;
  data.category_column = IndexOf(table, chart.category_column);
  const Column& category = table.columns[data.category_column];
  data.category_title = Clean(category.title, false);
  size_t count = table.rows.size();
  if (chart.skip_last_row && count > 0) --count;
  for (size_t row = 0; row < count; ++row) {
    data.categories.push_back(CategoryText(category.type, table.rows[row][data.category_column]));
  }
  for (const auto& id : chart.value_columns) {
    ChartSeries series;
    series.column = IndexOf(table, id);
    series.title = Clean(table.columns[series.column].title, false);
    data.type = table.columns[series.column].type;
    for (size_t row = 0; row < count; ++row) {
      const Cell& cell = table.rows[row][series.column];
      const auto* number = std::get_if<int64_t>(&cell);
      series.values.push_back(number ? std::optional(*number) : std::nullopt);
      series.hidden.push_back(std::holds_alternative<Hidden>(cell));
    }
    data.series.push_back(std::move(series));
  }
  data.value_title = data.series.size() == 1 ? data.series[0].title : UnitTitle(data.type);
  return data;
}

std::string DescribeChart(const Chart& chart, const ChartData& data) {
  if (!chart.description.empty()) return Clean(chart.description, false);
  std::string names;
  for (size_t i = 0; i < data.series.size(); ++i) {
    names += (i == 0 ? "" : i + 1 == data.series.size() ? " and " : ", ") + data.series[i].title;
  }
  return std::string(chart.kind == Chart::Kind::kBar ? "Bar" : "Line") + " chart of " + names +
         " by " + data.category_title + ".";
}

}  // namespace champions::documents
