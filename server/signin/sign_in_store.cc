#include "signin/sign_in_store.h"

#include <algorithm>

#include "signin/signin_sql.h"

namespace champions::signin::store {
namespace {

bool SeesEveryOrganisation(const std::vector<std::string>& roles) {
  return std::any_of(roles.begin(), roles.end(), [](const auto& role) {
    return auth::SeesEveryOrganisation(auth::RoleFromName(role));
  });
}

std::optional<Account> ToAccount(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return Account{.user_id = row->Text("id"),
                 .email = row->Text("email"),
                 .name = row->Text("name"),
                 .enabled = row->Bool("enabled"),
                 .sealed_hash = row->Null("sealed_hash") ? "" : row->Bytes("sealed_hash"),
                 .temporary = row->Bool("temporary"),
                 .password_expired = row->Bool("password_expired"),
                 .has_totp = row->Bool("has_totp"),
                 .sees_every_organisation = SeesEveryOrganisation(row->TextArray("roles")),
                 .known_address = row->Bool("known_address")};
}

struct Counted {
  Subject subject;
  Counter counter;
  int64_t now_us;
};

std::vector<std::string> Names(const std::vector<Subject>& subjects) {
  std::vector<std::string> names;
  for (const auto& subject : subjects) names.push_back(subject.counter);
  return names;
}

std::vector<std::string> Hashes(const std::vector<Subject>& subjects) {
  std::vector<std::string> hashes;
  for (const auto& subject : subjects) hashes.push_back(subject.hash);
  return hashes;
}

std::vector<Counted> Lock(db::Transaction& transaction, const std::vector<Subject>& subjects) {
  std::vector<Counted> counted;
  for (auto row : transaction.Execute(sql::kLockAttempts, Names(subjects), Hashes(subjects))) {
    Counter counter{row.Int("failures"), row.Int64("last_at_us"), std::nullopt};
    if (row.Bool("was_locked")) counter.locked_until_us = row.Int64("locked_until_us");
    counted.push_back({{row.Text("counter"), row.Text("subject")}, counter, row.Int64("now_us")});
  }
  return counted;
}

void Write(db::Transaction& transaction, const std::vector<Counted>& counted) {
  std::vector<std::string> names, hashes;
  std::vector<int> failures;
  std::vector<int64_t> last, locked;
  for (const auto& one : counted) {
    names.push_back(one.subject.counter);
    hashes.push_back(one.subject.hash);
    failures.push_back(one.counter.failures);
    last.push_back(one.counter.last_at_us);
    locked.push_back(one.counter.locked_until_us.value_or(0));
  }
  transaction.Execute(sql::kWriteAttempts, names, hashes, failures, last, locked);
}

const LockRule& RuleOf(const std::string& counter) {
  if (counter == "ADDRESS") return kAddressRule;
  return counter == "PAIR" ? kPairRule : kAccountRule;
}

}  // namespace

std::optional<Account> FindByEmail(db::Transaction& transaction, const std::string& email,
                                   const std::string& address_hash) {
  static const std::string statement =
      std::string(sql::kSelectAccounts) + " where lower(u.email) = lower($2)";
  return ToAccount(transaction.ExecuteMaybe(statement, db::Bytes(address_hash), email));
}

std::optional<Account> FindById(db::Transaction& transaction, const std::string& user_id,
                                const std::string& address_hash) {
  static const std::string statement = std::string(sql::kSelectAccounts) + " where u.id = $2::uuid";
  return ToAccount(transaction.ExecuteMaybe(statement, db::Bytes(address_hash), user_id));
}

std::optional<LockedAccount> LockAccount(db::Transaction& transaction, const std::string& user_id) {
  auto row = transaction.ExecuteMaybe(sql::kLockAccount, user_id);
  if (!row) return std::nullopt;
  return LockedAccount{
      .enabled = row->Bool("enabled"),
      .sealed_hash = row->Null("sealed_hash") ? "" : row->Bytes("sealed_hash"),
      .sealed_secret = row->Null("sealed_secret") ? "" : row->Bytes("sealed_secret"),
      .has_totp = row->Bool("has_totp"),
      .last_step = row->Int64("last_step"),
      .now_s = row->Int64("now_us") / 1'000'000};
}

int64_t CountAttempt(db::Transaction& transaction, const std::vector<Subject>& subjects) {
  transaction.Execute(sql::kForgetAttempts);
  transaction.Execute(sql::kBeginAttempts, Names(subjects), Hashes(subjects));
  auto counted = Lock(transaction, subjects);
  int64_t wait_us = 0;
  for (const auto& one : counted) wait_us = std::max(wait_us, WaitUs(one.counter, one.now_us));
  if (wait_us > 0) return wait_us;
  for (auto& one : counted) {
    one.counter = WithAttempt(one.counter, RuleOf(one.subject.counter), one.now_us);
  }
  Write(transaction, counted);
  return 0;
}

void TakeBackAttempt(db::Transaction& transaction, const std::vector<Subject>& subjects,
                     bool reset) {
  auto counted = Lock(transaction, subjects);
  for (auto& one : counted) {
    one.counter = WithoutAttempt(one.counter);
    if (reset && one.subject.counter == "PAIR") one.counter.failures = 0;
  }
  Write(transaction, counted);
}

void AddNamesAround(db::Transaction& transaction, const std::string& user_id,
                    std::vector<std::string>* names) {
  for (auto row : transaction.Execute(sql::kNamesAround, user_id)) {
    names->push_back(row.Text("name"));
  }
}

void ForgetAttemptsOf(db::Transaction& transaction, const std::string& hash) {
  transaction.Execute(sql::kForgetAttemptsOf, hash);
}

void KnowAddress(db::Transaction& transaction, const std::string& user_id,
                 const std::string& address_hash) {
  transaction.Execute(sql::kForgetAddresses);
  transaction.Execute(sql::kKnowAddress, user_id, db::Bytes(address_hash));
}

int64_t WritePassword(db::Transaction& transaction, const std::string& user_id,
                      const std::string& sealed_hash, std::optional<int64_t> lifetime_s) {
  return transaction.ExecuteOne(sql::kWritePassword, user_id, db::Bytes(sealed_hash), lifetime_s)
      .Int64("expires_at_us");
}

void ImproveHash(db::Transaction& transaction, const std::string& user_id,
                 const std::string& sealed_hash) {
  transaction.Execute(sql::kImproveHash, user_id, db::Bytes(sealed_hash));
}

bool WriteTotp(db::Transaction& transaction, const std::string& user_id,
               const std::string& sealed_secret) {
  return transaction.Execute(sql::kWriteTotp, user_id, db::Bytes(sealed_secret)).affected() > 0;
}

bool UseStep(db::Transaction& transaction, const std::string& user_id, int64_t step) {
  return transaction.Execute(sql::kUseStep, user_id, step).affected() > 0;
}

bool DeleteTotp(db::Transaction& transaction, const std::string& user_id) {
  return transaction.Execute(sql::kDeleteTotp, user_id).affected() > 0;
}

void WriteRecoveryCodes(db::Transaction& transaction, const std::string& user_id,
                        const std::vector<std::string>& hashes) {
  transaction.Execute(sql::kInsertRecoveryCodes, user_id, hashes);
}

bool UseRecoveryCode(db::Transaction& transaction, const std::string& user_id,
                     const std::string& hash) {
  return transaction.Execute(sql::kUseRecoveryCode, user_id, db::Bytes(hash)).affected() > 0;
}

bool UseIdToken(db::Transaction& transaction, const std::string& hash, int64_t expires_at_us) {
  transaction.Execute(sql::kForgetIdTokens);
  return transaction.Execute(sql::kUseIdToken, db::Bytes(hash), expires_at_us).affected() > 0;
}

std::optional<Identity> FindIdentity(db::Transaction& transaction, const std::string& issuer,
                                     const std::string& subject) {
  auto row = transaction.ExecuteMaybe(sql::kFindIdentity, issuer, subject);
  if (!row) return std::nullopt;
  return Identity{row->Text("id"), row->Bool("enabled")};
}

std::optional<std::string> LockUserByEmail(db::Transaction& transaction, const std::string& email) {
  auto row = transaction.ExecuteMaybe(sql::kLockUserByEmail, email);
  if (!row) return std::nullopt;
  return row->Text("id");
}

bool LinkIdentity(db::Transaction& transaction, const std::string& issuer,
                  const std::string& subject, const std::string& user_id) {
  return transaction.Execute(sql::kLinkIdentity, issuer, subject, user_id).affected() > 0;
}

void UnlinkIdentity(db::Transaction& transaction, const std::string& issuer,
                    const std::string& user_id) {
  transaction.Execute(sql::kUnlinkIdentity, issuer, user_id);
}

}  // namespace champions::signin::store
