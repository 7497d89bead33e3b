// Decimal numbers with at most three places, exact: whole thousandths, never floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace champions {

constexpr int64_t kThousandths = 1000;

// Thousandths of `42.7`, `-16.0` or `71`; nothing where it is no decimal number, has more than
// three places or is 10^9 or more.
std::optional<int64_t> ParseDecimal(std::string_view text);
// How many places a decimal number is written with: 1 of `-16.0`, 0 of `-31`.
int PlacesOf(std::string_view decimal);
// `42.7` of 42700, without zeros at its end.
std::string FormatDecimal(int64_t thousandths);

// numerator / denominator with so many places, half away from zero, as a decimal number such as
// `-16.2`; it keeps zeros at its end. The denominator is not 0.
std::string FormatRatio(__int128 numerator, __int128 denominator, int places);
// The exact value of units / 10^places, without zeros at its end.
std::string FormatExact(__int128 units, int places);

}  // namespace champions
