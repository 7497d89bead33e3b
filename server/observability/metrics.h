// Counts and durations for Prometheus, served as text on a private unix socket.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace champions::observability {

class Metrics {
 public:
  // One finished call.
  void Observe(const std::string& method, const std::string& status,
               std::chrono::nanoseconds duration);
  // A value that is asked for at each scrape, such as the connections in use.
  void Gauge(const std::string& name, const std::string& help, std::function<double()> value);
  // Everything in the text exposition format, version 0.0.4.
  std::string Text() const;

 private:
  struct Durations {
    std::vector<uint64_t> buckets;  // not cumulative
    uint64_t count = 0;
    double sum_seconds = 0;
  };
  struct GaugeEntry {
    std::string name, help;
    std::function<double()> value;
  };

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, uint64_t> calls_;  // method, status
  std::map<std::string, Durations> durations_;
  std::vector<GaugeEntry> gauges_;
};

// Answers every HTTP request on the socket with the metrics, one at a time.
class MetricsServer {
 public:
  // Throws std::runtime_error when the socket cannot be made.
  MetricsServer(const Metrics& metrics, const std::string& socket_path);
  ~MetricsServer();

 private:
  void Run();

  const Metrics& metrics_;
  std::string path_;
  int listener_ = -1;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace champions::observability
