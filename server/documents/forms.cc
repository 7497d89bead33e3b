#include "documents/forms.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/civil.h"

namespace champions::documents {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// The digits of value / 10^decimals, in groups of three where wanted.
std::string Scaled(Wide value, int decimals, bool grouped) {
  const bool negative = value < 0;
  // Negated as unsigned, since the lowest number has no positive twin.
  auto magnitude = static_cast<unsigned __int128>(value);
  if (negative) magnitude = -magnitude;
  std::string reversed;
  for (int place = 0; magnitude != 0 || place <= decimals; ++place) {
    if (place == decimals && decimals > 0) reversed += '.';
    const int whole_place = place - decimals;
    if (grouped && whole_place > 0 && whole_place % 3 == 0) reversed += ',';
    reversed += static_cast<char>('0' + static_cast<int>(magnitude % 10));
    magnitude /= 10;
  }
  if (negative) reversed += '-';
  return {reversed.rbegin(), reversed.rend()};
}

int Decimals(Type type) { return type == Type::kPence ? 2 : type == Type::kDecimal ? 1 : 0; }

std::string WithUnit(Type type, std::string number) {
  if (type == Type::kPence) number.insert(number[0] == '-' ? 1 : 0, "£");
  return number;
}

// What follows a lead byte; nothing where the bytes are not UTF-8.
struct Sequence {
  size_t length = 0;
  char32_t code_point = kReplacement;
};

Sequence ReadSequence(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {1, lead};
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t code_point = lead & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code_point = code_point << 6 | (byte(i) & 0x3F);
  }
  const char32_t least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < least || code_point > 0x10FFFF || surrogate) return {};
  return {length, code_point};
}

bool IsControl(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }
bool IsNonCharacter(char32_t c) { return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF); }

// Widths of Arial from the space to the tilde, in thousandths of its size.
constexpr std::array<int16_t, 95> kArial = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};

int64_t CharacterWidth(char32_t c) {
  if (c >= 0x20 && c < 0x7F) return kArial[c - 0x20];
  if (c >= 0x300 && c < 0x370) return 0;  // marks that stand above or below a letter
  if (c < 0x900) return 620;
  return c < 0x1100 ? 720 : 1000;
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '\t') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

// As much of a line as fits, with … at its end.
std::string CutLine(std::string_view line, int64_t width) {
  std::string cut;
  int64_t used = TextWidth("…");
  while (!line.empty()) {
    std::string_view rest = line;
    used += CharacterWidth(TakeCodePoint(&rest));
    if (used > width) break;
    cut += line.substr(0, line.size() - rest.size());
    line = rest;
  }
  while (!cut.empty() && cut.back() == ' ') cut.pop_back();
  return cut + "…";
}

// Puts a character before each one that means something in HTML or XML.
void AppendEscaped(char c, std::string* out) {
  switch (c) {
    case '&':
      *out += "&amp;";
      return;
    case '<':
      *out += "&lt;";
      return;
    case '>':
      *out += "&gt;";
      return;
    case '"':
      *out += "&quot;";
      return;
    case '\'':
      *out += "&#39;";
      return;
    default:
      *out += c;
  }
}

}  // namespace

bool IsNumber(Type type) { return type != Type::kText && type != Type::kDate; }

std::string PlainNumber(Type type, int64_t value) { return Scaled(value, Decimals(type), false); }

std::string DisplayNumber(Type type, Wide value) {
  return WithUnit(type, Scaled(value, Decimals(type), true));
}

std::string AxisNumber(Type type, Wide value) {
  int decimals = Decimals(type);
  const int unit = decimals == 2 ? 100 : decimals == 1 ? 10 : 1;
  if (value % unit == 0) {
    value /= unit;
    decimals = 0;
  }
  return WithUnit(type, Scaled(value, decimals, true));
}

std::string DisplayDate(std::string_view date) {
  static constexpr std::array<const char*, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"};
  const auto parsed = ParseDate(date);
  if (!parsed) return std::string(date);
  return std::to_string(static_cast<unsigned>(parsed->day())) + " " +
         kMonths[static_cast<unsigned>(parsed->month()) - 1] + " " +
         std::to_string(static_cast<int>(parsed->year()));
}

std::string DisplayCell(Type type, const Cell& cell) {
  if (std::holds_alternative<Hidden>(cell)) return std::string(kHiddenMark);
  if (std::holds_alternative<Empty>(cell)) return std::string(kEmptyMark);
  if (const auto* number = std::get_if<int64_t>(&cell)) return DisplayNumber(type, *number);
  const auto& text = std::get<std::string>(cell);
  return type == Type::kDate ? DisplayDate(text) : text;
}

char32_t TakeCodePoint(std::string_view* text) {
  const Sequence sequence = ReadSequence(*text);
  text->remove_prefix(std::max<size_t>(sequence.length, 1));
  return sequence.code_point;
}

std::string Clean(std::string_view text, bool keep_lines) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = TakeCodePoint(&text);
    if (c == '\r' && !text.empty() && text[0] == '\n') continue;
    if (c == '\n' || c == '\r') {
      clean += keep_lines ? '\n' : ' ';
    } else if (c == '\t') {
      clean += ' ';
    } else if (c == kReplacement || IsControl(c) || IsNonCharacter(c)) {
      clean += "\uFFFD";
    } else {
      clean += before.substr(0, before.size() - text.size());
    }
  }
  return clean;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : Clean(text, true)) AppendEscaped(c, &escaped);
  return escaped;
}

int64_t TextWidth(std::string_view text) {
  int64_t width = 0;
  while (!text.empty()) width += CharacterWidth(TakeCodePoint(&text));
  return width;
}

std::vector<std::string> WrapText(std::string_view text, int64_t width, size_t most_lines) {
  std::vector<std::string> lines;
  for (const auto& word : Words(text)) {
    if (!lines.empty() && TextWidth(lines.back() + " " + word) <= width) {
      lines.back() += " " + word;
    } else if (lines.size() < most_lines) {
      lines.push_back(word);
    } else {
      lines.back() = CutLine(lines.back() + " " + word, width);
      break;
    }
  }
  for (auto& line : lines) {
    if (TextWidth(line) > width) line = CutLine(line, width);
  }
  return lines;
}

}  // namespace champions::documents
