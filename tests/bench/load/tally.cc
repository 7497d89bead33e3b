#include "load/tally.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace champions::bench {
namespace {

const char* CodeName(grpc::StatusCode code) {
  static const char* const kNames[] = {"OK",
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
  return code >= 0 && code <= 16 ? kNames[code] : "NO_SUCH_CODE";
}

// After these nobody can say whether the write was done.
bool LeavesOutcomeUnknown(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DATA_LOSS:
      return true;
    default:
      return false;
  }
}

Tally::Details DetailsOf(const grpc::Status& status) {
  Tally::Details found;
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return found;
  for (const auto& any : details.details()) {
    google::rpc::ErrorInfo info;
    if (any.Is<google::rpc::ErrorInfo>() && any.UnpackTo(&info)) found.reason = info.reason();
    google::rpc::RetryInfo retry;
    if (any.Is<google::rpc::RetryInfo>() && any.UnpackTo(&retry)) {
      found.has_retry_info = retry.has_retry_delay();
    }
  }
  return found;
}

float Milliseconds(Clock::duration duration) {
  return std::chrono::duration<float, std::milli>(duration).count();
}

// The value that this share of them does not exceed.
double Percentile(std::vector<float>& values, double share) {
  if (values.empty()) return 0;
  auto index = static_cast<size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(index),
                   values.end());
  return values[index];
}

}  // namespace

void Tally::MeasureBetween(Clock::time_point from, Clock::time_point to) {
  from_ = from;
  to_ = to;
}

bool Tally::IsMeasured(Clock::time_point started, Clock::time_point ended) const {
  return started >= from_ && ended <= to_;
}

void Tally::Acknowledged(const char* request_id, const std::string& reach_id) {
  ++acknowledged_;
  if (acknowledged_file_.empty()) return;
  acknowledged_lines_.append(request_id, 36).append(1, '\t').append(reach_id).append(1, '\n');
}

void Tally::WriteAcknowledged() const {
  if (acknowledged_file_.empty()) return;
  std::ofstream file(acknowledged_file_, std::ios::trunc);
  file << acknowledged_lines_ << std::flush;
  if (!file) throw std::runtime_error("cannot write " + acknowledged_file_);
}

void Tally::Ok(Clock::time_point started, Clock::time_point ended) {
  ++ok_;
  if (ended >= from_ && ended <= to_) ++ok_measured_;
  if (IsMeasured(started, ended)) latencies_ms_.push_back(Milliseconds(ended - started));
}

void Tally::Failed(const grpc::Status& status, Clock::time_point started, Clock::time_point ended) {
  // Under too much load they are all the same.
  if (status.error_details() != last_details_) {
    last_details_ = status.error_details();
    last_ = DetailsOf(status);
  }
  const auto& details = last_;
  std::string name = CodeName(status.error_code());
  name += " " + (details.reason.empty() ? "without a reason" : details.reason);
  ++errors_[name];
  if (LeavesOutcomeUnknown(status.error_code())) ++unknown_;
  if (status.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED) return;
  ++(details.has_retry_info ? refused_with_retry_ : refused_without_retry_);
  if (IsMeasured(started, ended)) refusals_ms_.push_back(Milliseconds(ended - started));
}

nlohmann::json Tally::Report() const {
  WriteAcknowledged();
  auto latencies = latencies_ms_;
  auto refusals = refusals_ms_;
  double seconds = std::chrono::duration<double>(to_ - from_).count();
  return {{"ok", ok_},
          {"acknowledged", acknowledged_},
          {"unknown", unknown_},
          {"rate", seconds > 0 ? static_cast<double>(ok_measured_) / seconds : 0},
          {"p50_ms", Percentile(latencies, 0.5)},
          {"p90_ms", Percentile(latencies, 0.9)},
          {"p99_ms", Percentile(latencies, 0.99)},
          {"max_ms", Percentile(latencies, 1)},
          {"errors", errors_},
          {"refused_with_retry_info", refused_with_retry_},
          {"refused_without_retry_info", refused_without_retry_},
          {"refusal_p50_ms", Percentile(refusals, 0.5)},
          {"refusal_p99_ms", Percentile(refusals, 0.99)}};
}

}  // namespace champions::bench
