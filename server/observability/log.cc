#include "observability/log.h"

#include <grpc/support/log.h>

#include <atomic>
#include <chrono>
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
  struct tm utc {};
  gmtime_r(&seconds, &utc);
  char text[40];
  size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%06ldZ", static_cast<long>(micros.count()));
  return text;
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
  nlohmann::ordered_json line;
  line["time"] = Now();
  line["level"] = kNames[static_cast<int>(level)];
  line["event"] = event;
  for (const auto& [name, value] : fields) {
    std::visit(
        [&, key = name](const auto& v) {
          if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string>) {
            line[key] = v.substr(0, kMostValueBytes);
          } else {
            line[key] = v;
          }
        },
        value);
  }
  // One write per line: lines of several threads do not mix. Invalid UTF-8 is replaced.
  std::string text =
      line.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void CaptureGrpcLog() { gpr_set_log_function(GrpcLog); }

}  // namespace champions::observability
