// A connection that makes unary calls of gRPC by libnghttp2 itself. A call costs it a quarter of
// what it costs gRPC's client, which matters where calls have to come faster than they can be
// served: else the load waits in its own client, and takes the processors of those that it is to
// measure.
#pragma once

#include <nghttp2/nghttp2.h>
#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <string>

#include "load/options.h"
#include "load/records.h"
#include "load/tally.h"

namespace champions::bench {

struct Http2Call {
  std::string request;  // the message, with gRPC's five bytes in front
  const std::string* authorization = nullptr;
  char request_id[kUuidLength];
  Clock::time_point started;

  size_t sent = 0;
  int32_t stream = -1;
  bool is_late = false;  // given up at its deadline
  bool is_done = false;
  std::string answer;   // as the request
  int status = -1;      // -1: none came
  std::string details;  // grpc-status-details-bin, as it came
};

class Http2Connection {
 public:
  // `done` gets each call once, within Receive or Flush.
  Http2Connection(const Options& options, std::string path, std::function<void(Http2Call*)> done);
  ~Http2Connection();

  // Sent with the next Flush, or when the server's limit of streams allows it. `call` has to live
  // until it is done.
  void Submit(Http2Call* call);
  // Gives up a call; it is done with the next Flush.
  void Cancel(Http2Call* call);
  // Neither waits. Both throw std::runtime_error where the connection has ended.
  void Flush();
  void Receive();

  int descriptor() const { return descriptor_; }
  bool has_unsent() const { return unsent_at_ < unsent_.size(); }

 private:
  void Connect(const std::string& target);
  void StartTls(const std::string& ca_file);
  void StartSession();
  // What was read or written; 0 when nothing can be, for now.
  size_t Read(char* bytes, size_t size);
  size_t Write(const char* bytes, size_t size);

  const std::string path_, timeout_;
  const std::function<void(Http2Call*)> done_;
  int descriptor_ = -1;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls_context_{nullptr, SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
  nghttp2_session* session_ = nullptr;
  std::string unsent_;
  size_t unsent_at_ = 0;
};

}  // namespace champions::bench
