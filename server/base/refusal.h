// Why a request is refused: the one type of error that crosses layers. Thrown by rules and stores,
// caught once by the pipeline, which turns it into a gRPC status (rpc/status.h).
#pragma once

#include <chrono>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace champions {

// What went wrong, in the words of google.rpc.Code (the numbers are equal).
enum class Code {
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kInternal = 13,
  kUnavailable = 14,
  kUnauthenticated = 16,
};

struct FieldViolation {
  std::string field;        // path in the request, such as `reach.people`
  std::string description;  // what is wrong, what was found, what is expected
};

class Refusal : public std::exception {
 public:
  // `reason` is stable UPPER_SNAKE for programs, `message` a sentence for people. Neither holds
  // personal data or text from the database.
  Refusal(Code code, std::string reason, std::string message)
      : code(code), reason(std::move(reason)), message(std::move(message)) {}
  const char* what() const noexcept override { return message.c_str(); }

  Refusal& With(std::string key, std::string value) {
    metadata[std::move(key)] = std::move(value);
    return *this;
  }

  Code code;
  std::string reason;
  std::string message;
  std::map<std::string, std::string> metadata;
  std::vector<FieldViolation> fields;
  std::optional<std::chrono::milliseconds> retry_after;
};

// The refusals that occur in more than one place; what a slice alone refuses is made there.
Refusal InvalidField(std::string field, std::string description);
Refusal InvalidFields(std::vector<FieldViolation> fields);
// Foreign and missing objects get this same answer.
Refusal NotFound(const std::string& kind, const std::string& name);
// The same of a reference, and says where in the request it stands, such as `reach.partners[2]`.
Refusal NotFoundAt(const std::string& field, const std::string& kind, const std::string& name);
Refusal AlreadyExists(const std::string& kind, const std::string& name);
Refusal EtagMismatch(const std::string& kind, const std::string& name);
// `allowed` lists the verbs that the state does allow.
Refusal TransitionNotAllowed(const std::string& kind, const std::string& verb,
                             const std::string& state, const std::vector<std::string>& allowed);
// `quarter` as in 2024-25-Q2; "" where it is not at hand.
Refusal LateReasonRequired(const std::string& quarter);
Refusal Overloaded(const std::string& what);

}  // namespace champions
