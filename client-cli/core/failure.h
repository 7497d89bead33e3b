// What can go wrong, and the exit status that scripts see for it.
#pragma once

#include <grpcpp/support/status.h>

#include <functional>
#include <map>
#include <stdexcept>
#include <string>

namespace champions::cli {

// The meaning of each number is a promise to scripts: docs and cli tests name them.
enum class ExitStatus {
  kDone = 0,
  kOther = 1,
  kUsage = 2,
  kCancelled = 3,
  kNotAllowed = 4,
  kNotFound = 5,
  kConflict = 6,
  kUnavailable = 7,
};

// A command ends with this status; the text says what is wrong and what would be right.
class Failure : public std::runtime_error {
 public:
  Failure(ExitStatus status, const std::string& message)
      : std::runtime_error(message), status_(status) {}
  ExitStatus status() const { return status_; }

 private:
  ExitStatus status_;
};

// What was typed cannot be used.
inline Failure UsageFailure(const std::string& message) {
  return Failure(ExitStatus::kUsage, message);
}

// The server refused a call, or could not be reached.
class CallFailure : public std::runtime_error {
 public:
  CallFailure(grpc::Status status, std::string request_id)
      : std::runtime_error(status.error_message()),
        status_(std::move(status)),
        request_id_(std::move(request_id)) {}
  const grpc::Status& status() const { return status_; }
  // Empty for calls that carry none.
  const std::string& request_id() const { return request_id_; }

 private:
  grpc::Status status_;
  std::string request_id_;
};

// INVALID_ARGUMENT is kUsage: every request is made from what was typed, so what the server finds
// wrong in it is wrong in the command line.
ExitStatus ExitStatusOf(grpc::StatusCode code);

// Turns a proto path, such as `reach.people`, into what the person typed, such as `--people`.
using FieldNamer = std::function<std::string(const std::string& path)>;

// The refusal in a few lines for a person: message, reason, fields, metadata, when to try again.
// `commands` are the commands by the name of the method that they call, which the server says.
using CommandNames = std::map<std::string, std::string>;
std::string Describe(const CallFailure& failure, const FieldNamer& name_of,
                     const CommandNames& commands = {});

}  // namespace champions::cli
