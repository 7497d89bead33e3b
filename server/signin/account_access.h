// What the methods of sign-in share: counting attempts, checking a password and a code, changing a
// password. Each call goes: a place at the gate, one short transaction that counts, the hash
// without a transaction, one that decides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rpc/serve.h"
#include "signin/password.h"
#include "signin/sealed.h"
#include "signin/settings.h"
#include "signin/sign_in_store.h"

namespace champions::signin {

class AccountAccess {
 public:
  // Throws std::runtime_error that names the setting that is wrong.
  AccountAccess(rpc::Spine& spine, const SignInSettings& settings);

  // Somebody who says that this is the account; it may not be there.
  struct Attempt {
    std::optional<store::Account> account;
    std::vector<store::Subject> subjects;
  };
  // Refuses with SIGN_IN_LOCKED.
  Attempt Begin(rpc::Call& call, const std::string& email);
  // The caller's own password, asked for again before it or a second factor is changed.
  // Refuses with NOT_A_USER, NO_PASSWORD, WRONG_PASSWORD or SIGN_IN_LOCKED.
  store::Account CheckOwnPassword(rpc::Call& call, HashGate::Place& place,
                                  const std::string& password);

  // Asked of the caller before a second factor is changed: the password, as CheckOwnPassword does,
  // or, of who has none, a recent sign-in (SIGN_IN_AGAIN).
  store::Account CheckOwn(rpc::Call& call, HashGate::Place& place, const std::string& password);

  // Counts a code of the caller's own, which is as short as a guess.
  Attempt BeginOwn(rpc::Call& call, const char* what);
  // By what guesses at a user's codes are counted, and counting one within a transaction. Refuses
  // with SIGN_IN_LOCKED.
  std::vector<store::Subject> CodeSubjects(const std::string& user_id) const;
  static void Count(db::Transaction& tx, const std::vector<store::Subject>& subjects);

  // As dear where there is no such account or it has no password.
  bool PasswordIsRight(rpc::Call& call, HashGate::Place& place,
                       const std::optional<store::Account>& account, const std::string& password);
  // It turned out well; with `reset`, nothing is left of what failed before it.
  void TakeBack(rpc::Call& call, const Attempt& attempt, bool reset = false);
  // A code of the app or a recovery code, which then is used.
  bool TakeCode(db::Transaction& tx, const std::string& user_id, const store::LockedAccount& locked,
                const std::string& code);

  // The hash of a new password, ready to be stored. Refuses with INVALID_FIELD naming `field`.
  std::string SealedHash(rpc::Call& call, HashGate::Place& place, const std::string& user_id,
                         const std::string& password);
  // Throws INVALID_FIELD where the new password is not what one must be.
  void CheckNew(rpc::Call& call, HashGate::Place& place, const std::string& field,
                const std::string& password, const store::Account& account);
  bool IsOutdated(const store::Account& account);

  // Written whatever the call comes to.
  void AuditOutcome(rpc::Call& call, const std::string& user_id, const std::string& outcome);
  // The same within a transaction, about an object.
  static void AuditIn(db::Transaction& tx, const rpc::Call& call, const std::string& user_id,
                      const std::string& outcome, audit::Event event);

  HashGate& gate() { return gate_; }
  const SecretBox& box() const { return box_; }
  std::string AddressHash(const std::string& address) const;
  std::string RecoveryHash(const std::string& user_id, const std::string& code) const;

 private:
  std::string Opened(const store::Account& account) const;
  std::string HexHash(const std::string& text) const;
  std::vector<store::Subject> OwnSubjects(const char* what, const std::string& user_id) const;

  rpc::Spine& spine_;
  const std::string password_words_;
  const KnownPasswords known_passwords_;
  const SecretBox box_;
  HashGate gate_;
};

}  // namespace champions::signin
