// The pure parts of sign-in: codes, passwords, what is sealed, who has to wait, and the tokens of
// an issuer, with everything that may be wrong with one.
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "auth/token.h"
#include "base/refusal.h"
#include "signin/encoding.h"
#include "signin/http_get.h"
#include "signin/id_token.h"
#include "signin/issuer.h"
#include "signin/lockout.h"
#include "signin/password.h"
#include "signin/sealed.h"
#include "signin/totp.h"
#include "support/id_token_signer.h"

namespace champions::signin {
namespace {

using Signer = test::IdTokenSigner;

// Shows that codes are those of RFC 6238, appendix B (its last six digits, for SHA-1).
TEST(SigninTest, CodesAreThoseOfTheStandard) {
  const std::string secret = "12345678901234567890";
  const std::pair<int64_t, const char*> kVectors[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (auto [instant, code] : kVectors) {
    EXPECT_EQ(TotpCode(secret, instant / kTotpStepSeconds), code);
    EXPECT_EQ(MatchingStep(secret, code, instant, 0), instant / kTotpStepSeconds);
  }
}

// Shows that a code is taken one step early and late and no more, and once.
TEST(SigninTest, ACodeIsTakenOnceAndInTime) {
  const std::string secret = "12345678901234567890";
  const int64_t now = 1'000'000'000, step = now / kTotpStepSeconds;
  for (int64_t skew = -3; skew <= 3; ++skew) {
    EXPECT_EQ(MatchingStep(secret, TotpCode(secret, step + skew), now, 0).has_value(),
              std::abs(skew) <= 1)
        << skew;
  }
  EXPECT_FALSE(MatchingStep(secret, TotpCode(secret, step), now, step));
  EXPECT_FALSE(MatchingStep(secret, TotpCode(secret, step - 1), now, step));
  EXPECT_TRUE(MatchingStep(secret, TotpCode(secret, step + 1), now, step));
  EXPECT_FALSE(MatchingStep(secret, "", now, 0));
}

TEST(SigninTest, AnAppReadsTheAddress) {
  EXPECT_EQ(TotpUri("foobar", "zoë@example.org"),
            "otpauth://totp/Champions:zo%C3%AB%40example.org?secret=MZXW6YTBOI&issuer=Champions"
            "&algorithm=SHA1&digits=6&period=30");
}

// Shows that text that another encoder would not have made is not read.
TEST(SigninTest, Base64UrlHasOneForm) {
  EXPECT_EQ(ToBase64Url("\xfb\xff"), "-_8");
  EXPECT_EQ(FromBase64Url("-_8"), "\xfb\xff");
  for (const char* wrong : {"-_8=", "-_9", "+/8", "-", "-_8 ", "-_\n8"}) {
    EXPECT_FALSE(FromBase64Url(wrong)) << wrong;
  }
}

TEST(SigninTest, WhatIsSealedOpensInItsPlaceAlone) {
  SecretBox box(std::string(32, 'k')), another(std::string(32, 'x'));
  auto sealed = box.Seal("a secret", "password 1");
  EXPECT_EQ(box.Open(sealed, "password 1"), "a secret");
  EXPECT_NE(sealed, box.Seal("a secret", "password 1"));
  EXPECT_EQ(sealed.find("secret"), std::string::npos);
  EXPECT_FALSE(box.Open(sealed, "password 2"));
  EXPECT_FALSE(another.Open(sealed, "password 1"));
  for (size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(box.Open(changed, "password 1")) << i;
  }
  EXPECT_FALSE(box.Open(sealed.substr(0, 20), "password 1"));
}

// Shows that the fifth failure locks for a minute, each further one twice as long, up to an hour,
// and that a day without any forgets them.
TEST(SigninTest, WaitsGrow) {
  Counter counter;
  int64_t now = 1'000 * kMinuteUs;
  std::vector<int64_t> minutes;
  for (int i = 0; i < 13; ++i) {
    counter = WithAttempt(counter, kPairRule, now);
    minutes.push_back(WaitUs(counter, now) / kMinuteUs);
    now += WaitUs(counter, now);
  }
  EXPECT_EQ(minutes, (std::vector<int64_t>{0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60}));
  EXPECT_EQ(WaitUs(WithoutAttempt(counter), now), 0);
  EXPECT_EQ(WithoutAttempt(counter).failures, 12);
  EXPECT_EQ(WithoutAttempt(Counter()).failures, 0);
  EXPECT_EQ(WithAttempt(counter, kPairRule, now + kForgottenAfterUs).failures, 1);
  EXPECT_EQ(WithAttempt(counter, kPairRule, now + kForgottenAfterUs - 3700 * 1'000'000LL).failures,
            14);
}

TEST(SigninTest, IssuersAreReadOverTls) {
  for (const char* safe : {"https://login.example.org", "https://login.example.org:8443/realms/a",
                           "http://127.0.0.1:3000", "http://localhost/x", "http://[::1]:80/"}) {
    EXPECT_TRUE(IsSafeAddress(safe)) << safe;
  }
  for (const char* unsafe :
       {"http://login.example.org", "http://127.0.0.1@example.org/", "https://u:p@example.org",
        "ftp://localhost/", "file:///etc/passwd", "http://localhost.example.org", "https://", "",
        "login.example.org", "http://127.0.0.1.example.org"}) {
    EXPECT_FALSE(IsSafeAddress(unsafe)) << unsafe;
  }
}

constexpr int64_t kNow = 1'800'000'000;

class IdTokenTest : public ::testing::Test {
 protected:
  // Claims that are taken, with one of them another; an empty value leaves it out.
  static std::string Claims(const std::string& name = "", const std::string& value = "") {
    std::vector<std::pair<std::string, std::string>> claims = {
        {"iss", "\"https://issuer.example\""}, {"aud", "\"champions\""},
        {"sub", "\"248289761001\""},           {"nonce", "\"n-0S6_WzA2Mj\""},
        {"exp", std::to_string(kNow + 300)},   {"iat", std::to_string(kNow - 5)},
        {"email", "\"ada@example.org\""},      {"email_verified", "true"}};
    std::string text;
    bool known = false;
    for (auto& [key, of_key] : claims) {
      known = known || key == name;
      const auto& used = key == name ? value : of_key;
      if (!used.empty()) text += (text.empty() ? "\"" : ",\"") + key + "\":" + used;
    }
    if (!known && !name.empty()) text += ",\"" + name + "\":" + value;
    return "{" + text + "}";
  }

  // "" where the token is taken, or why not; the claims are in `claims_`.
  std::string Check(const std::string& token, const std::string& keys,
                    const std::string& nonce = "n-0S6_WzA2Mj") {
    try {
      auto read = ReadIdToken(token);
      auto set = ReadKeySet("{\"keys\":[" + keys + "]}");
      const auto* key = KeyFor(read, set);
      if (key == nullptr) return "no key";
      claims_ = CheckIdToken(read, *key, {"https://issuer.example", "champions", nonce, kNow});
      return "";
    } catch (const BadIdToken& bad) {
      return bad.what();
    }
  }
  std::string CheckClaims(const std::string& claims) {
    return Check(signer().Sign(claims), signer().Jwk());
  }
  // Made once: keys of RSA take their time.
  static const Signer& signer() {
    static const Signer signer = Signer::Rsa();
    return signer;
  }

  signin::Claims claims_;
};

// Shows that each algorithm that is promised is taken, and that its key is.
TEST_F(IdTokenTest, GoodTokensAreTaken) {
  for (const auto& one : {signer(), Signer::Rsa("PS256"), Signer::P256(), Signer::Ed25519()}) {
    EXPECT_EQ(Check(one.Sign(Claims()), one.Jwk()), "") << one.Jwk();
    EXPECT_EQ(claims_.subject, "248289761001");
    EXPECT_EQ(claims_.email, "ada@example.org");
    EXPECT_TRUE(claims_.email_verified);
    EXPECT_EQ(claims_.expires_at_s, kNow + 300);
    auto changed = one.Sign(Claims());
    changed[changed.size() - 10] = changed[changed.size() - 10] == 'A' ? 'B' : 'A';
    EXPECT_NE(Check(changed, one.Jwk()), "") << one.Jwk();
  }
  auto without_kid = signer().Sign(Claims(), "{\"alg\":\"RS256\"}");
  EXPECT_EQ(Check(without_kid, signer().Jwk() + "," + Signer::P256().Jwk()), "");
  EXPECT_EQ(Check(without_kid, signer().Jwk() + "," + Signer::Rsa().Jwk()), "no key");
}

// Shows that nobody chooses how a token is checked: not with `none`, not with the public key as a
// secret, not with a key in the header, not with a key that is not for it.
TEST_F(IdTokenTest, TheSignatureIsHeldAgainstTheIssuersKeys) {
  auto body = ToBase64Url(Claims());
  for (const char* header :
       {"{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"HS256\",\"kid\":\"rsa\"}",
        "{\"alg\":\"RS1\",\"kid\":\"rsa\"}", "{\"kid\":\"rsa\"}", "{\"alg\":[\"RS256\"]}", "[]",
        "{\"alg\":\"RS256\",\"alg\":\"RS256\"}"}) {
    EXPECT_NE(Check(ToBase64Url(header) + "." + body + "." + ToBase64Url("x"), signer().Jwk()), "")
        << header;
  }
  auto message = ToBase64Url("{\"alg\":\"HS256\",\"kid\":\"rsa\"}") + "." + body;
  auto forged = message + "." + ToBase64Url(auth::HmacSha256(signer().Jwk(), message));
  EXPECT_NE(Check(forged, signer().Jwk()), "");
  EXPECT_EQ(Check(Signer::Rsa().Sign(Claims()), signer().Jwk()), "the issuer did not sign it");
  auto own = Signer::Rsa("RS256", "own");
  EXPECT_EQ(
      Check(own.Sign(Claims(), "{\"alg\":\"RS256\",\"kid\":\"own\",\"jwk\":" + own.Jwk() + "}"),
            signer().Jwk()),
      "no key");
  auto crit = signer().Sign(Claims(), "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"b64\"]}");
  EXPECT_EQ(Check(crit, signer().Jwk()), "its header asks for what is not known here");
  EXPECT_EQ(Check(signer().Sign(Claims()), signer().Jwk(",\"use\":\"enc\"")), "no key");
  EXPECT_EQ(Check(signer().Sign(Claims()), signer().Jwk(",\"alg\":\"PS256\"")), "no key");
  auto small = Signer::Rsa("RS256", "rsa", 1024);
  EXPECT_EQ(Check(small.Sign(Claims()), small.Jwk()), "no key");
  EXPECT_EQ(Check(signer().Sign(Claims(), "{\"alg\":\"PS256\",\"kid\":\"rsa\"}"), signer().Jwk()),
            "the issuer did not sign it");
}

// Shows that each claim that is wrong or missing is refused, at its bounds.
TEST_F(IdTokenTest, ClaimsAreHeldAgainstWhatWasExpected) {
  auto at = [](int64_t seconds) { return std::to_string(kNow + seconds); };
  const std::pair<const char*, std::string> kWrong[] = {
      {"iss", "\"https://issuer.example/\""},
      {"iss", ""},
      {"aud", "\"another\""},
      {"aud", "[]"},
      {"aud", ""},
      {"aud", "[\"another\"]"},
      {"aud", "[\"champions\",\"another\"]"},
      {"azp", "\"another\""},
      {"exp", at(-60)},
      {"exp", ""},
      {"exp", "\"9999999999\""},
      {"exp", "1e400"},
      {"iat", at(61)},
      {"iat", at(-601)},
      {"iat", ""},
      {"nbf", at(61)},
      {"nonce", "\"another\""},
      {"nonce", ""},
      {"sub", ""},
      {"sub", "7"},
      {"sub", "\"\""},
      {"sub", "\"" + std::string(256, 'x') + "\""}};
  for (const auto& [name, value] : kWrong) {
    EXPECT_NE(CheckClaims(Claims(name, value)), "") << name << " " << value;
  }
  const std::pair<const char*, std::string> kRight[] = {
      {"aud", "[\"champions\"]"}, {"azp", "\"champions\""}, {"exp", at(-59)},    {"iat", at(60)},
      {"iat", at(-600)},          {"nbf", at(60)},          {"anything", "[{}]"}};
  for (const auto& [name, value] : kRight) {
    EXPECT_EQ(CheckClaims(Claims(name, value)), "") << name << " " << value;
  }
  for (const char* unsure : {"\"true\"", "1", "false", ""}) {
    EXPECT_EQ(CheckClaims(Claims("email_verified", unsure)), "");
    EXPECT_FALSE(claims_.email_verified) << unsure;
  }
  EXPECT_EQ(CheckClaims("{" + std::string("\"sub\":\"x\",") + Claims().substr(1)),
            "its payload names something twice");
  EXPECT_EQ(Check(signer().Sign(Claims("nonce", "")), signer().Jwk(), ""), "");
}

// Shows what an issuer has to say for a second factor to be believed; less keeps nobody out.
TEST_F(IdTokenTest, TheIssuerSaysHowStrongASignInWas) {
  EXPECT_EQ(CheckClaims(Claims()), "");
  EXPECT_FALSE(claims_.several_factors);
  EXPECT_EQ(claims_.acr, "");
  for (const char* less :
       {"[\"pwd\",\"otp\"]", "\"mfa\"", "[[\"mfa\"]]", "{\"mfa\":true}", "[]", "7"}) {
    EXPECT_EQ(CheckClaims(Claims("amr", less)), "") << less;
    EXPECT_FALSE(claims_.several_factors) << less;
  }
  EXPECT_EQ(CheckClaims(Claims("amr", "[\"pwd\",\"mfa\"]")), "");
  EXPECT_TRUE(claims_.several_factors);
  EXPECT_EQ(CheckClaims(Claims("acr", "\"gold\"")), "");
  EXPECT_EQ(claims_.acr, "gold");
  EXPECT_EQ(CheckClaims(Claims("acr", "1")), "");
  EXPECT_EQ(claims_.acr, "");
}

// Shows that a token of another kind, signed by the same issuer for the same client, signs nobody
// in.
TEST_F(IdTokenTest, OtherKindsOfTokenAreRefused) {
  auto check = [&](const std::string& type, const std::string& claims) {
    return Check(signer().Sign(claims, "{\"alg\":\"RS256\",\"kid\":\"rsa\"" + type + "}"),
                 signer().Jwk());
  };
  EXPECT_EQ(check("", Claims()), "");
  EXPECT_EQ(check(",\"typ\":\"JWT\"", Claims()), "");
  for (const char* type : {"logout+jwt", "at+jwt", "JWT2"}) {
    EXPECT_EQ(check(std::string(",\"typ\":\"") + type + "\"", Claims()),
              "it is another kind of token: its typ is not JWT");
  }
  EXPECT_EQ(
      CheckClaims(Claims("events", "{\"http://schemas.openid.net/event/backchannel-logout\":{}}")),
      "it is a logout token");
}

TEST_F(IdTokenTest, WhatIsNoTokenIsRefused) {
  auto good = signer().Sign(Claims());
  for (const auto& wrong : {std::string(), std::string("a.b"), good + ".x", "." + good, good + "=",
                            good + " ", std::string("..."), good.substr(0, good.rfind('.') + 1),
                            std::string(kMostIdTokenBytes + 1, 'x')}) {
    EXPECT_NE(Check(wrong, signer().Jwk()), "") << wrong.substr(0, 100);
  }
}

// An issuer as its documents tell of it, without a network.
class IssuerTest : public IdTokenTest {
 protected:
  IssuerTest()
      : issuer_({"https://issuer.example", "champions", "", ""}, [this](const std::string& url,
                                                                        std::chrono::milliseconds) {
          ++reads_;
          if (down_) throw std::runtime_error("down");
          if (url == "https://issuer.example/keys") return "{\"keys\":[" + keys_ + "]}";
          EXPECT_EQ(url, "https://issuer.example/.well-known/openid-configuration");
          return "{\"issuer\":\"" + named_ + "\",\"jwks_uri\":\"https://issuer.example/keys\"}";
        }) {}
  std::string Ask(const std::string& token) {
    try {
      issuer_.Check(token, "n-0S6_WzA2Mj", kNow,
                    std::chrono::steady_clock::now() + std::chrono::seconds(5));
      return "";
    } catch (const BadIdToken& bad) {
      return bad.what();
    } catch (const Refusal& refusal) {
      return refusal.reason;
    }
  }

  std::string keys_ = signer().Jwk(), named_ = "https://issuer.example";
  int reads_ = 0;
  bool down_ = false;
  Issuer issuer_;
};

// Shows that keys are read once for many tokens, and that tokens with keys that nobody has, however
// many, make the server ask again no more than once a minute.
TEST_F(IssuerTest, KeysAreRemembered) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Ask(signer().Sign(Claims())), "");
  EXPECT_EQ(reads_, 2);
  auto stranger = Signer::Rsa("RS256", "stranger");
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(Ask(stranger.Sign(Claims())), "the issuer has no such key");
  }
  EXPECT_EQ(reads_, 2);
  down_ = true;
  EXPECT_EQ(Ask(signer().Sign(Claims())), "");
}

TEST_F(IssuerTest, AnIssuerThatIsNotThereIsSaidToBe) {
  down_ = true;
  EXPECT_EQ(Ask(signer().Sign(Claims())), "ISSUER_UNAVAILABLE");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Ask(signer().Sign(Claims())), "ISSUER_UNAVAILABLE");
  EXPECT_EQ(reads_, 1);
}

TEST_F(IssuerTest, DocumentsOfAnotherIssuerAreNotBelieved) {
  named_ = "https://another.example";
  EXPECT_EQ(Ask(signer().Sign(Claims())), "ISSUER_UNAVAILABLE");
}

TEST_F(IssuerTest, SettingsAreHeldToTheRule) {
  for (const char* wrong : {"http://issuer.example", "issuer.example", "https://a.example/?x=1"}) {
    EXPECT_THROW(Issuer({wrong, "champions", "", ""}), std::runtime_error) << wrong;
  }
  EXPECT_THROW(Issuer({"https://issuer.example", "", "", ""}), std::runtime_error);
  EXPECT_FALSE(Issuer(IssuerSettings{}).configured());
}

}  // namespace
}  // namespace champions::signin
