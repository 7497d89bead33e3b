#include "client-cli/core/secret_prompt.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "client-cli/core/failure.h"

namespace champions::cli {
namespace {

constexpr char kInterrupt = 3;

// The terminal without echo, and without signals that would leave it so.
class SilentTerminal {
 public:
  SilentTerminal() : file_(open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (file_ < 0 || tcgetattr(file_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    usable_ = tcsetattr(file_, TCSAFLUSH, &silent) == 0;
  }
  ~SilentTerminal() {
    if (usable_) tcsetattr(file_, TCSAFLUSH, &before_);
    if (file_ >= 0) close(file_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  bool usable() const { return usable_; }
  void Say(const std::string& text) const { (void)!write(file_, text.data(), text.size()); }
  bool Read(char* to) const { return read(file_, to, 1) == 1; }

 private:
  int file_;
  termios before_{};
  bool usable_ = false;
};

}  // namespace

std::string AskSecret(const std::string& question, const std::string& instead) {
  const SilentTerminal terminal;
  if (!terminal.usable()) {
    throw UsageFailure(question + " is asked for and there is no terminal: give " + instead);
  }
  terminal.Say(question + ": ");
  std::string secret;
  char c = 0;
  bool ended = false;
  while (!ended && terminal.Read(&c) && c != kInterrupt) {
    ended = c == '\n';
    if (!ended) secret += c;
  }
  terminal.Say("\n");
  if (c == kInterrupt || secret.empty()) throw Failure(ExitStatus::kCancelled, "cancelled");
  return secret;
}

std::string ReadSecret(const std::string& file) {
  std::string secret;
  if (file == "-") {
    std::getline(std::cin, secret);
  } else {
    std::ifstream in(file);
    if (!in) throw UsageFailure("cannot read " + file);
    std::getline(in, secret);
  }
  if (!secret.empty() && secret.back() == '\r') secret.pop_back();
  if (secret.empty()) throw UsageFailure((file == "-" ? "standard input" : file) + " is empty");
  return secret;
}

}  // namespace champions::cli
