// Connections to the service.
#pragma once

#include <grpcpp/channel.h>

#include <memory>

#include "load/options.h"

namespace champions::bench {

// The number-th connection; each is one of its own. Waits until it is there.
std::shared_ptr<grpc::Channel> Connect(const Options& options, int number);

}  // namespace champions::bench
