// `champions doctor`: what lies between this machine and the server, step by step.
#pragma once

#include <string>
#include <vector>

#include "client-cli/core/failure.h"
#include "client-cli/core/profile.h"

namespace champions::cli {

struct Finding {
  std::string check;
  bool ok = false;
  // What was found.
  std::string detail;
  // What to do; empty where all is well.
  std::string advice;
  // Of the program, where this is the first that failed.
  ExitStatus status = ExitStatus::kOther;
};

// Opens a connection as gRPC would, without gRPC, to say which step fails: the name, the port or
// socket, the certificate. Stops at the first step that fails.
std::vector<Finding> CheckTransport(const Profile& profile);

}  // namespace champions::cli
