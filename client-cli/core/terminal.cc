#include "client-cli/core/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace champions::cli {

bool StdinIsTerminal() { return isatty(STDIN_FILENO) == 1; }
bool StdoutIsTerminal() { return isatty(STDOUT_FILENO) == 1; }
bool StderrIsTerminal() { return isatty(STDERR_FILENO) == 1; }

std::string Printable(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool next_is_c1 =
        byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte == '\n') {
      result += "\\n";
    } else if (byte == '\t') {
      result += "\\t";
    } else if (byte < 0x20 || byte == 0x7f || next_is_c1) {
      const auto shown = next_is_c1 ? static_cast<unsigned char>(text[++i]) : byte;
      result += "\\x";
      result += kHex[shown >> 4];
      result += kHex[shown & 15];
    } else {
      result += text[i];
    }
  }
  return result;
}

std::size_t Width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; }));
}

bool Confirmed(std::istream& in, std::ostream& out, const std::string& question) {
  out << question << " [y/N] " << std::flush;
  std::string answer;
  if (!std::getline(in, answer)) {
    out << '\n';
    return false;
  }
  std::transform(answer.begin(), answer.end(), answer.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return answer == "y" || answer == "yes";
}

Progress::Progress(std::string label, std::uint64_t total_bytes, bool wanted)
    : label_(std::move(label)), total_(total_bytes), wanted_(wanted) {}

Progress::~Progress() { Clear(); }

void Progress::Add(std::uint64_t bytes) {
  done_ += bytes;
  if (!wanted_) return;
  const auto now = static_cast<std::int64_t>(
      total_ == 0 ? done_ / 1'000'000 : std::min<std::uint64_t>(100, done_ * 100 / total_));
  if (now == shown_) return;
  shown_ = now;
  std::fprintf(stderr, "\r%s %lld%s", label_.c_str(), static_cast<long long>(now),
               total_ == 0 ? " MB" : "%");
  std::fflush(stderr);
}

void Progress::Clear() {
  if (shown_ < 0) return;
  // Room for the digits of any number of MB.
  std::fprintf(stderr, "\r%*s\r", static_cast<int>(label_.size()) + 16, "");
  std::fflush(stderr);
  shown_ = -1;
}

}  // namespace champions::cli
