#include "console/wording.h"

namespace champions::console {
namespace {

using namespace std::chrono;

constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                   "May",       "June",     "July",     "August",
                                   "September", "October",  "November", "December"};

// Summer time is from the last Sunday of March to that of October, from and until 01:00 UTC.
sys_seconds ToLondon(int64_t at_s) {
  sys_seconds at{seconds(at_s)};
  auto this_year = year_month_day(floor<days>(at)).year();
  auto begins = sys_days(this_year / March / Sunday[last]) + hours(1);
  auto ends = sys_days(this_year / October / Sunday[last]) + hours(1);
  return at >= begins && at < ends ? at + hours(1) : at;
}

std::string TwoDigits(int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string Count(int64_t number, const char* unit) {
  return std::to_string(number) + " " + unit + (number == 1 ? "" : "s");
}

}  // namespace

year_month_day LondonDay(int64_t at_s) { return floor<days>(ToLondon(at_s)); }

std::string LondonTime(int64_t at_s) {
  auto at = ToLondon(at_s);
  auto day = floor<days>(at);
  year_month_day date(day);
  hh_mm_ss time(at - day);
  return std::to_string(static_cast<unsigned>(date.day())) + " " +
         kMonths[static_cast<unsigned>(date.month()) - 1] + " " +
         std::to_string(static_cast<int>(date.year())) + " at " + TwoDigits(time.hours().count()) +
         ":" + TwoDigits(time.minutes().count());
}

std::string InWords(int64_t at_s) {
  if (at_s <= 90) return Count(at_s < 1 ? 1 : at_s, "second");
  if (at_s <= 90 * 60) return Count((at_s + 59) / 60, "minute");
  return Count((at_s + 3599) / 3600, "hour");
}

std::string QuarterInWords(const std::string& quarter) {
  if (quarter.size() != 10) return quarter;
  return quarter.substr(0, 4) + "/" + quarter.substr(5, 2) + ", quarter " + quarter.substr(9);
}

}  // namespace champions::console
