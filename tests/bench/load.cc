// The benchmark's load client: README.md says what it is for. It shares the machine with the server
// and the database, so a call costs it little: requests are serialised ahead and only their
// request_id changes, and one thread serves all of them.
#include <exception>
#include <iostream>

#include "load/calls.h"
#include "load/open_loop.h"
#include "load/options.h"
#include "load/stream.h"

int main(int argc, char** argv) {
  auto options = champions::bench::ReadOptions(argc, argv);
  try {
    if (options.mode == "stream") {
      std::cout << champions::bench::RunStreams(options) << "\n";
    } else if (options.mode == "open") {
      std::cout << champions::bench::RunOpenLoop(options) << "\n";
    } else {
      std::cout << champions::bench::RunClosedLoop(options) << "\n";
    }
  } catch (const std::exception& error) {
    std::cerr << "bench_load: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
