#include "documents/chart_svg.h"

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
  const auto drawn = DrawLyingBars(data, id);
  for (size_t i = 0; i < drawn.size(); ++i) {
    const std::string name = drawn.size() == 1 ? ""
                                               : " (part " + std::to_string(i + 1) + " of " +
                                                     std::to_string(drawn.size()) + ")";
    // The patterns of the first part serve the others.
    parts.push_back(Wrap(i == 0 ? id : id + "-part-" + std::to_string(i + 1), title + name,
                         description, i == 0 ? definitions : "", drawn[i].height, drawn[i].canvas));
  }
  return parts;
}

}  // namespace champions::documents
