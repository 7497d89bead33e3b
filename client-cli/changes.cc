// `champions changes list` and `follow`: the change feed page by page, or as it comes.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <thread>

#include "champions/v1/change_service.grpc.pb.h"
#include "client-cli/core/failure.h"
#include "client-cli/core/status_details.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

constexpr std::int32_t kChangesPerPage = 1000;
constexpr std::chrono::milliseconds kFirstWait{500}, kLongestWait{30'000};
const std::vector<std::string> kChangeColumns = {"change_time", "action",       "kind",
                                                 "record",      "organisation", "version"};

struct ChangesCommand {
  std::unique_ptr<Flags> flags;
  std::string cursor_file;
  std::uint64_t limit = 0;
};

// Where the cursor of what was printed is kept, so that the same command goes on from there.
class CursorFile {
 public:
  explicit CursorFile(std::string path) : path_(std::move(path)) {}

  // Nothing where there is none yet.
  std::string Read() const {
    std::ifstream file(path_);
    std::string cursor;
    std::getline(file, cursor);
    return cursor;
  }
  // Whole or not at all.
  void Write(const std::string& cursor) const {
    if (path_.empty()) return;
    const std::string part = path_ + ".part";
    std::ofstream file(part, std::ios::trunc);
    file << cursor << '\n';
    file.close();
    std::error_code error;
    if (file) std::filesystem::rename(part, path_, error);
    if (!file || error) throw Failure(ExitStatus::kOther, path_ + ": cannot be written");
  }

 private:
  std::string path_;
};

template <class Request>
Request ChangesRequestOf(Shell* shell, const ChangesCommand& command) {
  shell->name_of = [&command](const std::string& path) { return command.flags->NameOf(path); };
  Request request;
  command.flags->Fill(&request);
  if (request.cursor().empty() && !command.cursor_file.empty()) {
    request.set_cursor(CursorFile(command.cursor_file).Read());
  }
  return request;
}

void RunListChanges(Shell* shell, const ChangesCommand& command) {
  auto request = ChangesRequestOf<v1::ListChangesRequest>(shell, command);
  const auto* method = ServiceOf<v1::Change>()->FindMethodByName("ListChanges");
  const CursorFile file(command.cursor_file);
  Connection& connection = shell->connection();
  shell->output().BeginRows(kChangeColumns, kChangeColumns);
  std::uint64_t left = command.limit;
  v1::ListChangesResponse page;
  do {
    const bool is_last = command.limit > 0 && left < kChangesPerPage;
    request.set_page_size(is_last ? static_cast<std::int32_t>(left) : kChangesPerPage);
    connection.Call(*method, request, &page);
    for (const auto& change : page.changes()) shell->output().Row(ToJson(change));
    left -= static_cast<std::uint64_t>(page.changes_size());
    request.set_cursor(page.next_cursor());
  } while (page.more() && (command.limit == 0 || left > 0));
  shell->output().EndRows();
  std::cout.flush();
  file.Write(page.next_cursor());
  shell->Note("go on with --cursor " + page.next_cursor());
}

// A line for each change, at once.
class FollowedChanges {
 public:
  explicit FollowedChanges(Output& output) : output_(output) {
    if (output.format() == Format::kCsv) output.BeginRows(kChangeColumns, kChangeColumns);
  }

  void Show(const v1::WatchChangesResponse& message) {
    for (int i = 0; i < message.changes_size(); ++i) {
      Json row = ToJson(message.changes(i));
      // From here on, once it is dealt with.
      if (i + 1 == message.changes_size()) row["cursor"] = message.cursor();
      if (output_.format() == Format::kCsv) {
        output_.Row(row);
      } else if (output_.for_people()) {
        std::string line;
        for (const auto& column : kChangeColumns) {
          line += (line.empty() ? "" : "  ") + CellText(row[column]);
        }
        output_.Line(line);
      } else {
        output_.Line(row.dump());
      }
    }
    std::cout.flush();
  }

 private:
  Output& output_;
};

// Whether the same may be asked again: the server said so, or the connection broke.
bool MayReconnect(const grpc::Status& status) {
  const auto details = DetailsOf(status);
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return true;
    case grpc::StatusCode::CANCELLED:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
      return details.reason.empty();
    default:
      return details.retry_delay.has_value();
  }
}

// Follows until the limit, or until it is refused for good.
void RunFollowChanges(Shell* shell, const ChangesCommand& command) {
  auto request = ChangesRequestOf<v1::WatchChangesRequest>(shell, command);
  Connection& connection = shell->connection(std::chrono::hours(1));
  const auto stub = v1::ChangeService::NewStub(connection.channel());
  const CursorFile file(command.cursor_file);
  FollowedChanges shown(shell->output());
  std::uint64_t count = 0;
  bool was_connected = false;
  for (auto wait = kFirstWait;; wait = std::min(wait * 2, kLongestWait)) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + connection.timeout());
    connection.Authorise(&context);
    const auto reader = stub->WatchChanges(&context, request);
    v1::WatchChangesResponse message;
    while (reader->Read(&message)) {
      shown.Show(message);
      file.Write(message.cursor());
      request.set_cursor(message.cursor());
      was_connected = true;
      wait = kFirstWait;
      count += static_cast<std::uint64_t>(message.changes_size());
      if (command.limit > 0 && count >= command.limit) {
        context.TryCancel();
        reader->Finish();
        return;
      }
    }
    const grpc::Status status = reader->Finish();
    if (status.ok()) continue;  // it was open for as long as a stream may be
    // At the very beginning the person is still there to be told.
    if (!was_connected || !MayReconnect(status)) throw CallFailure(status, "");
    shell->Note("the connection broke (" + status.error_message() + "); trying again");
    std::this_thread::sleep_for(DetailsOf(status).retry_delay.value_or(wait));
  }
}

template <class Request>
void AddChangesVerb(CLI::App* changes, Shell* shell, const char* name, const char* help,
                    const char* method, void (*run)(Shell*, const ChangesCommand&)) {
  CLI::App* app = changes->add_subcommand(name, help);
  auto command = std::make_shared<ChangesCommand>();
  command->flags =
      std::make_unique<Flags>(app, Request::descriptor(), FlagRules{.hidden = {"end_after_ms"}});
  app->add_option("--cursor-file", command->cursor_file,
                  "Go on from the cursor in this file, where there is one, and keep in it how far "
                  "this came")
      ->type_name("FILE");
  app->add_option("--limit", command->limit, "Stop after so many; 0: none")->type_name("N");
  app->callback(
      [shell, command, run] { shell->action = [shell, command, run] { run(shell, *command); }; });
  shell->commands.emplace(method, std::string("changes ") + name);
}

}  // namespace

void AddChanges(CLI::App* root, Shell* shell) {
  CLI::App* changes = root->add_subcommand(
      "changes", "Which records were made, changed or removed, in order, for another program");
  changes->require_subcommand(1);
  AddChangesVerb<v1::ListChangesRequest>(changes, shell, "list",
                                         "List the changes after a cursor, and say the next one",
                                         "ListChanges", RunListChanges);
  AddChangesVerb<v1::WatchChangesRequest>(
      changes, shell, "follow",
      "Print changes as they come, a line each, and go on after a broken connection",
      "WatchChanges", RunFollowChanges);
}

}  // namespace champions::cli
