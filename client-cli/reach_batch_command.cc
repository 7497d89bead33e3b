#include <CLI/CLI.hpp>
#include <memory>

#include "client-cli/core/terminal.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/reach_source.h"
#include "client-cli/reach_stream.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

constexpr int kMaxRecords = 1000;

struct BatchCommand {
  std::string path;
  std::string format;
  std::string request_id;
  bool validate_only = false;
};

// Reads the whole file, which is short; gives the line of each record.
std::vector<std::uint64_t> ReadAll(const ReachFile& file, v1::BatchLogReachRequest* request) {
  std::vector<std::uint64_t> lines;
  std::string errors;
  while (auto item = file.source->Next()) {
    if (!item->error.empty()) {
      errors +=
          "\n  " + file.name + ":" + std::to_string(item->line) + ": " + Printable(item->error);
      continue;
    }
    if (request->reaches_size() == kMaxRecords) {
      throw UsageFailure(file.name + " has more than " + std::to_string(kMaxRecords) +
                         " records: use `champions reach stream`, or import a folder");
    }
    lines.push_back(item->line);
    request->mutable_reaches()->AddAllocated(item->request.release_reach());
  }
  if (!errors.empty()) throw UsageFailure("nothing was sent, these lines are no records:" + errors);
  if (lines.empty()) throw UsageFailure(file.name + " has no records");
  return lines;
}

// `reaches[3].people` as the line of the file that the fourth record came from.
std::string LineOf(const std::string& name, const std::vector<std::uint64_t>& lines,
                   const std::string& path) {
  const std::string start = "reaches[";
  const auto end = path.find(']');
  if (path.rfind(start, 0) != 0 || end == std::string::npos) return path;
  const std::string digits = path.substr(start.size(), end - start.size());
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) return path;
  const std::size_t index = std::strtoull(digits.c_str(), nullptr, 10);
  if (index >= lines.size()) return path;
  const std::string field = end + 2 < path.size() ? ": " + path.substr(end + 2) : "";
  return name + ":" + std::to_string(lines[index]) + field;
}

void RunBatch(Shell* shell, const BatchCommand& command) {
  const std::string request_id = command.request_id.empty() ? NewRequestId() : command.request_id;
  const ReachFile file = OpenReachFile(command.path, command.format, request_id);
  v1::BatchLogReachRequest request;
  request.set_request_id(request_id);
  request.set_validate_only(command.validate_only);
  const std::vector<std::uint64_t> lines = ReadAll(file, &request);
  shell->name_of = [name = file.name, lines](const std::string& path) {
    return LineOf(name, lines, path);
  };
  v1::BatchLogReachResponse response;
  const auto* method = ServiceOf<v1::Reach>()->FindMethodByName("BatchLogReach");
  shell->connection().Call(*method, request, &response);
  std::vector<std::string> all;
  for (int i = 0; i < v1::Reach::descriptor()->field_count(); ++i) {
    all.push_back(v1::Reach::descriptor()->field(i)->name());
  }
  shell->output().BeginRows(
      {"id", "external_id", "organisation", "programme", "occurred_on", "people", "state"}, all);
  for (const auto& reach : response.reaches()) shell->output().Row(ToJson(reach));
  shell->output().EndRows();
}

}  // namespace

void AddReachBatch(CLI::App* reach, Shell* shell) {
  auto command = std::make_shared<BatchCommand>();
  CLI::App* app =
      reach->add_subcommand("batch", "Record up to 1,000 from a file, all of them or none");
  app->add_option("FILE", command->path, "As for `champions reach stream`")
      ->required()
      ->type_name("FILE");
  app->add_option("--format", command->format, "Where the name does not say it")
      ->type_name("jsonl|csv");
  app->add_option("--request-id", command->request_id,
                  "A UUID of your choice: sent again with the same one, the file counts once")
      ->type_name("UUID");
  app->add_flag("--validate-only", command->validate_only,
                "Check everything and show the answer, but change nothing");
  app->callback(
      [shell, command] { shell->action = [shell, command] { RunBatch(shell, *command); }; });
}

}  // namespace champions::cli
