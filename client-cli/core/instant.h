// Instants as people and scripts write them.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <chrono>
#include <string>

namespace champions::cli {

// RFC 3339 with an offset, such as `2024-07-01T00:30:00+01:00`, seconds optional. Without an offset
// the time is London's, as in the import format. Throws std::invalid_argument with what would be
// right, also for a London time that the clocks skip or that happens twice.
google::protobuf::Timestamp ParseInstant(const std::string& text);

// RFC 3339 in UTC with every digit that the instant has.
std::string FormatInstant(const google::protobuf::Timestamp& instant);

// `2024-07-01 00:30` in London, for people.
std::string FormatLondon(const google::protobuf::Timestamp& instant);

// London's offset from UTC at that instant: one hour in British Summer Time, else none.
std::chrono::seconds LondonOffset(std::chrono::sys_seconds instant);

// `30`, `30s`, `500ms`, `2m` or `1h`. Throws std::invalid_argument.
std::chrono::milliseconds ParseDuration(const std::string& text);

}  // namespace champions::cli
