#include "signin/account_access.h"

#include "base/refusal.h"
#include "base/text.h"
#include "signin/places.h"
#include "signin/totp.h"

namespace champions::signin {
namespace {

constexpr int64_t kSecondUs = 1'000'000;

// How long until then, as people say it; rounded up.
std::string InWords(int64_t wait_us) {
  int64_t seconds = (wait_us + kSecondUs - 1) / kSecondUs;
  if (seconds <= 90) return std::to_string(seconds) + " seconds";
  return std::to_string((seconds + 59) / 60) + " minutes";
}

Refusal Locked(int64_t wait_us) {
  Refusal refusal(Code::kResourceExhausted, "SIGN_IN_LOCKED",
                  "too many attempts failed: try again in " + InWords(wait_us));
  refusal.retry_after = std::chrono::milliseconds(wait_us / 1000 + 1);
  return refusal;
}

}  // namespace

AccountAccess::AccountAccess(rpc::Spine& spine, const SignInSettings& settings)
    : spine_(spine),
      password_words_(settings.password_words),
      known_passwords_(settings.known_passwords_file),
      box_(SealingKey(spine.authenticator)) {}

std::string AccountAccess::AddressHash(const std::string& address) const {
  return spine_.authenticator.HashToken("known address " + address);
}

std::string AccountAccess::RecoveryHash(const std::string& user_id, const std::string& code) const {
  return spine_.authenticator.HashToken("recovery code " + user_id + " " + code);
}

std::string AccountAccess::HexHash(const std::string& text) const {
  return ToHex(AttemptHash(spine_.authenticator, text));
}

void AccountAccess::Count(db::Transaction& tx, const std::vector<store::Subject>& subjects) {
  int64_t wait_us = store::CountAttempt(tx, subjects);
  if (wait_us > 0) throw Locked(wait_us);
}

AccountAccess::Attempt AccountAccess::Begin(rpc::Call& call, const std::string& email) {
  Attempt attempt;
  auto account = AccountSubject(email);
  rpc::InTransaction(spine_, call, nullptr, nullptr, false,
                     [&](rpc::Call& call, db::Transaction& tx) {
                       attempt.account = store::FindByEmail(tx, email, AddressHash(call.address));
                       attempt.subjects = {{"ADDRESS", HexHash("from " + call.address)},
                                           {"PAIR", HexHash(account + " from " + call.address)}};
                       // A flood from elsewhere does not keep anyone out where they have been
                       // before.
                       if (!attempt.account || !attempt.account->known_address) {
                         attempt.subjects.push_back({"ACCOUNT", HexHash(account)});
                       }
                       Count(tx, attempt.subjects);
                     });
  return attempt;
}

void AccountAccess::TakeBack(rpc::Call& call, const Attempt& attempt, bool reset) {
  rpc::InTransaction(spine_, call, nullptr, nullptr, false, [&](rpc::Call&, db::Transaction& tx) {
    store::TakeBackAttempt(tx, attempt.subjects, reset);
  });
}

std::vector<store::Subject> AccountAccess::OwnSubjects(const char* what,
                                                       const std::string& user_id) const {
  return {{"PAIR", HexHash(std::string("own ") + what + " " + user_id)}};
}

std::vector<store::Subject> AccountAccess::CodeSubjects(const std::string& user_id) const {
  return OwnSubjects("code", user_id);
}

AccountAccess::Attempt AccountAccess::BeginOwn(rpc::Call& call, const char* what) {
  const auto& user_id = OwnUserId(call);
  Attempt attempt;
  attempt.subjects = OwnSubjects(what, user_id);
  rpc::InTransaction(spine_, call, nullptr, nullptr, false,
                     [&](rpc::Call& call, db::Transaction& tx) {
                       attempt.account = store::FindById(tx, user_id, AddressHash(call.address));
                       Count(tx, attempt.subjects);
                     });
  return attempt;
}

std::string AccountAccess::Opened(const store::Account& account) const {
  auto opened = box_.Open(account.sealed_hash, PasswordPlace(account.user_id));
  if (!opened) {
    throw std::runtime_error("a password cannot be opened: is secrets.pepper_file another?");
  }
  return *opened;
}

bool AccountAccess::PasswordIsRight(rpc::Call& call, HashGate::Place& place,
                                    const std::optional<store::Account>& account,
                                    const std::string& password) {
  bool has_one = account && !account->sealed_hash.empty();
  std::string hash = has_one ? Opened(*account) : NobodysHash();
  bool right = place.Do(call.deadline(), [&] { return PasswordMatches(hash, password); });
  return right && has_one;
}

store::Account AccountAccess::CheckOwnPassword(rpc::Call& call, HashGate::Place& place,
                                               const std::string& password) {
  auto attempt = BeginOwn(call, "password");
  if (attempt.account && attempt.account->sealed_hash.empty()) {
    throw Refusal(Code::kFailedPrecondition, "NO_PASSWORD",
                  "this user has no password: an administrator can give a first one");
  }
  if (!PasswordIsRight(call, place, attempt.account, password)) {
    AuditOutcome(call, OwnUserId(call), "WRONG_PASSWORD");
    throw Refusal(Code::kPermissionDenied, "WRONG_PASSWORD", "the password is not right");
  }
  TakeBack(call, attempt, true);
  return *attempt.account;
}

store::Account AccountAccess::CheckOwn(rpc::Call& call, HashGate::Place& place,
                                       const std::string& password) {
  std::optional<store::Account> account;
  rpc::InTransaction(spine_, call, nullptr, nullptr, false,
                     [&](rpc::Call& call, db::Transaction& tx) {
                       account = store::FindById(tx, OwnUserId(call), "");
                     });
  bool by_issuer = account && account->sealed_hash.empty() && call.principal().signed_in_at;
  if (!by_issuer) {
    if (password.empty()) throw InvalidField("password", "is required: expected your password");
    return CheckOwnPassword(call, place, password);
  }
  rpc::CheckRecentSignIn(spine_, call.principal());
  return *account;
}

bool AccountAccess::TakeCode(db::Transaction& tx, const std::string& user_id,
                             const store::LockedAccount& locked, const std::string& code) {
  if (auto recovery = NormalRecoveryCode(code)) {
    return store::UseRecoveryCode(tx, user_id, RecoveryHash(user_id, *recovery));
  }
  auto secret = box_.Open(locked.sealed_secret, TotpPlace(user_id));
  if (!secret) throw std::runtime_error("a TOTP secret cannot be opened");
  auto step = MatchingStep(*secret, code, locked.now_s, locked.last_step);
  return step && store::UseStep(tx, user_id, *step);
}

void AccountAccess::CheckNew(rpc::Call& call, HashGate::Place& place, const std::string& field,
                             const std::string& password, const store::Account& account) {
  std::vector<std::string> names = {account.name, account.email, password_words_};
  rpc::InTransaction(spine_, call, nullptr, nullptr, false, [&](rpc::Call&, db::Transaction& tx) {
    names.resize(3);
    store::AddNamesAround(tx, account.user_id, &names);
  });
  auto wrong = place.Do(call.deadline(),
                        [&] { return CheckNewPassword(password, names, known_passwords_); });
  if (!wrong.empty()) throw InvalidField(field, wrong);
}

std::string AccountAccess::SealedHash(rpc::Call& call, HashGate::Place& place,
                                      const std::string& user_id, const std::string& password) {
  auto hash = place.Do(call.deadline(), [&] { return HashPassword(password); });
  return box_.Seal(hash, PasswordPlace(user_id));
}

bool AccountAccess::IsOutdated(const store::Account& account) {
  return IsOutdatedHash(Opened(account));
}

void AccountAccess::AuditIn(db::Transaction& tx, const rpc::Call& call, const std::string& user_id,
                            const std::string& outcome, audit::Event event) {
  auth::Principal who;
  // Of somebody who is not signed in yet there is no key.
  who.key_id = call.principal().key_id.empty() ? user_id : call.principal().key_id;
  who.user_id = call.principal().key_id.empty() ? user_id : call.principal().user_id;
  audit::Origin origin{
      .principal = &who, .method = call.method().name, .address = call.address, .outcome = outcome};
  audit::Write(tx, origin, {std::move(event)});
}

void AccountAccess::AuditOutcome(rpc::Call& call, const std::string& user_id,
                                 const std::string& outcome) {
  rpc::InTransaction(
      spine_, call, nullptr, nullptr, false, [&](rpc::Call& call, db::Transaction& tx) {
        AuditIn(tx, call, user_id, outcome, {.object_kind = "user", .object = user_id});
      });
}

}  // namespace champions::signin
