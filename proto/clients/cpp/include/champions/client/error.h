// What the service refuses, as one type that a program can act on.
#pragma once

#include <google/rpc/status.pb.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <map>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace champions::client {

// A field that is not as it must be, named as in `reach.people` or `reaches[3].people`.
struct FieldViolation {
  std::string field;
  std::string description;
};

// Why a call did not succeed, after the retries that its policy allows. Act on `code` and `reason`,
// never on the text: reasons are stable, texts are for people.
struct Error {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  std::string message;
  // UPPER_SNAKE and stable, such as REQUEST_ID_REUSED; empty when the service was not reached.
  std::string reason;
  std::map<std::string, std::string> metadata;
  std::vector<FieldViolation> field_violations;
  // How long the service asks to wait before the next attempt.
  std::optional<std::chrono::milliseconds> retry_after;
};

// Of the status of a call.
Error ErrorFrom(const grpc::Status& status);
// Of a status inside of an answer, such as that of a refused item of a stream.
Error ErrorFrom(const google::rpc::Status& status);

// NOT_FOUND and so on.
std::string CodeName(grpc::StatusCode code);

std::ostream& operator<<(std::ostream& out, const Error& error);

// Thrown by Result::value() when there is none.
class BadResult : public std::runtime_error {
 public:
  explicit BadResult(const Error& error);
};

// The answer of a call, or why there is none.
template <typename Value>
class Result {
 public:
  Result(Value value) : content_(std::move(value)) {}
  Result(Error error) : content_(std::move(error)) {}

  bool ok() const { return std::holds_alternative<Value>(content_); }
  explicit operator bool() const { return ok(); }

  const Value& value() const {
    if (!ok()) throw BadResult(error());
    return std::get<Value>(content_);
  }
  const Value& operator*() const { return value(); }
  const Value* operator->() const { return &value(); }

  // Only of a result that is not ok().
  const Error& error() const { return std::get<Error>(content_); }

 private:
  std::variant<Value, Error> content_;
};

}  // namespace champions::client
