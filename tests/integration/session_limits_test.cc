// When the sessions of people end, and what takes a recent sign-in.
#include "integration/sign_in_fixture.h"
#include "rpc/method.h"
#include "support/any_call.h"

namespace champions::test {
namespace {

class SessionLimitsTest : public SignInServerTest {
 protected:
  // Enrols and confirms a second factor; its secret.
  std::string Enrol(const std::string& token) {
    v1::EnrolTotpRequest enrol;
    v1::EnrolTotpResponse enrolled;
    enrol.set_password(kPassword);
    EXPECT_TRUE(As(token, &Stub::EnrolTotp, enrol, &enrolled).ok());
    v1::ConfirmTotpRequest confirm;
    confirm.set_totp_code(Code(SecretOf(enrolled), -1));
    EXPECT_TRUE(As(token, &Stub::ConfirmTotp, confirm, &confirmed_).ok());
    return SecretOf(enrolled);
  }
  v1::ConfirmTotpResponse confirmed_;
};

// Shows that a session that nobody uses for an hour has ended, that use keeps it, also in its last
// minutes, that those who see it listed are told when, and that tokens of keys have no such end.
TEST_F(SessionLimitsTest, UnusedSessionsEnd) {
  auto token = Session();
  auto id = IdOf(token);
  auto listed = OwnSessions(token);
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_NEAR(static_cast<double>(listed[0].idle_expire_time().seconds() - std::time(nullptr)),
              3600, 5);
  MakeOld(id, "last_used_at", "59 minutes");
  EXPECT_TRUE(Lives(token));
  EXPECT_EQ(SqlValue("select last_used_at > clock_timestamp() - interval '1 minute' from "
                     "access_session"),
            "t")
      << "its use is written down at once";
  MakeOld(id, "last_used_at", "50 minutes");
  EXPECT_TRUE(Lives(token));
  EXPECT_EQ(SqlValue("select last_used_at < clock_timestamp() - interval '49 minutes' from "
                     "access_session"),
            "t")
      << "there is time to write it beside the calls";
  MakeOld(id, "last_used_at", "61 minutes");
  EXPECT_FALSE(Lives(token));
  v1::ListSessionsResponse all;
  ASSERT_TRUE(As(admin, &Access::ListSessions, {}, &all).ok());
  EXPECT_EQ(all.sessions(0).state(), v1::SESSION_STATE_EXPIRED);
  // Never used is used when it began.
  auto unused = Session();
  auto unused_id = SqlValue("select max(id::text) from access_session");
  MakeOld(unused_id, "created_at", "61 minutes");
  EXPECT_FALSE(Lives(unused));

  v1::CreateTokenResponse of_key;
  ASSERT_TRUE(As(admin, &Access::CreateToken, {}, &of_key).ok());
  MakeOld(of_key.session().id(), "last_used_at", "10 hours");
  EXPECT_TRUE(Lives(of_key.token()));
  EXPECT_FALSE(of_key.session().has_idle_expire_time());
}

// Shows that the setting is followed, and that however much it is used a session ends by its hours.
TEST_F(SessionLimitsTest, TheLimitIsASetting) {
  config_.sign_in_idle_minutes = 5;
  config_.sign_in_session_hours = 1;
  Restart();
  auto token = Session();
  MakeOld(IdOf(token), "last_used_at", "6 minutes");
  EXPECT_FALSE(Lives(token));
  auto other = Session();
  auto id = IdOf(other);
  Sql("update access_session set expires_at = clock_timestamp() where id = '" + id + "'");
  MakeOld(id, "last_used_at", "1 second");
  EXPECT_FALSE(Lives(other));
}

// Shows that an eleventh session of a user ends the oldest that lives, that those which ended are
// not counted, and that another user's are let alone.
TEST_F(SessionLimitsTest, TheOldestSessionEnds) {
  auto other_user = MakeUser("eve@example.org");
  app::SetPassword(config_, "eve@example.org", kAnother, false);
  auto other = Session("eve@example.org", kAnother);
  std::vector<std::string> tokens;
  for (int i = 0; i < 10; ++i) tokens.push_back(Session());
  auto first = IdOf(tokens[0]);
  for (const auto& token : tokens) EXPECT_TRUE(Lives(token));
  MakeOld(IdOf(tokens[5]), "last_used_at", "61 minutes");
  tokens.push_back(Session());
  EXPECT_TRUE(Lives(tokens[0])) << "the sixth had ended";
  tokens.push_back(Session());
  EXPECT_FALSE(Lives(tokens[0]));
  for (size_t i = 1; i < tokens.size(); ++i) EXPECT_EQ(Lives(tokens[i]), i != 5) << i;
  EXPECT_TRUE(Lives(other));
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = "
                     "'SignInService/SignInWithPassword' and fields = '{state}' and object = '" +
                     first + "' and user_id = '" + user_ + "'"),
            "1");
}

// Shows that a second factor that was added, removed or reset ends the user's other sessions.
TEST_F(SessionLimitsTest, AChangedSecondFactorEndsOtherSessions) {
  auto other = Session(), own = Session();
  auto secret = Enrol(own);
  EXPECT_TRUE(Lives(own));
  EXPECT_FALSE(Lives(other));
  ASSERT_TRUE(Right(Code(secret)).ok());
  other = token_;
  v1::RemoveTotpRequest remove;
  v1::RemoveTotpResponse removed;
  remove.set_password(kPassword);
  remove.set_totp_code("000000");
  EXPECT_FALSE(As(own, &Stub::RemoveTotp, remove, &removed).ok());
  EXPECT_TRUE(Lives(other)) << "nothing was changed";
  remove.set_totp_code(confirmed_.recovery_codes(0));
  ASSERT_TRUE(As(own, &Stub::RemoveTotp, remove, &removed).ok());
  EXPECT_TRUE(Lives(own));
  EXPECT_FALSE(Lives(other));
  Enrol(own);
  v1::ResetTotpRequest reset;
  v1::ResetTotpResponse done;
  reset.set_user(user_);
  ASSERT_TRUE(As(admin, &Stub::ResetTotp, reset, &done).ok());
  EXPECT_FALSE(Lives(own));
}

// Shows which methods take a sign-in of the last quarter of an hour, that an older session gets
// none of them and keeps what else it may, that a new sign-in does, and that a key is not asked.
TEST_F(SessionLimitsTest, SensitiveChangesTakeARecentSignIn) {
  MakeUser("root@example.org", "ADMINISTRATOR");
  app::SetPassword(config_, "root@example.org", kAnother, false);
  auto token = Session("root@example.org", kAnother);
  auto ask = [&](const std::string& token, v1::User* user) {
    v1::CreateUserRequest request;
    request.mutable_user()->set_name("A user");
    request.mutable_user()->set_role(v1::ROLE_AUDITOR);
    v1::CreateUserResponse response;
    auto outcome = As(token, &Access::CreateUser, request, &response);
    *user = response.user();
    return outcome;
  };
  v1::User user;
  ASSERT_TRUE(ask(token, &user).ok());
  MakeOld(IdOf(token), "created_at", "14 minutes");
  EXPECT_TRUE(ask(token, &user).ok());
  MakeOld(IdOf(token), "created_at", "16 minutes");
  std::string asked;
  for (const auto& method : rpc::AllMethods()) {
    if (!method.recent_sign_in) continue;
    asked += method.name + " ";
    grpc::ClientContext context;
    Prepare(context, token);
    auto outcome = CallAny(channel_, context, "/champions.v1." + method.name, {""}).outcome;
    EXPECT_EQ(outcome.code, grpc::UNAUTHENTICATED) << method.name << outcome;
    EXPECT_EQ(outcome.reason, "SIGN_IN_AGAIN") << method.name;
  }
  EXPECT_EQ(asked,
            "AccessService/CreateUser AccessService/UpdateUser AccessService/EnableUser "
            "AccessService/CreateKey AccessService/CreateMembership "
            "AccessService/RevokeOwnSession "
            "AccessService/RevokeOtherSessions SignInService/IssueTemporaryPassword "
            "SignInService/ResetTotp ");
  EXPECT_EQ(SqlValue("select count(*) from audit_event where outcome = 'SIGN_IN_AGAIN'"), "9");
  auto users = SqlValue("select count(*) from access_user");
  v1::User none;
  EXPECT_EQ(ask(token, &none).reason, "SIGN_IN_AGAIN");
  EXPECT_EQ(SqlValue("select count(*) from access_user"), users);
  // Nobody is kept from taking access away in a hurry.
  v1::DisableUserRequest disable;
  v1::DisableUserResponse disabled;
  disable.set_id(user.id());
  EXPECT_TRUE(As(token, &Access::DisableUser, disable, &disabled).ok());
  EXPECT_TRUE(ask(Session("root@example.org", kAnother), &user).ok());
  EXPECT_TRUE(ask(admin, &user).ok()) << "a key";
}

}  // namespace
}  // namespace champions::test
