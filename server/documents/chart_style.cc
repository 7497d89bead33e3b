#include "documents/chart_style.h"

#include <array>

namespace champions::documents {
namespace {

constexpr std::array<SeriesStyle, kMostSeries> kStyles = {{
    {"#1d4f7c", "", ""},
    {"#a33b00", "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4", "8 4"},
    {"#2b6a4a", "M0,4 h8", "2 3"},
    {"#6b3fa0", "M4,0 v8", "12 3 2 3"},
    {"#7a5200", "M0,4 h8 M4,0 v8", "5 5"},
    {"#4a4a4a", "M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4", "14 4"},
}};

std::string Point(int64_t x, int64_t y) { return Pixels(x) + "," + Pixels(y); }

}  // namespace

const SeriesStyle& StyleOf(size_t series) { return kStyles[series % kStyles.size()]; }

std::string PatternDefinitions(const std::string& prefix, size_t series_count) {
  std::string definitions;
  for (size_t i = 0; i < series_count; ++i) {
    const SeriesStyle& style = StyleOf(i);
    if (!*style.pattern) continue;
    definitions += "<pattern id=\"" + prefix + "-" + std::to_string(i) +
                   "\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
                   "<rect width=\"8\" height=\"8\" fill=\"#ffffff\"/><path d=\"" +
                   style.pattern + "\" fill=\"none\" stroke=\"" + style.colour +
                   "\" stroke-width=\"2\"/></pattern>\n";
  }
  return definitions.empty() ? "" : "<defs>\n" + definitions + "</defs>\n";
}

std::string PaintOf(const std::string& prefix, size_t series) {
  const SeriesStyle& style = StyleOf(series);
  if (!*style.pattern) return style.colour;
  return "url(#" + prefix + "-" + std::to_string(series) + ")";
}

void DrawMarker(int64_t x, int64_t y, size_t series, Canvas* canvas) {
  const std::string colour = StyleOf(series).colour;
  const bool hollow = series % 2 == 1;
  const std::string paint = " fill=\"" + (hollow ? std::string("#ffffff") : colour) +
                            "\" stroke=\"" + colour + "\" stroke-width=\"2\"/>\n";
  switch (series % kMostSeries / 2) {
    case 0:
      canvas->Raw("<circle cx=\"" + Pixels(x) + "\" cy=\"" + Pixels(y) + "\" r=\"4\"" + paint);
      return;
    case 1:
      canvas->Raw("<rect x=\"" + Pixels(x - 40) + "\" y=\"" + Pixels(y - 40) +
                  "\" width=\"8\" height=\"8\"" + paint);
      return;
    default:
      canvas->Raw("<path d=\"M" + Point(x, y - 50) + " L" + Point(x + 50, y + 40) + " L" +
                  Point(x - 50, y + 40) + " Z\"" + paint);
  }
}

}  // namespace champions::documents
