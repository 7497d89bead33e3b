#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <mutex>

#include "client-cli/core/terminal.h"
#include "client-cli/core/verb.h"
#include "client-cli/reach_stream.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

struct StreamCommand {
  std::string path;
  std::string format;
  std::string request_id;
};

// Counts what was refused, and names each with its line.
class Refusals {
 public:
  Refusals(std::string name, ExitStatus* status) : name_(std::move(name)), status_(status) {}

  void Add(std::uint64_t line, const std::string& why, ExitStatus status) {
    const std::lock_guard lock(mutex_);
    std::cerr << name_ << ':' << line << ": " << why << '\n';
    if (count_++ == 0) *status_ = status;
  }
  std::uint64_t count() const { return count_; }

 private:
  std::string name_;
  ExitStatus* status_;
  std::mutex mutex_;
  std::uint64_t count_ = 0;
};

std::string Why(const google::rpc::Status& error) {
  const grpc::Status status(static_cast<grpc::StatusCode>(error.code()), error.message(),
                            error.SerializeAsString());
  return Describe(CallFailure(status, ""), nullptr);
}

void RunStream(Shell* shell, const StreamCommand& command, const Noun& noun) {
  const std::string request_id = command.request_id.empty() ? NewRequestId() : command.request_id;
  const ReachFile file = OpenReachFile(command.path, command.format, request_id);
  std::vector<std::string> all;
  for (int i = 0; i < v1::Reach::descriptor()->field_count(); ++i) {
    all.push_back(v1::Reach::descriptor()->field(i)->name());
  }
  ExitStatus status = ExitStatus::kDone;
  Refusals refusals(file.name, &status);
  std::uint64_t recorded = 0;
  Connection& connection = shell->connection(std::chrono::hours(1));
  Output& output = shell->output();
  output.BeginRows(noun.columns, all);
  try {
    StreamReach(
        connection, *file.source,
        [&](const ReachItem& item, const v1::StreamReachResponse& answer) {
          if (answer.has_error()) {
            const auto code = static_cast<grpc::StatusCode>(answer.error().code());
            return refusals.Add(item.line, Why(answer.error()), ExitStatusOf(code));
          }
          ++recorded;
          output.Row(ToJson(answer.reach()));
        },
        [&](const ReachItem& item) {
          refusals.Add(item.line, Printable(item.error), ExitStatus::kUsage);
        });
  } catch (const CallFailure& failure) {
    shell->Note(std::to_string(recorded) + " records are recorded, the rest is not certain.");
    throw CallFailure(failure.status(), request_id);
  }
  output.EndRows();
  shell->Note(std::to_string(recorded) + " recorded, " + std::to_string(refusals.count()) +
              " refused");
  if (status != ExitStatus::kDone) throw Failure(status, "some records were refused");
}

}  // namespace

void AddReachStream(CLI::App* reach, Shell* shell) {
  auto command = std::make_shared<StreamCommand>();
  CLI::App* app = reach->add_subcommand(
      "stream", "Record many from a file; each counts by itself, once, as soon as it is answered");
  app->add_option("FILE", command->path,
                  "A .csv file with the fields as columns, or a file of JSON objects, one per "
                  "line; - for standard input")
      ->required()
      ->type_name("FILE");
  app->add_option("--format", command->format, "Where the name does not say it")
      ->type_name("jsonl|csv");
  app->add_option("--request-id", command->request_id,
                  "A UUID from which each record's own is made: the same file sent again with the "
                  "same one counts once")
      ->type_name("UUID");
  const Noun noun{.name = "",
                  .help = "",
                  .service = nullptr,
                  .columns = {"id", "external_id", "organisation", "programme", "occurred_on",
                              "people", "state"}};
  app->callback([shell, command, noun] {
    shell->action = [shell, command, noun] { RunStream(shell, *command, noun); };
  });
}

}  // namespace champions::cli
