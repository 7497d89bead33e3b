#include "client-cli/reach_export.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "champions/v1/reach_service.grpc.pb.h"
#include "client-cli/core/flags.h"
#include "client-cli/core/part_file.h"
#include "client-cli/core/terminal.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

// As long as the server lets an export take.
constexpr std::chrono::hours kUsualTimeout{1};

struct ExportCommand {
  std::unique_ptr<Flags> flags;
  std::string path;
  bool force = false;
};

class Exporter {
 public:
  explicit Exporter(const ExportCommand& command) {
    if (!command.path.empty() && command.path != "-") {
      file_ = std::make_unique<PartFile>(command.path, command.force);
    }
  }

  // One try. Once something has been written another one would write it twice.
  grpc::Status Run(v1::ReachService::Stub& stub, grpc::ClientContext* context,
                   const v1::ExportReachesRequest& request, bool wants_progress) {
    Progress progress("exporting", 0, wants_progress);
    const auto reader = stub.ExportReaches(context, request);
    v1::ExportReachesResponse message;
    try {
      while (reader->Read(&message)) {
        if (message.has_records()) records_ = message.records();
        if (message.csv().empty()) continue;
        begun_ = true;
        Write(message.csv());
        progress.Add(message.csv().size());
      }
    } catch (...) {
      context->TryCancel();  // nobody takes the rest
      while (reader->Read(&message)) continue;
      reader->Finish();
      throw;
    }
    progress.Clear();
    const grpc::Status status = reader->Finish();
    if (begun_ && !status.ok()) throw CallFailure(status, "");
    return status;
  }

  // Gives the number of records.
  std::int64_t Finish() {
    if (!records_) {
      throw Failure(ExitStatus::kOther,
                    "the server ended the export without its count of records: it is not whole");
    }
    if (file_ != nullptr) file_->Finish();
    return *records_;
  }

 private:
  void Write(const std::string& bytes) {
    if (file_ != nullptr) return file_->Write(bytes);
    std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!std::cout) throw Failure(ExitStatus::kOther, "could not write the result");
  }

  std::unique_ptr<PartFile> file_;  // empty for standard output
  std::optional<std::int64_t> records_;
  bool begun_ = false;
};

void RunExport(Shell* shell, const ExportCommand& command) {
  if (!shell->format_name.empty() && shell->format_name != "csv") {
    throw UsageFailure("--output: found '" + shell->format_name +
                       "', expected csv: an export is a file for `champions import`");
  }
  shell->name_of = [&command](const std::string& path) { return command.flags->NameOf(path); };
  v1::ExportReachesRequest request;
  command.flags->Fill(&request);
  Connection& connection = shell->connection(kUsualTimeout);
  Exporter exporter(command);
  const auto stub = v1::ReachService::NewStub(connection.channel());
  // Bytes that go to the same terminal need no progress between them.
  const bool wants_progress =
      shell->wants_progress() &&
      !((command.path.empty() || command.path == "-") && StdoutIsTerminal());
  connection.Repeat(true, "", [&](grpc::ClientContext* context) {
    return exporter.Run(*stub, context, request, wants_progress);
  });
  const std::int64_t records = exporter.Finish();
  shell->Note(std::to_string(records) + (records == 1 ? " record" : " records") + " exported");
}

}  // namespace

void AddReachExport(CLI::App* reach, Shell* shell) {
  shell->commands.emplace("ExportReaches", "reach export");
  CLI::App* app = reach->add_subcommand(
      "export", "Write records as the reach.csv of an import; imported again it changes nothing");
  auto command = std::make_shared<ExportCommand>();
  command->flags =
      std::make_unique<Flags>(app, v1::ExportReachesRequest::descriptor(), FlagRules{});
  app->add_option("-O,--file", command->path,
                  "Where to write; it is there whole or not at all. Standard output where not "
                  "given, or -")
      ->type_name("FILE");
  app->add_flag("--force", command->force, "Replace FILE where it exists");
  app->callback(
      [shell, command] { shell->action = [shell, command] { RunExport(shell, *command); }; });
}

}  // namespace champions::cli
