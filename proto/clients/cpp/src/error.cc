#include "champions/client/error.h"

#include <google/protobuf/util/time_util.h>
#include <google/rpc/error_details.pb.h>

#include <cstddef>
#include <iterator>
#include <sstream>

namespace champions::client {
namespace {

std::string Text(const Error& error) {
  std::ostringstream text;
  text << error;
  return text.str();
}

}  // namespace

Error ErrorFrom(const google::rpc::Status& status) {
  Error error;
  error.code = static_cast<grpc::StatusCode>(status.code());
  error.message = status.message();
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad_request;
  google::rpc::RetryInfo retry_info;
  for (const auto& detail : status.details()) {
    if (detail.UnpackTo(&info)) {
      error.reason = info.reason();
      error.metadata = {info.metadata().begin(), info.metadata().end()};
    } else if (detail.UnpackTo(&bad_request)) {
      for (const auto& each : bad_request.field_violations()) {
        error.field_violations.push_back({each.field(), each.description()});
      }
    } else if (detail.UnpackTo(&retry_info)) {
      error.retry_after = std::chrono::milliseconds(
          google::protobuf::util::TimeUtil::DurationToMilliseconds(retry_info.retry_delay()));
    }
  }
  return error;
}

Error ErrorFrom(const grpc::Status& status) {
  // The details travel in a trailer of their own, as a google.rpc.Status.
  google::rpc::Status details;
  if (status.error_details().empty() || !details.ParseFromString(status.error_details())) {
    details.Clear();
  }
  details.set_code(status.error_code());
  details.set_message(status.error_message());
  return ErrorFrom(details);
}

std::string CodeName(grpc::StatusCode code) {
  static constexpr const char* kNames[] = {"OK",
                                           "CANCELLED",
                                           "UNKNOWN",
                                           "INVALID_ARGUMENT",
                                           "DEADLINE_EXCEEDED",
                                           "NOT_FOUND",
                                           "ALREADY_EXISTS",
                                           "PERMISSION_DENIED",
                                           "RESOURCE_EXHAUSTED",
                                           "FAILED_PRECONDITION",
                                           "ABORTED",
                                           "OUT_OF_RANGE",
                                           "UNIMPLEMENTED",
                                           "INTERNAL",
                                           "UNAVAILABLE",
                                           "DATA_LOSS",
                                           "UNAUTHENTICATED"};
  const auto number = static_cast<std::size_t>(code);
  return number < std::size(kNames) ? kNames[number] : "UNKNOWN";
}

std::ostream& operator<<(std::ostream& out, const Error& error) {
  out << CodeName(error.code) << (error.reason.empty() ? "" : " ") << error.reason << ": "
      << error.message;
  for (const auto& violation : error.field_violations) {
    out << "; " << violation.field << ": " << violation.description;
  }
  return out;
}

BadResult::BadResult(const Error& error) : std::runtime_error(Text(error)) {}

}  // namespace champions::client
