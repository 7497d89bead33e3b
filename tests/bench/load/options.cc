#include "load/options.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace champions::bench {
namespace {

// Lines of `organisation token`.
std::vector<Token> ReadTokens(const std::string& path) {
  std::ifstream file(path);
  std::vector<Token> tokens;
  std::string organisation, token;
  while (file >> organisation >> token) tokens.push_back({organisation, "Bearer " + token});
  if (tokens.empty()) throw std::runtime_error("--tokens: there is no token in " + path);
  return tokens;
}

}  // namespace

Options ReadOptions(int argc, char** argv) {
  Options options;
  CLI::App cli("Puts load on LogReach, StreamReach or GetTotals and prints one line of JSON.");
  std::string tokens_file;
  cli.add_option("mode", options.mode, "log, open, totals or stream")
      ->required()
      ->check(CLI::IsMember({"log", "open", "totals", "stream"}));
  cli.add_option("--target", options.target, "unix:PATH or localhost:PORT")->required();
  cli.add_option("--ca", options.ca_file, "TLS, trusting this authority");
  cli.add_option("--tokens", tokens_file, "Lines of `organisation token`, * for all")->required();
  cli.add_option("--organisations", options.organisations, "Codes")->delimiter(',');
  cli.add_option("--programmes", options.programmes, "Codes")->delimiter(',');
  cli.add_option("--quarters", options.quarters, "To ask totals of")->delimiter(',');
  cli.add_option("--first-day", options.first_day, "Of those on which reach occurred");
  cli.add_option("--days", options.days, "How many days from there")->check(CLI::PositiveNumber);
  cli.add_option("--seconds", options.seconds, "Measured");
  cli.add_option("--warm-up", options.warm_up_seconds, "Seconds before, not measured");
  cli.add_option("--count", options.count, "Items of each stream");
  cli.add_option("--in-flight", options.in_flight, "Of a closed loop; the most of an open one")
      ->check(CLI::Range(1, 100'000));
  cli.add_option("--rate", options.rate_per_second, "Calls per second of the open loop");
  cli.add_option("--channels", options.channels, "Connections")->check(CLI::Range(1, 64));
  cli.add_flag("--spread", options.spread,
               "Open loop: over the connections in turn, not on the first with a free stream");
  cli.add_option("--streams", options.streams, "At once")->check(CLI::Range(1, 64));
  cli.add_option("--deadline-ms", options.deadline_ms, "Of each call");
  cli.add_option("--notes", options.note_percent, "Of a hundred records, those with a note");
  cli.add_flag("--hot", options.hot, "All on one organisation, programme and quarter");
  cli.add_option("--seed", options.seed, "Of everything drawn at random");
  cli.add_option("--acknowledged", options.acknowledged_file,
                 "Gets `request_id reach_id` of each acknowledged write");
  try {
    cli.parse(argc, argv);
    options.tokens = ReadTokens(tokens_file);
    if (options.mode != "totals" && (options.organisations.empty() || options.first_day.empty())) {
      throw std::runtime_error("writes need --organisations, --programmes and --first-day");
    }
    if (options.mode == "totals" && options.quarters.empty()) {
      throw std::runtime_error("totals need --quarters");
    }
  } catch (const CLI::ParseError& error) {
    std::exit(cli.exit(error));
  } catch (const std::exception& error) {
    std::cerr << "bench_load: " << error.what() << "\n";
    std::exit(2);
  }
  return options;
}

}  // namespace champions::bench
