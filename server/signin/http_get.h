// Reads a document of an issuer, or posts a form to it: over TLS, or in the clear on this machine
// alone.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

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

using HttpForm = std::vector<std::pair<std::string, std::string>>;
// `a=b&c=d`, each part percent-encoded.
std::string EncodedForm(const HttpForm& form);

struct HttpReply {
  long status = 0;
  std::string body;
};
// By the same rules, but for the status, which is the caller's to look at.
HttpReply HttpPostForm(const std::string& url, const HttpForm& form, const HttpSettings& settings);

}  // namespace champions::signin
