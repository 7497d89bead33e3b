#include <algorithm>

#include "documents/chart_parts.h"
#include "documents/chart_style.h"

namespace champions::documents {
namespace {

using Anchor = Canvas::Anchor;

constexpr int64_t kGapTenths = 80;           // between a mark and its label
constexpr int64_t kWidestNameTenths = 2400;  // of a category beside lying bars
constexpr size_t kMostNameLines = 3;
constexpr int64_t kTallestPartTenths = 8000;  // of lying bars: about a page of A4
constexpr int64_t kPlotTenths = 2400;         // the height of standing bars
constexpr int64_t kWidestBarTenths = 700;

bool IsCut(const std::vector<std::string>& lines) {
  return std::any_of(lines.begin(), lines.end(),
                     [](const std::string& line) { return line.ends_with("…"); });
}

// Where everything lies that the bars of one chart share.
struct LyingLayout {
  explicit LyingLayout(const ChartData& data)
      : axis(data, 5), value_width(WidestValueTenths(data) + kGapTenths) {
    for (const auto& category : data.categories) {
      const int64_t width = TextTenths(category);
      name_width = std::max(name_width, std::min(width, kWidestNameTenths));
    }
    bar_height = data.series.size() == 1 ? 200 : 170;
    left = name_width + 120 + (axis.HasNegative() ? value_width : 0);
    width = kChartTenths - left - value_width - 40;
    // Fewer ticks where their labels would touch.
    for (int ticks = 4; ticks > 0 && Crowded(); --ticks) axis = Axis(data, ticks);
    for (const auto& category : data.categories) {
      const auto bars = static_cast<int64_t>(data.series.size()) * bar_height;
      const auto lines = static_cast<int64_t>(Name(category).size());
      heights.push_back(std::max(bars, lines * kLineTenths) + 100);
      tallest = std::max(tallest, heights.back());
    }
  }
  bool Crowded() const {
    const auto count = static_cast<int64_t>(axis.ticks().size());
    return count > 2 && (axis.LabelTenths() + 150) * (count - 1) > width;
  }
  std::vector<std::string> Name(const std::string& category) const {
    const auto lines = WrapTenths(category, kWidestNameTenths, kMostNameLines);
    // Lines of about equal length, as long as they do not become more.
    for (int64_t width = kWidestNameTenths * 3 / 5; width < kWidestNameTenths; width += 100) {
      auto even = WrapTenths(category, width, kMostNameLines);
      if (even.size() == lines.size() && !IsCut(even)) return even;
    }
    return lines;
  }
  Axis axis;
  int64_t value_width, name_width = 0, bar_height = 0, left = 0, width = 0, tallest = 0;
  std::vector<int64_t> heights;  // of each category with its bars
};

void DrawLyingBar(const ChartData& data, const LyingLayout& layout, const std::string& id,
                  size_t series, size_t row, int64_t y, Canvas* canvas) {
  const int64_t zero = layout.left + layout.axis.At(0, layout.width);
  const auto& value = data.series[series].values[row];
  const int64_t end = value ? layout.left + layout.axis.At(*value, layout.width) : zero;
  if (value) {
    canvas->Rectangle(std::min(zero, end), y + 10, std::max(end, zero) - std::min(end, zero),
                      layout.bar_height - 20, PaintOf(id, series), StyleOf(series).colour);
  }
  const bool negative = end < zero;
  canvas->Text(negative ? end - kGapTenths : end + kGapTenths, y + layout.bar_height / 2 + 50,
               negative ? Anchor::kEnd : Anchor::kStart, ValueLabel(data, series, row));
}

// The gridlines come first, so that the bars lie over them.
void DrawLyingGrid(const LyingLayout& layout, int64_t top, int64_t bottom, Canvas* canvas) {
  for (const auto& tick : layout.axis.ticks()) {
    const int64_t x = layout.left + layout.axis.At(tick.value, layout.width);
    canvas->Line(x, top, x, bottom, tick.value == 0 ? "axis" : "grid");
    canvas->Text(x, bottom + 180, Anchor::kMiddle, tick.label, "tick");
  }
}

// The bars of the categories from `first` up to `end`; returns the height that they take.
int64_t DrawLyingPart(const ChartData& data, const LyingLayout& layout, const std::string& id,
                      size_t first, size_t end, Canvas* canvas) {
  int64_t y = DrawLegend(data, id, 0, canvas);
  canvas->Text(0, y + 150, Anchor::kStart, data.category_title, "title");
  y += 230;
  int64_t bottom = y;
  for (size_t row = first; row < end; ++row) bottom += layout.heights[row];
  DrawLyingGrid(layout, y, bottom, canvas);
  for (size_t row = first; row < end; ++row) {
    const int64_t height = layout.heights[row];
    canvas->Lines(layout.name_width, y + height / 2, Anchor::kEnd,
                  layout.Name(data.categories[row]));
    int64_t bar_y = y + (height - static_cast<int64_t>(data.series.size()) * layout.bar_height) / 2;
    for (size_t series = 0; series < data.series.size(); ++series) {
      DrawLyingBar(data, layout, id, series, row, bar_y, canvas);
      bar_y += layout.bar_height;
    }
    y += height;
  }
  canvas->Text(layout.left + layout.width / 2, bottom + 400, Anchor::kMiddle, data.value_title,
               "title");
  return bottom + 480;
}

struct StandingLayout {
  explicit StandingLayout(const ChartData& data) : axis(data, 5) {
    left = axis.LabelTenths() + 150;
    width = kChartTenths - left - 100;
    slot = width / std::max<int64_t>(1, static_cast<int64_t>(data.categories.size()));
    const auto count = static_cast<int64_t>(data.series.size());
    bar = std::min(kWidestBarTenths, (slot - 160) / count);
  }
  Axis axis;
  int64_t left = 0, width = 0, slot = 0, bar = 0;
};

std::vector<std::string> StandingName(const std::string& category, int64_t slot) {
  return WrapTenths(category, slot - 80, 2);
}

void DrawStandingBar(const ChartData& data, const StandingLayout& layout, const std::string& id,
                     size_t series, size_t row, int64_t x, int64_t top, Canvas* canvas) {
  const auto y_of = [&](Wide value) {
    return top + kPlotTenths - layout.axis.At(value, kPlotTenths);
  };
  const auto& value = data.series[series].values[row];
  const int64_t zero = y_of(0), end = value ? y_of(*value) : zero;
  if (value) {
    canvas->Rectangle(x + 10, std::min(zero, end), layout.bar - 20,
                      std::max(zero, end) - std::min(zero, end), PaintOf(id, series),
                      StyleOf(series).colour);
  }
  canvas->Text(x + layout.bar / 2, end > zero ? end + 150 : end - 50, Anchor::kMiddle,
               ValueLabel(data, series, row));
}

}  // namespace

std::vector<ChartPart> DrawLyingBars(const ChartData& data, const std::string& id) {
  const LyingLayout layout(data);
  const auto count = data.categories.size();
  const auto fitting = static_cast<size_t>(
      std::max<int64_t>(1, kTallestPartTenths / std::max<int64_t>(1, layout.tallest)));
  // Parts of about equal height.
  const size_t part_count = std::max<size_t>(1, (count + fitting - 1) / fitting);
  const size_t most = (count + part_count - 1) / part_count;
  std::vector<ChartPart> parts(part_count);
  for (size_t part = 0; part < part_count; ++part) {
    const size_t first = std::min(part * most, count);
    parts[part].height =
        DrawLyingPart(data, layout, id, first, std::min(first + most, count), &parts[part].canvas);
  }
  return parts;
}

int64_t DrawStandingBars(const ChartData& data, const std::string& id, Canvas* canvas) {
  const StandingLayout layout(data);
  const int64_t top = DrawLegend(data, id, 0, canvas) + 430;
  DrawUprightAxis(data, layout.axis, layout.left, layout.left + layout.width, top, kPlotTenths,
                  canvas);
  size_t most_lines = 1;
  for (size_t row = 0; row < data.categories.size(); ++row) {
    const int64_t slot = layout.left + static_cast<int64_t>(row) * layout.slot;
    const auto bars = static_cast<int64_t>(data.series.size()) * layout.bar;
    int64_t x = slot + (layout.slot - bars) / 2;
    for (size_t series = 0; series < data.series.size(); ++series) {
      DrawStandingBar(data, layout, id, series, row, x, top, canvas);
      x += layout.bar;
    }
    const auto name = StandingName(data.categories[row], layout.slot);
    most_lines = std::max(most_lines, name.size());
    for (size_t line = 0; line < name.size(); ++line) {
      canvas->Text(slot + layout.slot / 2,
                   top + kPlotTenths + 220 + static_cast<int64_t>(line) * kLineTenths,
                   Anchor::kMiddle, name[line]);
    }
  }
  const int64_t below = top + kPlotTenths + 250 + static_cast<int64_t>(most_lines) * kLineTenths;
  canvas->Text(layout.left + layout.width / 2, below, Anchor::kMiddle, data.category_title,
               "title");
  return below + 80;
}

bool StandingBarsFit(const ChartData& data) {
  const StandingLayout layout(data);
  // Labels below a bar would meet the names of the categories.
  if (layout.axis.HasNegative()) return false;
  if (WidestValueTenths(data) + 40 > layout.bar) return false;
  return std::all_of(data.categories.begin(), data.categories.end(), [&](const auto& category) {
    return !IsCut(StandingName(category, layout.slot));
  });
}

}  // namespace champions::documents
