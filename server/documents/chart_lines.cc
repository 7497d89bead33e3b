#include <algorithm>

#include "documents/chart_parts.h"
#include "documents/chart_style.h"

namespace champions::documents {
namespace {

using Anchor = Canvas::Anchor;

constexpr int64_t kPlotTenths = 2600;
constexpr int64_t kWidestEndLabelTenths = 1700;

struct LineLayout {
  explicit LineLayout(const ChartData& data) : axis(data, 5) {
    left = axis.LabelTenths() + 150;
    const bool named = data.series.size() > 1;
    right = kChartTenths - (named ? kWidestEndLabelTenths + 250 : 300);
    // Half a step of room on both sides, so that the names below have theirs.
    count = std::max<int64_t>(1, static_cast<int64_t>(data.categories.size()));
  }
  int64_t X(size_t row) const {
    return left + (right - left) * (2 * static_cast<int64_t>(row) + 1) / (2 * count);
  }
  int64_t Y(Wide value) const { return top + kPlotTenths - axis.At(value, kPlotTenths); }

  Axis axis;
  int64_t left = 0, right = 0, top = 430, count = 1;
};

// A line breaks where a value is hidden or not there.
void DrawSeries(const ChartData& data, const LineLayout& layout, size_t series, Canvas* canvas) {
  const auto& values = data.series[series].values;
  std::string path;
  bool pen_down = false;
  for (size_t row = 0; row < values.size(); ++row) {
    if (values[row]) {
      path += (pen_down       ? " L"
               : path.empty() ? "M"
                              : " M") +
              Pixels(layout.X(row)) + "," + Pixels(layout.Y(*values[row]));
    }
    pen_down = values[row].has_value();
  }
  const SeriesStyle& style = StyleOf(series);
  if (!path.empty()) {
    canvas->Raw("<path d=\"" + path + "\" fill=\"none\" stroke=\"" + style.colour +
                "\" stroke-width=\"2.5\"" +
                (*style.dash ? std::string(" stroke-dasharray=\"") + style.dash + "\"" : "") +
                "/>\n");
  }
  for (size_t row = 0; row < values.size(); ++row) {
    if (values[row]) DrawMarker(layout.X(row), layout.Y(*values[row]), series, canvas);
  }
}

// What is hidden stands as * on the line of zero, once for all series.
void DrawHiddenMarks(const ChartData& data, const LineLayout& layout, Canvas* canvas) {
  for (size_t row = 0; row < data.categories.size(); ++row) {
    const bool hidden = std::any_of(data.series.begin(), data.series.end(),
                                    [&](const ChartSeries& one) { return one.hidden[row]; });
    if (hidden) canvas->Text(layout.X(row), layout.Y(0) - 40, Anchor::kMiddle, "*");
  }
}

// The only series has its values on it where they fit.
void DrawValues(const ChartData& data, const LineLayout& layout, Canvas* canvas) {
  const bool fits = (WidestValueTenths(data) + 60) * layout.count <= layout.right - layout.left;
  const auto& values = data.series[0].values;
  for (size_t row = 0; row < values.size(); ++row) {
    const bool last = row + 1 == values.size();
    if (!values[row] || !(fits || last)) continue;
    // On the side where the line does not go.
    const bool below = row > 0 && !last && values[row - 1] && values[row + 1] &&
                       *values[row - 1] > *values[row] && *values[row + 1] > *values[row];
    const int64_t y = layout.Y(*values[row]);
    const bool room = y + 200 < layout.Y(0);
    canvas->Text(layout.X(row), below && room ? y + 200 : y - 100, Anchor::kMiddle,
                 ValueLabel(data, 0, row));
  }
}

// The name and the last value of a series, beside its last point.
struct EndLabel {
  size_t series;
  int64_t x, point_y, y, height;
  std::vector<std::string> lines;
};

std::vector<EndLabel> EndLabels(const ChartData& data, const LineLayout& layout) {
  std::vector<EndLabel> labels;
  for (size_t series = 0; series < data.series.size(); ++series) {
    const auto& values = data.series[series].values;
    size_t row = values.size();
    while (row > 0 && !values[row - 1]) --row;
    const int64_t y = row > 0 ? layout.Y(*values[row - 1]) : layout.Y(0);
    const int64_t x = row > 0 ? layout.X(row - 1) : layout.left;
    const std::string value = row > 0 ? ValueLabel(data, series, row - 1) : "*";
    auto lines = WrapTenths(data.series[series].title + " " + value, kWidestEndLabelTenths, 2);
    // The value must not be what is cut off.
    if (lines.empty() || !lines.back().ends_with(value)) {
      lines = WrapTenths(data.series[series].title, kWidestEndLabelTenths, 1);
      lines.push_back(value);
    }
    const auto height = static_cast<int64_t>(lines.size()) * kLineTenths + 20;
    labels.push_back({series, x, y, y, height, std::move(lines)});
  }
  return labels;
}

// Moves labels apart, first down from the top, then up from the bottom.
void MoveApart(int64_t bottom, std::vector<EndLabel>* labels) {
  std::stable_sort(labels->begin(), labels->end(),
                   [](const EndLabel& a, const EndLabel& b) { return a.y < b.y; });
  for (size_t i = 1; i < labels->size(); ++i) {
    EndLabel &above = (*labels)[i - 1], &label = (*labels)[i];
    label.y = std::max(label.y, above.y + (above.height + label.height) / 2);
  }
  for (size_t i = labels->size(); i-- > 0;) {
    EndLabel& label = (*labels)[i];
    const int64_t limit = i + 1 == labels->size()
                              ? bottom - label.height / 2
                              : (*labels)[i + 1].y - ((*labels)[i + 1].height + label.height) / 2;
    label.y = std::min(label.y, limit);
  }
}

void DrawEndLabels(const ChartData& data, const LineLayout& layout, Canvas* canvas) {
  auto labels = EndLabels(data, layout);
  MoveApart(layout.top + kPlotTenths + 100, &labels);
  for (const auto& label : labels) {
    canvas->Line(label.x + 60, label.point_y, layout.right + 60, label.y, "leader");
    DrawMarker(layout.right + 110, label.y, label.series, canvas);
    canvas->Lines(layout.right + 200, label.y, Anchor::kStart, label.lines);
  }
}

// The names of the categories, thinned where they would touch. Returns where they end.
int64_t DrawNames(const ChartData& data, const LineLayout& layout, Canvas* canvas) {
  int64_t widest = 0;
  for (const auto& category : data.categories) widest = std::max(widest, TextTenths(category));
  const int64_t slot = (layout.right - layout.left) / layout.count;
  const int64_t name_width = std::min<int64_t>(widest, 1300);
  const auto step = static_cast<size_t>(std::max<int64_t>(1, (name_width + 120 + slot - 1) / slot));
  const int64_t bottom = layout.top + kPlotTenths;
  for (size_t row = 0; row < data.categories.size(); ++row) {
    const bool named = row % step == 0;
    canvas->Line(layout.X(row), bottom, layout.X(row), bottom + (named ? 60 : 30), "axis");
    if (!named) continue;
    const auto lines = WrapTenths(data.categories[row], name_width + 10, 1);
    if (!lines.empty()) canvas->Text(layout.X(row), bottom + 220, Anchor::kMiddle, lines[0]);
  }
  return bottom + 240;
}

}  // namespace

int64_t DrawLines(const ChartData& data, Canvas* canvas) {
  const LineLayout layout(data);
  DrawUprightAxis(data, layout.axis, layout.left, layout.right, layout.top, kPlotTenths, canvas);
  const int64_t bottom = DrawNames(data, layout, canvas);
  if (data.series.size() > 1) DrawEndLabels(data, layout, canvas);
  for (size_t series = 0; series < data.series.size(); ++series) {
    DrawSeries(data, layout, series, canvas);
  }
  DrawHiddenMarks(data, layout, canvas);
  if (data.series.size() == 1) DrawValues(data, layout, canvas);
  canvas->Text((layout.left + layout.right) / 2, bottom + 210, Anchor::kMiddle, data.category_title,
               "title");
  return bottom + 290;
}

}  // namespace champions::documents
