// StreamReach: items as fast as flow control lets them out.
#pragma once

#include <nlohmann/json.hpp>

#include "load/options.h"

namespace champions::bench {

nlohmann::json RunStreams(const Options& options);

}  // namespace champions::bench
