#include "observability/metrics.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <sstream>
#include <stdexcept>

namespace champions::observability {
namespace {

constexpr std::array<double, 12> kBucketSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                   0.05,   0.1,   0.25,   0.5,   1,    5};

}  // namespace

void Metrics::Observe(const std::string& method, const std::string& status,
                      std::chrono::nanoseconds duration) {
  double seconds = std::chrono::duration<double>(duration).count();
  size_t bucket = 0;
  while (bucket < kBucketSeconds.size() && seconds > kBucketSeconds[bucket]) ++bucket;
  std::lock_guard lock(mutex_);
  ++calls_[{method, status}];
  auto& entry = durations_[method];
  entry.buckets.resize(kBucketSeconds.size() + 1);
  ++entry.buckets[bucket];
  ++entry.count;
  entry.sum_seconds += seconds;
}

void Metrics::Gauge(const std::string& name, const std::string& help,
                    std::function<double()> value) {
  std::lock_guard lock(mutex_);
  gauges_.push_back({name, help, std::move(value)});
}

std::string Metrics::Text() const {
  std::lock_guard lock(mutex_);
  std::ostringstream text;
  text << "# HELP champions_calls_total Finished calls.\n# TYPE champions_calls_total counter\n";
  for (const auto& [key, count] : calls_) {
    text << "champions_calls_total{method=\"" << key.first << "\",status=\"" << key.second << "\"} "
         << count << "\n";
  }
  text << "# HELP champions_call_seconds How long calls took.\n"
          "# TYPE champions_call_seconds histogram\n";
  for (const auto& [method, entry] : durations_) {
    uint64_t cumulative = 0;
    for (size_t i = 0; i <= kBucketSeconds.size(); ++i) {
      cumulative += entry.buckets[i];
      text << "champions_call_seconds_bucket{method=\"" << method << "\",le=\"";
      if (i < kBucketSeconds.size()) {
        text << kBucketSeconds[i];
      } else {
        text << "+Inf";
      }
      text << "\"} " << cumulative << "\n";
    }
    text << "champions_call_seconds_sum{method=\"" << method << "\"} " << entry.sum_seconds << "\n"
         << "champions_call_seconds_count{method=\"" << method << "\"} " << entry.count << "\n";
  }
  for (const auto& gauge : gauges_) {
    text << "# HELP " << gauge.name << " " << gauge.help << "\n# TYPE " << gauge.name << " gauge\n"
         << gauge.name << " " << gauge.value() << "\n";
  }
  return text.str();
}

MetricsServer::MetricsServer(const Metrics& metrics, const std::string& socket_path)
    : metrics_(metrics), path_(socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path_.size() >= sizeof address.sun_path) {
    throw std::runtime_error("listen.metrics_socket: the path is longer than a unix socket allows");
  }
  std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
  unlink(path_.c_str());
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) ||
      chmod(path_.c_str(), 0600) || listen(listener_, 8)) {
    throw std::runtime_error("listen.metrics_socket: cannot listen on " + path_ + ": " +
                             std::strerror(errno));
  }
  thread_ = std::thread([this] { Run(); });
}

MetricsServer::~MetricsServer() {
  stop_ = true;
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
  unlink(path_.c_str());
}

void MetricsServer::Run() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, 200) <= 0 || stop_) continue;
    int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    timeval patience{1, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    char request[4096];
    if (read(client, request, sizeof request) > 0) {
      std::string body = metrics_.Text();
      std::string answer =
          "HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: " +
          std::to_string(body.size()) + "\r\n\r\n" + body;
      for (size_t sent = 0; sent < answer.size();) {
        ssize_t n = send(client, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) break;
        sent += static_cast<size_t>(n);
      }
    }
    close(client);
  }
}

}  // namespace champions::observability
