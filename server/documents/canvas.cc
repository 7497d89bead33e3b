#include "documents/canvas.h"

#include "documents/forms.h"

namespace champions::documents {
namespace {

// Fonts that stand in for Arial are up to a seventh wider.
int64_t ToTenths(int64_t thousandths) { return thousandths * kFontTenths * 8 / 7 / 1000; }

std::string Attribute(const char* name, int64_t tenths) {
  return std::string(" ") + name + "=\"" + Pixels(tenths) + "\"";
}

std::string ClassOf(const char* style) {
  return *style ? std::string(" class=\"") + style + "\"" : "";
}

}  // namespace

std::string Pixels(int64_t tenths) {
  std::string text = PlainNumber(Type::kDecimal, tenths);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

int64_t TextTenths(std::string_view text) { return ToTenths(TextWidth(text)); }

std::vector<std::string> WrapTenths(std::string_view text, int64_t width, size_t most_lines) {
  return WrapText(text, width * 1000 * 7 / 8 / kFontTenths, most_lines);
}

void Canvas::Text(int64_t x, int64_t y, Anchor anchor, std::string_view text, const char* style) {
  body_ += "<text" + Attribute("x", x) + Attribute("y", y);
  if (anchor == Anchor::kMiddle) body_ += " text-anchor=\"middle\"";
  if (anchor == Anchor::kEnd) body_ += " text-anchor=\"end\"";
  body_ += ClassOf(style) + ">" + Escaped(text) + "</text>\n";
}

void Canvas::Lines(int64_t x, int64_t y, Anchor anchor, const std::vector<std::string>& lines) {
  int64_t baseline = y + 50 - static_cast<int64_t>(lines.size() - 1) * kLineTenths / 2;
  if (lines.empty()) return;
  for (const auto& line : lines) {
    Text(x, baseline, anchor, line);
    baseline += kLineTenths;
  }
}

void Canvas::Line(int64_t x1, int64_t y1, int64_t x2, int64_t y2, const char* style) {
  body_ += "<line" + Attribute("x1", x1) + Attribute("y1", y1) + Attribute("x2", x2) +
           Attribute("y2", y2) + ClassOf(style) + "/>\n";
}

void Canvas::Rectangle(int64_t x, int64_t y, int64_t width, int64_t height,
                       const std::string& paint, const std::string& edge) {
  body_ += "<rect" + Attribute("x", x) + Attribute("y", y) + Attribute("width", width) +
           Attribute("height", height) + " fill=\"" + paint + "\" stroke=\"" + edge + "\"/>\n";
}

}  // namespace champions::documents
