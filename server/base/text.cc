#include "base/text.h"

#include <algorithm>
#include <array>

namespace champions {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The length of the UTF-8 sequence that starts here, 0 where it is not valid (overlong forms,
// surrogates and code points above U+10FFFF included).
size_t SequenceLength(std::string_view text) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  auto follows = [&](size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!follows(1) || !follows(2)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;
    if (lead == 0xED && byte(1) > 0x9F) return 0;
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if (lead == 0xF0 && byte(1) < 0x90) return 0;
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

std::string Wrong(std::string_view text, std::string_view expected) {
  return "is " + Quoted(text) + ": expected " + std::string(expected);
}

template <size_t N>
bool OneOf(std::string_view text, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

std::optional<size_t> Utf8Length(std::string_view text) {
  size_t count = 0;
  while (!text.empty()) {
    size_t length = SequenceLength(text);
    if (length == 0) return std::nullopt;
    text.remove_prefix(length);
    ++count;
  }
  return count;
}

bool HasControlCharacter(std::string_view text, bool allow_lines) {
  return std::any_of(text.begin(), text.end(), [&](char c) {
    unsigned char u = static_cast<unsigned char>(c);
    if (allow_lines && (c == '\n' || c == '\r' || c == '\t')) return false;
    return u < 0x20 || u == 0x7F;
  });
}

std::string CheckCode(std::string_view text) {
  bool bad = std::any_of(text.begin(), text.end(), [](char c) {
    unsigned char u = static_cast<unsigned char>(c);
    return u <= 0x20 || u == 0x7F || c == ';' || c == ',';
  });
  return bad ? Wrong(text, "a code without spaces, commas or semicolons") : "";
}

std::string CheckUuid(std::string_view text) {
  bool good = text.size() == 36;
  for (size_t i = 0; good && i < 36; ++i) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    char c = text[i];
    good = dash ? c == '-' : IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
  return good ? "" : Wrong(text, "a UUID such as 0f8fad5b-d9cb-469f-a165-70867728950e");
}

std::string CheckWard(std::string_view text) {
  bool good = text.size() == 9 && text[0] >= 'A' && text[0] <= 'Z' &&
              std::all_of(text.begin() + 1, text.end(), IsDigit);
  return good ? "" : Wrong(text, "an ONS ward code, a capital letter and eight digits");
}

std::string CheckLanguage(std::string_view text) {
  auto subtags = Split(text, '-');
  bool good = subtags[0].size() >= 2 && subtags[0].size() <= 8 &&
              std::all_of(subtags[0].begin(), subtags[0].end(), IsLetter);
  for (const auto& subtag : subtags) {
    good =
        good && !subtag.empty() && subtag.size() <= 8 &&
        std::all_of(subtag.begin(), subtag.end(), [](char c) { return IsDigit(c) || IsLetter(c); });
  }
  return good ? "" : Wrong(text, "a BCP 47 language tag such as ro or pt-BR");
}

std::string CheckEmail(std::string_view text) {
  auto at = text.find('@');
  bool good = at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
              text.find('@', at + 1) == std::string_view::npos &&
              text.find(' ') == std::string_view::npos && !HasControlCharacter(text, false);
  return good ? "" : Wrong(text, "an e-mail address such as name@example.org");
}

std::string CheckEthnicCategory(std::string_view text) {
  static constexpr std::array<std::string_view, 18> kCodes = {
      "A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Z", "99"};
  return OneOf(text, kCodes) ? "" : Wrong(text, "an NHS ethnic category: A to S, Z or 99");
}

std::string CheckGender(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kCodes = {"1", "2", "3", "4", "X", "Z"};
  return OneOf(text, kCodes) ? "" : Wrong(text, "an NHS gender identity code: 1 to 4, X or Z");
}

std::string CheckAgeBand(std::string_view text) {
  static constexpr std::array<std::string_view, 9> kBands = {
      "0-15", "16-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+"};
  return OneOf(text, kBands)
             ? ""
             : Wrong(text, "0-15, 16-24, 25-34, 35-44, 45-54, 55-64, 65-74, 75-84 or 85+");
}

std::string Quoted(std::string_view text) {
  constexpr size_t kMost = 60;
  std::string quoted = "'";
  size_t characters = 0;
  while (!text.empty() && characters < kMost) {
    size_t length = SequenceLength(text);
    bool control = length == 1 && HasControlCharacter(text.substr(0, 1), false);
    if (length == 0 || control) {
      quoted += "\xEF\xBF\xBD";  // the replacement character
      length = 1;
    } else {
      quoted += text.substr(0, length);
    }
    text.remove_prefix(length);
    ++characters;
  }
  return quoted + (text.empty() ? "'" : "…'");
}

std::string ToHex(std::string_view bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string hex;
  for (char c : bytes) {
    auto byte = static_cast<unsigned char>(c);
    hex += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return hex;
}

std::string Replaced(std::string_view text, std::string_view mark, std::string_view with) {
  std::string result(text);
  for (auto at = result.find(mark); at != std::string::npos;
       at = result.find(mark, at + with.size())) {
    result.replace(at, mark.size(), with);
  }
  return result;
}

std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) joined += separator;
    joined += parts[i];
  }
  return joined;
}

std::optional<int64_t> ParseMoney(std::string_view text) {
  auto dot = text.find('.');
  auto pounds = text.substr(0, dot);
  auto pence = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  bool bad_pence = dot != std::string_view::npos && (pence.empty() || pence.size() > 2);
  if (pounds.empty() || pounds.size() > 11 || bad_pence) return std::nullopt;
  if (!std::all_of(pounds.begin(), pounds.end(), IsDigit)) return std::nullopt;
  if (!std::all_of(pence.begin(), pence.end(), IsDigit)) return std::nullopt;
  int64_t value = 0;
  for (char c : pounds) value = value * 10 + (c - '0');
  value *= 100;
  if (!pence.empty()) value += (pence[0] - '0') * 10;
  if (pence.size() == 2) value += pence[1] - '0';
  return value;
}

std::string FormatPounds(int64_t pence) {
  std::string digits = std::to_string(pence < 0 ? -pence : pence);
  if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
  digits.insert(digits.size() - 2, ".");
  return (pence < 0 ? "-£" : "£") + digits;
}

}  // namespace champions
