// What every command has to hand: the options of the person, the connection, the output.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "client-cli/core/connection.h"
#include "client-cli/core/failure.h"
#include "client-cli/core/output.h"
#include "client-cli/core/profile.h"

namespace CLI {
class App;
}

namespace champions::cli {

class Shell {
 public:
  // Options that every command takes.
  std::string config_file;
  std::string profile_name;
  std::string format_name;
  std::string timeout_text;
  bool quiet = false;

  // What the command line asked for, run once all of it is parsed.
  std::function<void()> action;
  // How the command that runs calls the fields of its request.
  FieldNamer name_of;
  // `champion pause` for PauseChampion; the first command of a method.
  CommandNames commands;

  Environment environment = ProcessEnvironment;

  Profile LoadProfile() const;
  ProfilePlace PlaceOfProfile() const;
  // What --timeout says, or this.
  std::chrono::milliseconds Timeout(std::chrono::milliseconds usual) const;
  // Connects on first use; `usual_timeout` holds where --timeout is not given.
  Connection& connection(std::chrono::milliseconds usual_timeout = std::chrono::seconds(30));
  // For tests.
  void set_connection(std::unique_ptr<Connection> connection);
  Output& output();
  // A message beside the result, on stderr; silent with --quiet.
  void Note(const std::string& text) const;
  // Asks before something that cannot be taken back lightly. Throws Failure(kCancelled) on a no.
  void Confirm(const std::string& question, bool yes) const;
  bool wants_progress() const;

 private:
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Output> output_;
};

// Builds the whole tree of commands.
void BuildCommands(CLI::App* root, Shell* shell);

// Parses, runs, prints failures to stderr and gives the exit status.
int Run(int argc, const char* const* argv);
// The same with a shell of the caller's, for tests.
int Run(int argc, const char* const* argv, Shell* shell);

}  // namespace champions::cli
