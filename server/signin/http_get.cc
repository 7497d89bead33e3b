#include "signin/http_get.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "signin/encoding.h"

namespace champions::signin {
namespace {

struct Closer {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};

struct Body {
  std::string text;
  size_t most_bytes;
};

size_t Take(char* data, size_t, size_t count, void* to) {
  auto* body = static_cast<Body*>(to);
  if (body->text.size() + count > body->most_bytes) return 0;  // ends the transfer
  body->text.append(data, count);
  return count;
}

std::string Part(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::unique_ptr<char, Closer> owned(text);
  return text;
}

void StartCurl() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
}

}  // namespace

bool IsSafeAddress(const std::string& address) {
  std::unique_ptr<CURLU, Closer> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK) return false;
  if (!Part(url.get(), CURLUPART_USER).empty() || !Part(url.get(), CURLUPART_PASSWORD).empty() ||
      !Part(url.get(), CURLUPART_FRAGMENT).empty()) {
    return false;
  }
  auto scheme = Part(url.get(), CURLUPART_SCHEME), host = Part(url.get(), CURLUPART_HOST);
  if (scheme == "https") return !host.empty();
  return scheme == "http" && (host == "localhost" || host == "127.0.0.1" || host == "[::1]");
}

namespace {

// Without `body` it asks, with it it posts.
HttpReply Send(const std::string& address, const std::string* body, const HttpSettings& settings) {
  if (!IsSafeAddress(address)) {
    throw std::runtime_error("its address is not safe: expected https, or http on this machine");
  }
  StartCurl();
  std::unique_ptr<CURL, Closer> handle(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  Body answer{"", settings.most_bytes};
  auto set = [&](CURLoption option, auto value) {
    if (curl_easy_setopt(handle.get(), option, value) != CURLE_OK) {
      throw std::runtime_error("libcurl lacks an option");
    }
  };
  set(CURLOPT_URL, address.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  if (!settings.ca_file.empty()) set(CURLOPT_CAINFO, settings.ca_file.c_str());
  if (body != nullptr) {
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
    set(CURLOPT_POSTFIELDS, body->c_str());
  }
  auto timeout = std::max<long>(1, static_cast<long>(settings.timeout.count()));
  set(CURLOPT_TIMEOUT_MS, timeout);
  set(CURLOPT_CONNECTTIMEOUT_MS, std::min(timeout, 3'000L));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_WRITEFUNCTION, Take);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer));
  CURLcode code = curl_easy_perform(handle.get());
  if (code == CURLE_WRITE_ERROR) throw std::runtime_error("its answer is too large");
  if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
  HttpReply reply{0, std::move(answer.text)};
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  return reply;
}

}  // namespace

std::string HttpGet(const std::string& address, const HttpSettings& settings) {
  auto reply = Send(address, nullptr, settings);
  if (reply.status != 200) {
    throw std::runtime_error("it answers " + std::to_string(reply.status));
  }
  return reply.body;
}

std::string EncodedForm(const HttpForm& form) {
  std::string text;
  for (const auto& [name, value] : form) {
    text += (text.empty() ? "" : "&") + ToPercent(name) + "=" + ToPercent(value);
  }
  return text;
}

HttpReply HttpPostForm(const std::string& address, const HttpForm& form,
                       const HttpSettings& settings) {
  auto body = EncodedForm(form);
  return Send(address, &body, settings);
}

}  // namespace champions::signin
