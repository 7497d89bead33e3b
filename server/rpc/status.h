// From a refusal to the status that a caller sees, in one place.
#pragma once

#include <grpcpp/support/status.h>

#include "base/refusal.h"

namespace google::rpc {
class Status;
}

namespace champions::rpc {

// With google.rpc.ErrorInfo (domain `champions`), BadRequest and RetryInfo as they apply. The
// details stay under 4 KB: larger ones break the connection for later errors too.
grpc::Status ToStatus(const Refusal& refusal);
// The same as a message, for one item of a stream.
google::rpc::Status ToStatusMessage(const Refusal& refusal);

// `NOT_FOUND` and so on, for logs and metrics.
const char* CodeName(grpc::StatusCode code);

}  // namespace champions::rpc
