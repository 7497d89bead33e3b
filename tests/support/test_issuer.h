// An issuer of OpenID Connect on loopback, in this process: its document, its key, and tokens that
// it signs for whomever a test names.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ctime>
#include <stdexcept>
#include <string>
#include <thread>

#include "support/id_token_signer.h"

namespace champions::test {

class TestIssuer {
 public:
  TestIssuer() : signer_(IdTokenSigner::P256()), socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, any, size) != 0 || listen(socket_, 8) != 0 ||
        getsockname(socket_, any, &size) != 0) {
      throw std::runtime_error("no port on loopback");
    }
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { Serve(); });
  }
  ~TestIssuer() {
    shutdown(socket_, SHUT_RDWR);
    thread_.join();
    close(socket_);
  }

  const std::string& url() const { return url_; }

  // Of this account, with the address verified, for the client `champions`; `more` is put into the
  // claims, such as `,"amr":["mfa"]`. No two are alike.
  std::string Token(const std::string& subject, const std::string& email,
                    const std::string& more = "") {
    auto now = std::time(nullptr);
    return signer_.Sign("{\"iss\":\"" + url_ + "\",\"aud\":\"champions\",\"sub\":\"" + subject +
                        "\",\"email\":\"" + email + "\",\"email_verified\":true,\"iat\":" +
                        std::to_string(now) + ",\"exp\":" + std::to_string(now + 300) +
                        ",\"number\":" + std::to_string(++tokens_) + more + "}");
  }

 private:
  void Serve() {
    for (int connection; (connection = accept(socket_, nullptr, nullptr)) >= 0; close(connection)) {
      std::string request(4096, '\0');
      auto length = recv(connection, request.data(), request.size(), 0);
      if (length <= 0) continue;
      bool keys = request.rfind("GET /keys ", 0) == 0;
      std::string body = keys ? "{\"keys\":[" + signer_.Jwk() + "]}"
                              : "{\"issuer\":\"" + url_ + "\",\"jwks_uri\":\"" + url_ + "/keys\"}";
      std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                           std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
      (void)send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  }

  const IdTokenSigner signer_;
  const int socket_;
  std::string url_;
  int tokens_ = 0;
  std::thread thread_;
};

}  // namespace champions::test
