// Sign-in with a password over the API, as anyone on the network may try it.
#include <future>
#include <thread>

#include "db/parameter.h"
#include "integration/sign_in_fixture.h"
#include "rpc/method.h"

namespace champions::test {
namespace {

class SignInTest : public SignInServerTest {};

// Shows that three methods are open to whoever has no credentials, and that a fourth would be
// noticed here.
TEST_F(SignInTest, ThreeMethodsAreOpen) {
  std::string open;
  for (const auto& method : rpc::AllMethods()) {
    if (method.unauthenticated) open += method.name + " ";
    EXPECT_EQ(method.unauthenticated, method.permission.empty()) << method.name;
  }
  EXPECT_EQ(open,
            "SignInService/GetSignInOptions SignInService/SignInWithPassword "
            "SignInService/SignInWithIdToken ");
  v1::GetSignInOptionsResponse options;
  ASSERT_TRUE(As("", &Stub::GetSignInOptions, v1::GetSignInOptionsRequest(), &options).ok());
  EXPECT_TRUE(options.passwords());
  EXPECT_EQ(options.issuer(), "");
  v1::SignInWithIdTokenRequest request;
  request.set_id_token("x.y.z");
  v1::SignInWithIdTokenResponse response;
  EXPECT_EQ(As("", &Stub::SignInWithIdToken, request, &response).reason, "NO_ISSUER");
}

// Shows that the right password gives a session of eight hours that is the user, that nothing
// secret is stored in clear, and that all of it is in the audit log.
TEST_F(SignInTest, TheRightPasswordGivesASession) {
  ASSERT_TRUE(SignIn("ADA@example.org", kPassword).ok());
  EXPECT_EQ(token_.substr(0, 4), "chs_");
  EXPECT_NEAR(static_cast<double>(expires_s_ - std::time(nullptr)), 8 * 3600, 60);
  ASSERT_TRUE(WhoAmI(token_).ok());
  EXPECT_EQ(who_.user(), user_);
  EXPECT_EQ(who_.role(), v1::ROLE_AUDITOR);
  EXPECT_EQ(Audit(), "SignInWithPassword:OK:");
  EXPECT_EQ(SqlValue("select address from audit_event where method like 'SignIn%'"), "192.0.2.1");
  EXPECT_EQ(SqlValue("select count(*) from request_answer"), "0");
  EXPECT_EQ(SqlValue("select count(*) from user_password where position('argon2id' in "
                     "encode(sealed_hash, 'escape')) > 0"),
            "0");
  EXPECT_EQ(SqlValue("select count(*) from access_session where token_hash::text like '%" +
                     token_.substr(4, 20) + "%'"),
            "0");
  // A sealed password belongs to one user alone.
  auto other = MakeUser("eve@example.org");
  Sql("insert into user_password (user_id, sealed_hash) select '" + other +
      "', sealed_hash from user_password");
  EXPECT_EQ(SignIn("eve@example.org", kPassword).code, grpc::INTERNAL);
}

// Shows that everything that may be wrong gets one answer, and that an administrator can tell them
// apart in the audit log.
TEST_F(SignInTest, RefusalsAreAlike) {
  std::vector<Outcome> refusals = {Wrong(), SignIn("nobody@example.org", kPassword)};
  MakeUser("none@example.org");
  refusals.push_back(SignIn("none@example.org", kPassword));
  Sql("update access_user set state = 'DISABLED' where email = 'ada@example.org'");
  refusals.push_back(Right());
  for (const auto& refusal : refusals) {
    EXPECT_EQ(refusal.code, grpc::UNAUTHENTICATED) << refusal;
    EXPECT_EQ(refusal.reason, "SIGN_IN_REFUSED");
    EXPECT_EQ(refusal.message, refusals[0].message);
    EXPECT_FALSE(refusal.retry_after);
  }
  EXPECT_EQ(token_, "");
  EXPECT_EQ(Audit(), "SignInWithPassword:WRONG_PASSWORD: SignInWithPassword:USER_DISABLED:");
}

// Shows that five failures lock an account for whoever made them, whether there is such an account
// or not, that the right password does not help then, that others can still sign in to it, and that
// the lock ends.
TEST_F(SignInTest, GuessingLocksTheAccountForTheGuesser) {
  for (const char* email : {kEmail, "nobody@example.org"}) {
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(SignIn(email, "not the password").reason, "SIGN_IN_REFUSED") << i;
    }
    auto locked = SignIn(email, kPassword);
    EXPECT_EQ(locked.code, grpc::RESOURCE_EXHAUSTED);
    EXPECT_EQ(locked.reason, "SIGN_IN_LOCKED");
    EXPECT_TRUE(locked.retry_after);
    EXPECT_EQ(locked.message, "too many attempts failed: try again in 60 seconds");
  }
  EXPECT_TRUE(Right("", "198.51.100.7").ok());
  LetTimePass("1 minute");
  EXPECT_EQ(Wrong().reason, "SIGN_IN_REFUSED");
  EXPECT_EQ(Right().message, "too many attempts failed: try again in 2 minutes");
  LetTimePass("2 minutes");
  EXPECT_TRUE(Right().ok());
  // All is forgiven.
  for (int i = 0; i < 4; ++i) Wrong();
  EXPECT_TRUE(Right().ok());
}

// Shows that guesses at once count like guesses one after another.
TEST_F(SignInTest, GuessesAtOnceAreCountedBeforeTheyAreTried) {
  std::vector<std::future<Outcome>> guesses;
  for (int i = 0; i < 24; ++i) {
    guesses.push_back(std::async(std::launch::async, [this] {
      v1::SignInWithPasswordRequest request;
      request.set_email(kEmail);
      request.set_password("not the password");
      v1::SignInWithPasswordResponse response;
      return As("", &Stub::SignInWithPassword, request, &response);
    }));
  }
  int tried = 0;
  for (auto& guess : guesses) tried += guess.get().reason == "SIGN_IN_REFUSED";
  EXPECT_GE(tried, 1);
  EXPECT_LE(tried, 5);
}

// Shows that one address that tries many accounts is locked out of all, and that an account that
// many addresses try lets nobody in from a new one, but its user from where it has been before.
TEST_F(SignInTest, AddressesAndAccountsAreCountedToo) {
  ASSERT_TRUE(Right().ok());
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(
        SignIn("a" + std::to_string(i) + "@example.org", kPassword, "", "", "198.51.100.1").reason,
        "SIGN_IN_REFUSED")
        << i;
  }
  EXPECT_EQ(Right("", "198.51.100.1").reason, "SIGN_IN_LOCKED");
  // 49 failures from elsewhere, as if each address had its turn.
  ASSERT_EQ(Wrong("203.0.113.1").reason, "SIGN_IN_REFUSED");
  Sql("update sign_in_attempt set failures = 49 where counter = 'ACCOUNT' and subject = (select "
      "subject from sign_in_attempt where counter = 'ACCOUNT' order by last_at desc limit 1)");
  EXPECT_EQ(Wrong("203.0.113.2").reason, "SIGN_IN_REFUSED");
  EXPECT_EQ(Right("", "203.0.113.3").reason, "SIGN_IN_LOCKED");
  EXPECT_TRUE(Right().ok());
  LetTimePass("1 minute");
  EXPECT_TRUE(Right("", "203.0.113.3").ok());
}

// Shows that a thousand bad sign-ins, from one address and from many, do not keep others waiting,
// and that few of them cost a hash.
TEST_F(SignInTest, AFloodOfBadSignInsSlowsNobody) {
  auto slowest = [this](std::atomic<bool>* stop) {
    double worst_ms = 0;
    int calls = 0;
    do {
      auto start = std::chrono::steady_clock::now();
      EXPECT_TRUE(WhoAmI(admin).ok());
      std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
      worst_ms = std::max(worst_ms, took.count());
      ++calls;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    } while (!*stop);
    EXPECT_GT(calls, 5);
    return worst_ms;
  };
  std::atomic<bool> stop{false};
  auto other = std::async(std::launch::async, slowest, &stop);
  std::vector<std::thread> floods;
  std::atomic<int> refused{0}, shed{0}, other_answers{0};
  for (int thread = 0; thread < 250; ++thread) {
    floods.emplace_back([&, thread] {
      for (int i = 0; i < 4; ++i) {
        v1::SignInWithPasswordRequest request;
        request.set_email("x" + std::to_string(i) + "@example.org");
        request.set_password("not the password");
        v1::SignInWithPasswordResponse response;
        grpc::ClientContext context;
        Prepare(context, "");
        bool from_one = thread % 2 == 0;
        context.AddMetadata(
            "x-champions-client-address",
            from_one ? "192.0.2.9" : "10.0." + std::to_string(thread) + "." + std::to_string(i));
        auto outcome = OutcomeOf(
            v1::SignInService::Stub(channel_).SignInWithPassword(&context, request, &response));
        if (outcome.reason == "SIGN_IN_REFUSED") {
          ++refused;
        } else if (outcome.reason == "SIGN_IN_BUSY" || outcome.reason == "SIGN_IN_LOCKED") {
          ++shed;
          EXPECT_TRUE(outcome.retry_after);
        } else {
          ++other_answers;
          ADD_FAILURE() << outcome;
        }
      }
    });
  }
  for (auto& flood : floods) flood.join();
  stop = true;
  double worst_ms = other.get();
  EXPECT_EQ(refused + shed + other_answers, 1000);
  // Each refused one was a hash; the others cost next to nothing.
  EXPECT_LE(refused, 100);
  EXPECT_LT(worst_ms, 1000) << "another caller waited";
  std::cout << refused << " hashed, " << shed << " shed; the slowest call of another caller took "
            << worst_ms << " ms\n";
  EXPECT_TRUE(Right().ok());
}

// Shows that a session ends at once when its user signs out, is disabled, changes the password
// elsewhere, or gets a temporary one.
TEST_F(SignInTest, SessionsEnd) {
  ASSERT_TRUE(Right().ok());
  auto first = token_;
  v1::SignOutResponse out;
  ASSERT_TRUE(As(first, &Stub::SignOut, v1::SignOutRequest(), &out).ok());
  EXPECT_EQ(WhoAmI(first).reason, "INVALID_CREDENTIALS");
  EXPECT_EQ(As(admin, &Stub::SignOut, v1::SignOutRequest(), &out).reason, "NOT_A_SESSION");

  ASSERT_TRUE(Right().ok());
  auto second = token_;
  ASSERT_TRUE(Right().ok());
  auto third = token_;
  ASSERT_TRUE(ChangePassword(third, kPassword, kAnother).ok());
  EXPECT_TRUE(WhoAmI(third).ok());
  EXPECT_EQ(WhoAmI(second).reason, "INVALID_CREDENTIALS");
  EXPECT_EQ(Right().reason, "SIGN_IN_REFUSED");
  EXPECT_TRUE(SignIn(kEmail, kAnother).ok());

  v1::DisableUserRequest disable;
  disable.set_id(user_);
  v1::DisableUserResponse disabled;
  ASSERT_TRUE(As(admin, &Access::DisableUser, disable, &disabled).ok());
  EXPECT_EQ(WhoAmI(third).reason, "INVALID_CREDENTIALS");
}

// Shows that one's password is asked for before it is changed, that guessing it is counted, and
// that weak ones are refused, those made of the name of an organisation too.
TEST_F(SignInTest, PasswordsAreChangedByThoseWhoKnowThem) {
  ASSERT_TRUE(Right().ok());
  auto token = token_;
  EXPECT_EQ(ChangePassword(admin, kPassword, kAnother).reason, "NO_PASSWORD");
  EXPECT_EQ(ChangePassword(MakeKey(auth::Role::kAuditor), kPassword, kAnother).reason,
            "NOT_A_USER");
  Sql("insert into organisation (code, name) values ('MHT', 'Mumbleton Hartley Trust')");
  for (const char* weak :
       {"short", "ada@example.org", "password1234", "mumbleton hartley trust", kPassword}) {
    auto refused = ChangePassword(token, kPassword, weak);
    ASSERT_EQ(refused.fields.size(), 1u) << weak;
    EXPECT_NE(refused.fields[0].second.find("expected"), std::string::npos) << refused;
    EXPECT_EQ(refused.fields[0].first, "new_password");
  }
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ChangePassword(token, "not the password", kAnother).reason, "WRONG_PASSWORD");
  }
  EXPECT_EQ(ChangePassword(token, kPassword, kAnother).reason, "SIGN_IN_LOCKED");
  EXPECT_TRUE(WhoAmI(token).ok());
}

// Shows that a temporary password opens nothing but its own change, and that only an administrator
// gives one.
TEST_F(SignInTest, TemporaryPasswordsMustBeChanged) {
  v1::IssueTemporaryPasswordRequest request;
  request.set_user(user_);
  v1::IssueTemporaryPasswordResponse issued;
  ASSERT_TRUE(Right().ok());
  auto before = token_;
  EXPECT_EQ(As(before, &Stub::IssueTemporaryPassword, request, &issued).reason,
            "PERMISSION_DENIED");
  ASSERT_TRUE(As(admin, &Stub::IssueTemporaryPassword, request, &issued).ok());
  EXPECT_EQ(WhoAmI(before).reason, "INVALID_CREDENTIALS");
  EXPECT_EQ(Right().reason, "SIGN_IN_REFUSED");
  EXPECT_EQ(SignIn(kEmail, issued.password()).reason, "PASSWORD_CHANGE_REQUIRED");
  EXPECT_EQ(token_, "");
  EXPECT_EQ(SignIn(kEmail, issued.password(), "", "short").code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(SignIn(kEmail, issued.password(), "", issued.password()).code, grpc::INVALID_ARGUMENT);
  ASSERT_TRUE(SignIn(kEmail, issued.password(), "", kAnother).ok());
  EXPECT_TRUE(WhoAmI(token_).ok());
  EXPECT_TRUE(SignIn(kEmail, kAnother).ok());
  ASSERT_TRUE(As(admin, &Stub::IssueTemporaryPassword, request, &issued).ok());
  Sql("update user_password set expires_at = clock_timestamp() - interval '1 second'");
  EXPECT_EQ(SignIn(kEmail, issued.password(), "", kPassword).reason, "SIGN_IN_REFUSED");
  request.set_user(NewRequestId());
  EXPECT_EQ(As(admin, &Stub::IssueTemporaryPassword, request, &issued).code, grpc::NOT_FOUND);
}

// Shows a second factor from its enrolment to its removal: asked for from its confirmation on, each
// code once, recovery codes once, the secret nowhere in clear, and guesses counted.
TEST_F(SignInTest, ASecondFactorIsAskedFor) {
  ASSERT_TRUE(Right().ok());
  auto token = token_;
  v1::EnrolTotpRequest enrol;
  v1::EnrolTotpResponse enrolled;
  enrol.set_password("not the password");
  EXPECT_EQ(As(token, &Stub::EnrolTotp, enrol, &enrolled).reason, "WRONG_PASSWORD");
  enrol.set_password(kPassword);
  ASSERT_TRUE(As(token, &Stub::EnrolTotp, enrol, &enrolled).ok());
  EXPECT_TRUE(Right().ok()) << "it is not confirmed yet";
  EXPECT_NE(enrolled.uri().find("secret=" + enrolled.secret()), std::string::npos);
  auto secret = SecretOf(enrolled);
  ASSERT_EQ(secret.size(), 20u);
  EXPECT_EQ(SqlValue("select position('" + (*db::Bytes(secret)).substr(2) +
                     "' in encode(sealed_secret, 'hex')) from user_totp"),
            "0");
  v1::ConfirmTotpRequest confirm;
  v1::ConfirmTotpResponse confirmed;
  confirm.set_totp_code("000000");
  EXPECT_EQ(As(token, &Stub::ConfirmTotp, confirm, &confirmed).reason, "WRONG_CODE");
  confirm.set_totp_code(Code(secret, -1));
  ASSERT_TRUE(As(token, &Stub::ConfirmTotp, confirm, &confirmed).ok());
  ASSERT_EQ(confirmed.recovery_codes_size(), 10);

  EXPECT_EQ(Right().reason, "TOTP_REQUIRED");
  EXPECT_EQ(Right("000000").reason, "SIGN_IN_REFUSED");
  EXPECT_EQ(Right(Code(secret, -1)).reason, "SIGN_IN_REFUSED") << "it was used to confirm";
  auto code = Code(secret, 1);
  EXPECT_TRUE(Right(code).ok());
  EXPECT_EQ(Right(code).reason, "SIGN_IN_REFUSED");
  EXPECT_TRUE(Right(confirmed.recovery_codes(3)).ok());
  EXPECT_EQ(Right(confirmed.recovery_codes(3)).reason, "SIGN_IN_REFUSED");
  EXPECT_EQ(As(token, &Stub::EnrolTotp, enrol, &enrolled).reason, "TOTP_ENROLLED");

  v1::RemoveTotpRequest remove;
  v1::RemoveTotpResponse removed;
  remove.set_password(kPassword);
  remove.set_totp_code("000000");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(As(token, &Stub::RemoveTotp, remove, &removed).reason, "WRONG_CODE");
  }
  remove.set_totp_code(confirmed.recovery_codes(4));
  EXPECT_EQ(As(token, &Stub::RemoveTotp, remove, &removed).reason, "SIGN_IN_LOCKED");
  LetTimePass("1 minute");
  ASSERT_TRUE(As(token, &Stub::RemoveTotp, remove, &removed).ok());
  EXPECT_TRUE(Right().ok());
}

// Shows a second factor that the server asks of roles which see every organisation: until there is
// one, a session can enrol it and nothing else; afterwards the user has all that the role has, and
// cannot remove it. Other roles are asked only where everyone is.
TEST_F(SignInTest, ASecondFactorIsRequired) {
  Sql("insert into organisation (code, name) values ('OWN', 'Own'); insert into access_user (name, "
      "email, role, organisation_ids) select 'Ben', 'ben@example.org', 'COORDINATOR', array[id] "
      "from organisation");
  app::SetPassword(config_, "ben@example.org", kAnother, false);
  RestartAsking("partnership");
  ASSERT_TRUE(SignIn("ben@example.org", kAnother).ok());
  EXPECT_FALSE(must_enrol_);
  Sql("insert into programme (code, name) values ('ONE', 'One'); insert into access_membership "
      "(user_id, role, programme_id) select u.id, 'PROGRAMME_MANAGER', p.id from access_user u, "
      "programme p where u.name = 'Ben'");
  ASSERT_TRUE(SignIn("ben@example.org", kAnother).ok());
  EXPECT_TRUE(must_enrol_) << "a manager of one programme sees every organisation";
  Sql("update access_membership set ended_at = now()");
  ASSERT_TRUE(Right().ok());
  EXPECT_TRUE(must_enrol_);
  auto limited = token_;
  v1::ListKeysResponse keys;
  EXPECT_EQ(As(limited, &Access::ListKeys, v1::ListKeysRequest(), &keys).code,
            grpc::PERMISSION_DENIED);
  ASSERT_TRUE(WhoAmI(limited).ok());
  v1::EnrolTotpRequest enrol;
  v1::EnrolTotpResponse enrolled;
  enrol.set_password(kPassword);
  ASSERT_TRUE(As(limited, &Stub::EnrolTotp, enrol, &enrolled).ok());
  ASSERT_TRUE(Right().ok());
  EXPECT_TRUE(must_enrol_) << "it is not confirmed yet";
  v1::ConfirmTotpRequest confirm;
  v1::ConfirmTotpResponse confirmed;
  confirm.set_totp_code(Code(SecretOf(enrolled), -1));
  ASSERT_TRUE(As(limited, &Stub::ConfirmTotp, confirm, &confirmed).ok());
  EXPECT_EQ(As(limited, &Access::ListKeys, v1::ListKeysRequest(), &keys).code,
            grpc::PERMISSION_DENIED)
      << "the session stays what it was";
  EXPECT_EQ(Right().reason, "TOTP_REQUIRED");
  ASSERT_TRUE(Right(Code(SecretOf(enrolled))).ok());
  EXPECT_FALSE(must_enrol_);
  EXPECT_TRUE(As(token_, &Access::ListKeys, v1::ListKeysRequest(), &keys).ok());
  v1::RemoveTotpRequest remove;
  v1::RemoveTotpResponse removed;
  remove.set_password(kPassword);
  remove.set_totp_code(confirmed.recovery_codes(0));
  EXPECT_EQ(As(token_, &Stub::RemoveTotp, remove, &removed).reason, "SECOND_FACTOR_REQUIRED");
  EXPECT_TRUE(Right(confirmed.recovery_codes(0)).ok()) << "the code was not used up";
  RestartAsking("everyone");
  ASSERT_TRUE(SignIn("ben@example.org", kAnother).ok());
  EXPECT_TRUE(must_enrol_);
}

// Shows that an administrator can take away a second factor that was lost, and nobody else can.
TEST_F(SignInTest, ALostSecondFactorIsReset) {
  Sql("insert into user_totp (user_id, sealed_secret, confirmed_at) values ('" + user_ +
      "', '', clock_timestamp())");
  v1::ResetTotpRequest request;
  v1::ResetTotpResponse response;
  request.set_user(user_);
  EXPECT_EQ(As(MakeKey(auth::Role::kProgrammeManager), &Stub::ResetTotp, request, &response).reason,
            "PERMISSION_DENIED");
  ASSERT_TRUE(As(admin, &Stub::ResetTotp, request, &response).ok());
  EXPECT_EQ(As(admin, &Stub::ResetTotp, request, &response).reason, "NO_TOTP");
  EXPECT_TRUE(Right().ok());
}

// Shows that whoever has the machine gets a user in again: with a new password, past a lock,
// without the second factor.
TEST_F(SignInTest, TheGlassCanBeBroken) {
  ASSERT_TRUE(Right().ok());
  auto before = token_;
  Sql("insert into user_totp (user_id, sealed_secret, confirmed_at) values ('" + user_ +
      "', '', clock_timestamp())");
  EXPECT_THROW(app::SetPassword(config_, "nobody@example.org", kAnother, false),
               std::runtime_error);
  EXPECT_THROW(app::SetPassword(config_, kEmail, "short", false), std::runtime_error);
  app::SetPassword(config_, kEmail, kAnother, false);
  EXPECT_EQ(SignIn(kEmail, kAnother).reason, "TOTP_REQUIRED");
  app::SetPassword(config_, kEmail, kAnother, true);
  EXPECT_TRUE(SignIn(kEmail, kAnother).ok());
  // The command is another process: this server notices within a second.
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  EXPECT_EQ(WhoAmI(before).reason, "INVALID_CREDENTIALS");
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = 'admin set-password' and "
                     "object = '" +
                     user_ + "'"),
            "3");
}

}  // namespace
}  // namespace champions::test
