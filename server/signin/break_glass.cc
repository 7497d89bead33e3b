#include "signin/break_glass.h"

#include <stdexcept>

#include "audit/audit.h"
#include "auth/sessions.h"
#include "base/text.h"
#include "signin/password.h"
#include "signin/places.h"
#include "signin/sealed.h"
#include "signin/sign_in_store.h"

namespace champions::signin {

void BreakGlass(db::Transaction& transaction, const auth::Authenticator& authenticator,
                const std::string& email, const std::string& password, bool without_totp,
                const std::string& password_words, const KnownPasswords& known) {
  auto user_id = store::LockUserByEmail(transaction, email);
  if (!user_id) throw std::runtime_error("there is no enabled user with this e-mail address");
  auto account = store::FindById(transaction, *user_id, "");
  std::vector<std::string> names = {account->name, email, password_words};
  store::AddNamesAround(transaction, *user_id, &names);
  auto wrong = CheckNewPassword(password, names, known);
  if (!wrong.empty()) throw std::runtime_error("the password " + wrong);
  SecretBox box(SealingKey(authenticator));
  store::WritePassword(transaction, *user_id,
                       box.Seal(HashPassword(password), PasswordPlace(*user_id)), std::nullopt);
  if (without_totp) store::DeleteTotp(transaction, *user_id);
  store::ForgetAttemptsOf(transaction, ToHex(AttemptHash(authenticator, AccountSubject(email))));
  auth::RevokeSessionsOfUser(transaction, *user_id);
  auth::Principal who;
  who.key_id = who.user_id = *user_id;
  audit::Event event{.object_kind = "user", .object = *user_id, .fields = {"password"}};
  if (without_totp) event.fields.push_back("totp");
  audit::Write(transaction, {.principal = &who, .method = "admin set-password"}, {event});
}

void LinkByHand(db::Transaction& transaction, const std::string& issuer, const std::string& email,
                const std::string& subject) {
  if (issuer.empty()) throw std::runtime_error("sign_in.issuer: there is none to link to");
  auto user_id = store::LockUserByEmail(transaction, email);
  if (!user_id) throw std::runtime_error("there is no enabled user with this e-mail address");
  store::UnlinkIdentity(transaction, issuer, *user_id);
  auth::RevokeSessionsOfUser(transaction, *user_id);
  if (!store::LinkIdentity(transaction, issuer, subject, *user_id)) {
    throw std::runtime_error("this account of the issuer is another user's");
  }
  auth::Principal who;
  who.key_id = who.user_id = *user_id;
  audit::Write(transaction, {.principal = &who, .method = "admin link-identity"},
               {{.object_kind = "user", .object = *user_id, .fields = {"identity"}}});
}

}  // namespace champions::signin
