// Sign-in through an issuer of OpenID Connect, and the second factor beside it. What a token has to
// be is unit IdTokenTest; the whole way with a browser is e2e.login.
#include "integration/sign_in_fixture.h"
#include "support/test_issuer.h"

namespace champions::test {
namespace {

class IssuerSignInTest : public SignInServerTest {
 protected:
  void SetUp() override {
    SignInServerTest::SetUp();
    config_.sign_in_issuer = issuer_.url();
    config_.sign_in_client_id = "champions";
    // Whom the issuer signs in has no password here.
    Sql("delete from user_password");
    Restart();
  }

  Outcome SignInBy(const std::string& id_token, const std::string& code = "") {
    v1::SignInWithIdTokenRequest request;
    request.set_id_token(id_token);
    request.set_totp_code(code);
    v1::SignInWithIdTokenResponse response;
    auto outcome = As("", &Stub::SignInWithIdToken, request, &response);
    token_ = response.token();
    must_enrol_ = response.must_enrol_totp();
    return outcome;
  }
  std::string Fresh(const std::string& more = "") { return issuer_.Token("ada", kEmail, more); }
  Outcome TryEnrol(const std::string& token, v1::EnrolTotpResponse* enrolled) {
    return As(token, &Stub::EnrolTotp, v1::EnrolTotpRequest(), enrolled);
  }
  // Enrols and confirms; gives the secret.
  std::string Enrol(const std::string& token) {
    v1::EnrolTotpResponse enrolled;
    auto outcome = TryEnrol(token, &enrolled);
    EXPECT_TRUE(outcome.ok()) << outcome;
    v1::ConfirmTotpRequest confirm;
    confirm.set_totp_code(Code(SecretOf(enrolled), -1));
    EXPECT_TRUE(As(token, &Stub::ConfirmTotp, confirm, &confirmed_).ok());
    return SecretOf(enrolled);
  }

  TestIssuer issuer_;
  v1::ConfirmTotpResponse confirmed_;
};

// Shows that an account of the issuer is a user, that a token signs in once, and that another
// account with the same address is nobody.
TEST_F(IssuerSignInTest, AnAccountOfTheIssuerIsAUser) {
  auto id_token = Fresh();
  ASSERT_TRUE(SignInBy(id_token).ok());
  EXPECT_FALSE(must_enrol_);
  ASSERT_TRUE(WhoAmI(token_).ok());
  EXPECT_EQ(who_.user(), user_);
  EXPECT_EQ(SignInBy(id_token).reason, "INVALID_ID_TOKEN");
  EXPECT_EQ(SignInBy(issuer_.Token("mallory", kEmail)).reason, "SIGN_IN_REFUSED");
  EXPECT_EQ(SignInBy(issuer_.Token("bob", "bob@example.org")).reason, "SIGN_IN_REFUSED");
}

// Shows that a second factor is asked for beside the issuer as beside a password, with the same ID
// token, unless the issuer says that it asked for one; that a wrong code uses the token up; and
// that guesses are counted.
TEST_F(IssuerSignInTest, TheSecondFactorIsAskedForHereToo) {
  ASSERT_TRUE(SignInBy(Fresh()).ok());
  auto secret = Enrol(token_);
  auto id_token = Fresh();
  EXPECT_EQ(SignInBy(id_token).reason, "TOTP_REQUIRED");
  EXPECT_EQ(token_, "");
  ASSERT_TRUE(SignInBy(id_token, Code(secret)).ok());
  EXPECT_TRUE(WhoAmI(token_).ok());
  EXPECT_EQ(SignInBy(Fresh(), Code(secret)).reason, "SIGN_IN_REFUSED") << "it was used";
  ASSERT_TRUE(SignInBy(Fresh(), confirmed_.recovery_codes(0)).ok());

  id_token = Fresh();
  EXPECT_EQ(SignInBy(id_token, "000000").reason, "SIGN_IN_REFUSED");
  EXPECT_EQ(SignInBy(id_token, confirmed_.recovery_codes(1)).reason, "INVALID_ID_TOKEN");
  for (int i = 0; i < 4; ++i) EXPECT_EQ(SignInBy(Fresh(), "000000").reason, "SIGN_IN_REFUSED") << i;
  auto locked = SignInBy(Fresh(), confirmed_.recovery_codes(1));
  EXPECT_EQ(locked.reason, "SIGN_IN_LOCKED");
  EXPECT_TRUE(locked.retry_after);
  LetTimePass("1 minute");
  EXPECT_TRUE(SignInBy(Fresh(), confirmed_.recovery_codes(1)).ok());
  EXPECT_EQ(
      SqlValue("select count(*) from audit_event where outcome = 'WRONG_CODE' and user_id = '" +
               user_ + "'"),
      "6");

  EXPECT_EQ(SignInBy(Fresh(",\"amr\":[\"pwd\",\"otp\"],\"acr\":\"gold\"")).reason, "TOTP_REQUIRED");
  EXPECT_TRUE(SignInBy(Fresh(",\"amr\":[\"pwd\",\"mfa\"]")).ok());
  config_.sign_in_issuer_acr = "gold";
  Restart();
  EXPECT_TRUE(SignInBy(Fresh(",\"acr\":\"gold\"")).ok());
  EXPECT_EQ(SignInBy(Fresh(",\"acr\":\"silver\"")).reason, "TOTP_REQUIRED");
}

// Shows that where a role has to have a second factor, whom the issuer vouches for without one may
// enrol it and nothing else, by a recent sign-in in the place of a password, and cannot remove it.
TEST_F(IssuerSignInTest, ASecondFactorIsRequiredHereToo) {
  RestartAsking("partnership");
  EXPECT_TRUE(SignInBy(Fresh(",\"amr\":[\"mfa\"]")).ok());
  EXPECT_FALSE(must_enrol_) << "the issuer asks for it";
  ASSERT_TRUE(SignInBy(Fresh()).ok());
  EXPECT_TRUE(must_enrol_);
  auto limited = token_;
  v1::ListKeysResponse keys;
  EXPECT_EQ(As(limited, &Access::ListKeys, {}, &keys).code, grpc::PERMISSION_DENIED);
  v1::EnrolTotpResponse enrolled;
  MakeOld(IdOf(limited), "created_at", "16 minutes");
  EXPECT_EQ(TryEnrol(limited, &enrolled).reason, "SIGN_IN_AGAIN");
  EXPECT_EQ(TryEnrol(admin, &enrolled).fields[0].first, "password") << "a key is no sign-in";
  ASSERT_TRUE(SignInBy(Fresh()).ok());
  limited = token_;
  auto secret = Enrol(limited);
  ASSERT_TRUE(SignInBy(Fresh(), Code(secret)).ok());
  EXPECT_FALSE(must_enrol_);
  EXPECT_TRUE(As(token_, &Access::ListKeys, {}, &keys).ok());
  v1::RemoveTotpRequest remove;
  v1::RemoveTotpResponse removed;
  remove.set_totp_code(confirmed_.recovery_codes(0));
  EXPECT_EQ(As(token_, &Stub::RemoveTotp, remove, &removed).reason, "SECOND_FACTOR_REQUIRED");
  RestartAsking("optional");
  EXPECT_TRUE(As(token_, &Stub::RemoveTotp, remove, &removed).ok());
  EXPECT_TRUE(SignInBy(Fresh()).ok());
}

}  // namespace
}  // namespace champions::test
