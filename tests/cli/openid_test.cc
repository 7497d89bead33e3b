// Signing in with an issuer, as far as the program itself decides: what it sends, what it takes for
// an answer, and how it waits. The real issuer is in tests/e2e.
#include "client-cli/core/openid.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <future>
#include <thread>

#include "client-cli/core/failure.h"
#include "client-cli/core/redirect_listener.h"

namespace champions::cli {
namespace {

using std::chrono::seconds;

// Answers one after another, and remembers what was asked.
class Script : public HttpClient {
 public:
  Script() : HttpClient("") {}
  mutable std::deque<HttpAnswer> answers;
  mutable std::vector<std::string> asked;

 private:
  HttpAnswer Send(const std::string& url, const Form* form) const override {
    asked.push_back(url + (form == nullptr ? "" : " " + EncodedForm(*form)));
    if (answers.empty()) throw Failure(ExitStatus::kUnavailable, "the script is over");
    auto answer = answers.front();
    answers.pop_front();
    if (answer.status == 0) throw Failure(ExitStatus::kUnavailable, "no connection");
    return answer;
  }
};

class OpenIdTest : public ::testing::Test {
 protected:
  std::string ByDevice() {
    try {
      return SignInByDevice(client_, {"https://i/auth", "https://i/token", "https://i/device"},
                            [this](seconds pause) { pauses_.push_back(pause.count()); })
          .id_token;
    } catch (const Failure& failure) {
      return failure.what();
    }
  }
  static HttpAnswer Error(const std::string& error) {
    return {400, R"({"error":")" + error + R"("})"};
  }

  Script http_;
  std::string said_;
  std::vector<std::int64_t> pauses_;
  OpenIdClient client_{
      "https://i", "cli", {"openid", "email"}, http_, [this](const std::string& text) {
        said_ += text;
      }};
  const HttpAnswer begun_{200, R"({"device_code":"d","user_code":"WDJB-MJHT","expires_in":600,)"
                               R"("verification_uri":"https://i/go","interval":2})"};
};

// Shows that the challenge is that of RFC 7636, appendix B, and that no verifier comes twice.
TEST_F(OpenIdTest, ChallengesAreThoseOfTheStandard) {
  EXPECT_EQ(ChallengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  EXPECT_EQ(NewVerifier().size(), 43u);
  EXPECT_NE(NewVerifier(), NewVerifier());
}

// Shows that the device flow waits as it is told: longer after slow_down and after a connection
// that failed.
TEST_F(OpenIdTest, TheDeviceFlowWaits) {
  http_.answers = {begun_,
                   Error("authorization_pending"),
                   Error("slow_down"),
                   HttpAnswer{0, ""},
                   {200, R"({"id_token":"x.y.z"})"}};
  EXPECT_EQ(ByDevice(), "x.y.z");
  EXPECT_EQ(pauses_, (std::vector<std::int64_t>{2, 2, 7, 14}));
  EXPECT_NE(said_.find("WDJB-MJHT"), std::string::npos);
  EXPECT_NE(http_.asked[1].find("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
                                "&device_code=d&client_id=cli"),
            std::string::npos);
}

TEST_F(OpenIdTest, TheDeviceFlowEnds) {
  http_.answers = {begun_, Error("expired_token")};
  EXPECT_EQ(ByDevice(), "nobody entered the code in time: begin again");
  http_.answers = {begun_, Error("access_denied")};
  EXPECT_EQ(ByDevice(), "the issuer refused: access_denied");
  http_.answers = {Error("unauthorized_client")};
  EXPECT_EQ(ByDevice(), "the issuer refused: unauthorized_client");
  http_.answers = {begun_, {200, "{}"}};
  EXPECT_EQ(ByDevice(), "the issuer gave no ID token");
}

// Shows that a discovery document is of the issuer that was asked, and leads to safe addresses.
TEST_F(OpenIdTest, DocumentsAreHeldAgainstTheIssuer) {
  auto document = [](const std::string& issuer, const std::string& token) {
    return HttpAnswer{200, R"({"issuer":")" + issuer +
                               R"(","authorization_endpoint":"https://i/auth","token_endpoint":")" +
                               token + R"("})"};
  };
  http_.answers = {document("https://i", "https://i/token")};
  EXPECT_EQ(Discover(client_).token, "https://i/token");
  EXPECT_EQ(http_.asked[0], "https://i/.well-known/openid-configuration");
  for (const auto& wrong :
       {document("https://j", "https://i/token"), document("https://i", "http://i/token"),
        document("https://i", ""), HttpAnswer{200, "<html>"}, HttpAnswer{404, "{}"}}) {
    http_.answers = {wrong};
    EXPECT_THROW(Discover(client_), Failure) << wrong.body;
  }
}

// What a browser is told that comes to the listener with this request.
std::string Visit(const std::string& address, const std::string& request) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
  if (connect(connection, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) return "closed";
  (void)!write(connection, request.data(), request.size());
  char buffer[4096];
  const ssize_t count = read(connection, buffer, sizeof buffer);
  close(connection);
  return count <= 0 ? "" : std::string(buffer, static_cast<std::size_t>(count));
}

// Shows that the listener waits for the answer to its own question, whatever else comes by.
TEST(RedirectListenerTest, OnlyTheAnswerEndsIt) {
  RedirectListener listener;
  const std::string address = listener.address();
  ASSERT_EQ(address.substr(0, 17), "http://127.0.0.1:");
  auto waiting = std::async(std::launch::async,
                            [&] { return listener.Wait("right", std::chrono::seconds(10)); });
  for (const char* wrong :
       {"GET /favicon.ico HTTP/1.1\r\n\r\n", "GET /callback?code=x HTTP/1.1\r\n\r\n",
        "GET /callback?code=x&state=wrong HTTP/1.1\r\n\r\n",
        "GET /callback?code=x&state=right&state=right HTTP/1.1\r\n\r\n",
        "POST /callback?code=x&state=right HTTP/1.1\r\n\r\n", "nonsense\r\n\r\n"}) {
    EXPECT_EQ(Visit(address, wrong).substr(0, 12), "HTTP/1.1 404") << wrong;
  }
  const std::string page =
      Visit(address, "GET /callback?code=a%2Bb+c&state=right HTTP/1.1\r\n\r\n");
  EXPECT_EQ(page.substr(0, 12), "HTTP/1.1 200");
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(waiting.get()["code"], "a+b c");
}

TEST(RedirectListenerTest, ItDoesNotWaitForEver) {
  RedirectListener listener;
  try {
    listener.Wait("x", std::chrono::milliseconds(30));
    ADD_FAILURE() << "somebody came";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status(), ExitStatus::kCancelled);
  }
}

}  // namespace
}  // namespace champions::cli
