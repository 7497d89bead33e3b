// Draws SVG in whole tenths of a pixel.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace champions::documents {

inline constexpr int64_t kFontTenths = 140;  // the size of every text
inline constexpr int64_t kLineTenths = 170;  // from one line of text to the next

// The width that a line may need. Generous, since the reader's font may be wider than Arial.
int64_t TextTenths(std::string_view text);
// Lines that are at most so wide.
std::vector<std::string> WrapTenths(std::string_view text, int64_t width, size_t most_lines);

class Canvas {
 public:
  enum class Anchor { kStart, kMiddle, kEnd };

  // The y of a text is its baseline.
  void Text(int64_t x, int64_t y, Anchor anchor, std::string_view text, const char* style = "");
  // Centred around y, one below the other.
  void Lines(int64_t x, int64_t y, Anchor anchor, const std::vector<std::string>& lines);
  void Line(int64_t x1, int64_t y1, int64_t x2, int64_t y2, const char* style);
  // `paint` is a colour or url(#pattern).
  void Rectangle(int64_t x, int64_t y, int64_t width, int64_t height, const std::string& paint,
                 const std::string& edge);
  void Raw(std::string_view markup) { body_ += markup; }
  const std::string& body() const { return body_; }

 private:
  std::string body_;
};

// `12.5` of 125.
std::string Pixels(int64_t tenths);

}  // namespace champions::documents
