// The HTTP gateway on its socket: what downloads and pages take, and that neither waits for the
// other.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "gateway/http_server.h"

namespace champions::gateway {
namespace {

class GatewayTest : public ::testing::Test {
 protected:
  GatewayTest() {
    char pattern[] = "/tmp/champions-gateway-XXXXXX";
    folder_ = mkdtemp(pattern);
    server_ = std::make_unique<HttpServer>(
        folder_ + "/http.sock", 0177,
        [](const HttpRequest& request) {
          return HttpAnswer{.status = 404, .text = "download " + request.target};
        },
        HttpServer::Pages{"/console",
                          [this](const HttpRequest& request) { return Page(request); }});
  }
  ~GatewayTest() override {
    GoOn();
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  HttpAnswer Page(const HttpRequest& request) {
    if (request.target == "/console/slow") {
      ++waiting_;
      std::unique_lock lock(mutex_);
      go_on_.wait_for(lock, std::chrono::seconds(20), [this] { return may_go_on_; });
    }
    return {.text = request.method + " " + request.target + " body=" + request.body + " host=" +
                    request.host + " cookie=" + request.cookie + " origin=" + request.origin +
                    " site=" + request.fetch_site + " address=" + request.address,
            .headers = {{"Set-Cookie", "a=1"},
                        {"Set-Cookie", "b=2"},
                        {"Content-Security-Policy", "default-src 'none'"}}};
  }
  void GoOn() {
    std::lock_guard lock(mutex_);
    may_go_on_ = true;
    go_on_.notify_all();
  }

  int Connect() const {
    int connection = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{.sun_family = AF_UNIX};
    (folder_ + "/http.sock").copy(address.sun_path, sizeof address.sun_path - 1);
    timeval patience{.tv_sec = 5};
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return connection;
  }
  static void Send(int connection, const std::string& octets) {
    (void)send(connection, octets.data(), octets.size(), MSG_NOSIGNAL);
  }
  // Until the server closes, or says nothing for 5 s.
  static std::string ReadAll(int connection) {
    std::string answer;
    char piece[4096];
    for (ssize_t got; (got = recv(connection, piece, sizeof piece, 0)) > 0;) {
      answer.append(piece, static_cast<size_t>(got));
    }
    close(connection);
    return answer;
  }
  std::string Ask(const std::string& octets) const {
    int connection = Connect();
    Send(connection, octets);
    return ReadAll(connection);
  }
  static std::string Head(const std::string& line, const std::string& more = "") {
    return line + " HTTP/1.1\r\nHost: champions.test\r\nConnection: close\r\n" + more + "\r\n";
  }
  static std::string Post(const std::string& body,
                          const std::string& type = "application/x-www-form-urlencoded") {
    return Head("POST /console/a", "Content-Type: " + type + "\r\nContent-Length: " +
                                       std::to_string(body.size()) + "\r\n") +
           body;
  }
  static int StatusOf(const std::string& answer) {
    return answer.size() > 12 ? std::atoi(answer.substr(9, 3).c_str()) : 0;
  }

  std::string folder_;
  std::mutex mutex_;
  std::condition_variable go_on_;
  bool may_go_on_ = false;
  std::atomic<int> waiting_{0};
  std::unique_ptr<HttpServer> server_;
};

bool Has(const std::string& answer, const std::string& part) {
  return answer.find(part) != answer.npos;
}

// Shows that a page is given what it needs of a request, and that its headers are sent.
TEST_F(GatewayTest, PagesAreGivenWhatTheyNeed) {
  auto answer = Ask(Head("GET /console?x=1",
                         "Cookie: c=1\r\nOrigin: https://a\r\nSec-Fetch-Site: none\r\n"
                         "X-Champions-Client-Address: 192.0.2.1\r\n"));
  EXPECT_EQ(StatusOf(answer), 200) << answer;
  EXPECT_TRUE(Has(answer,
                  "GET /console?x=1 body= host=champions.test cookie=c=1 origin=https://a "
                  "site=none address=192.0.2.1"))
      << answer;
  EXPECT_TRUE(Has(answer, "Set-Cookie: a=1\r\n") && Has(answer, "Set-Cookie: b=2\r\n")) << answer;
  EXPECT_TRUE(Has(answer, "Content-Security-Policy: default-src 'none'\r\n")) << answer;
  EXPECT_FALSE(Has(answer, "sandbox")) << answer;
  answer = Ask(Post("a=1&b=2"));
  EXPECT_TRUE(Has(answer, "POST /console/a body=a=1&b=2")) << answer;
  EXPECT_EQ(StatusOf(Ask(Head("HEAD /console"))), 200);
  // What is there twice could mean either.
  EXPECT_TRUE(Has(Ask(Head("GET /console", "Origin: https://a\r\nOrigin: https://b\r\n")),
                  "origin= site="));
}

// Shows that bodies are bounded and of one kind, and that methods are those there are.
TEST_F(GatewayTest, FormsAreBoundedAndOfOneKind) {
  EXPECT_EQ(StatusOf(Ask(Post(std::string(kMostFormBytes, 'a')))), 200);
  EXPECT_EQ(StatusOf(Ask(Post(std::string(kMostFormBytes + 1, 'a')))), 413);
  EXPECT_EQ(StatusOf(Ask(Head("POST /console", "Content-Length: 99999999999\r\n"))), 413);
  std::string chunks = Head("POST /console",
                            "Content-Type: application/x-www-form-urlencoded\r\n"
                            "Transfer-Encoding: chunked\r\n");
  EXPECT_TRUE(Has(Ask(chunks + "3\r\na=1\r\n0\r\n\r\n"), "body=a=1"));
  EXPECT_EQ(StatusOf(Ask(chunks + "2001\r\n" + std::string(8193, 'a') + "\r\n0\r\n\r\n")), 413);
  EXPECT_EQ(StatusOf(Ask(Head("GET /console", "Content-Length: 3\r\n") + "a=1")), 413);
  for (const char* type : {"application/json", "multipart/form-data; boundary=x", "text/plain", "",
                           "application/x-www-form-urlencodedx"}) {
    EXPECT_EQ(StatusOf(Ask(Post("a=1", type))), 415) << type;
  }
  EXPECT_EQ(StatusOf(Ask(Post("a=1", "Application/X-WWW-Form-URLEncoded; charset=UTF-8"))), 200);
  auto answer = Ask(Head("PUT /console"));
  EXPECT_EQ(StatusOf(answer), 405);
  EXPECT_TRUE(Has(answer, "Allow: GET, HEAD, POST\r\n")) << answer;
}

// Shows that downloads are answered as they were before there were pages.
TEST_F(GatewayTest, DownloadsTakeNoForms) {
  const std::string expected =
      "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: "
      "no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
      "Content-Security-Policy: sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src "
      "data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\nConnection: close\r\n"
      "Content-Length: 18\r\n\r\ndownload /consoles";
  EXPECT_EQ(Ask(Head("GET /consoles")), expected);
  auto answer = Ask(Head("POST /exports/a"));
  EXPECT_EQ(StatusOf(answer), 405);
  EXPECT_TRUE(Has(answer, "Allow: GET, HEAD\r\n")) << answer;
  EXPECT_EQ(Ask(Head("GET /exports/a", "Content-Length: 3\r\n") + "abc"), "");
  EXPECT_EQ(Ask(Head("GET /exports/a", "Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n0\r\n\r\n"),
            "");
}

// Shows that pages which wait hold up neither downloads nor, while there are places, pages of other
// addresses, and that what is too much is told to come back.
TEST_F(GatewayTest, SlowPagesHoldUpNobodyElse) {
  auto slow = [](const std::string& address) {
    return Head("GET /console/slow", "X-Champions-Client-Address: " + address + "\r\n");
  };
  std::vector<int> slow_ones;
  auto begin = [&](const std::string& address) {
    slow_ones.push_back(Connect());
    Send(slow_ones.back(), slow(address));
  };
  for (int i = 0; i < 8; ++i) begin("192.0.2.1");
  while (waiting_ < 8) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  auto answer = Ask(slow("192.0.2.1"));
  EXPECT_EQ(StatusOf(answer), 503) << answer;
  EXPECT_TRUE(Has(answer, "Retry-After: 2\r\n")) << answer;
  EXPECT_EQ(StatusOf(Ask(Head("GET /exports/a"))), 404);
  // Of 40 more, 24 find places and 16 hear at once that there is none.
  for (int i = 0; i < 40; ++i) begin("192.0.2." + std::to_string(10 + i));
  std::vector<int> refused;
  auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (refused.size() < 16 && std::chrono::steady_clock::now() < give_up_at) {
    for (auto connection = slow_ones.begin(); connection != slow_ones.end();) {
      pollfd look{.fd = *connection, .events = POLLIN};
      if (poll(&look, 1, 1) == 1) {
        refused.push_back(*connection);
        connection = slow_ones.erase(connection);
      } else {
        ++connection;
      }
    }
  }
  EXPECT_EQ(refused.size(), 16u);
  for (int connection : refused) EXPECT_EQ(StatusOf(ReadAll(connection)), 503);
  EXPECT_EQ(StatusOf(Ask(Head("GET /exports/a"))), 404);
  GoOn();
  for (int connection : slow_ones) EXPECT_EQ(StatusOf(ReadAll(connection)), 200);
  EXPECT_EQ(StatusOf(Ask(slow("192.0.2.1"))), 200) << "places are given back";
}

// Shows that a page of several requests on one connection is served one after another.
TEST_F(GatewayTest, ConnectionsGoOn) {
  std::string keep = "GET /console HTTP/1.1\r\nHost: a\r\n\r\n";
  auto answer = Ask(keep + keep + Post("a=1"));
  size_t count = 0;
  for (size_t at = 0; (at = answer.find("HTTP/1.1 200", at)) != answer.npos; ++at) ++count;
  EXPECT_EQ(count, 3u) << answer;
}

}  // namespace
}  // namespace champions::gateway
