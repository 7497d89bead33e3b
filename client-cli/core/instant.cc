#include "client-cli/core/instant.h"

#include <google/protobuf/util/time_util.h>

#include <cstdio>
#include <limits>
#include <regex>
#include <stdexcept>

namespace champions::cli {
namespace {

using google::protobuf::util::TimeUtil;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr char kExpected[] =
    "expected an instant such as 2024-07-01T00:30:00+01:00 (or 2024-07-01T00:30, London time)";

[[noreturn]] void Refuse(const std::string& text, const std::string& why = kExpected) {
  throw std::invalid_argument("found '" + text + "', " + why);
}

sys_seconds LastSundayAtOne(std::chrono::year year, std::chrono::month month) {
  return sys_days(year / month / std::chrono::Sunday[std::chrono::last]) + hours(1);
}

sys_seconds FromLondon(sys_seconds local, const std::string& text) {
  const sys_seconds as_winter = local;
  const sys_seconds as_summer = local - hours(1);
  const bool winter_fits = LondonOffset(as_winter) == seconds(0);
  const bool summer_fits = LondonOffset(as_summer) == hours(1);
  if (winter_fits && summer_fits) {
    Refuse(text, "which happens twice in London that day; add +01:00 for the first or Z");
  }
  if (!winter_fits && !summer_fits) {
    Refuse(text, "which London's clocks skip that day; add an offset such as Z");
  }
  return winter_fits ? as_winter : as_summer;
}

}  // namespace

seconds LondonOffset(sys_seconds instant) {
  const std::chrono::year_month_day day(std::chrono::floor<days>(instant));
  const bool summer = instant >= LastSundayAtOne(day.year(), std::chrono::March) &&
                      instant < LastSundayAtOne(day.year(), std::chrono::October);
  return summer ? hours(1) : hours(0);
}

google::protobuf::Timestamp ParseInstant(const std::string& text) {
  static const std::regex kShape(
      R"((\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})?)");
  std::smatch part;
  if (!std::regex_match(text, part, kShape)) Refuse(text);
  const std::string clock = part[3].matched ? part[3].str() : ":00";
  const std::string offset = part[5].matched && part[5] != "z" ? part[5].str() : "Z";
  google::protobuf::Timestamp instant;
  if (!TimeUtil::FromString(part[1].str() + "T" + part[2].str() + clock + part[4].str() + offset,
                            &instant)) {
    Refuse(text);
  }
  if (!part[5].matched) {
    const auto local = sys_seconds(seconds(instant.seconds()));
    instant.set_seconds(FromLondon(local, text).time_since_epoch().count());
  }
  return instant;
}

std::string FormatInstant(const google::protobuf::Timestamp& instant) {
  return TimeUtil::ToString(instant);
}

std::string FormatLondon(const google::protobuf::Timestamp& instant) {
  const auto utc = sys_seconds(seconds(instant.seconds()));
  const auto local = utc + LondonOffset(utc);
  const auto day = std::chrono::floor<days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<seconds> clock(local - day);
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()));
  return text;
}

std::chrono::milliseconds ParseDuration(const std::string& text) {
  static const std::regex kShape(R"((\d{1,9})(ms|s|m|h)?)");
  std::smatch part;
  if (!std::regex_match(text, part, kShape) || std::stoll(part[1]) == 0) {
    throw std::invalid_argument("found '" + text +
                                "', expected a time such as 30s, 500ms, 2m or 1h");
  }
  const std::string unit = part[2];
  const long long factor = unit == "ms" ? 1 : unit == "m" ? 60000 : unit == "h" ? 3600000 : 1000;
  return std::chrono::milliseconds(std::stoll(part[1]) * factor);
}

}  // namespace champions::cli
