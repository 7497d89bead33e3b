// What tells the series of a chart apart: a pattern, a dash and a marker each, and a colour that
// nobody has to see.
#pragma once

#include <string>

#include "documents/canvas.h"
#include "documents/document.h"

namespace champions::documents {

struct SeriesStyle {
  const char* colour;   // at least 4.5:1 on white
  const char* pattern;  // what is drawn in a cell of 8 by 8; "" for an even fill
  const char* dash;     // of a line
};

const SeriesStyle& StyleOf(size_t series);
// The patterns of so many series, with ids that begin with `prefix`.
std::string PatternDefinitions(const std::string& prefix, size_t series_count);
// What a bar of the series is filled with.
std::string PaintOf(const std::string& prefix, size_t series);
// The marker of a series around a point.
void DrawMarker(int64_t x, int64_t y, size_t series, Canvas* canvas);

}  // namespace champions::documents
