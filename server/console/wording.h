// How instants, waits and quarters are said to people.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace champions::console {

// `29 November 2026 at 23:45`, by the clocks of Europe/London.
std::string LondonTime(int64_t seconds);
// The day there.
std::chrono::year_month_day LondonDay(int64_t seconds);
// `45 seconds`, `2 minutes`, `1 hour`; rounded up.
std::string InWords(int64_t seconds);
// `2024/25, quarter 2` of `2024-25-Q2`.
std::string QuarterInWords(const std::string& quarter);

}  // namespace champions::console
