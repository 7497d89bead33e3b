// The console as a client of the issuer: what comes back is taken from the browser that asked for
// it, once, in time, and from that issuer.
#include "integration/console_fixture.h"

namespace champions::test {
namespace {

class ConsoleIssuerTest : public ConsoleServerTest {
 protected:
  void SetUp() override {
    ConsoleServerTest::SetUp();
    Sql("delete from user_password");
  }
  // Comes back to where nothing is given.
  void ExpectRefused(Browser& browser, const std::string& query, int status, const char* what) {
    browser.ComeBack(query);
    EXPECT_EQ(browser.answer.status, status) << what << "\n" << browser.page;
    EXPECT_FALSE(browser.IsSignedIn()) << what;
  }
};

// Shows that an account of the issuer signs in, and what the browser is sent there with.
TEST_F(ConsoleIssuerTest, AnAccountOfTheIssuerSignsIn) {
  Browser browser(*this);
  auto back = browser.GoToIssuer();
  EXPECT_EQ(browser.answer.status, 303);
  auto where = browser.Header("Location");
  EXPECT_EQ(where.rfind("https://login.test/authorise?response_type=code&client_id=champions&", 0),
            0u);
  EXPECT_NE(where.find("code_challenge_method=S256"), where.npos);
  EXPECT_NE(where.find("&claims=%7B%22id_token%22%3A%7B%22email%22%3Anull"), where.npos);
  browser.ComeBack(back);
  EXPECT_TRUE(browser.Shows("<h1>Ada</h1>")) << browser.page;
  EXPECT_EQ(browser.cookies.count("__Host-champions-issuer"), 0u);
  EXPECT_EQ(SqlValue("select method from access_session where user_id = '" + user_ + "'"), "OIDC");
  // The same answer once more.
  Browser again(*this);
  ExpectRefused(again, back, 400, "in another browser");
  auto replay = browser;
  replay.cookies.erase("__Host-champions");
  ExpectRefused(replay, back, 400, "once more");
}

// Shows that the answer is taken by its state, from the browser that was given it, for ten minutes;
// and that nothing is asked of the issuer otherwise.
TEST_F(ConsoleIssuerTest, AnswersAreTakenFromWhoAsked) {
  Browser browser(*this), other(*this);
  other.GoToIssuer();
  auto back = browser.GoToIssuer();
  auto code = back.substr(0, back.find('&'));
  ExpectRefused(browser, code, 400, "no state");
  ExpectRefused(browser, code + "&state=", 400, "an empty state");
  ExpectRefused(browser, code + "&state=x", 400, "another state");
  ExpectRefused(browser, code + "&state=" + other.state, 400, "another browser's state");
  ExpectRefused(browser, back + "&state=" + browser.state, 400, "a state twice");
  ExpectRefused(other, back, 400, "another browser");
  ExpectRefused(browser, "", 400, "nothing at all");
  auto forged = browser;
  forged.cookies["__Host-champions-issuer"] = std::string(200, 'A');
  ExpectRefused(forged, back, 400, "a cookie that is not ours");
  auto late = browser;
  later_s_ = 601;
  ExpectRefused(late, back, 400, "too late");
  later_s_ = 0;
  EXPECT_EQ(exchanges_, 0);
  ExpectRefused(browser, "state=" + browser.state, 400, "no code");
  back = browser.GoToIssuer();
  auto kept = browser;
  browser.ComeBack(back);
  EXPECT_TRUE(browser.IsSignedIn());
  ExpectRefused(kept, back, 403, "a code twice");
}

// Shows that a code is of one sign-in: the issuer holds the verifier against its challenge.
TEST_F(ConsoleIssuerTest, CodesOfAnotherSignInAreRefused) {
  Browser victim(*this), attacker(*this);
  auto of_victim = victim.GoToIssuer();
  auto code = of_victim.substr(0, of_victim.find('&'));
  auto challenge = challenge_;
  attacker.GoToIssuer();
  code_ = code.substr(5);
  challenge_ = challenge;
  ExpectRefused(attacker, code + "&state=" + attacker.state, 403, "a stolen code");
  EXPECT_EQ(exchanges_, 1);
  // An ID token of another sign-in does not do either.
  auto back = victim.GoToIssuer();
  nonce_ = "another";
  ExpectRefused(victim, back, 403, "another nonce");
  EXPECT_TRUE(victim.Shows("was not taken")) << victim.page;
}

// Shows that an issuer which names itself has to be the one that was asked.
TEST_F(ConsoleIssuerTest, AnswersOfAnotherIssuerAreRefused) {
  Browser browser(*this);
  auto back = browser.GoToIssuer();
  ExpectRefused(browser, back + "&iss=https%3A%2F%2Fother.test", 400, "another issuer");
  back = browser.GoToIssuer();
  browser.ComeBack(back + "&iss=" + signin::ToPercent(issuer_.url()));
  EXPECT_TRUE(browser.IsSignedIn());
  names_itself_ = true;
  MakeConsole();
  Browser second(*this);
  back = second.GoToIssuer();
  ExpectRefused(second, back, 400, "no name");
  EXPECT_EQ(exchanges_, 1);
}

// Shows that what the issuer says instead of a code is said plainly, and as text.
TEST_F(ConsoleIssuerTest, ErrorsAreSaidPlainly) {
  Browser browser(*this);
  browser.GoToIssuer();
  ExpectRefused(browser, "error=access_denied&state=" + browser.state, 403, "no");
  EXPECT_TRUE(browser.Shows("said no"));
  browser.GoToIssuer();
  ExpectRefused(browser,
                "error=%3Cscript%3Ealert(1)%3C/script%3E&error_description=%22%3E%3Cb%3E" +
                    std::string(1000, 'x') + "&state=" + browser.state,
                403, "script");
  EXPECT_TRUE(browser.Shows("&lt;script&gt;alert(1)")) << browser.page;
  EXPECT_FALSE(browser.Shows("<script>") || browser.Shows("<b>")) << browser.page;
  EXPECT_FALSE(browser.Shows(std::string(300, 'x')));
  // Not asked for: nothing of it is shown.
  ExpectRefused(browser, "error=ring+this+number&state=x", 400, "an error that nobody asked for");
  EXPECT_FALSE(browser.Shows("ring this number"));
  subject_ = "bob";
  ExpectRefused(browser, browser.GoToIssuer(), 403, "nobody's user");
  EXPECT_TRUE(browser.Shows("may not sign in here")) << browser.page;
  subject_ = "ada";
  issuer_is_down_ = true;
  MakeConsole();
  browser.Get("/console/sign-in");
  EXPECT_EQ(browser.answer.status, 503);
  EXPECT_TRUE(browser.Shows("cannot be reached just now"));
}

// Shows that no page of somebody else's begins a sign-in, and that a thousand that are begun keep
// nothing here.
TEST_F(ConsoleIssuerTest, SignInsAreBegunHere) {
  Browser browser(*this);
  auto request = browser.Request("GET", "/console/sign-in");
  for (const char* from : {"cross-site", "same-site"}) {
    request.fetch_site = from;
    browser.Send(request);
    EXPECT_EQ(browser.Header("Location"), "/console") << from;
    EXPECT_EQ(browser.cookies.count("__Host-champions-issuer"), 0u);
  }
  for (const char* from : {"none", "same-origin", ""}) {
    request.fetch_site = from;
    browser.Send(request);
    EXPECT_EQ(browser.Header("Location").rfind("https://login.test/", 0), 0u) << from;
  }
  auto first = Browser(*this);
  auto back = first.GoToIssuer();
  auto code = code_, challenge = challenge_, nonce = nonce_;
  for (int i = 0; i < 1001; ++i) Browser(*this).GoToIssuer();
  code_ = code, challenge_ = challenge, nonce_ = nonce;
  first.ComeBack(back);
  EXPECT_TRUE(first.IsSignedIn()) << "nobody else's pushes it out";
}

// Shows that a code of the app is asked for beside the issuer, with the same ID token, and that a
// wrong one takes another sign-in.
TEST_F(ConsoleIssuerTest, ASecondFactorIsAskedForHereToo) {
  config_.sign_in_second_factor = "everyone";
  RestartAll();
  Browser browser(*this);
  browser.ComeBack(browser.GoToIssuer());
  ASSERT_TRUE(browser.Shows("<h1>Set up a second factor</h1>")) << browser.page;
  browser.Post("/console/enrol", {{"password", ""}});
  std::smatch found;
  ASSERT_TRUE(std::regex_search(browser.page, found, std::regex("id=\"secret\">([A-Z2-7 ]+)<")))
      << browser.page;
  v1::EnrolTotpResponse enrolled;
  for (char c : found[1].str()) {
    if (c != ' ') enrolled.mutable_secret()->push_back(c);
  }
  browser.Post("/console/confirm", {{"code", Code(SecretOf(enrolled), -1)}});
  ASSERT_TRUE(browser.Shows("Your recovery codes")) << browser.page;
  browser.ComeBack(browser.GoToIssuer());
  ASSERT_TRUE(browser.Shows("<h1>Enter your code</h1>")) << browser.page;
  browser.Post("/console/code", {{"code", "000000"}});
  EXPECT_TRUE(browser.Shows("Sign in with your organisation’s account again")) << browser.page;
  browser.Post("/console/code", {{"code", Code(SecretOf(enrolled))}});
  EXPECT_FALSE(browser.IsSignedIn()) << "the ID token is used up";
  browser.ComeBack(browser.GoToIssuer());
  browser.Post("/console/code", {{"code", Code(SecretOf(enrolled))}});
  EXPECT_TRUE(browser.Shows("<h1>Ada</h1>")) << browser.page;
  // An issuer that asked for one itself is believed.
  more_claims_ = ",\"amr\":[\"mfa\"]";
  Browser strong(*this);
  strong.ComeBack(strong.GoToIssuer());
  EXPECT_TRUE(strong.IsSignedIn());
}

}  // namespace
}  // namespace champions::test
