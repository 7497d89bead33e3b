// What the load client was asked for on its command line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace champions::bench {

// Who asks, and the organisation whose records it may write ("*" for all).
struct Token {
  std::string organisation;
  std::string authorization;
};

struct Options {
  std::string mode;    // log, open, totals, stream
  std::string target;  // unix:PATH or localhost:PORT
  std::string ca_file;
  std::vector<Token> tokens;
  std::vector<std::string> organisations;
  std::vector<std::string> programmes;
  std::vector<std::string> quarters;  // of GetTotals
  std::string first_day;
  int days = 1;
  double seconds = 5;
  double warm_up_seconds = 1;
  int64_t count = 0;  // of items in a stream; else time decides
  int in_flight = 64;
  double rate_per_second = 0;  // of the open loop
  int channels = 1;
  bool spread = false;  // an open loop's calls go over its connections in turn
  int streams = 1;
  int deadline_ms = 30'000;
  int note_percent = 25;
  bool hot = false;
  uint64_t seed = 1;
  std::string acknowledged_file;
};

// Ends the program with a message where the command line is wrong.
Options ReadOptions(int argc, char** argv);

}  // namespace champions::bench
