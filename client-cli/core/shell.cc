#include "client-cli/core/shell.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "client-cli/core/instant.h"
#include "client-cli/core/terminal.h"

namespace champions::cli {
namespace {

bool WantsColour(const Environment& environment) {
  const auto no_colour = environment("NO_COLOR");
  const auto terminal = environment("TERM");
  return StdoutIsTerminal() && !(no_colour && !no_colour->empty()) && terminal != "dumb";
}

int Complain(const std::string& text, ExitStatus status) {
  std::cerr << "champions: " << text << '\n';
  return static_cast<int>(status);
}

int RunAction(Shell* shell) {
  try {
    shell->action();
    std::cout.flush();
    if (!std::cout) return Complain("could not write the result", ExitStatus::kOther);
    return static_cast<int>(ExitStatus::kDone);
  } catch (const CallFailure& failure) {
    std::cout.flush();
    return Complain(Describe(failure, shell->name_of, shell->commands),
                    ExitStatusOf(failure.status().error_code()));
  } catch (const Failure& failure) {
    std::cout.flush();
    return Complain(failure.what(), failure.status());
  } catch (const std::exception& error) {
    std::cout.flush();
    return Complain(Printable(error.what()), ExitStatus::kOther);
  }
}

// The command that the words lead to, as far as they are known.
const CLI::App& DeepestParsed(const CLI::App& root) {
  const CLI::App* app = &root;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return *app;
}

// A word that is no command is named together with those that are.
int ExplainMissingCommand(const CLI::App& root) {
  const CLI::App& app = DeepestParsed(root);
  std::string known;
  for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) {
    known += (known.empty() ? "" : ", ") + child->get_name();
  }
  const auto unknown = root.remaining(true);
  const std::string path = &app == &root ? "" : app.get_name() + ": ";
  const std::string found = unknown.empty() ? "" : "found '" + Printable(unknown.front()) + "', ";
  return Complain(path + found + "expected one of " + known, ExitStatus::kUsage);
}

}  // namespace

Profile Shell::LoadProfile() const {
  return cli::LoadProfile(config_file, profile_name, environment);
}

ProfilePlace Shell::PlaceOfProfile() const {
  return PlaceOf(config_file, profile_name, environment);
}

std::chrono::milliseconds Shell::Timeout(std::chrono::milliseconds usual) const {
  if (timeout_text.empty()) return usual;
  try {
    return ParseDuration(timeout_text);
  } catch (const std::invalid_argument& error) {
    throw UsageFailure(std::string("--timeout: ") + error.what());
  }
}

Connection& Shell::connection(std::chrono::milliseconds usual_timeout) {
  const auto timeout = Timeout(usual_timeout);
  if (connection_ == nullptr) connection_ = std::make_unique<Connection>(LoadProfile(), timeout);
  connection_->set_timeout(timeout);
  return *connection_;
}

void Shell::set_connection(std::unique_ptr<Connection> connection) {
  connection_ = std::move(connection);
}

Output& Shell::output() {
  if (output_ == nullptr) {
    // What is not read by a person is read by a program: one JSON object per line.
    const Format usual = StdoutIsTerminal() ? Format::kTable : Format::kJsonl;
    const Format format = format_name.empty() ? usual : ParseFormat(format_name);
    output_ = std::make_unique<Output>(std::cout, format, WantsColour(environment));
  }
  return *output_;
}

void Shell::Note(const std::string& text) const {
  if (!quiet) std::cerr << text << '\n';
}

void Shell::Confirm(const std::string& question, bool yes) const {
  if (yes || Confirmed(std::cin, std::cerr, question)) return;
  throw Failure(ExitStatus::kCancelled,
                "cancelled, nothing was changed (--yes goes on without asking)");
}

bool Shell::wants_progress() const { return !quiet && StderrIsTerminal(); }

int Run(int argc, const char* const* argv, Shell* shell) {
  CLI::App root;
  BuildCommands(&root, shell);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    const CLI::App& last = DeepestParsed(root);
    if (missing && last.get_subcommands().empty() && last.get_require_subcommand_min() > 0) {
      return ExplainMissingCommand(root);
    }
    const int code = root.exit(error, std::cout, std::cerr);
    return code == 0 ? 0 : static_cast<int>(ExitStatus::kUsage);
  }
  return RunAction(shell);
}

int Run(int argc, const char* const* argv) {
  Shell shell;
  return Run(argc, argv, &shell);
}

}  // namespace champions::cli
