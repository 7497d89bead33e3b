// The console with the API and the database: passwords, codes, forms and sessions, what is refused
// as much as what is let in. The issuer is console_issuer_test.cc; a real browser is e2e.console.
#include "integration/console_fixture.h"

namespace champions::test {
namespace {

class ConsoleTest : public ConsoleServerTest {};

// Shows that a password gives a session in a cookie of exactly this form, that the page says who it
// is, and that nothing of the password is ever in one.
TEST_F(ConsoleTest, APasswordGivesASession) {
  MakeOrganisation("HARROW");
  Browser browser(*this);
  EXPECT_EQ(browser.Get("/console").status, 200);
  EXPECT_TRUE(browser.Shows("<title>Sign in – Champions</title>")) << browser.page;
  EXPECT_TRUE(browser.Shows("href=\"/console/sign-in\""));
  auto cookie = browser.Header("Set-Cookie");
  EXPECT_EQ(cookie, "__Host-champions-pending=" + browser.cookies["__Host-champions-pending"] +
                        "; Path=/; Secure; HttpOnly; SameSite=Lax");
  browser.SignInBy("not the password");
  EXPECT_EQ(browser.answer.status, 422);
  EXPECT_TRUE(browser.Shows("<title>Error: Sign in")) << browser.page;
  EXPECT_TRUE(browser.Shows("value=\"ada@example.org\""));
  EXPECT_FALSE(browser.Shows("not the password"));
  browser.Post("/console/password", {{"email", " "}, {"password", ""}});
  EXPECT_TRUE(browser.Shows("Enter your email address") && browser.Shows("Enter your password"));
  browser.Send(browser.FormRequest("/console/password",
                                   {{"email", " ada@example.org "}, {"password", kPassword}}));
  EXPECT_EQ(browser.answer.status, 303);
  auto token = browser.cookies["__Host-champions"];
  EXPECT_EQ(token.rfind("chs_", 0), 0u);
  std::string session_cookie;
  for (const auto& [name, value] : browser.answer.headers) {
    if (value.rfind("__Host-champions=", 0) == 0) session_cookie = value;
  }
  EXPECT_EQ(session_cookie,
            "__Host-champions=" + token + "; Path=/; Secure; HttpOnly; SameSite=Lax");
  browser.Follow();
  for (const char* text : {"<h1>Ada</h1>", "Auditor", "All organisations", "This session ends",
                           "Reached", "192.0.2.7", "Sign out", "This is where you are now"}) {
    EXPECT_TRUE(browser.Shows(text)) << text << "\n" << browser.page;
  }
  EXPECT_FALSE(browser.Shows(token));
  EXPECT_EQ(SqlValue("select count(distinct address) from access_session where user_id = '" +
                     user_ + "' and address = '192.0.2.7'"),
            "1")
      << "the address of the browser is the session's";
}

// Shows that each sign-in has a token of its own, that the one before ends, and that signing out
// ends it on the server too.
TEST_F(ConsoleTest, SessionsEnd) {
  Browser browser(*this);
  browser.SignInBy(kPassword);
  auto first = browser.cookies["__Host-champions"];
  Browser same(*this);  // signs in again from a page of before
  same.Get("/console");
  same.cookies["__Host-champions"] = first;
  same.Post("/console/password", {{"email", kEmail}, {"password", kPassword}});
  auto second = same.cookies["__Host-champions"];
  EXPECT_NE(first, second);
  EXPECT_FALSE(Lives(first));
  ASSERT_TRUE(Lives(second));
  same.Post("/console/sign-out");
  EXPECT_TRUE(same.Shows("You have signed out."));
  EXPECT_FALSE(same.IsSignedIn());
  EXPECT_FALSE(Lives(second));
  // Its page is still open somewhere.
  browser.Get("/console");
  EXPECT_TRUE(browser.Shows("You have been signed out.")) << browser.page;
  EXPECT_FALSE(browser.IsSignedIn());
  // A session of somebody who is disabled, and what is no session at all.
  browser.SignInBy(kPassword);
  Sql("update access_user set state = 'DISABLED' where id = '" + user_ + "'");
  Forget();
  browser.Get("/console");
  EXPECT_TRUE(browser.Shows("You have been signed out."));
  for (const auto& bad : {admin, std::string("chs_x"), "chs_" + std::string(64, 'A')}) {
    browser.cookies["__Host-champions"] = bad;
    browser.Get("/console");
    EXPECT_TRUE(browser.Shows("<h1>Sign in</h1>")) << bad;
  }
}

// Shows that a form is taken from this site's own page, for this browser, and otherwise does
// nothing at all; also before there is a session.
TEST_F(ConsoleTest, FormsOfOthersAreRefused) {
  Browser browser(*this), stranger(*this);
  stranger.Get("/console");
  browser.Get("/console");
  auto form =
      browser.FormRequest("/console/password", {{"email", kEmail}, {"password", kPassword}});
  auto refused = [&](const char* what, auto&& change, int status = 403) {
    auto request = form;
    change(request);
    Browser copy = browser;
    EXPECT_EQ(copy.Send(request).status, status) << what;
    EXPECT_FALSE(copy.IsSignedIn() && !browser.IsSignedIn()) << what;
  };
  auto before = Sessions();
  auto other_token = [&](const std::string& token) {
    return [&, token](gateway::HttpRequest& request) {
      request.body = request.body.substr(0, request.body.rfind("form=") + 5) + token;
    };
  };
  auto try_all = [&] {
    refused("another origin", [](auto& r) { r.origin = "https://elsewhere.test"; });
    refused("an origin like ours",
            [](auto& r) { r.origin = "https://champions.test:8443.x.test"; });
    refused("without the port", [](auto& r) { r.origin = "https://champions.test"; });
    refused("in the clear", [](auto& r) { r.origin = "http://champions.test:8443"; });
    refused("an opaque origin", [](auto& r) { r.origin = "null"; });
    refused("no origin", [](auto& r) { r.origin = r.fetch_site = ""; });
    refused("from the same site", [](auto& r) { r.origin = "", r.fetch_site = "same-site"; });
    refused("from another site", [](auto& r) { r.origin = "", r.fetch_site = "cross-site"; });
    refused("no token", other_token(""));
    refused("an invented token", other_token(std::string(43, 'A')));
    refused("another browser's token", other_token(stranger.FormToken()));
    refused("no cookie", [](auto& r) { r.cookie = ""; });
    refused("another browser's cookie",
            [&](auto& r) { r.cookie = stranger.Request("GET", "/").cookie; });
    refused("an invented cookie",
            [](auto& r) { r.cookie = "__Host-champions-pending=x; __Host-champions=x"; });
    refused(
        "a token twice", [](auto& r) { r.body += "&form=x"; }, 400);
    refused(
        "a broken escape", [](auto& r) { r.body += "&x=%zz"; }, 400);
    refused(
        "another host", [](auto& r) { r.host = "elsewhere.test:8443"; }, 421);
    refused(
        "no host", [](auto& r) { r.host = ""; }, 421);
  };
  try_all();
  EXPECT_EQ(Sessions(), before);
  Browser without_origin = browser;
  auto request = form;
  request.origin = "";
  EXPECT_EQ(without_origin.Send(request).status, 303)
      << "the browser says where it comes from otherwise";
  // With a session: forms that end it.
  auto pending_token = browser.FormToken();
  browser.SignInBy(kPassword);
  stranger.SignInBy(kPassword);
  auto token = browser.cookies["__Host-champions"];
  for (const char* path : {"/console/sign-out", "/console/sessions/end-others",
                           "/console/sessions/end", "/console/enrol", "/console/confirm"}) {
    form = browser.FormRequest(path, {{"session", IdOf(stranger.cookies["__Host-champions"])}});
    refused("the token of before the session", other_token(pending_token));
    if (std::string(path) != "/console/sign-out") try_all();
  }
  EXPECT_TRUE(Lives(token));
  EXPECT_TRUE(Lives(stranger.cookies["__Host-champions"]));
  // What changes something is not done by asking for it.
  for (const char* path :
       {"/console/sign-out", "/console/password", "/console/sessions/end-others"}) {
    EXPECT_EQ(browser.Get(path).status, 405) << path;
  }
  EXPECT_TRUE(Lives(token));
  EXPECT_EQ(browser.Send(browser.FormRequest("/console", {})).status, 405);
  EXPECT_EQ(browser.Get("/console/nothing").status, 404);
}

// Shows that every answer has these headers, and no others decide what a browser may do.
TEST_F(ConsoleTest, EveryAnswerHasItsHeaders) {
  Browser browser(*this);
  for (const char* path : {"/console", "/console/style.css", "/console/sign-in",
                           "/console/callback", "/console/code", "/console/nothing"}) {
    browser.Send(browser.Request("GET", path));
    EXPECT_EQ(browser.Header("Content-Security-Policy"),
              "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
              "frame-ancestors 'none'")
        << path;
    EXPECT_EQ(browser.Header("Cross-Origin-Opener-Policy"), "same-origin") << path;
    EXPECT_EQ(browser.Header("Referrer-Policy"), "same-origin") << path;
  }
}

// Shows that a code is asked for on a page of its own, that the password is not in it, and that
// what waits is this browser's alone.
TEST_F(ConsoleTest, CodesAreAskedFor) {
  auto token = Session();
  v1::EnrolTotpRequest enrol;
  enrol.set_password(kPassword);
  v1::EnrolTotpResponse enrolled;
  ASSERT_TRUE(As(token, &Stub::EnrolTotp, enrol, &enrolled).ok());
  v1::ConfirmTotpRequest confirm;
  confirm.set_totp_code(Code(SecretOf(enrolled), -1));
  v1::ConfirmTotpResponse confirmed;
  ASSERT_TRUE(As(token, &Stub::ConfirmTotp, confirm, &confirmed).ok());
  Browser browser(*this), stranger(*this);
  browser.SignInBy(kPassword);
  EXPECT_TRUE(browser.Shows("<h1>Enter your code</h1>")) << browser.page;
  EXPECT_FALSE(browser.Shows(kPassword));
  EXPECT_FALSE(browser.IsSignedIn());
  stranger.Get("/console");
  stranger.Post("/console/code", {{"code", Code(SecretOf(enrolled))}});
  EXPECT_FALSE(stranger.IsSignedIn());
  EXPECT_TRUE(stranger.Shows("Sign in again from the beginning"));
  browser.Post("/console/code", {{"code", ""}});
  EXPECT_TRUE(browser.Shows("Enter the code of your authenticator app"));
  browser.Post("/console/code", {{"code", "000000"}});
  EXPECT_EQ(browser.answer.status, 422);
  EXPECT_TRUE(browser.Shows("The code is not right")) << browser.page;
  auto waiting = browser;
  browser.Post("/console/code", {{"code", Code(SecretOf(enrolled))}});
  EXPECT_TRUE(browser.Shows("<h1>Ada</h1>")) << browser.page;
  // What waited is over with it.
  waiting.Post("/console/code", {{"code", confirmed.recovery_codes(0)}});
  EXPECT_FALSE(waiting.IsSignedIn());
  // A recovery code does as well, and a temporary password is changed on the way.
  Sql("update user_password set temporary = true, expires_at = clock_timestamp() + interval '1 "
      "day' where "
      "user_id = '" +
      user_ + "'");
  Browser second(*this);
  second.SignInBy(kPassword);
  second.Post("/console/code", {{"code", confirmed.recovery_codes(0)}});
  ASSERT_TRUE(second.Shows("<h1>Choose a new password</h1>")) << second.page;
  second.Post("/console/new-password", {{"new_password", kAnother}, {"again", kAnother}});
  EXPECT_TRUE(second.Shows("Enter the code of your authenticator app")) << second.page;
  second.Post(
      "/console/new-password",
      {{"new_password", kAnother}, {"again", kAnother}, {"code", confirmed.recovery_codes(0)}});
  EXPECT_TRUE(second.Shows("<h1>Ada</h1>")) << second.page;
}

// Shows that a temporary password gives nothing but the page for another, which is held to the
// rule.
TEST_F(ConsoleTest, TemporaryPasswordsAreChanged) {
  v1::IssueTemporaryPasswordRequest issue;
  issue.set_user(user_);
  v1::IssueTemporaryPasswordResponse issued;
  ASSERT_TRUE(As(admin, &Stub::IssueTemporaryPassword, issue, &issued).ok());
  Browser browser(*this);
  browser.SignInBy(issued.password());
  ASSERT_TRUE(browser.Shows("<h1>Choose a new password</h1>")) << browser.page;
  EXPECT_FALSE(browser.Shows(issued.password()));
  browser.Post("/console/new-password", {{"new_password", kAnother}, {"again", "something else"}});
  EXPECT_TRUE(browser.Shows("The two passwords are not the same"));
  EXPECT_FALSE(browser.Shows(kAnother));
  browser.Post("/console/new-password",
               {{"new_password", "password1234"}, {"again", "password1234"}});
  EXPECT_TRUE(browser.Shows("The new password ")) << browser.page;
  EXPECT_TRUE(browser.Shows("href=\"#new_password\""));
  EXPECT_FALSE(browser.Shows("password1234"));
  browser.Post("/console/new-password",
               {{"new_password", issued.password()}, {"again", issued.password()}});
  EXPECT_FALSE(browser.IsSignedIn());
  browser.Post("/console/new-password", {{"new_password", kAnother}, {"again", kAnother}});
  EXPECT_TRUE(browser.Shows("<h1>Ada</h1>")) << browser.page;
  Browser again(*this);
  again.SignInBy(kAnother);
  EXPECT_TRUE(again.IsSignedIn());
}

// Shows that a lock counts the browser's own address, and that it is said when to try again, to the
// right password as well.
TEST_F(ConsoleTest, LocksSayWhenToTryAgain) {
  Browser guesser(*this, "192.0.2.66"), other(*this, "192.0.2.67");
  for (int i = 0; i < 5; ++i) guesser.SignInBy("guess");
  guesser.SignInBy(kPassword);
  EXPECT_EQ(guesser.answer.status, 429);
  EXPECT_TRUE(guesser.Shows("Too many attempts failed. Try again in ")) << guesser.page;
  EXPECT_GT(std::atoi(guesser.Header("Retry-After").c_str()), 30);
  EXPECT_FALSE(guesser.IsSignedIn());
  other.SignInBy(kPassword);
  EXPECT_TRUE(other.IsSignedIn());
}

// Shows that who has to have a second factor enrols one here, sees the recovery codes once, and
// signs in with a code; and that the session before it can do nothing else.
TEST_F(ConsoleTest, ASecondFactorIsEnrolled) {
  config_.sign_in_second_factor = "everyone";
  RestartAll();
  Browser browser(*this);
  browser.SignInBy(kPassword);
  ASSERT_TRUE(browser.Shows("<h1>Set up a second factor</h1>")) << browser.page;
  EXPECT_FALSE(browser.Shows("Reached"));
  browser.Post("/console/enrol", {{"password", "not the password"}});
  EXPECT_TRUE(browser.Shows("The password is not right")) << browser.page;
  browser.Post("/console/enrol", {{"password", kPassword}});
  std::smatch found;
  ASSERT_TRUE(std::regex_search(browser.page, found, std::regex("id=\"secret\">([A-Z2-7 ]+)<")))
      << browser.page;
  EXPECT_TRUE(browser.Shows("href=\"otpauth://totp/Champions:ada%40example.org?secret="));
  const std::string shown = found[1].str();
  v1::EnrolTotpResponse enrolled;
  for (char c : shown) {
    if (c != ' ') enrolled.mutable_secret()->push_back(c);
  }
  browser.Post("/console/confirm", {{"code", "000000"}});
  EXPECT_TRUE(browser.Shows("The code is not right")) << browser.page;
  EXPECT_FALSE(browser.Shows(shown)) << "a secret is shown once";
  auto limited = browser.cookies["__Host-champions"];
  browser.Post("/console/confirm", {{"code", Code(SecretOf(enrolled), -1)}});
  ASSERT_TRUE(browser.Shows("<h1>Your recovery codes</h1>")) << browser.page;
  EXPECT_FALSE(browser.IsSignedIn());
  EXPECT_FALSE(Lives(limited));
  browser.SignInBy(kPassword);
  browser.Post("/console/code", {{"code", Code(SecretOf(enrolled))}});
  EXPECT_TRUE(browser.Shows("<h1>Ada</h1>")) << browser.page;
}

// Shows that people see where they are signed in and end it, with a recent sign-in alone; and that
// names and addresses are shown as text.
TEST_F(ConsoleTest, OwnSessionsAreShownAndEnded) {
  Sql("update access_user set name = '<script>alert(1)</script>' where id = '" + user_ + "'");
  Browser here(*this), there(*this, "192.0.2.9"), third(*this, "<b>192.0.2.10</b>");
  for (auto* browser : {&here, &there, &third}) browser->SignInBy(kPassword);
  here.Get("/console");
  EXPECT_FALSE(here.Shows("<script>") || here.Shows("<b>")) << here.page;
  EXPECT_TRUE(here.Shows("<title>&lt;script&gt;alert(1)&lt;/script&gt; – Champions</title>"));
  EXPECT_TRUE(here.Shows("from 192.0.2.9") && here.Shows("from &lt;b&gt;192.0.2.10"));
  auto other_id = IdOf(there.cookies["__Host-champions"]);
  // Somebody else's is as one that is not there.
  auto grace = MakeUser("grace@example.org");
  app::SetPassword(config_, "grace@example.org", kAnother, false);
  Browser of_grace(*this);
  of_grace.SignInBy(kAnother, "grace@example.org");
  here.Post("/console/sessions/end", {{"session", IdOf(of_grace.cookies["__Host-champions"])}});
  EXPECT_TRUE(Lives(of_grace.cookies["__Host-champions"]));
  here.Post("/console/sessions/end", {{"session", "nonsense"}});
  here.Post("/console/sessions/end", {{"session", other_id}});
  EXPECT_TRUE(here.Shows("The session has ended.")) << here.page;
  EXPECT_FALSE(Lives(there.cookies["__Host-champions"]));
  EXPECT_TRUE(Lives(third.cookies["__Host-champions"]));
  MakeOld(IdOf(here.cookies["__Host-champions"]), "created_at", "16 minutes");
  here.Post("/console/sessions/end-others");
  EXPECT_TRUE(here.Shows("Sign in again first")) << here.page;
  EXPECT_TRUE(Lives(third.cookies["__Host-champions"]));
  third.Get("/console");
  third.Post("/console/sessions/end-others");
  EXPECT_TRUE(third.Shows("All other sessions have ended.")) << third.page;
  EXPECT_FALSE(Lives(here.cookies["__Host-champions"]));
}

// Shows that nobody is told more than the API tells, and that pages say so when it is not there.
TEST_F(ConsoleTest, WithoutTheApiNothingIsShown) {
  Browser browser(*this);
  browser.SignInBy(kPassword);
  app_->Drain();
  browser.Get("/console");
  EXPECT_EQ(browser.answer.status, 503) << browser.page;
  EXPECT_TRUE(browser.IsSignedIn()) << "it is not over for that";
  Browser stranger(*this);
  EXPECT_EQ(stranger.Get("/console").status, 503);
  browser.Post("/console/sign-out");
}

}  // namespace
}  // namespace champions::test
