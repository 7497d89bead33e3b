#include "mail/mailer.h"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace champions::mail {
namespace {

struct Closer {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, Closer>;

void Append(List* list, const std::string& text) {
  curl_slist* longer = curl_slist_append(list->get(), text.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  list->release();
  list->reset(longer);
}

bool IsThisMachine(const std::string& host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "[::1]";
}

std::string ReadPassword(const std::string& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) {
    throw std::runtime_error("mail.password_file: cannot read " + path);
  }
  if (about.st_mode & 077) {
    throw std::runtime_error("mail.password_file: others can read " + path +
                             ": expected mode 0600");
  }
  std::ifstream file(path);
  std::string password;
  std::getline(file, password);
  if (password.empty()) throw std::runtime_error("mail.password_file: " + path + " is empty");
  return password;
}

// RFC 2047; a line feed would start another header, and none may come in here.
std::string HeaderText(const std::string& text) {
  bool plain = true;
  for (unsigned char c : text) {
    if (c < 0x20 || c == 0x7f) throw std::runtime_error("a header holds a control character");
    if (c >= 0x80) plain = false;
  }
  if (plain) return text;
  // An encoded word has at most 75 characters: 39 bytes make 52. None may end inside a letter.
  std::string encoded;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.size(), at + 39);
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    unsigned char word[64];
    EVP_EncodeBlock(word, reinterpret_cast<const unsigned char*>(text.data()) + at,
                    static_cast<int>(end - at));
    if (!encoded.empty()) encoded += "\r\n ";
    encoded += "=?UTF-8?B?" + std::string(reinterpret_cast<const char*>(word)) + "?=";
    at = end;
  }
  return encoded;
}

std::string DateHeader() {
  std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[64];
  std::strftime(text, sizeof text, "Date: %a, %d %b %Y %H:%M:%S +0000", &parts);
  return text;
}

}  // namespace

Mailer::Mailer(MailSettings settings) : settings_(std::move(settings)) {
  if (!configured()) return;
  if (settings_.from.empty()) throw std::runtime_error("mail.from: is required with mail.host");
  const auto& security = settings_.security;
  if (security != "starttls" && security != "tls" && security != "none") {
    throw std::runtime_error("mail.security: is '" + security +
                             "': expected starttls, tls or none");
  }
  if (security == "none" && !IsThisMachine(settings_.host)) {
    throw std::runtime_error("mail.security: is 'none': expected starttls or tls, since " +
                             settings_.host + " is another machine");
  }
  if (!settings_.user.empty()) password_ = ReadPassword(settings_.password_file);
  static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kReady != CURLE_OK) throw std::runtime_error("libcurl cannot be used");
}

void Mailer::Send(const std::string& to, const std::string& subject,
                  const std::string& text) const {
  std::unique_ptr<CURL, Closer> handle(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  bool tls = settings_.security == "tls";
  auto url = std::string(tls ? "smtps://" : "smtp://") + settings_.host + ":" +
             std::to_string(settings_.port);
  List recipients, headers;
  Append(&recipients, "<" + HeaderText(to) + ">");
  Append(&headers, DateHeader());
  Append(&headers, "From: Champions <" + HeaderText(settings_.from) + ">");
  Append(&headers, "To: <" + to + ">");
  Append(&headers, "Subject: " + HeaderText(subject));
  Append(&headers, "Auto-Submitted: auto-generated");
  std::unique_ptr<curl_mime, Closer> mime(curl_mime_init(handle.get()));
  curl_mimepart* part = curl_mime_addpart(mime.get());
  curl_mime_data(part, text.data(), text.size());
  curl_mime_type(part, "text/plain; charset=utf-8");
  curl_mime_encoder(part, "quoted-printable");
  char why[CURL_ERROR_SIZE] = "";
  auto set = [&](CURLoption option, auto value) {
    if (curl_easy_setopt(handle.get(), option, value) != CURLE_OK) {
      throw std::runtime_error("libcurl lacks an option");
    }
  };
  set(CURLOPT_ERRORBUFFER, why);
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_USE_SSL,
      static_cast<long>(settings_.security == "none" ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!settings_.ca_file.empty()) set(CURLOPT_CAINFO, settings_.ca_file.c_str());
  if (!settings_.user.empty()) {
    set(CURLOPT_USERNAME, settings_.user.c_str());
    set(CURLOPT_PASSWORD, password_.c_str());
  }
  set(CURLOPT_MAIL_FROM, ("<" + settings_.from + ">").c_str());
  set(CURLOPT_MAIL_RCPT, recipients.get());
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_MIMEPOST, mime.get());
  set(CURLOPT_TIMEOUT, 30L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  CURLcode code = curl_easy_perform(handle.get());
  if (code == CURLE_OK) return;
  long answer = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer);
  auto what = std::string("the relay did not take the e-mail: ") + curl_easy_strerror(code) +
              (answer != 0 ? " (" + std::to_string(answer) + ")" : "");
  if (answer >= 500 && answer < 600) throw Refused(what);
  throw std::runtime_error(what);
}

}  // namespace champions::mail
