// The typed details that every refusal of the server carries.
#pragma once

#include <grpcpp/support/status.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace champions::cli {

struct StatusDetails {
  std::string reason;
  std::map<std::string, std::string> metadata;
  // Proto path and what is wrong with it, in the server's order.
  std::vector<std::pair<std::string, std::string>> fields;
  std::optional<std::chrono::milliseconds> retry_delay;
};

// Details that cannot be read are left out; the code and message of the status always stand.
StatusDetails DetailsOf(const grpc::Status& status);

}  // namespace champions::cli
