// Talking with the person: what is safe to show, questions, progress.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>

namespace champions::cli {

bool StdinIsTerminal();
bool StdoutIsTerminal();
bool StderrIsTerminal();

// Text from elsewhere with control characters escaped, so that a note cannot steer the terminal or
// forge a line.
std::string Printable(std::string_view text);

// Characters of UTF-8 text, for lining up columns.
std::size_t Width(std::string_view text);

// Asks, and takes only `y` or `yes` for a yes; the end of input is a no.
bool Confirmed(std::istream& in, std::ostream& out, const std::string& question);

// How far a transfer has come, on one line that is written over: in per cent, or in MB where the
// total is not known (0). Silent where not wanted.
class Progress {
 public:
  Progress(std::string label, std::uint64_t total_bytes, bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void Add(std::uint64_t bytes);
  void Clear();

 private:
  std::string label_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
  std::int64_t shown_ = -1;  // per cent, or MB
  bool wanted_;
};

}  // namespace champions::cli
