// A fixture for tests of sign-in: a user with a password, ways to sign in as anyone on the network
// may try them, and second factors as an app computes them.
#pragma once

#include <ctime>
#include <string>
#include <vector>

#include "app/admin.h"
#include "app/app.h"
#include "champions/v1/access_service.grpc.pb.h"
#include "champions/v1/sign_in_service.grpc.pb.h"
#include "signin/totp.h"
#include "support/test_server.h"

namespace champions::test {

class SignInServerTest : public ServerTest {
 protected:
  using Stub = v1::SignInService::Stub;
  using Access = v1::AccessService::Stub;
  static constexpr const char* kEmail = "ada@example.org";
  static constexpr const char* kPassword = "a walk in the park";
  static constexpr const char* kAnother = "another walk elsewhere";

  void SetUp() override {
    ServerTest::SetUp();
    user_ = MakeUser(kEmail);
    app::SetPassword(config_, kEmail, kPassword, false);
  }
  std::string MakeUser(const std::string& email, const std::string& role = "AUDITOR") {
    return SqlValue("insert into access_user (name, email, role) values ('Ada', '" + email +
                    "', '" + role + "') returning id");
  }

  // The token is in `token_`.
  Outcome SignIn(const std::string& email, const std::string& password,
                 const std::string& code = "", const std::string& new_password = "",
                 const std::string& address = "192.0.2.1") {
    v1::SignInWithPasswordRequest request;
    request.set_email(email);
    request.set_password(password);
    request.set_totp_code(code);
    request.set_new_password(new_password);
    v1::SignInWithPasswordResponse response;
    grpc::ClientContext context;
    Prepare(context, "");
    context.AddMetadata("x-champions-client-address", address);
    auto outcome = OutcomeOf(
        v1::SignInService::Stub(channel_).SignInWithPassword(&context, request, &response));
    token_ = response.token();
    must_enrol_ = response.must_enrol_totp();
    expires_s_ = response.expire_time().seconds();
    return outcome;
  }
  Outcome Right(const std::string& code = "", const std::string& address = "192.0.2.1") {
    return SignIn(kEmail, kPassword, code, "", address);
  }
  Outcome Wrong(const std::string& address = "192.0.2.1") {
    return SignIn(kEmail, "not the password", "", "", address);
  }

  Outcome WhoAmI(const std::string& token) {
    return As(token, &Access::WhoAmI, v1::WhoAmIRequest(), &who_);
  }
  // A new session; its token.
  std::string Session(const std::string& email = kEmail, const std::string& password = kPassword) {
    auto outcome = SignIn(email, password);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return token_;
  }
  std::string IdOf(const std::string& token) {
    EXPECT_TRUE(WhoAmI(token).ok());
    return who_.session();
  }
  bool Lives(const std::string& token) {
    auto outcome = WhoAmI(token);
    EXPECT_TRUE(outcome.ok() || outcome.reason == "INVALID_CREDENTIALS") << outcome;
    return outcome.ok();
  }
  // What this server remembers of tokens is read anew, as it is after a second.
  void Forget() {
    v1::RevokeOtherSessionsResponse none;
    ASSERT_TRUE(As(admin, &Access::RevokeOtherSessions, {}, &none).ok());
  }
  // The session was used, or began, so long before.
  void MakeOld(const std::string& id, const std::string& column, const std::string& how_long) {
    Sql("update access_session set " + column + " = clock_timestamp() - interval '" + how_long +
        "' where id = '" + id + "'");
    Forget();
  }
  std::vector<v1::Session> OwnSessions(const std::string& token) {
    v1::ListOwnSessionsResponse response;
    auto outcome = As(token, &Access::ListOwnSessions, {}, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return {response.sessions().begin(), response.sessions().end()};
  }

  Outcome ChangePassword(const std::string& token, const std::string& from, const std::string& to) {
    v1::SetPasswordRequest request;
    request.set_old_password(from);
    request.set_new_password(to);
    v1::SetPasswordResponse response;
    return As(token, &Stub::SetPassword, request, &response);
  }
  // Gives the secret's code now, or so many steps later.
  std::string Code(const std::string& secret, int64_t steps = 0) {
    return signin::TotpCode(secret, std::time(nullptr) / signin::kTotpStepSeconds + steps);
  }
  // The secret, read as the app reads it.
  static std::string SecretOf(const v1::EnrolTotpResponse& enrolled) {
    std::string secret;
    uint32_t held = 0;
    int bits = 0;
    for (char c : enrolled.secret()) {
      held = held << 5 | static_cast<uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
      bits += 5;
      if (bits >= 8) secret += static_cast<char>(held >> (bits -= 8) & 0xff);
    }
    return secret;
  }
  // The same server with these roles asked for a second factor.
  void RestartAsking(const std::string& of_whom) {
    config_.sign_in_second_factor = of_whom;
    Restart();
  }
  // The time that locks have to run goes by.
  void LetTimePass(const char* how_long) {
    Sql(std::string("update sign_in_attempt set last_at = last_at - interval '") + how_long +
        "', locked_until = locked_until - interval '" + how_long + "'");
  }
  // The outcomes of this user's events, oldest first.
  std::string Audit() {
    return SqlValue(
        "select string_agg(split_part(method, '/', 2) || ':' || outcome || ':' || "
        "array_to_string(fields, ','), ' ' order by recorded_at, id) from audit_event where "
        "user_id = '" +
        user_ + "' and method like 'SignIn%'");
  }

  std::string user_, token_;
  int64_t expires_s_ = 0;
  bool must_enrol_ = false;
  v1::WhoAmIResponse who_;
};

}  // namespace champions::test
