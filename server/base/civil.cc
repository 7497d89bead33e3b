#include "base/civil.h"

#include <cstdio>

namespace champions {
namespace {

// The digits of `text` as a number; nothing where there is anything else.
std::optional<int> Digits(std::string_view text) {
  int value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Date> ParseDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto year = Digits(text.substr(0, 4));
  auto month = Digits(text.substr(5, 2));
  auto day = Digits(text.substr(8, 2));
  if (!year || !month || !day || *year == 0) return std::nullopt;
  Date date{std::chrono::year(*year), std::chrono::month(*month), std::chrono::day(*day)};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::string FormatDate(Date date) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(date.year()), unsigned(date.month()),
                unsigned(date.day()));
  return text;
}

Date LatestAllowedDate(std::chrono::system_clock::time_point now) {
  Date today{std::chrono::floor<std::chrono::days>(now + std::chrono::hours(1))};
  Date latest = today + std::chrono::years(1);
  return latest.ok() ? latest : Date{latest.year() / latest.month() / std::chrono::last};
}

std::optional<Quarter> ParseQuarter(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text.substr(7, 2) != "-Q") return std::nullopt;
  auto year = Digits(text.substr(0, 4));
  auto next = Digits(text.substr(5, 2));
  auto number = Digits(text.substr(9, 1));
  if (!year || !next || !number || *year == 0 || *next != (*year + 1) % 100) return std::nullopt;
  if (*number < 1 || *number > 4) return std::nullopt;
  auto first_month = std::chrono::month(*number == 4 ? 1 : 1 + 3 * *number);
  auto in_year = std::chrono::year(*number == 4 ? *year + 1 : *year);
  Date from = in_year / first_month / 1;
  Date to = in_year / (first_month + std::chrono::months(2)) / std::chrono::last;
  return Quarter{from, to};
}

std::string QuarterOf(Date day) {
  unsigned month = unsigned(day.month());
  int year = int(day.year()) - (month < 4 ? 1 : 0);
  unsigned number = month < 4 ? 4 : (month - 1) / 3;
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-Q%u", year, (year + 1) % 100, number);
  return text;
}

}  // namespace champions
