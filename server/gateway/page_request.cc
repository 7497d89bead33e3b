#include "gateway/page_request.h"

#include <boost/beast/core/string.hpp>

namespace champions::gateway {
namespace {

namespace http = boost::beast::http;

bool IsForm(std::string_view content_type) {
  auto kind = content_type.substr(0, content_type.find(';'));
  while (!kind.empty() && kind.back() == ' ') kind.remove_suffix(1);
  return boost::beast::iequals(kind, "application/x-www-form-urlencoded");
}

// Once, however often it is there: a header that is there twice could mean either.
template <class Name>
std::string OnlyOne(const http::fields& fields, Name name) {
  return fields.count(name) == 1 ? std::string(fields[name]) : "";
}

}  // namespace

std::string AddressOf(const http::fields& fields) {
  return std::string(fields["x-champions-client-address"]).substr(0, 100);
}

bool IsBelow(std::string_view target, std::string_view prefix) {
  if (prefix.empty() || target.substr(0, prefix.size()) != prefix) return false;
  auto rest = target.substr(prefix.size());
  return rest.empty() || rest[0] == '/' || rest[0] == '?';
}

HttpAnswer TooLarge() {
  return {.status = 413,
          .text = "A form may have " + std::to_string(kMostFormBytes) +
                  " bytes, and nothing else may be sent with a request.\n"};
}

std::optional<HttpAnswer> RefusePage(const http::request<http::string_body>& request) {
  auto method = request.method();
  if (method == http::verb::post) {
    if (IsForm(request[http::field::content_type])) return std::nullopt;
    return HttpAnswer{.status = 415, .text = "Forms only: application/x-www-form-urlencoded.\n"};
  }
  if (method != http::verb::get && method != http::verb::head) {
    return HttpAnswer{.status = 405,
                      .text = "GET, HEAD and POST only.\n",
                      .headers = {{"Allow", "GET, HEAD, POST"}}};
  }
  if (!request.body().empty()) return TooLarge();
  return std::nullopt;
}

HttpRequest PageRequest(const http::request<http::string_body>& request) {
  const auto& fields = request.base();
  return {.target = std::string(request.target()),
          .address = AddressOf(fields),
          .method = request.method() == http::verb::post ? "POST" : "GET",
          .body = request.body(),
          .host = OnlyOne(fields, http::field::host),
          .cookie = OnlyOne(fields, http::field::cookie),
          .origin = OnlyOne(fields, http::field::origin),
          .fetch_site = OnlyOne(fields, "Sec-Fetch-Site")};
}

}  // namespace champions::gateway
