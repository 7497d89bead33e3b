// Requests to an issuer of OpenID Connect: over TLS, or in the clear to this machine alone.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace champions::cli {

using Form = std::vector<std::pair<std::string, std::string>>;

std::string PercentEncoded(const std::string& text);
// `a=b&c=d`
std::string EncodedForm(const Form& form);
// Of a query; a name that is there twice is left out, since it could mean either.
std::map<std::string, std::string> DecodedForm(const std::string& query);

// `https://…`, or `http://` with a loopback host; without user and password.
bool IsSafeUrl(const std::string& url);

struct HttpAnswer {
  long status = 0;
  std::string body;
};

class HttpClient {
 public:
  // `ca_file`: who vouches for the issuer; "": whom this machine trusts.
  explicit HttpClient(std::string ca_file) : ca_file_(std::move(ca_file)) {}
  virtual ~HttpClient() = default;
  // No redirect is followed. Throws Failure(kUnavailable).
  HttpAnswer Get(const std::string& url) const { return Send(url, nullptr); }
  HttpAnswer Post(const std::string& url, const Form& form) const { return Send(url, &form); }

 private:
  // Without `form` it asks, with it it posts. Another in tests.
  virtual HttpAnswer Send(const std::string& url, const Form* form) const;

  std::string ca_file_;
};

}  // namespace champions::cli
