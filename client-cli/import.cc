#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "champions/v1/import_service.pb.h"
#include "client-cli/core/terminal.h"
#include "client-cli/core/verb.h"
#include "client-cli/import_upload.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

// `champions import get ID -o json` has up to 1,000.
constexpr int kMaxWarnings = 20;

struct ImportCommand {
  CLI::App* app = nullptr;
  std::string folder;
  std::string request_id, late_reason;
  bool dry_run = false;
};

// The shape that scripts rely on.
Json Summary(const v1::Import& import) {
  Json files = Json::array();
  for (const auto& file : import.files()) files.push_back(ToJson(file));
  Json errors = Json::array();
  for (const auto& error : import.errors()) errors.push_back(ToJson(error));
  return Json{{"import_id", import.id()}, {"files", files}, {"errors", errors}};
}

std::string Where(const v1::ImportProblem& problem) {
  std::string text = Printable(problem.file());
  if (problem.line() > 0) text += ":" + std::to_string(problem.line());
  if (!problem.column().empty()) text += ": " + Printable(problem.column());
  return text + ": " + Printable(problem.message());
}

void ShowTable(Shell* shell, const v1::Import& import) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& file : import.files()) {
    rows.push_back({file.file(), std::to_string(file.created()), std::to_string(file.amended()),
                    std::to_string(file.unchanged())});
  }
  if (!rows.empty()) shell->output().Table({"file", "created", "amended", "unchanged"}, rows, 1);
}

std::string EffectText(const v1::ImportEffect& effect) {
  return effect.quarter() + " " + effect.field() + " " + (effect.change() >= 0 ? "+" : "") +
         std::to_string(effect.change());
}

// In a table the effects are part of the result; of a dry run they are the point, so that they are
// beside the result in every other form.
void ShowEffects(Shell* shell, const v1::Import& import) {
  const bool dry_run = import.state() == v1::IMPORT_STATE_DRY_RUN;
  for (const auto& effect : import.effects()) {
    if (shell->output().for_people()) {
      shell->output().Line(EffectText(effect));
    } else if (dry_run) {
      shell->Note(EffectText(effect));
    }
  }
}

void ShowWarnings(Shell* shell, const v1::Import& import) {
  const int shown = std::min(import.warnings_size(), kMaxWarnings);
  for (int i = 0; i < shown; ++i) shell->Note("warning: " + Where(import.warnings(i)));
  const auto unshown =
      std::max<std::int64_t>(import.warning_count(), import.warnings_size()) - shown;
  if (unshown > 0) shell->Note("and " + std::to_string(unshown) + " more warnings");
}

void ShowErrors(Shell* shell, const v1::Import& import) {
  // In JSON they are part of the result.
  const Format format = shell->output().format();
  if (format == Format::kJson || format == Format::kJsonl) return;
  for (const auto& error : import.errors()) std::cerr << Where(error) << '\n';
}

void Show(Shell* shell, const v1::Import& import) {
  Output& output = shell->output();
  if (output.format() == Format::kCsv) {
    output.BeginRows({}, {"file", "created", "amended", "unchanged"});
    for (const auto& file : import.files()) output.Row(ToJson(file));
    output.EndRows();
  } else if (output.for_people()) {
    ShowTable(shell, import);
  } else {
    output.Object(Summary(import));
  }
  ShowEffects(shell, import);
  ShowWarnings(shell, import);
  ShowErrors(shell, import);
  if (import.state() == v1::IMPORT_STATE_REFUSED) {
    const auto count = std::max<std::int64_t>(import.error_count(), import.errors_size());
    std::string text = "refused, nothing was applied: " + std::to_string(count) +
                       (count == 1 ? " error" : " errors");
    if (count > import.errors_size())
      text += ", the first " + std::to_string(import.errors_size()) + " named";
    throw Failure(ExitStatus::kConflict, text);
  }
  if (import.state() == v1::IMPORT_STATE_DRY_RUN) shell->Note("dry run: nothing was changed");
  if (import.state() == v1::IMPORT_STATE_APPLIED) {
    shell->Note("applied as import " + import.id() + "; `champions import undo " + import.id() +
                "` takes it back");
  }
  if (import.state() == v1::IMPORT_STATE_UNDONE)
    shell->Note("import " + import.id() + " is undone");
}

void Upload(Shell* shell, const ImportCommand& command) {
  if (command.folder.empty()) {
    throw UsageFailure("import: give a folder of CSV files, or one of undo, list, get");
  }
  const auto files = CsvFilesIn(command.folder);
  v1::ImportOptions options;
  options.set_dry_run(command.dry_run);
  options.set_request_id(command.request_id.empty() ? NewRequestId() : command.request_id);
  options.set_late_reason(command.late_reason);
  Show(shell, UploadImport(shell, files, options));
}

void Undo(Shell* shell, const Flags& flags, bool yes) {
  shell->name_of = [&flags](const std::string& path) { return flags.NameOf(path); };
  v1::UndoImportRequest request;
  flags.Fill(&request);
  // Scripts undo an import by its id alone; a person is asked, since what it did is taken back
  // whole.
  shell->Confirm("Undo import " + Printable(request.id()) + "? What it did is taken back.",
                 yes || !StdinIsTerminal());
  v1::UndoImportResponse response;
  const auto* method = ServiceOf<v1::Import>()->FindMethodByName("UndoImport");
  // An undo writes as much as the import did.
  shell->connection(std::chrono::hours(1)).Call(*method, request, &response);
  Show(shell, response.import_result());
}

void Get(Shell* shell, const Flags& flags) {
  shell->name_of = [&flags](const std::string& path) { return flags.NameOf(path); };
  v1::GetImportRequest request;
  flags.Fill(&request);
  v1::GetImportResponse response;
  const auto* method = ServiceOf<v1::Import>()->FindMethodByName("GetImport");
  shell->connection().Call(*method, request, &response);
  const v1::Import& import = response.import_result();
  Json record = ToJson(import);
  if (!shell->output().for_people()) return shell->output().Record(record);
  // The lists are tables and lines of their own.
  for (const char* list : {"files", "errors", "warnings", "effects"}) record.erase(list);
  shell->output().Record(record);
  ShowTable(shell, import);
  ShowEffects(shell, import);
  ShowWarnings(shell, import);
  ShowErrors(shell, import);
}

void AddGet(CLI::App* import, Shell* shell) {
  CLI::App* get = import->add_subcommand("get", "Show one import");
  auto flags = std::make_shared<Flags>(get, v1::GetImportRequest::descriptor(), FlagRules{});
  get->callback([shell, flags] { shell->action = [shell, flags] { Get(shell, *flags); }; });
}

void AddUndo(CLI::App* import, Shell* shell) {
  shell->commands.emplace("UndoImport", "import undo");
  CLI::App* undo = import->add_subcommand("undo", "Take back exactly what an import did");
  auto yes = std::make_shared<bool>(false);
  auto flags = std::make_shared<Flags>(undo, v1::UndoImportRequest::descriptor(), FlagRules{});
  undo->add_flag("-y,--yes", *yes, "Do not ask; without a terminal nobody is asked");
  undo->callback(
      [shell, flags, yes] { shell->action = [shell, flags, yes] { Undo(shell, *flags, *yes); }; });
}

}  // namespace

void AddImport(CLI::App* root, Shell* shell) {
  const Noun noun{
      .name = "import",
      .help = "Take in a folder of CSV files, all of it or nothing",
      .service = ServiceOf<v1::Import>(),
      .columns = {"id", "state", "create_time", "undo_time", "error_count", "warning_count"}};
  CLI::App* import = AddNoun(root, shell, noun,
                             {{.name = "list", .method = "ListImports", .help = "List imports"}});
  import->require_subcommand(0, 1);
  AddGet(import, shell);
  AddUndo(import, shell);
  auto command = std::make_shared<ImportCommand>();
  command->app = import;
  import->add_option("DIR", command->folder, "Folder with files such as reach.csv")
      ->type_name("DIR");
  import->add_flag("--dry-run", command->dry_run,
                   "Check everything and say what would change, but change nothing");
  import
      ->add_option("--request-id", command->request_id,
                   "A UUID of your choice: sent again with the same one, it is applied once")
      ->type_name("UUID");
  import
      ->add_option("--late-reason", command->late_reason,
                   "Why it changes quarters that are closed; the import's id where not given")
      ->type_name("TEXT");
  import->callback([shell, command] {
    if (!command->app->get_subcommands().empty()) {
      if (command->folder.empty() && !command->dry_run) return;
  throw CLI::ExtrasError("import", {command->dry_run ? "--dry-run" : command->folder});
}
shell->action = [shell, command] { Upload(shell, *command); };
}  // namespace champions::cli
);
}

}  // namespace champions::cli
