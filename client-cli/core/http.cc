#include "client-cli/core/http.h"

#include <curl/curl.h>

#include <memory>
#include <set>

#include "client-cli/core/failure.h"
#include "client-cli/core/terminal.h"

namespace champions::cli {
namespace {

constexpr std::size_t kMostAnswerBytes = 256 * 1024;

struct CurlCloser {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};

std::size_t TakeBody(char* data, std::size_t, std::size_t count, void* to) {
  auto* body = static_cast<std::string*>(to);
  if (body->size() + count > kMostAnswerBytes) return 0;  // ends the transfer
  body->append(data, count);
  return count;
}

std::string UrlPart(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  const std::unique_ptr<char, CurlCloser> owned(text);
  return text;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string PercentDecoded(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool coded = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
                       HexDigit(text[i + 2]) >= 0;
    if (coded) {
      plain += static_cast<char>(HexDigit(text[i + 1]) << 4 | HexDigit(text[i + 2]));
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

}  // namespace

std::string PercentEncoded(const std::string& text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string coded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x80 && std::isalnum(byte) != 0) || c == '-' || c == '.' || c == '_' || c == '~') {
      coded += c;
    } else {
      coded += '%';
      coded += kHex[byte >> 4];
      coded += kHex[byte & 15];
    }
  }
  return coded;
}

std::string EncodedForm(const Form& form) {
  std::string text;
  for (const auto& [name, value] : form) {
    text += (text.empty() ? "" : "&") + PercentEncoded(name) + "=" + PercentEncoded(value);
  }
  return text;
}

std::map<std::string, std::string> DecodedForm(const std::string& query) {
  std::map<std::string, std::string> values;
  std::set<std::string> twice;
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t end = std::min(query.find('&', at), query.size());
    const std::string pair = query.substr(at, end - at);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string name = PercentDecoded(pair.substr(0, equals));
    const std::string value =
        equals < pair.size() ? PercentDecoded(pair.substr(equals + 1)) : std::string();
    if (!values.emplace(name, value).second) twice.insert(name);
    at = end + 1;
  }
  for (const auto& name : twice) values.erase(name);
  return values;
}

bool IsSafeUrl(const std::string& text) {
  const std::unique_ptr<CURLU, CurlCloser> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return false;
  if (!UrlPart(url.get(), CURLUPART_USER).empty() ||
      !UrlPart(url.get(), CURLUPART_PASSWORD).empty()) {
    return false;
  }
  const std::string scheme = UrlPart(url.get(), CURLUPART_SCHEME);
  const std::string host = UrlPart(url.get(), CURLUPART_HOST);
  if (scheme == "https") return !host.empty();
  return scheme == "http" && (host == "localhost" || host == "127.0.0.1" || host == "[::1]");
}

HttpAnswer HttpClient::Send(const std::string& url, const Form* form) const {
  if (!IsSafeUrl(url)) {
    throw Failure(ExitStatus::kOther,
                  "the issuer names the address " + Printable(url) + ": expected https");
  }
  static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, CurlCloser> handle(curl_easy_init());
  if (kReady != CURLE_OK || !handle) throw std::runtime_error("libcurl cannot be used");
  HttpAnswer answer;
  auto set = [&](CURLoption option, auto value) {
    if (curl_easy_setopt(handle.get(), option, value) != CURLE_OK) {
      throw std::runtime_error("libcurl lacks an option");
    }
  };
  const std::string body = form == nullptr ? "" : EncodedForm(*form);
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  if (!ca_file_.empty()) set(CURLOPT_CAINFO, ca_file_.c_str());
  if (form != nullptr) {
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    set(CURLOPT_COPYPOSTFIELDS, body.c_str());
  }
  set(CURLOPT_TIMEOUT, 30L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_WRITEFUNCTION, TakeBody);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
  const CURLcode code = curl_easy_perform(handle.get());
  if (code != CURLE_OK) {
    const std::string why =
        code == CURLE_WRITE_ERROR ? "its answer is too large" : curl_easy_strerror(code);
    throw Failure(ExitStatus::kUnavailable, "the issuer at " + Printable(url) + ": " + why);
  }
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace champions::cli
