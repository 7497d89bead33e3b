// Limits that hold for every call, whatever it asks. Those of single fields are options in the
// protos, those of an installation are in config/config.h; docs/limits.md lists them all.
#pragma once

namespace champions {

// Of one message to the server; a longer one is refused before it is read.
constexpr int kMaxRequestBytes = 4 * 1024 * 1024;

}  // namespace champions
