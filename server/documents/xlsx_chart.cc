#include "documents/xlsx_chart.h"

#include <algorithm>
#include <array>

#include "documents/chart_style.h"
#include "documents/chart_svg.h"
#include "documents/forms.h"

namespace champions::documents {
namespace {

constexpr int kRowPixels = 20;
constexpr int kChartWidthPixels = 760;
constexpr int kChartHeightPixels = 400;
constexpr size_t kMostLabels = 60;

// A title that begins with = would be a reference to a cell.
std::string Title(const std::string& text) {
  const std::string title = Clean(text, false);
  return title.starts_with('=') ? " " + title : title;
}

// `='Sheet'!$B$5:$B$9`. The names of sheets hold no apostrophe. Always quoted: Q1 is also a cell.
std::string Range(const std::string& sheet, lxw_row_t first, lxw_col_t column, lxw_row_t last) {
  std::array<char, LXW_MAX_CELL_RANGE_LENGTH> range;
  lxw_rowcol_to_range_abs(range.data(), first, column, last, column);
  return "='" + sheet + "'!" + range.data();
}

lxw_color_t ColourOf(size_t series) {
  return static_cast<lxw_color_t>(std::stoul(StyleOf(series).colour + 1, nullptr, 16));
}

void DressBars(size_t number, bool several, lxw_chart_series* series) {
  static constexpr std::array<uint8_t, kMostSeries> kPatterns = {
      LXW_CHART_PATTERN_NONE,
      LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL,
      LXW_CHART_PATTERN_LIGHT_HORIZONTAL,
      LXW_CHART_PATTERN_LIGHT_VERTICAL,
      LXW_CHART_PATTERN_LARGE_GRID,
      LXW_CHART_PATTERN_WIDE_DOWNWARD_DIAGONAL};
  const lxw_color_t colour = ColourOf(number);
  lxw_chart_line line = {};
  line.color = colour;
  chart_series_set_line(series, &line);
  if (several && number > 0) {
    lxw_chart_pattern pattern = {};
    pattern.fg_color = colour;
    pattern.bg_color = LXW_COLOR_WHITE;
    pattern.type = kPatterns[number];
    chart_series_set_pattern(series, &pattern);
    return;
  }
  lxw_chart_fill fill = {};
  fill.color = colour;
  chart_series_set_fill(series, &fill);
}

void DressLine(size_t number, lxw_chart_series* series) {
  static constexpr std::array<uint8_t, kMostSeries> kDashes = {
      LXW_CHART_LINE_DASH_SOLID,    LXW_CHART_LINE_DASH_DASH,       LXW_CHART_LINE_DASH_ROUND_DOT,
      LXW_CHART_LINE_DASH_DASH_DOT, LXW_CHART_LINE_DASH_SQUARE_DOT, LXW_CHART_LINE_DASH_LONG_DASH};
  static constexpr std::array<uint8_t, kMostSeries> kMarkers = {
      LXW_CHART_MARKER_CIRCLE,  LXW_CHART_MARKER_SQUARE, LXW_CHART_MARKER_TRIANGLE,
      LXW_CHART_MARKER_DIAMOND, LXW_CHART_MARKER_X,      LXW_CHART_MARKER_PLUS};
  lxw_chart_line line = {};
  line.color = ColourOf(number);
  line.width = 2.25F;
  line.dash_type = kDashes[number];
  chart_series_set_line(series, &line);
  chart_series_set_marker_type(series, kMarkers[number]);
  chart_series_set_marker_size(series, 7);
}

void AddSeries(const Chart& chart, const ChartData& data, const ChartPlace& place,
               lxw_chart* native) {
  const auto first = place.header_row + 1;
  const auto last = place.header_row + static_cast<lxw_row_t>(data.categories.size());
  const size_t points = data.categories.size() * data.series.size();
  const std::string categories = Range(place.sheet, first, place.category_column, last);
  for (size_t i = 0; i < data.series.size(); ++i) {
    const std::string values = Range(place.sheet, first, place.value_columns[i], last);
    lxw_chart_series* series = chart_add_series(native, categories.c_str(), values.c_str());
    chart_series_set_name(
        series,
        Range(place.sheet, place.header_row, place.value_columns[i], place.header_row).c_str());
    if (chart.kind == Chart::Kind::kBar) {
      DressBars(i, data.series.size() > 1, series);
    } else {
      DressLine(i, series);
    }
    const bool bars = chart.kind == Chart::Kind::kBar;
    if (points <= kMostLabels && (bars || data.series.size() == 1)) {
      chart_series_set_labels(series);
      if (!bars) chart_series_set_labels_position(series, LXW_CHART_LABEL_POSITION_ABOVE);
    }
  }
}

// Bars that lie have their categories on the axis that stands.
void DressAxes(const ChartData& data, bool lying, lxw_chart* native) {
  lxw_chart_axis* categories = lying ? native->y_axis : native->x_axis;
  lxw_chart_axis* values = lying ? native->x_axis : native->y_axis;
  chart_axis_set_name(categories, Title(data.category_title).c_str());
  chart_axis_set_name(values, Title(data.value_title).c_str());
  if (data.category_type == Type::kDate) {
    chart_axis_set_num_format(categories, NumberFormat(Type::kDate));
  }
  chart_axis_set_num_format(values, data.type == Type::kPence ? "£#,##0" : NumberFormat(data.type));
  lxw_chart_line grid = {};
  grid.color = 0xD4D8DA;
  chart_axis_major_gridlines_set_line(values, &grid);
  // Where there are negative values, the names stand beside the chart and not in it.
  if (data.Least() < 0)
    chart_axis_set_label_position(categories, LXW_CHART_AXIS_LABEL_POSITION_LOW);
  if (!lying) return;
  // The first category on top, as in the table, and the axis of values below nevertheless.
  chart_axis_set_reverse(categories);
  chart_axis_set_crossing_max(categories);
}

}  // namespace

lxw_row_t PlaceChart(const Chart& chart, const ChartData& data, const ChartPlace& place,
                     lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, Workbook* workbook) {
  const bool bars = chart.kind == Chart::Kind::kBar;
  const bool lying = bars && WantsLyingBars(data);
  lxw_chart* native = workbook->AddChart(!bars   ? LXW_CHART_LINE
                                         : lying ? LXW_CHART_BAR
                                                 : LXW_CHART_COLUMN);
  AddSeries(chart, data, place, native);
  chart_title_set_name(native, Title(chart.title).c_str());
  lxw_chart_font font = {};
  font.size = 13;
  font.bold = LXW_TRUE;
  chart_title_set_name_font(native, &font);
  DressAxes(data, lying, native);
  if (data.series.size() == 1) {
    chart_legend_set_position(native, LXW_CHART_LEGEND_NONE);
  } else {
    chart_legend_set_position(native, LXW_CHART_LEGEND_BOTTOM);
  }
  int height = kChartHeightPixels;
  if (lying) {
    const auto rows = static_cast<int>(std::min<size_t>(data.categories.size(), 120));
    height = std::max(height, 140 + rows * (10 + 16 * static_cast<int>(data.series.size())));
  }
  lxw_chart_options options = {};
  std::string description = DescribeChart(chart, data);
  options.description = description.data();
  options.x_scale = kChartWidthPixels / 480.0;  // from the size that charts have by themselves
  options.y_scale = height / 288.0;
  options.object_position = LXW_OBJECT_MOVE_AND_SIZE;
  Workbook::Must(worksheet_insert_chart_opt(sheet, row, column, native, &options));
  return static_cast<lxw_row_t>(height / kRowPixels + 2);
}

}  // namespace champions::documents
