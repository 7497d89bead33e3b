// The only code that runs the statements about sign-in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/principal.h"
#include "db/transaction.h"
#include "signin/lockout.h"

namespace champions::signin::store {

struct Account {
  std::string user_id, email, name;
  bool enabled = false;
  std::string sealed_hash;  // "": has no password
  bool temporary = false, password_expired = false;
  bool has_totp = false;
  bool sees_every_organisation = false;  // by its own role or a membership
  bool known_address = false;            // has signed in from the caller's address before
};
std::optional<Account> FindByEmail(db::Transaction& transaction, const std::string& email,
                                   const std::string& address_hash);
std::optional<Account> FindById(db::Transaction& transaction, const std::string& user_id,
                                const std::string& address_hash);

// The same user, kept from changing until the transaction ends.
struct LockedAccount {
  bool enabled = false;
  std::string sealed_hash;
  std::string sealed_secret;  // of TOTP; "": none
  bool has_totp = false;      // and it is confirmed
  int64_t last_step = 0;
  int64_t now_s = 0;
};
std::optional<LockedAccount> LockAccount(db::Transaction& transaction, const std::string& user_id);

// What an attempt is counted by.
struct Subject {
  std::string counter;  // ADDRESS, PAIR or ACCOUNT
  std::string hash;     // in hex
};
// Counts an attempt before it is known how it turns out, so that any number at once are no more
// than one after another. Gives 0, or how long to wait, and then has counted nothing.
int64_t CountAttempt(db::Transaction& transaction, const std::vector<Subject>& subjects);
// It turned out well: one less; with `reset`, none are left of the account from this address.
void TakeBackAttempt(db::Transaction& transaction, const std::vector<Subject>& subjects,
                     bool reset);

// Of the organisations and programmes that the user works with.
void AddNamesAround(db::Transaction& transaction, const std::string& user_id,
                    std::vector<std::string>* names);

// Those of the account from everywhere; `hash` in hex.
void ForgetAttemptsOf(db::Transaction& transaction, const std::string& hash);

void KnowAddress(db::Transaction& transaction, const std::string& user_id,
                 const std::string& address_hash);

// Gives when it ends, in microseconds; 0 where it is not temporary.
int64_t WritePassword(db::Transaction& transaction, const std::string& user_id,
                      const std::string& sealed_hash, std::optional<int64_t> lifetime_s);
void ImproveHash(db::Transaction& transaction, const std::string& user_id,
                 const std::string& sealed_hash);

// False where there is a confirmed one.
bool WriteTotp(db::Transaction& transaction, const std::string& user_id,
               const std::string& sealed_secret);
// False where a code of this step or a later one was used.
bool UseStep(db::Transaction& transaction, const std::string& user_id, int64_t step);
bool DeleteTotp(db::Transaction& transaction, const std::string& user_id);
// `hashes` in hex.
void WriteRecoveryCodes(db::Transaction& transaction, const std::string& user_id,
                        const std::vector<std::string>& hashes);
bool UseRecoveryCode(db::Transaction& transaction, const std::string& user_id,
                     const std::string& hash);

// False where it was used before.
bool UseIdToken(db::Transaction& transaction, const std::string& hash, int64_t expires_at_us);
struct Identity {
  std::string user_id;
  bool enabled = false;
};
std::optional<Identity> FindIdentity(db::Transaction& transaction, const std::string& issuer,
                                     const std::string& subject);
// The id of the enabled user with this address.
std::optional<std::string> LockUserByEmail(db::Transaction& transaction, const std::string& email);
// False where the user is somebody else at this issuer.
bool LinkIdentity(db::Transaction& transaction, const std::string& issuer,
                  const std::string& subject, const std::string& user_id);

void UnlinkIdentity(db::Transaction& transaction, const std::string& issuer,
                    const std::string& user_id);

}  // namespace champions::signin::store
