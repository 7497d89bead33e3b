#include "client-cli/core/failure.h"

#include <cctype>

#include "client-cli/core/status_details.h"
#include "client-cli/core/terminal.h"

namespace champions::cli {
namespace {

std::string CodeName(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::CANCELLED:
      return "cancelled";
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::OUT_OF_RANGE:
      return "not valid";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "no answer in time";
    case grpc::StatusCode::NOT_FOUND:
      return "not found";
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::ABORTED:
      return "conflict";
    case grpc::StatusCode::PERMISSION_DENIED:
      return "not allowed";
    case grpc::StatusCode::UNAUTHENTICATED:
      return "not signed in";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "too much at once";
    case grpc::StatusCode::FAILED_PRECONDITION:
      return "refused";
    case grpc::StatusCode::UNAVAILABLE:
      return "server unavailable";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "not offered by this server";
    default:
      return "failed";
  }
}

std::string Advice(grpc::StatusCode code, const std::string& reason) {
  if (reason == "SIGN_IN_AGAIN") return "`champions login`, then the same command again.";
  switch (code) {
    case grpc::StatusCode::UNAUTHENTICATED:
      return "`champions login` signs a person in; programs give a valid token, in the profile of "
             "the config file or in CHAMPIONS_TOKEN.";
    case grpc::StatusCode::UNAVAILABLE:
      return "`champions doctor` says what is between this machine and the server.";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "A longer --timeout, such as `--timeout 2m`, waits longer.";
    default:
      return "";
  }
}

// A message that begins with a field, such as `reach.programme: there is none`, begins with what
// the person typed instead.
std::string WithFieldNamed(const std::string& message, const FieldNamer& name_of) {
  const auto end = message.find(": ");
  if (end == std::string::npos || !name_of) return message;
  const std::string path = message.substr(0, end);
  const bool is_path =
      path.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.[]0123456789") == std::string::npos;
  return is_path ? name_of(path) + message.substr(end) : message;
}

// The server speaks of its methods; the person knows commands.
std::string WithCommands(const std::string& message, const CommandNames& commands) {
  std::string result;
  std::string word;
  for (std::size_t i = 0; i <= message.size(); ++i) {
    if (i < message.size() && std::isalnum(static_cast<unsigned char>(message[i])) != 0) {
      word += message[i];
      continue;
    }
    const auto command = commands.find(word);
    result += command == commands.end() ? word : "`" + command->second + "`";
    word.clear();
    if (i < message.size()) result += message[i];
  }
  return result;
}

}  // namespace

ExitStatus ExitStatusOf(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::OK:
      return ExitStatus::kDone;
    case grpc::StatusCode::INVALID_ARGUMENT:
    case grpc::StatusCode::OUT_OF_RANGE:
      return ExitStatus::kUsage;
    case grpc::StatusCode::UNAUTHENTICATED:
    case grpc::StatusCode::PERMISSION_DENIED:
      return ExitStatus::kNotAllowed;
    case grpc::StatusCode::NOT_FOUND:
      return ExitStatus::kNotFound;
    case grpc::StatusCode::ALREADY_EXISTS:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::FAILED_PRECONDITION:
      return ExitStatus::kConflict;
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return ExitStatus::kUnavailable;
    default:
      return ExitStatus::kOther;
  }
}

std::string Describe(const CallFailure& failure, const FieldNamer& name_of,
                     const CommandNames& commands) {
  const grpc::Status& status = failure.status();
  const StatusDetails details = DetailsOf(status);
  std::string text = CodeName(status.error_code());
  // The message of a refused request repeats its fields, by names that nobody typed.
  if (details.fields.empty() && !status.error_message().empty()) {
    const std::string message = WithFieldNamed(status.error_message(), name_of);
    text += ": " + Printable(WithCommands(message, commands));
  }
  if (!details.reason.empty()) text += " [" + Printable(details.reason) + "]";
  for (const auto& [path, message] : details.fields) {
    text += "\n  " + Printable(name_of ? name_of(path) : path) + ": " + Printable(message);
  }
  for (const auto& [key, value] : details.metadata) {
    const bool said = status.error_message().find(value) != std::string::npos;
    if (!said) text += "\n  " + Printable(key) + ": " + Printable(value);
  }
  if (details.retry_delay) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*details.retry_delay).count();
    text += "\n  try again in " + std::to_string(seconds) + " s";
  }
  const std::string advice = Advice(status.error_code(), details.reason);
  if (!advice.empty()) text += "\n  " + advice;
  // A write whose answer was lost may have happened: the same id makes a second try safe.
  const bool in_doubt = status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                        status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
  if (in_doubt && !failure.request_id().empty()) {
    text += "\n  To try again without counting twice: --request-id " + failure.request_id();
  }
  return text;
}

}  // namespace champions::cli
