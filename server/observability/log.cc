#include "observability/log.h"

#include <grpc/support/log.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

namespace champions::observability {
namespace {

constexpr size_t kMostValueBytes = 2000;
constexpr const char* kNames[] = {"debug", "info", "warning", "error"};
std::atomic<Level> least_level{Level::kInfo};

std::string Now() {
  auto now = std::chrono::system_clock::now();
  auto seconds = std::chrono::system_clock::to_time_t(now);
  auto micros = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()) %
                std::chrono::seconds(1);
  // The second is the same for many lines.
  static thread_local time_t last = 0;
  static thread_local char text[40];
  static thread_local size_t length = 0;
  if (seconds != last) {
    struct tm utc {};
    gmtime_r(&seconds, &utc);
    length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    last = seconds;
  }
  std::string digits = std::to_string(1'000'000 + micros.count());
  digits[0] = '.';
  return std::string(text, length) + digits + "Z";
}

// As JSON, cut. Most text is plain and is taken as it is; the library escapes the rest and replaces
// invalid UTF-8.
std::string Quote(const std::string& text) {
  bool is_plain =
      text.size() <= kMostValueBytes && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
      });
  if (is_plain) return '"' + text + '"';
  return nlohmann::json(text.substr(0, kMostValueBytes))
      .dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string NumberText(double number) {
  if (!std::isfinite(number)) return "null";
  char text[40];
  auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::general, 6).ptr;
  return {text, end};
}

void GrpcLog(gpr_log_func_args* args) {
  if (args->severity == GPR_LOG_SEVERITY_DEBUG) return;
  auto level = args->severity == GPR_LOG_SEVERITY_ERROR ? Level::kWarning : Level::kInfo;
  Log(level, "grpc", {{"message", std::string(args->message)}});
}

}  // namespace

void SetLogLevel(Level level) { least_level = level; }

Level LevelFromName(const std::string& name) {
  for (int i = 0; i < 4; ++i) {
    if (name == kNames[i]) return static_cast<Level>(i);
  }
  return Level::kInfo;
}

void Log(Level level, const std::string& event,
         std::initializer_list<std::pair<const char*, Value>> fields) {
  if (level < least_level.load()) return;
  std::string line = "{\"time\":\"" + Now() + "\",\"level\":\"" + kNames[static_cast<int>(level)] +
                     "\",\"event\":" + Quote(event);
  for (const auto& [name, value] : fields) {
    line += ",\"";
    line += name;
    line += "\":";
    if (const auto* text = std::get_if<std::string>(&value)) {
      line += Quote(*text);
    } else if (const auto* number = std::get_if<int64_t>(&value)) {
      line += std::to_string(*number);
    } else {
      line += NumberText(std::get<double>(value));
    }
  }
  line += "}\n";
  // One write per line: lines of several threads do not mix.
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void CaptureGrpcLog() { gpr_set_log_function(GrpcLog); }

}  // namespace champions::observability
