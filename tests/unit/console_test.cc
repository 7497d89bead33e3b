// The pure parts of the console: what a browser sends is read strictly, what is shown is escaped,
// what waits is bounded, and what is sealed opens for who sealed it.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "auth/token.h"
#include "config/config.h"
#include "console/form.h"
#include "console/issuer_client.h"
#include "console/pages.h"
#include "console/pending.h"
#include "console/wording.h"
#include "signin/encoding.h"

namespace champions::console {
namespace {

// Shows that a form is read as browsers write it, and that nothing is guessed where it is crooked.
TEST(ConsoleTextTest, FormsAreReadStrictly) {
  auto fields = ReadFields("a=1&b=x+y%20z%26&c=&d&%C3%A9=%e2%82%ac");
  ASSERT_TRUE(fields);
  EXPECT_EQ(Field(*fields, "a"), "1");
  EXPECT_EQ(Field(*fields, "b"), "x y z&");
  EXPECT_EQ(Field(*fields, "c"), "");
  EXPECT_EQ(Field(*fields, "d"), "");
  EXPECT_EQ(Field(*fields, "é"), "€");
  EXPECT_EQ(Field(*fields, "nothing"), "");
  EXPECT_TRUE(ReadFields("")->empty());
  for (const char* crooked :
       {"a=1&a=2", "a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "a=%c3", "%=1"}) {
    EXPECT_FALSE(ReadFields(crooked)) << crooked;
  }
  std::string many;
  for (int i = 0; i < 20; ++i) many += "f" + std::to_string(i) + "=1&";
  EXPECT_TRUE(ReadFields(many.substr(0, many.size() - 1)));
  EXPECT_FALSE(ReadFields(many + "more=1"));
}

// Shows that a cookie is the one of that very name, and none where there are two.
TEST(ConsoleTextTest, CookiesAreFoundByTheirWholeName) {
  const std::string header = "x=1; __Host-champions-pending=p; __Host-champions=s;y=2";
  EXPECT_EQ(Cookie(header, "__Host-champions"), "s");
  EXPECT_EQ(Cookie(header, "__Host-champions-pending"), "p");
  EXPECT_EQ(Cookie(header, "y"), "2");
  EXPECT_EQ(Cookie(header, "champions"), "");
  EXPECT_EQ(Cookie("a=1; a=2", "a"), "");
  EXPECT_EQ(Cookie("", "a"), "");
  EXPECT_EQ(Cookie("a; b", "a"), "");
  EXPECT_EQ(SplitTarget("/console/callback?code=1?2").path, "/console/callback");
  EXPECT_EQ(SplitTarget("/console/callback?code=1?2").query, "code=1?2");
}

// Shows that text is text wherever it stands, in attributes and titles too.
TEST(ConsoleTextTest, EverythingIsEscaped) {
  const std::string bad = "\"><script>alert('1')</script>&";
  Above above{.wrong = {{"email", bad}, {"", bad}}, .notice = bad};
  Person person{.name = bad, .role = bad, .session = "1", .organisations = {bad}};
  Totals totals{.quarter = bad};
  Home home{.person = person, .totals = &totals, .why_no_totals = bad};
  home.sessions = {{.id = bad, .method = bad, .address = bad}, {.id = "1"}};
  Options options{.issuer = bad, .passwords = true};
  Enrolment enrolment{bad, bad};
  for (const auto& page :
       {SignInPage(options, bad, bad, above), CodePage(bad, above),
        NewPasswordPage(bad, bad, true, above), EnrolPage(bad, above),
        ConfirmPage(bad, &enrolment, above), ConfirmPage(bad, nullptr, above),
        RecoveryCodesPage({bad}), HomePage(home, bad), DeadEndPage(bad, bad, bad)}) {
    auto html = Document(page, above);
    EXPECT_EQ(html.find("<script"), html.npos) << html;
    EXPECT_EQ(html.find("alert('1')"), html.npos) << html;
    EXPECT_NE(html.find("<title>Error: "), html.npos) << html;
    EXPECT_NE(html.find("<html lang=\"en-GB\">"), html.npos);
    EXPECT_NE(html.find("name=\"viewport\" content=\"width=device-width, initial-scale=1\""),
              html.npos);
  }
}

// Shows that what is wrong stands beside its field, and that the summary leads there.
TEST(ConsoleTextTest, ErrorsStandBesideTheirFields) {
  Above above{.wrong = {{"email", "Enter your email address"}}};
  auto html = Document(SignInPage({.passwords = true}, "token", "", above), above);
  for (const char* part :
       {"<a href=\"#email\">Enter your email address</a>", "id=\"email-error\">Error: Enter your",
        "aria-describedby=\"email-error\" aria-invalid=\"true\"", "<label for=\"email\">"}) {
    EXPECT_NE(html.find(part), html.npos) << part << "\n" << html;
  }
}

class PendingTest : public ::testing::Test {
 protected:
  PendingSignIns::Clock::time_point now_{};
  PendingSignIns pending_{[this] { return now_; }};
};

// Shows that what waits is found under its id alone, for ten minutes.
TEST_F(PendingTest, WaitsTenMinutes) {
  auto id = pending_.Put("192.0.2.1", {.email = "a@example.org", .password = "secret"});
  EXPECT_TRUE(IsRandomId(id));
  ASSERT_TRUE(pending_.Find(id));
  EXPECT_EQ(pending_.Find(id)->password, "secret");
  EXPECT_FALSE(pending_.Find(NewRandomId()));
  EXPECT_FALSE(pending_.Find(""));
  now_ += std::chrono::minutes(10) - std::chrono::seconds(1);
  EXPECT_TRUE(pending_.Find(id));
  now_ += std::chrono::seconds(1);
  EXPECT_FALSE(pending_.Find(id));
  EXPECT_EQ(pending_.size(), 0u);
  auto dropped = pending_.Put("192.0.2.1", {.email = "a@example.org"});
  pending_.Drop(dropped);
  pending_.Drop(dropped);
  EXPECT_FALSE(pending_.Find(dropped));
}

// Shows that there are never more than a thousand, of one address twenty, and that the oldest go.
TEST_F(PendingTest, ThereAreNeverTooMany) {
  auto first = pending_.Put("first", {});
  for (int i = 0; i < 30; ++i) pending_.Put("busy", {.password = std::to_string(i)});
  EXPECT_EQ(pending_.size(), 1 + kMostPendingOfOne);
  EXPECT_TRUE(pending_.Find(first));
  for (int i = 0; i < 1001; ++i) pending_.Put(std::to_string(i), {.id_token = "x"});
  EXPECT_EQ(pending_.size(), kMostPending);
  EXPECT_FALSE(pending_.Find(first));
}

// Shows that nothing of a secret is left where it was.
TEST_F(PendingTest, SecretsAreWiped) {
  std::string secret = "a walk in the park and then some more of it";
  const char* where = secret.data();
  auto length = secret.size();
  Wipe(secret);
  EXPECT_TRUE(secret.empty());
  EXPECT_EQ(std::string(where + 1, length - 1), std::string(length - 1, '\0'));
}

// Shows that a begun sign-in opens with the key that sealed it, for ten minutes, and unchanged.
TEST(BegunTest, OpensForWhoBeganIt) {
  int64_t now = 1'000'000;
  BegunSignIns begun(std::string(32, 'k'), [&] { return now; });
  BegunSignIns other(std::string(32, 'o'), [&] { return now; });
  auto one = BegunSignIns::New(), two = BegunSignIns::New();
  EXPECT_NE(one.state, two.state);
  EXPECT_GE(one.verifier.size(), 43u);
  auto cookie = begun.Seal(one);
  EXPECT_LT(cookie.size(), 400u);
  EXPECT_EQ(cookie.find_first_of(" ;,\"="), cookie.npos);
  auto opened = begun.Open(cookie);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->state, one.state);
  EXPECT_EQ(opened->nonce, one.nonce);
  EXPECT_EQ(opened->verifier, one.verifier);
  EXPECT_FALSE(other.Open(cookie));
  EXPECT_FALSE(begun.Open(""));
  EXPECT_FALSE(begun.Open("nonsense"));
  auto changed = cookie;
  changed[20] = changed[20] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(begun.Open(changed));
  now += 599;
  EXPECT_TRUE(begun.Open(cookie));
  now += 1;
  EXPECT_FALSE(begun.Open(cookie));
}

// Shows the challenge of RFC 7636, appendix B.
TEST(BegunTest, ChallengesAreThoseOfTheStandard) {
  EXPECT_EQ(ChallengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

// As an issuer publishes it.
std::string DiscoveryOf(const std::string& issuer, const std::string& authorisation,
                        const std::string& token) {
  return "{\"issuer\":\"" + issuer + "\",\"authorization_endpoint\":\"" + authorisation +
         "\",\"token_endpoint\":\"" + token + "\"}";
}

// Shows that the issuer's document is held against the settings, and remembered.
TEST(BegunTest, DocumentsOfAnotherIssuerAreNotBelieved) {
  const std::string login = "https://login.test", page = login + "/a", token = login + "/t";
  std::string document;
  int reads = 0;
  auto get = [&](const std::string& url) {
    EXPECT_EQ(url, login + "/.well-known/openid-configuration");
    ++reads;
    return document;
  };
  for (const std::string& bad :
       {std::string(), std::string("[]"), std::string("{}"),
        DiscoveryOf("https://other.test", page, token), DiscoveryOf(login, "", token),
        DiscoveryOf(login, page, ""), DiscoveryOf(login, "http://login.test/a", token),
        DiscoveryOf(login, page, "file:///etc/passwd"),
        DiscoveryOf(login, "javascript:alert(1)", token),
        DiscoveryOf(login, page + "\\r\\nset-cookie: a=b", token)}) {
    document = bad;
    IssuerClient client(get, nullptr);
    EXPECT_THROW(client.Discover(login), IssuerFailure) << bad;
  }
  document = DiscoveryOf(login, page + "?b=c", token);
  IssuerClient client(get, nullptr);
  reads = 0;
  auto begun = BegunSignIns::New();
  auto url = client.AddressFor(
      {login, "client", "https://here.test/console/callback", {"openid", "email"}}, begun);
  EXPECT_EQ(url.rfind("https://login.test/a?b=c&response_type=code&client_id=client&redirect_uri="
                      "https%3A%2F%2Fhere.test%2Fconsole%2Fcallback&scope=openid%20email&state=",
                      0),
            0u)
      << url;
  EXPECT_NE(
      url.find("&code_challenge=" + ChallengeOf(begun.verifier) + "&code_challenge_method=S256"),
      url.npos);
  EXPECT_EQ(url.find(begun.verifier), url.npos);
  client.Discover(login);
  EXPECT_EQ(reads, 1);
}

// Shows that an issuer which does not answer is waited for by four at a time, and no longer asked
// for a while when it failed.
TEST(BegunTest, ASlowIssuerIsWaitedForByFew) {
  const std::string login = "https://login.test";
  std::mutex mutex;
  std::condition_variable go_on;
  bool may_go_on = false;
  std::atomic<int> waiting{0}, reads{0};
  bool is_down = false;
  auto get = [&](const std::string&) {
    ++reads;
    if (is_down) throw std::runtime_error("it is down");
    return DiscoveryOf(login, login + "/a", login + "/t");
  };
  auto post = [&](const std::string&, const signin::HttpForm&) -> signin::HttpReply {
    ++waiting;
    std::unique_lock lock(mutex);
    go_on.wait(lock, [&] { return may_go_on; });
    return {200, "{\"id_token\":\"x\"}"};
  };
  IssuerClient client(get, post);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back(
        [&] { EXPECT_EQ(client.Exchange({.issuer = login}, BegunSignIns::New(), "code"), "x"); });
  }
  while (waiting < 4) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_THROW(client.Exchange({.issuer = login}, BegunSignIns::New(), "code"), IssuerFailure);
  EXPECT_EQ(client.Discover(login).token, login + "/t") << "what is remembered waits for nobody";
  {
    std::lock_guard lock(mutex);
    may_go_on = true;
  }
  go_on.notify_all();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(reads, 1);
  is_down = true;
  reads = 0;
  IssuerClient other(get, post);
  for (int i = 0; i < 3; ++i) EXPECT_THROW(other.Discover(login), IssuerFailure);
  EXPECT_EQ(reads, 1);
}

// Shows that instants are said by London's clocks, in summer and winter.
TEST(WordingTest, InstantsAreLondons) {
  EXPECT_EQ(LondonTime(1'795'994'400), "29 November 2026 at 23:20");
  EXPECT_EQ(LondonTime(1'782'860'340), "30 June 2026 at 23:59");  // 22:59 UTC
  EXPECT_EQ(LondonTime(1'782'860'400), "1 July 2026 at 00:00");   // 23:00 UTC
  EXPECT_EQ(LondonTime(1'774'746'000 - 1), "29 March 2026 at 00:59");
  EXPECT_EQ(LondonTime(1'774'746'000), "29 March 2026 at 02:00");
  EXPECT_EQ(LondonTime(1'792'890'000 - 1), "25 October 2026 at 01:59");
  EXPECT_EQ(LondonTime(1'792'890'000), "25 October 2026 at 01:00");
  EXPECT_EQ(InWords(1), "1 second");
  EXPECT_EQ(InWords(61), "61 seconds");
  EXPECT_EQ(InWords(121), "3 minutes");
  EXPECT_EQ(QuarterInWords("2024-25-Q2"), "2024/25, quarter 2");
}

// Shows which addresses a console may have, and that it is kept as browsers write it.
TEST(ConsoleSettingTest, AnOriginIsHeldToItsForm) {
  using config::OriginOf;
  EXPECT_EQ(OriginOf("https://champions.example.org"), "https://champions.example.org");
  EXPECT_EQ(OriginOf("https://Champions.example.org:443"), "https://champions.example.org");
  EXPECT_EQ(OriginOf("https://localhost:8443"), "https://localhost:8443");
  EXPECT_EQ(OriginOf("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
  EXPECT_EQ(OriginOf("https://[2001:db8::1]:8443"), "https://[2001:db8::1]:8443");
  for (const char* bad :
       {"", "champions.example.org", "http://champions.example.org", "https://", "https:///",
        "https://a/", "https://a/console", "https://a?b", "https://a#b", "https://u@a",
        "https://a:0", "https://a:65536", "https://a b", "ftp://a", "https://a\n", "https://-a",
        "http://localhost.example.org"}) {
    EXPECT_EQ(OriginOf(bad), "") << bad;
  }
  try {
    config::Load("", {{"console.public_url", "http://champions.example.org"}});
    FAIL();
  } catch (const std::runtime_error& error) {
    std::string text = error.what();
    EXPECT_NE(text.find("console.public_url: is 'http://champions.example.org': expected https://"),
              text.npos)
        << text;
  }
}

}  // namespace
}  // namespace champions::console
