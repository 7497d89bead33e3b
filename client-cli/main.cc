#include <unistd.h>

#include <csignal>

#include "client-cli/core/shell.h"

namespace {

// Control-C: the person changed their mind, which has an exit status of its own.
extern "C" void Cancelled(int) {
  static const char kMessage[] = "\nchampions: cancelled\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, kMessage, sizeof kMessage - 1);
  _exit(static_cast<int>(champions::cli::ExitStatus::kCancelled));
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, Cancelled);
  return champions::cli::Run(argc, argv);
}
