#include "documents/chart_parts.h"

#include <algorithm>

#include "documents/chart_style.h"

namespace champions::documents {

using Anchor = Canvas::Anchor;

std::string ValueLabel(const ChartData& data, size_t series, size_t row) {
  const ChartSeries& one = data.series[series];
  if (one.values[row]) return DisplayNumber(data.type, *one.values[row]);
  return std::string(one.hidden[row] ? kHiddenMark : kEmptyMark);
}

int64_t WidestValueTenths(const ChartData& data) {
  int64_t widest = TextTenths(kEmptyMark);
  for (size_t series = 0; series < data.series.size(); ++series) {
    for (size_t row = 0; row < data.categories.size(); ++row) {
      widest = std::max(widest, TextTenths(ValueLabel(data, series, row)));
    }
  }
  return widest;
}

int64_t DrawLegend(const ChartData& data, const std::string& id, int64_t y, Canvas* canvas) {
  if (data.series.size() < 2) return y;
  constexpr int64_t kSwatch = 240, kRow = 240;
  int64_t x = 0;
  for (size_t series = 0; series < data.series.size(); ++series) {
    const auto title = WrapTenths(data.series[series].title, kChartTenths - kSwatch - 80, 1);
    const std::string name = title.empty() ? "" : title[0];
    const int64_t width = kSwatch + 80 + TextTenths(name);
    if (x > 0 && x + width > kChartTenths) {
      x = 0;
      y += kRow;
    }
    canvas->Rectangle(x + 10, y + 20, kSwatch - 20, 140, PaintOf(id, series),
                      StyleOf(series).colour);
    canvas->Text(x + kSwatch + 80, y + 140, Anchor::kStart, name);
    x += width + 300;
  }
  return y + kRow + 60;
}

void DrawUprightAxis(const ChartData& data, const Axis& axis, int64_t left, int64_t right,
                     int64_t top, int64_t height, Canvas* canvas) {
  canvas->Text(0, top - 270, Anchor::kStart, data.value_title, "title");
  for (const auto& tick : axis.ticks()) {
    const int64_t y = top + height - axis.At(tick.value, height);
    canvas->Line(left, y, right, y, tick.value == 0 ? "axis" : "grid");
    canvas->Text(left - 80, y + 50, Anchor::kEnd, tick.label, "tick");
  }
}

}  // namespace champions::documents
