// The methods of SignInService that give and take sessions.
#include "signin/sign_in_service.h"

#include "auth/token.h"
#include "base/refusal.h"
#include "rpc/convert.h"

namespace champions::signin {
namespace {

constexpr const char* kScopes[] = {"openid", "email"};
// After a token has expired, by any clock that is taken.
constexpr int64_t kKeptAfterExpirySeconds = 2 * kClockSkewSeconds;

Refusal Refused() {
  return Refusal(Code::kUnauthenticated, "SIGN_IN_REFUSED",
                 "the e-mail address, the password or the code is not right, or may not sign in");
}

Refusal NobodyHere() {
  return Refusal(Code::kUnauthenticated, "SIGN_IN_REFUSED",
                 "this account of the issuer may not sign in here: expected the verified e-mail "
                 "address of a user who is enabled");
}

Refusal CodeRefused() {
  return Refusal(Code::kUnauthenticated, "SIGN_IN_REFUSED",
                 "the code is not right, or was used before: sign in with the issuer again");
}

Refusal TotpRequired() {
  return Refusal(Code::kFailedPrecondition, "TOTP_REQUIRED",
                 "a code of the authenticator app is asked for: give totp_code");
}

Refusal PasswordChangeRequired() {
  return Refusal(Code::kFailedPrecondition, "PASSWORD_CHANGE_REQUIRED",
                 "the password is temporary: give new_password, which takes its place");
}

// Why this one, whose password may be right, is refused all the same; "" where not.
std::string WhyRefused(const store::Account& account, bool right) {
  if (account.sealed_hash.empty()) return "NO_PASSWORD";
  if (!right) return "WRONG_PASSWORD";
  if (!account.enabled) return "USER_DISABLED";
  return account.password_expired ? "PASSWORD_EXPIRED" : "";
}

int64_t NowSeconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Who lacks the second factor that is asked of their role may enrol one, and nothing else.
const std::vector<std::string> kMayEnrol = {"whoami.read", "whoami.write"};

template <class Response>
void Give(const auth::IssuedSession& session, Response* response) {
  response->set_token(session.token);
  rpc::SetTimestamp(session.expires_at_us, response->mutable_expire_time());
}

}  // namespace

void SignInService::RequirePasswords() const {
  if (settings_.passwords) return;
  throw Refusal(Code::kFailedPrecondition, "PASSWORDS_OFF",
                "passwords are switched off here: sign in with the issuer of GetSignInOptions");
}

bool SignInService::AsksForSecondFactor(const store::Account& account) const {
  switch (settings_.second_factor) {
    case SecondFactor::kOptional:
      return false;
    case SecondFactor::kPartnership:
      return account.sees_every_organisation;
    case SecondFactor::kEveryone:
      return true;
  }
  return true;
}

void SignInService::CheckAsked(rpc::Call& call, HashGate::Place& place,
                               const store::Account& account,
                               const v1::SignInWithPasswordRequest& request) {
  if (account.has_totp && request.totp_code().empty()) throw TotpRequired();
  if (account.temporary && request.new_password().empty()) throw PasswordChangeRequired();
  if (request.new_password().empty()) return;
  if (request.new_password() == request.password()) {
    throw InvalidField("new_password", "is the old one: expected another");
  }
  accounts_.CheckNew(call, place, "new_password", request.new_password(), account);
}

auth::IssuedSession SignInService::GiveSession(rpc::Call& call, db::Transaction& tx,
                                               auth::NewSession session, const std::string& field) {
  auto user_id = session.user_id;
  session.address = call.address;
  session.lifetime = settings_.session;
  session.idle = settings_.idle;
  auto issued = auth::IssueSession(tx, spine_.authenticator, session);
  for (const auto& ended : issued.ended) {
    AccountAccess::AuditIn(tx, call, user_id, "OK",
                           {.object_kind = "session", .object = ended, .fields = {"state"}});
  }
  audit::Event event{.object_kind = "session", .object = issued.id};
  if (!field.empty()) event.fields = {field};
  AccountAccess::AuditIn(tx, call, user_id, "OK", event);
  return issued;
}

grpc::Status SignInService::GetSignInOptions(grpc::ServerContext* context,
                                             const v1::GetSignInOptionsRequest* request,
                                             v1::GetSignInOptionsResponse* response) {
  return rpc::ServeDirect(spine_, context, *request, response, [&](rpc::Call&) {
    response->set_passwords(settings_.passwords);
    if (!issuer_.configured()) return;
    response->set_issuer(settings_.issuer.issuer);
    response->set_client_id(settings_.issuer.client_id);
    for (const char* scope : kScopes) response->add_scopes(scope);
  });
}

grpc::Status SignInService::SignInWithPassword(grpc::ServerContext* context,
                                               const v1::SignInWithPasswordRequest* request,
                                               v1::SignInWithPasswordResponse* response) {
  return rpc::ServeDirect(spine_, context, *request, response,
                          [&](rpc::Call& call) { DoSignInWithPassword(call, *request, response); });
}

void SignInService::DoSignInWithPassword(rpc::Call& call,
                                         const v1::SignInWithPasswordRequest& request,
                                         v1::SignInWithPasswordResponse* response) {
  RequirePasswords();
  auto place = accounts_.gate().Enter(call.address);
  auto attempt = accounts_.Begin(call, request.email());
  bool right = accounts_.PasswordIsRight(call, place, attempt.account, request.password());
  if (!attempt.account) throw Refused();
  const auto& account = *attempt.account;
  auto why = WhyRefused(account, right);
  if (!why.empty()) {
    accounts_.AuditOutcome(call, account.user_id, why);
    throw Refused();
  }
  std::string new_hash;
  try {
    CheckAsked(call, place, account, request);
  } catch (const Refusal&) {
    // Who knows the password has guessed nothing.
    accounts_.TakeBack(call, attempt);
    throw;
  }
  bool changes = !request.new_password().empty();
  if (changes || accounts_.IsOutdated(account)) {
    new_hash = accounts_.SealedHash(call, place, account.user_id,
                                    changes ? request.new_password() : request.password());
  }
  auth::IssuedSession session;
  bool must_enrol = false;
  rpc::InTransaction(
      spine_, call, nullptr, nullptr, false, [&](rpc::Call& call, db::Transaction& tx) {
        auto locked = store::LockAccount(tx, account.user_id);
        why.clear();
        if (!locked || !locked->enabled || locked->sealed_hash != account.sealed_hash) {
          why = "CHANGED_MEANWHILE";
        } else if (locked->has_totp &&
                   !accounts_.TakeCode(tx, account.user_id, *locked, request.totp_code())) {
          why = "WRONG_CODE";
        }
        if (!why.empty()) {
          AccountAccess::AuditIn(tx, call, account.user_id, why,
                                 {.object_kind = "user", .object = account.user_id});
          return;
        }
        if (changes) {
          store::WritePassword(tx, account.user_id, new_hash, std::nullopt);
          auth::RevokeSessionsOfUser(tx, account.user_id);
        } else if (!new_hash.empty()) {
          store::ImproveHash(tx, account.user_id, new_hash);
        }
        store::TakeBackAttempt(tx, attempt.subjects, true);
        store::KnowAddress(tx, account.user_id, accounts_.AddressHash(call.address));
        must_enrol = !locked->has_totp && AsksForSecondFactor(account);
        session = GiveSession(call, tx,
                              {.user_id = account.user_id,
                               .method = "PASSWORD",
                               .scopes = must_enrol ? std::optional(kMayEnrol) : std::nullopt},
                              changes ? "password" : "");
      });
  if (!why.empty()) throw Refused();
  if (changes || !session.ended.empty()) spine_.authenticator.Forget();
  response->set_must_enrol_totp(must_enrol);
  Give(session, response);
}

std::string SignInService::CheckCodeBesideIssuer(db::Transaction& tx, const std::string& user_id,
                                                 const store::LockedAccount& locked,
                                                 const std::string& code) {
  if (!locked.has_totp) return "";
  if (code.empty()) throw TotpRequired();
  // Each guess takes an ID token of its own, and no more of them are taken than of passwords.
  auto subjects = accounts_.CodeSubjects(user_id);
  AccountAccess::Count(tx, subjects);
  if (!accounts_.TakeCode(tx, user_id, locked, code)) return "WRONG_CODE";
  store::TakeBackAttempt(tx, subjects, true);
  return "";
}

grpc::Status SignInService::SignInWithIdToken(grpc::ServerContext* context,
                                              const v1::SignInWithIdTokenRequest* request,
                                              v1::SignInWithIdTokenResponse* response) {
  return rpc::ServeDirect(spine_, context, *request, response,
                          [&](rpc::Call& call) { DoSignInWithIdToken(call, *request, response); });
}

void SignInService::DoSignInWithIdToken(rpc::Call& call,
                                        const v1::SignInWithIdTokenRequest& request,
                                        v1::SignInWithIdTokenResponse* response) {
  if (!issuer_.configured()) {
    throw Refusal(Code::kFailedPrecondition, "NO_ISSUER",
                  "this server trusts no issuer: sign in with a password");
  }
  Claims claims;
  try {
    claims = issuer_.Check(request.id_token(), request.nonce(), NowSeconds(), call.deadline());
  } catch (const BadIdToken& bad) {
    throw Refusal(Code::kUnauthenticated, "INVALID_ID_TOKEN",
                  std::string("the ID token is not taken: ") + bad.what());
  }
  const auto& issuer = settings_.issuer.issuer;
  bool strong = claims.several_factors ||
                (!settings_.issuer.acr.empty() && claims.acr == settings_.issuer.acr);
  auth::IssuedSession session;
  std::string why;
  bool must_enrol = false;
  rpc::InTransaction(
      spine_, call, nullptr, nullptr, false, [&](rpc::Call& call, db::Transaction& tx) {
        why.clear();
        must_enrol = false;
        if (!store::UseIdToken(tx, auth::Sha256(request.id_token()),
                               (claims.expires_at_s + kKeptAfterExpirySeconds) * 1'000'000)) {
          throw Refusal(Code::kUnauthenticated, "INVALID_ID_TOKEN",
                        "the ID token is not taken: it has signed in before");
        }
        bool linked = false;
        auto who = store::FindIdentity(tx, issuer, claims.subject);
        if (!who && claims.email_verified && !claims.email.empty()) {
          auto user_id = store::LockUserByEmail(tx, claims.email);
          if (user_id) who = store::Identity{*user_id, true};
          linked = user_id && store::LinkIdentity(tx, issuer, claims.subject, *user_id);
          if (user_id && !linked) why = "LINKED_TO_ANOTHER";
        }
        if (!who) throw NobodyHere();
        if (!who->enabled) why = "USER_DISABLED";
        auto locked = store::LockAccount(tx, who->user_id);
        if (why.empty() && !strong) {
          why = CheckCodeBesideIssuer(tx, who->user_id, *locked, request.totp_code());
          must_enrol =
              !locked->has_totp && AsksForSecondFactor(*store::FindById(tx, who->user_id, ""));
        }
        if (!why.empty()) {
          audit::Event event{.object_kind = "user", .object = who->user_id};
          if (linked) event.fields = {"identity"};
          AccountAccess::AuditIn(tx, call, who->user_id, why, event);
          return;
        }
        session = GiveSession(call, tx,
                              {.user_id = who->user_id,
                               .method = "OIDC",
                               .scopes = must_enrol ? std::optional(kMayEnrol) : std::nullopt},
                              linked ? "identity" : "");
      });
  if (why == "WRONG_CODE") throw CodeRefused();
  if (!why.empty()) throw NobodyHere();
  if (!session.ended.empty()) spine_.authenticator.Forget();
  response->set_must_enrol_totp(must_enrol);
  Give(session, response);
}

grpc::Status SignInService::SignOut(grpc::ServerContext* context, const v1::SignOutRequest* request,
                                    v1::SignOutResponse* response) {
  auto status =
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        const auto& session_id = call.principal().session_id;
        if (session_id.empty()) {
          throw Refusal(Code::kFailedPrecondition, "NOT_A_SESSION",
                        "the caller has a key and no session: revoke the key to end it");
        }
        auth::RevokeSession(tx, session_id);
        call.Audit({.object_kind = "session", .object = session_id, .fields = {"state"}});
      });
  if (status.ok()) spine_.authenticator.Forget();
  return status;
}

}  // namespace champions::signin
