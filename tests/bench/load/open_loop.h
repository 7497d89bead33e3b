// Calls that come at a rate, whatever becomes of them, from one thread.
#pragma once

#include <nlohmann/json.hpp>

#include "load/options.h"

namespace champions::bench {

// LogReach at `rate_per_second`, at most `in_flight` unanswered, over `channels` connections.
nlohmann::json RunOpenLoop(const Options& options);

}  // namespace champions::bench
