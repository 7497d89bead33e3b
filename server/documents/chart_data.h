// What a chart shows, taken out of its table.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "documents/document.h"

namespace champions::documents {

struct ChartSeries {
  size_t column = 0;
  std::string title;
  // Nothing where the value is hidden or empty: neither is zero, and neither is drawn as zero.
  std::vector<std::optional<int64_t>> values;
  std::vector<bool> hidden;
};

struct ChartData {
  Type type = Type::kInteger;
  size_t category_column = 0;
  std::string category_title, value_title;
  std::vector<std::string> categories;
  std::vector<ChartSeries> series;

  int64_t Least() const;     // of all values and zero
  int64_t Greatest() const;  // of all values and zero
  bool HasGaps() const;
};

// Of a table that has been checked.
ChartData ReadChart(const Table& table, const Chart& chart);

// The chart's own description, or one made of what it shows.
std::string DescribeChart(const Chart& chart, const ChartData& data);

}  // namespace champions::documents
