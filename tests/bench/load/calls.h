// Unary calls in a closed loop, from one thread.
#pragma once

#include <nlohmann/json.hpp>

#include "load/options.h"

namespace champions::bench {

// LogReach or GetTotals, `in_flight` at a time, each answer followed by the next call.
nlohmann::json RunClosedLoop(const Options& options);

}  // namespace champions::bench
