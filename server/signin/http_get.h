// Reads a document of an issuer: over TLS, or in the clear from this machine alone.
#pragma once

#include <chrono>
#include <string>

namespace champions::signin {

// `https://…`, or `http://` with a loopback host; without user, password or fragment.
bool IsSafeAddress(const std::string& url);

struct HttpSettings {
  std::string ca_file;  // who vouches for the host; "": whom the system trusts
  size_t most_bytes = 256 * 1024;
  std::chrono::milliseconds timeout{5'000};
};
// The body of an answer 200; no redirect is followed. Throws std::runtime_error that says why not.
std::string HttpGet(const std::string& url, const HttpSettings& settings);

}  // namespace champions::signin
