#include "base/decimal.h"

namespace champions {
namespace {

constexpr size_t kMostDigits = 9;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Digits of a number that is not below zero.
std::string Digits(__int128 value) {
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value > 0);
  return digits;
}

std::string WithPlaces(__int128 units, int places) {
  bool negative = units < 0;
  std::string digits = Digits(negative ? -units : units);
  auto least = static_cast<size_t>(places) + 1;
  if (digits.size() < least) digits.insert(0, least - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - static_cast<size_t>(places), 1, '.');
  return (negative ? "-" : "") + digits;
}

}  // namespace

std::optional<int64_t> ParseDecimal(std::string_view text) {
  bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  auto dot = text.find('.');
  auto whole = text.substr(0, dot);
  auto places = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  if (whole.empty() || whole.size() > kMostDigits || places.size() > 3) return std::nullopt;
  if (dot != std::string_view::npos && places.empty()) return std::nullopt;
  int64_t value = 0;
  for (char c : whole) {
    if (!IsDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  for (size_t i = 0; i < 3; ++i) {
    if (i < places.size() && !IsDigit(places[i])) return std::nullopt;
    value = value * 10 + (i < places.size() ? places[i] - '0' : 0);
  }
  return negative ? -value : value;
}

int PlacesOf(std::string_view decimal) {
  auto dot = decimal.find('.');
  return dot == std::string_view::npos ? 0 : static_cast<int>(decimal.size() - dot - 1);
}

std::string FormatDecimal(int64_t thousandths) { return FormatExact(thousandths, 3); }

std::string FormatRatio(__int128 numerator, __int128 denominator, int places) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  for (int i = 0; i < places; ++i) numerator *= 10;
  bool negative = numerator < 0;
  if (negative) numerator = -numerator;
  // Half away from zero: what is left over counts from one half on.
  __int128 units = (numerator * 2 + denominator) / (denominator * 2);
  return WithPlaces(negative ? -units : units, places);
}

std::string FormatExact(__int128 units, int places) {
  std::string text = WithPlaces(units, places);
  if (places == 0) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace champions
