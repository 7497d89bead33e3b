#include "client-cli/core/redirect_listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "client-cli/core/failure.h"
#include "client-cli/core/http.h"

namespace champions::cli {
namespace {

constexpr std::size_t kMostHeadBytes = 16 * 1024;
constexpr timeval kPatienceWithOne{2, 0};
constexpr char kPath[] = "/callback";

constexpr char kHeaders[] =
    "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
    "Content-Security-Policy: default-src 'none'\r\nReferrer-Policy: no-referrer\r\n"
    "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";

void AnswerBrowser(int connection, const char* status, const char* text) {
  const std::string answer = std::string("HTTP/1.1 ") + status + "\r\n" + kHeaders +
                             "<!doctype html><html lang=\"en\"><title>Champions</title><p>" + text +
                             "</p></html>\n";
  // The browser may be gone; the sign-in goes on all the same.
  (void)send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
}

// The target of a GET, such as `/callback?code=…`; "" for anything else.
std::string ReadTarget(int connection) {
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &kPatienceWithOne, sizeof kPatienceWithOne);
  setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &kPatienceWithOne, sizeof kPatienceWithOne);
  std::string head;
  char buffer[2048];
  while (head.find("\r\n\r\n") == std::string::npos) {
    const ssize_t count = recv(connection, buffer, sizeof buffer, 0);
    if (count <= 0 || head.size() + static_cast<std::size_t>(count) > kMostHeadBytes) return "";
    head.append(buffer, static_cast<std::size_t>(count));
  }
  const std::size_t end = head.find(" HTTP/1.");
  if (head.rfind("GET ", 0) != 0 || end == std::string::npos || end > head.find("\r\n")) return "";
  return head.substr(4, end - 4);
}

bool SameText(const std::string& a, const std::string& b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

RedirectListener::RedirectListener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (socket_ < 0 || bind(socket_, plain, length) != 0 || listen(socket_, 16) != 0 ||
      getsockname(socket_, plain, &length) != 0) {
    if (socket_ >= 0) close(socket_);
    throw Failure(ExitStatus::kOther, "no port of this machine can be opened for the browser");
  }
  port_ = ntohs(address.sin_port);
}

RedirectListener::~RedirectListener() { close(socket_); }

std::string RedirectListener::address() const {
  return "http://127.0.0.1:" + std::to_string(port_) + kPath;
}

std::map<std::string, std::string> RedirectListener::Wait(const std::string& state,
                                                          std::chrono::milliseconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      throw Failure(ExitStatus::kCancelled, "no browser came back in time; --timeout waits longer");
    }
    pollfd waiting{socket_, POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 1'000'000))) <= 0) {
      continue;
    }
    const int connection = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    const std::string target = ReadTarget(connection);
    const std::string start = std::string(kPath) + "?";
    auto query = target.rfind(start, 0) == 0 ? DecodedForm(target.substr(start.size()))
                                             : std::map<std::string, std::string>();
    const bool ours = query.count("state") > 0 && SameText(query["state"], state);
    if (!ours) {
      AnswerBrowser(connection, "404 Not Found", "There is nothing here.");
    } else if (query.count("error") > 0) {
      AnswerBrowser(connection, "200 OK", "The sign-in was refused. You may close this window.");
    } else {
      AnswerBrowser(connection, "200 OK", "Go on in the terminal. You may close this window.");
    }
    close(connection);
    if (ours) return query;
  }
}

}  // namespace champions::cli
