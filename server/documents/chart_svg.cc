#include "documents/chart_svg.h"

#include <algorithm>

#include "documents/chart_parts.h"
#include "documents/chart_style.h"
#include "documents/forms.h"

namespace champions::documents {
namespace {

std::string Wrap(const std::string& id, const std::string& title, const std::string& description,
                 const std::string& definitions, int64_t height, const Canvas& canvas) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " +
         Pixels(kChartTenths) + " " + Pixels(height) + "\" width=\"" + Pixels(kChartTenths) +
         "\" height=\"" + Pixels(height) + "\" aria-labelledby=\"" + id + "-title " + id +
         "-description\">\n<title id=\"" + id + "-title\">" + Escaped(title) +
         "</title>\n<desc id=\"" + id + "-description\">" + Escaped(description) + "</desc>\n" +
         definitions + canvas.body() + "</svg>\n";
}

}  // namespace

bool WantsLyingBars(const ChartData& data) { return !StandingBarsFit(data); }

std::vector<std::string> DrawChart(const Chart& chart, const ChartData& data, const std::string& id,
                                   const std::string& where_figures_are) {
  const std::string description = DescribeChart(chart, data) + " " + where_figures_are;
  const std::string title = Clean(chart.title, false);
  if (chart.kind == Chart::Kind::kLine) {
    Canvas canvas;
    const int64_t height = DrawLines(data, &canvas);
    return {Wrap(id, title, description, "", height, canvas)};
  }
  const std::string definitions = PatternDefinitions(id, data.series.size());
  if (!WantsLyingBars(data)) {
    Canvas canvas;
    const int64_t height = DrawStandingBars(data, id, &canvas);
    return {Wrap(id, title, description, definitions, height, canvas)};
  }
  std::vector<std::string> parts;
  const size_t most = LyingBarsOnOnePage(data);
  const size_t part_count = std::max<size_t>(1, (data.categories.size() + most - 1) / most);
  for (size_t part = 0; part < part_count; ++part) {
    const size_t first = part * most;
    const size_t end = std::min(first + most, data.categories.size());
    Canvas canvas;
    const int64_t height = DrawLyingBars(data, id, first, end, &canvas);
    const std::string name = part_count == 1 ? ""
                                             : " (part " + std::to_string(part + 1) + " of " +
                                                   std::to_string(part_count) + ")";
    // The patterns of the first part serve the others.
    parts.push_back(Wrap(part == 0 ? id : id + "-part-" + std::to_string(part + 1), title + name,
                         description, part == 0 ? definitions : "", height, canvas));
  }
  return parts;
}

}  // namespace champions::documents
