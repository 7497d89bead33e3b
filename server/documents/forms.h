// How values are written down, and how long a text is on paper. All of it in whole numbers, so that
// neither a locale nor a rounding of floating point can make two machines differ.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "documents/document.h"

namespace champions::documents {

using Wide = __int128;  // the ends of an axis may lie beyond an int64

inline constexpr std::string_view kHiddenMark = "*";
inline constexpr std::string_view kEmptyMark = "\u2013";
inline constexpr std::string_view kHiddenMeaning =
    "* A figure that the disclosure policy hides, so that nobody can be told from it.";
inline constexpr std::string_view kEmptyMeaning = "\u2013 Not given, or does not apply.";

bool IsNumber(Type type);

// For programs: `1234.50` for pence, `-0.5` for tenths, `1234`.
std::string PlainNumber(Type type, int64_t value);
// For people: `£1,234.50`, `-0.5`, `1,234`.
std::string DisplayNumber(Type type, Wide value);
// The same without decimals that are zero, for an axis.
std::string AxisNumber(Type type, Wide value);
// `7 Nov 2024` of `2024-11-07`.
std::string DisplayDate(std::string_view date);
// A cell as people read it; marks for what is hidden or empty.
std::string DisplayCell(Type type, const Cell& cell);

// Valid UTF-8 that XML and HTML can hold: what is neither becomes U+FFFD. Line ends become \n, or
// spaces where no lines are wanted.
std::string Clean(std::string_view text, bool keep_lines);
// The same with the five characters escaped that mean something in HTML and XML.
std::string Escaped(std::string_view text);

// The next code point of valid UTF-8, which is taken off; U+FFFD and one byte where it is not
// valid.
char32_t TakeCodePoint(std::string_view* text);

// About how wide a line is in Arial, in thousandths of the size of the font.
int64_t TextWidth(std::string_view text);
// Lines of whole words, each at most this wide; the last one ends with … where there is more.
std::vector<std::string> WrapText(std::string_view text, int64_t width, size_t most_lines);

}  // namespace champions::documents
