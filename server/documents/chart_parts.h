// The kinds of charts, each drawn on a canvas of kChartTenths; they return the height they took.
#pragma once

#include <string>
#include <vector>

#include "documents/axis.h"
#include "documents/canvas.h"
#include "documents/chart_data.h"

namespace champions::documents {

inline constexpr int64_t kChartTenths = 7200;

// What a bar or a point is labelled with; * where it is hidden.
std::string ValueLabel(const ChartData& data, size_t series, size_t row);
int64_t WidestValueTenths(const ChartData& data);
// The names of several series with their patterns, from y on; returns where it ends.
int64_t DrawLegend(const ChartData& data, const std::string& id, int64_t y, Canvas* canvas);
// The gridlines and labels of an upright axis of values, and its title above.
void DrawUprightAxis(const ChartData& data, const Axis& axis, int64_t left, int64_t right,
                     int64_t top, int64_t height, Canvas* canvas);

// Bars that lie, in parts that each fit on a page.
struct ChartPart {
  Canvas canvas;
  int64_t height = 0;
};
std::vector<ChartPart> DrawLyingBars(const ChartData& data, const std::string& id);
int64_t DrawStandingBars(const ChartData& data, const std::string& id, Canvas* canvas);
bool StandingBarsFit(const ChartData& data);
// Lines, which are named at their ends.
int64_t DrawLines(const ChartData& data, Canvas* canvas);

}  // namespace champions::documents
