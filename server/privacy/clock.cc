#include "privacy/clock.h"

#include "base/civil.h"

namespace champions::privacy {
namespace {

constexpr int64_t kHourUs = 3'600'000'000;
constexpr int64_t kNotificationHours = 72;

// Days come from the database or through the validation, so they are days.
std::chrono::sys_days DayOf(const std::string& day) { return *ParseDate(day); }

std::string Text(std::chrono::sys_days day) { return FormatDate(Date(day)); }

}  // namespace

std::string WorkingDayFrom(const std::string& day, const Holidays& holidays) {
  for (auto at = DayOf(day);; at += std::chrono::days(1)) {
    auto weekday = std::chrono::weekday(at);
    bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
    if (!weekend && holidays.count(Text(at)) == 0) return Text(at);
  }
}

std::string MonthsAfter(const std::string& day, int months) {
  Date moved = *ParseDate(day) + std::chrono::months(months);
  if (moved.ok()) return FormatDate(moved);
  return FormatDate(Date(moved.year() / moved.month() / std::chrono::last));
}

std::string DaysAfter(const std::string& day, int days) {
  return Text(DayOf(day) + std::chrono::days(days));
}

int DaysBetween(const std::string& from, const std::string& to) {
  return static_cast<int>((DayOf(to) - DayOf(from)).count());
}

int64_t NotificationDue(int64_t discovered_at_us) {
  return discovered_at_us + kNotificationHours * kHourUs;
}

int HoursBetween(int64_t from_us, int64_t to_us) {
  int64_t us = to_us - from_us;
  int64_t hours = us / kHourUs;
  return static_cast<int>(us % kHourUs < 0 ? hours - 1 : hours);
}

}  // namespace champions::privacy
