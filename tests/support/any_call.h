// Calls any method of a server by its path, whatever its kind: the messages go out, what comes back
// is collected.
#pragma once

#include <grpcpp/grpcpp.h>

#include <string>
#include <vector>

#include "support/test_server.h"

namespace champions::test {

struct AnyAnswer {
  Outcome outcome;
  std::vector<std::string> messages;  // serialized
};

// `path` is such as `/champions.v1.ReachService/LogReach`; `messages` are serialized.
AnyAnswer CallAny(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context,
                  const std::string& path, const std::vector<std::string>& messages);

}  // namespace champions::test
