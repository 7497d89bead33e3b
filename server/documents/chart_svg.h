// A chart of a table as inline SVG.
#pragma once

#include <string>
#include <vector>

#include "documents/chart_data.h"
#include "documents/document.h"

namespace champions::documents {

// One <svg>, or several where there are more bars than fit on a page. Each has a role, a title and
// a description, whose ids begin with `id`. `where_figures_are` ends the description.
std::vector<std::string> DrawChart(const Chart& chart, const ChartData& data, const std::string& id,
                                   const std::string& where_figures_are);

// Whether the names of the categories, or the labels of the bars, need bars that lie.
bool WantsLyingBars(const ChartData& data);

}  // namespace champions::documents
