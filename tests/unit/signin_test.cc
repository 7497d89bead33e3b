// The pure parts of sign-in: codes, passwords, what is sealed, who has to wait, and the tokens of
// an issuer, with everything that may be wrong with one.
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

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

namespace champions::signin {
namespace {

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
  auto codes = NewRecoveryCodes();
  ASSERT_EQ(codes.size(), 10u);
  EXPECT_NE(codes[0], codes[1]);
  EXPECT_EQ(codes[0].size(), 19u);
  EXPECT_EQ(NormalRecoveryCode("abcd-efgh ijklmnop"), "ABCDEFGHIJKLMNOP");
  EXPECT_FALSE(NormalRecoveryCode("123456"));
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

TEST(SigninTest, NewPasswordsAreHeldToTheRule) {
  EXPECT_EQ(CheckNewPassword("a walk in the park", "ada@example.org"), "");
  EXPECT_EQ(CheckNewPassword("zwölf Zeiche", ""), "");  // twelve, in thirteen bytes
  for (const char* weak : {"elevenchars", "ADA@example.org", "Password1234", "345678901234",
                           "aaaaaaaaaaaaaaaa", "abcabcabcabcabc", "ChampionsChampions"}) {
    EXPECT_NE(CheckNewPassword(weak, "ada@example.org"), "") << weak;
  }
  EXPECT_EQ(CheckNewPassword(std::string(100, '\xc3') + "x", "").substr(0, 12), "is not valid");
  std::string longest;
  for (int i = 0; i < 50; ++i) longest += "0aZ" + std::string(1, static_cast<char>('b' + i % 20));
  EXPECT_EQ(CheckNewPassword(longest, ""), "");
  EXPECT_NE(CheckNewPassword(longest + "x", ""), "");
  EXPECT_EQ(NewTemporaryPassword().size(), 23u);
  EXPECT_EQ(CheckNewPassword(NewTemporaryPassword(), ""), "");
}

// Shows that a hash knows its password, and that a user who is not there costs as much.
TEST(SigninTest, HashesKnowTheirPassword) {
  auto hash = HashPassword("a walk in the park");
  EXPECT_EQ(hash.substr(0, 31), "$argon2id$v=19$m=65536,t=3,p=1$");
  EXPECT_TRUE(PasswordMatches(hash, "a walk in the park"));
  EXPECT_FALSE(PasswordMatches(hash, "A walk in the park"));
  EXPECT_FALSE(IsOutdatedHash(hash));
  EXPECT_FALSE(IsOutdatedHash(NobodysHash()));
  EXPECT_TRUE(IsOutdatedHash("$argon2id$v=19$m=1024,t=2,p=1$" + hash.substr(31)));
  EXPECT_FALSE(PasswordMatches("", ""));
}

// Shows that one address gets four places of ten, and that whoever gets none is told when to come
// back.
TEST(SigninTest, TheGateIsNarrow) {
  HashGate gate;
  std::vector<std::unique_ptr<HashGate::Place>> places;
  auto enter = [&](const std::string& address) {
    try {
      places.emplace_back(new HashGate::Place(gate.Enter(address)));
      return std::string();
    } catch (const Refusal& refusal) {
      EXPECT_TRUE(refusal.retry_after);
      return refusal.reason;
    }
  };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(enter("a"), "");
  EXPECT_EQ(enter("a"), "SIGN_IN_BUSY");
  for (const char* address : {"b", "c", "d", "e", "f", "g"}) EXPECT_EQ(enter(address), "");
  EXPECT_EQ(enter("h"), "SIGN_IN_BUSY");
  places.erase(places.begin());
  EXPECT_EQ(enter("a"), "");
  // Who waits for a turn waits no longer than the caller does.
  auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  places[0]->Do(std::chrono::steady_clock::now() + std::chrono::seconds(5), [&] {
    if (std::thread::hardware_concurrency() >= 4) return;
    EXPECT_THROW(places[1]->Do(soon, [] {}), Refusal);
  });
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

// A key pair that can sign as an issuer does, and publishes its half.
class Signer {
 public:
  Signer(std::string algorithm, std::string id, EVP_PKEY* key)
      : algorithm_(std::move(algorithm)), id_(std::move(id)), key_(key, EVP_PKEY_free) {}
  static Signer Rsa(const char* algorithm = "RS256", const std::string& id = "rsa",
                    size_t bits = 2048) {
    return Signer(algorithm, id, EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits));
  }
  static Signer P256() {
    return Signer("ES256", "ec", EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  }
  static Signer Ed25519() {
    return Signer("EdDSA", "ed", EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }

  // `more` is put into the key, such as `,"use":"enc"`.
  std::string Jwk(const std::string& more = "") const {
    auto start = "{\"kid\":\"" + id_ + "\"" + more + ",\"kty\":";
    if (algorithm_ == "EdDSA") {
      std::string raw(32, '\0');
      size_t length = raw.size();
      EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()),
                                  &length);
      return start + "\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + ToBase64Url(raw) + "\"}";
    }
    if (algorithm_ == "ES256") {
      return start + "\"EC\",\"crv\":\"P-256\",\"x\":\"" + Number(OSSL_PKEY_PARAM_EC_PUB_X, 32) +
             "\",\"y\":\"" + Number(OSSL_PKEY_PARAM_EC_PUB_Y, 32) + "\"}";
    }
    return start + "\"RSA\",\"n\":\"" + Number(OSSL_PKEY_PARAM_RSA_N, 0) + "\",\"e\":\"" +
           Number(OSSL_PKEY_PARAM_RSA_E, 0) + "\"}";
  }

  std::string Sign(const std::string& claims, std::string header = "") const {
    if (header.empty()) header = "{\"alg\":\"" + algorithm_ + "\",\"kid\":\"" + id_ + "\"}";
    auto message = ToBase64Url(header) + "." + ToBase64Url(claims);
    return message + "." + ToBase64Url(Signature(message));
  }

 private:
  std::string Number(const char* name, int bytes) const {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &number);
    std::string text(static_cast<size_t>(bytes > 0 ? bytes : BN_num_bytes(number)), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()),
                 static_cast<int>(text.size()));
    BN_free(number);
    return ToBase64Url(text);
  }

  std::string Signature(const std::string& message) const {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                    EVP_MD_CTX_free);
    EVP_PKEY_CTX* settings = nullptr;
    const EVP_MD* digest = algorithm_ == "EdDSA" ? nullptr : EVP_sha256();
    EVP_DigestSignInit(context.get(), &settings, digest, nullptr, key_.get());
    if (algorithm_ == "PS256") {
      EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST);
    }
    std::string signature(1024, '\0');
    size_t length = signature.size();
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                   reinterpret_cast<const unsigned char*>(message.data()), message.size());
    signature.resize(length);
    if (algorithm_ != "ES256") return signature;
    const auto* der = reinterpret_cast<const unsigned char*>(signature.data());
    ECDSA_SIG* both = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(length));
    std::string raw(64, '\0');
    auto* out = reinterpret_cast<unsigned char*>(raw.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(both), out, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(both), out + 32, 32);
    ECDSA_SIG_free(both);
    return raw;
  }

  std::string algorithm_, id_;
  std::shared_ptr<EVP_PKEY> key_;
};

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
      : issuer_({"https://issuer.example", "champions", ""}, [this](const std::string& url,
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
    EXPECT_THROW(Issuer({wrong, "champions", ""}), std::runtime_error) << wrong;
  }
  EXPECT_THROW(Issuer({"https://issuer.example", "", ""}), std::runtime_error);
  EXPECT_FALSE(Issuer(IssuerSettings{}).configured());
}

}  // namespace
}  // namespace champions::signin
