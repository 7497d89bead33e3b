// Where the browser brings the issuer's answer: a port of this machine's own loopback, open for as
// long as one sign-in takes.
#pragma once

#include <chrono>
#include <map>
#include <string>

namespace champions::cli {

class RedirectListener {
 public:
  RedirectListener();
  ~RedirectListener();
  RedirectListener(const RedirectListener&) = delete;

  // `http://127.0.0.1:PORT/callback`
  std::string address() const;
  // The query of the first request for it with this state; whatever else comes is told that there
  // is nothing here. Closes then. Throws Failure(kCancelled) when none comes in time.
  std::map<std::string, std::string> Wait(const std::string& state,
                                          std::chrono::milliseconds patience);

 private:
  int socket_ = -1;
  int port_ = 0;
};

}  // namespace champions::cli
