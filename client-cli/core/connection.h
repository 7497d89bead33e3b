// Calls to the server: TLS or a private socket, the caller's token, deadlines, and tries again that
// cannot count twice.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "client-cli/core/profile.h"

namespace champions::cli {

class Connection {
 public:
  Connection(const Profile& profile, std::chrono::milliseconds timeout);
  // For tests: a channel that is made already.
  Connection(std::shared_ptr<grpc::Channel> channel, std::string token,
             std::chrono::milliseconds timeout);

  // Calls a unary method. Throws CallFailure.
  void Call(const google::protobuf::MethodDescriptor& method,
            const google::protobuf::Message& request, google::protobuf::Message* response);

  // Runs `once`, again and again while the server is unavailable and `repeatable`, within the
  // deadline. `once` fills in a context of its own each time and returns the call's status.
  // `request_id` is only for the failure's text.
  void Repeat(bool repeatable, const std::string& request_id,
              const std::function<grpc::Status(grpc::ClientContext*)>& once);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  std::chrono::milliseconds timeout() const { return timeout_; }
  void set_timeout(std::chrono::milliseconds timeout) { timeout_ = timeout; }
  // Adds the token to a call.
  void Authorise(grpc::ClientContext* context) const;

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::string token_;
  std::chrono::milliseconds timeout_;
};

// A new random UUID, and one made from another and a number: the same two always give the same.
std::string NewRequestId();
std::string DerivedRequestId(const std::string& base, std::uint64_t number);

// True for a method that changes something (the option `access` of the API says so).
bool IsWrite(const google::protobuf::MethodDescriptor& method);

}  // namespace champions::cli
