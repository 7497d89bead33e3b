// The log: one JSON object a line on standard error. It holds no personal data, and no text from
// outside that could forge a line (JSON escapes it; values are cut).
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <variant>

namespace champions::observability {

enum class Level { kDebug, kInfo, kWarning, kError };
using Value = std::variant<std::string, int64_t, double>;

// Lines below this level are left out.
void SetLogLevel(Level level);
Level LevelFromName(const std::string& name);

void Log(Level level, const std::string& event,
         std::initializer_list<std::pair<const char*, Value>> fields = {});

// gRPC's own messages hold raw bytes of requests: takes them over, escaped and cut.
void CaptureGrpcLog();

}  // namespace champions::observability
