// What became of the calls: latencies, and every status by its code and reason.
#pragma once

#include <grpcpp/support/status.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace champions::bench {

using Clock = std::chrono::steady_clock;

class Tally {
 public:
  // Of a refusal.
  struct Details {
    std::string reason;
    bool has_retry_info = false;
  };

  // What is acknowledged is written there by Report(), not before: a disk that stands still would
  // hold up the thread that measures.
  explicit Tally(std::string acknowledged_file)
      : acknowledged_file_(std::move(acknowledged_file)) {}

  // Calls that end before `from` or after `to` count as writes but not towards rate and latency.
  void MeasureBetween(Clock::time_point from, Clock::time_point to);

  void Acknowledged(const char* request_id, const std::string& reach_id);
  void Ok(Clock::time_point started, Clock::time_point ended);
  void Failed(const grpc::Status& status, Clock::time_point started, Clock::time_point ended);
  // Not a status of the service, but something that the client found wrong.
  void Wrong(const std::string& what) { ++errors_["CLIENT " + what]; }

  // At the end: writes the file, and gives times over all, counters, and the rate of calls answered
  // with OK.
  nlohmann::json Report() const;

 private:
  void WriteAcknowledged() const;
  bool IsMeasured(Clock::time_point started, Clock::time_point ended) const;

  Clock::time_point from_, to_;
  std::string acknowledged_file_;
  std::string acknowledged_lines_;
  int64_t ok_ = 0;
  int64_t ok_measured_ = 0;
  int64_t acknowledged_ = 0;
  int64_t unknown_ = 0;  // neither acknowledged nor refused: may have been written or not
  int64_t refused_with_retry_ = 0;
  int64_t refused_without_retry_ = 0;
  std::vector<float> latencies_ms_;
  std::vector<float> refusals_ms_;
  std::map<std::string, int64_t> errors_;
  std::string last_details_;
  Details last_;  // what they say
};

}  // namespace champions::bench
