// A fixture for tests of the console: browsers that keep cookies and send the forms of their pages,
// and an issuer whose token endpoint a test sees into.
#pragma once

#include <map>
#include <regex>
#include <string>

#include "console/console.h"
#include "integration/sign_in_fixture.h"
#include "support/test_issuer.h"

namespace champions::test {

class ConsoleServerTest : public SignInServerTest {
 protected:
  static constexpr const char* kSite = "https://champions.test:8443";

  void SetUp() override {
    SignInServerTest::SetUp();
    config_.sign_in_issuer = issuer_.url();
    config_.sign_in_client_id = "champions";
    RestartAll();
  }
  void TearDown() override {
    console_.reset();
    SignInServerTest::TearDown();
  }
  void RestartAll() {
    console_.reset();
    Restart();
    MakeConsole();
  }
  void MakeConsole() {
    auto get = [this](const std::string&) {
      if (issuer_is_down_) throw std::runtime_error("it is down");
      return "{\"issuer\":\"" + issuer_.url() +
             "\",\"authorization_endpoint\":\"https://login.test/authorise\","
             "\"token_endpoint\":\"https://login.test/token\","
             "\"authorization_response_iss_parameter_supported\":" +
             (names_itself_ ? "true" : "false") + "}";
    };
    auto post = [this](const std::string&, const signin::HttpForm& form) {
      return GiveToken({form.begin(), form.end()});
    };
    console_ = std::make_unique<console::Console>(
        console::Settings{kSite, std::string(32, 'k')}, channel_,
        std::make_unique<console::IssuerClient>(get, post),
        console::Clocks{.seconds = [this] { return std::time(nullptr) + later_s_; }});
  }

  // Knows one code, which is for one verifier, once.
  signin::HttpReply GiveToken(const std::map<std::string, std::string>& form) {
    ++exchanges_;
    auto field = [&](const char* name) { return form.count(name) ? form.at(name) : std::string(); };
    bool right = field("code") == code_ && !code_.empty() &&
                 console::ChallengeOf(field("code_verifier")) == challenge_ &&
                 field("client_id") == "champions" &&
                 field("redirect_uri") == std::string(kSite) + "/console/callback";
    if (!right) return {400, "{\"error\":\"invalid_grant\"}"};
    code_.clear();
    return {200, "{\"id_token\":\"" +
                     issuer_.Token(subject_, subject_ + "@example.org",
                                   ",\"nonce\":\"" + nonce_ + "\"" + more_claims_) +
                     "\"}"};
  }

  // One browser: its cookies, and the page that it shows.
  class Browser {
   public:
    explicit Browser(ConsoleServerTest& test, std::string address = "192.0.2.7")
        : test_(test), address_(std::move(address)) {}

    // As the browser would send it, before a test changes it.
    gateway::HttpRequest Request(const std::string& method, const std::string& target) const {
      gateway::HttpRequest request{.target = target, .address = address_, .method = method};
      request.host = std::string(kSite).substr(8);
      for (const auto& [name, value] : cookies) {
        request.cookie += (request.cookie.empty() ? "" : "; ") + name + "=" + value;
      }
      if (method == "POST") {
        request.origin = kSite;
        request.fetch_site = "same-origin";
      }
      return request;
    }
    const gateway::HttpAnswer& Send(const gateway::HttpRequest& request) {
      answer = test_.console_->Answer(request);
      for (const auto& [name, value] : answer.headers) {
        if (name != "Set-Cookie") continue;
        auto pair = value.substr(0, value.find(';'));
        auto cookie = pair.substr(0, pair.find('='));
        cookies[cookie] = pair.substr(pair.find('=') + 1);
        if (value.find("Max-Age=0") != value.npos) cookies.erase(cookie);
      }
      if (!answer.text.empty()) page = answer.text;
      return answer;
    }
    // Follows redirects within the console.
    const gateway::HttpAnswer& Follow() {
      while (answer.status == 303 && Header("Location").rfind("/console", 0) == 0) {
        Send(Request("GET", Header("Location")));
      }
      return answer;
    }
    const gateway::HttpAnswer& Get(const std::string& target) {
      Send(Request("GET", target));
      return Follow();
    }
    gateway::HttpRequest FormRequest(const std::string& target, signin::HttpForm fields) const {
      auto request = Request("POST", target);
      fields.emplace_back("form", FormToken());
      request.body = signin::EncodedForm(fields);
      return request;
    }
    const gateway::HttpAnswer& Post(const std::string& target, signin::HttpForm fields = {}) {
      Send(FormRequest(target, std::move(fields)));
      return Follow();
    }
    std::string FormToken() const {
      std::smatch found;
      static const std::regex kToken("name=\"form\" value=\"([^\"]+)\"");
      return std::regex_search(page, found, kToken) ? found[1].str() : "";
    }
    std::string Header(const std::string& name) const {
      for (const auto& [header, value] : answer.headers) {
        if (header == name) return value;
      }
      return "";
    }
    bool Shows(const std::string& text) const { return page.find(text) != page.npos; }
    bool IsSignedIn() const { return cookies.count("__Host-champions") > 0; }

    // To the sign-in page and on with a password.
    const gateway::HttpAnswer& SignInBy(const std::string& password,
                                        const std::string& email = kEmail) {
      Get("/console");
      return Post("/console/password", {{"email", email}, {"password", password}});
    }
    // To the issuer, which remembers what it was asked with; gives the parameters of its answer.
    std::string GoToIssuer() {
      Send(Request("GET", "/console/sign-in"));
      auto where = Header("Location");
      auto fields = console::ReadFields(where.substr(where.find('?') + 1));
      EXPECT_TRUE(fields) << where;
      if (!fields) return "";
      test_.code_ = "code-" + std::to_string(++test_.codes_);
      test_.challenge_ = console::Field(*fields, "code_challenge");
      test_.nonce_ = console::Field(*fields, "nonce");
      state = console::Field(*fields, "state");
      return "code=" + test_.code_ + "&state=" + state;
    }
    const gateway::HttpAnswer& ComeBack(const std::string& query) {
      return Get("/console/callback?" + query);
    }

    std::map<std::string, std::string> cookies;
    gateway::HttpAnswer answer;
    std::string page, state;

   private:
    ConsoleServerTest& test_;
    std::string address_;
  };

  std::string Sessions() { return SqlValue("select count(*) from access_session"); }

  TestIssuer issuer_;
  std::unique_ptr<console::Console> console_;
  int64_t later_s_ = 0;
  bool issuer_is_down_ = false, names_itself_ = false;
  int exchanges_ = 0, codes_ = 0;
  // What the issuer knows, and whom it signs in.
  std::string code_, challenge_, nonce_, subject_ = "ada", more_claims_;
};

}  // namespace champions::test
