// Civil dates and quarters. A date is a day in Europe/London, written YYYY-MM-DD everywhere. What
// needs the time zone itself (an instant's London day) is asked of PostgreSQL, which knows it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace champions {

using Date = std::chrono::year_month_day;

// Nothing where the text is not exactly YYYY-MM-DD or names a day that does not exist.
std::optional<Date> ParseDate(std::string_view text);
std::string FormatDate(Date date);

// The last day that a business date may have: a year from today. Within an hour of midnight it
// may be a day generous, since it does not ask whether London is on summer time.
Date LatestAllowedDate(std::chrono::system_clock::time_point now);

// A quarter of the UK financial year: Q1 April to June … Q4 January to March.
struct Quarter {
  Date from;  // first day
  Date to;    // last day
};

// Of `2024-25-Q2`; nothing where the text is not a quarter.
std::optional<Quarter> ParseQuarter(std::string_view text);
// The id of the quarter that a day lies in, such as `2024-25-Q2`.
std::string QuarterOf(Date day);

}  // namespace champions
