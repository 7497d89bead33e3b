// The clocks of data protection law, on civil days written YYYY-MM-DD and on instants. Where each
// rule comes from is written in docs/privacy-registers.md.
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace champions::privacy {

// The bank holidays of England and Wales around a day.
using Holidays = std::set<std::string>;

// An instant of the database's clock, and the day that it is in London.
struct Moment {
  int64_t now_us = 0;
  std::string today;
};

// The day itself, or the next one that is neither Saturday, Sunday nor a bank holiday.
std::string WorkingDayFrom(const std::string& day, const Holidays& holidays);
// The corresponding day so many months later; the last of the month where it has none such.
std::string MonthsAfter(const std::string& day, int months);
std::string DaysAfter(const std::string& day, int days);
// Below 0 where `to` is before `from`.
int DaysBetween(const std::string& from, const std::string& to);

// 72 hours after it was discovered: hours that pass, whatever a clock on the wall does meanwhile.
int64_t NotificationDue(int64_t discovered_at_us);
// Whole hours, rounded down: -1 as soon as it is past.
int HoursBetween(int64_t from_us, int64_t to_us);

}  // namespace champions::privacy
