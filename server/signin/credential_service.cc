// The methods of SignInService about passwords and second factors.
#include "auth/sessions.h"
#include "base/refusal.h"
#include "base/text.h"
#include "rpc/convert.h"
#include "signin/encoding.h"
#include "signin/places.h"
#include "signin/sign_in_service.h"
#include "signin/totp.h"

namespace champions::signin {
namespace {

constexpr int64_t kTemporarySeconds = 3 * 24 * 3600;

audit::Event About(const std::string& user_id, const char* field) {
  return {.object_kind = "user", .object = user_id, .fields = {field}};
}

Refusal WrongCode() {
  return Refusal(Code::kPermissionDenied, "WRONG_CODE",
                 "the code is not right, or was used before: wait for the next one");
}

Refusal NotEnrolled() {
  return Refusal(Code::kFailedPrecondition, "NO_TOTP", "no second factor was enrolled");
}

}  // namespace

grpc::Status SignInService::SetPassword(grpc::ServerContext* context,
                                        const v1::SetPasswordRequest* request,
                                        v1::SetPasswordResponse* response) {
  auto status = rpc::ServeDirect(spine_, context, *request, response, [&](rpc::Call& call) {
    RequirePasswords();
    const auto& user_id = OwnUserId(call);
    auto place = accounts_.gate().Enter(call.address);
    auto account = accounts_.CheckOwnPassword(call, place, request->old_password());
    if (request->new_password() == request->old_password()) {
      throw InvalidField("new_password", "is the old one: expected another");
    }
    accounts_.CheckNew(call, place, "new_password", request->new_password(), account);
    auto hash = accounts_.SealedHash(call, place, user_id, request->new_password());
    rpc::InTransaction(spine_, call, nullptr, nullptr, false,
                       [&](rpc::Call& call, db::Transaction& tx) {
                         store::WritePassword(tx, user_id, hash, std::nullopt);
                         auth::RevokeOtherSessions(tx, user_id, call.principal().session_id);
                         call.Audit(About(user_id, "password"));
                       });
  });
  if (status.ok()) spine_.authenticator.Forget();
  return status;
}

grpc::Status SignInService::IssueTemporaryPassword(grpc::ServerContext* context,
                                                   const v1::IssueTemporaryPasswordRequest* request,
                                                   v1::IssueTemporaryPasswordResponse* response) {
  auto status = rpc::ServeDirect(spine_, context, *request, response, [&](rpc::Call& call) {
    RequirePasswords();
    const auto& user_id = request->user();
    auto place = accounts_.gate().Enter(call.address);
    auto check = [&](db::Transaction& tx) {
      auto account = store::FindById(tx, user_id, "");
      if (!account) throw NotFound("user", user_id);
      if (!account->enabled || account->email.empty()) {
        throw Refusal(Code::kFailedPrecondition, "USER_CANNOT_SIGN_IN",
                      "the user is disabled or has no e-mail address to sign in with");
      }
    };
    rpc::InTransaction(spine_, call, nullptr, nullptr, false,
                       [&](rpc::Call&, db::Transaction& tx) { check(tx); });
    auto password = NewTemporaryPassword();
    auto hash = accounts_.SealedHash(call, place, user_id, password);
    rpc::InTransaction(
        spine_, call, nullptr, nullptr, false, [&](rpc::Call& call, db::Transaction& tx) {
          store::LockAccount(tx, user_id);
          check(tx);
          rpc::SetTimestamp(store::WritePassword(tx, user_id, hash, kTemporarySeconds),
                            response->mutable_expire_time());
          auth::RevokeSessionsOfUser(tx, user_id);
          call.Audit(About(user_id, "password"));
        });
    response->set_password(password);
  });
  if (status.ok()) spine_.authenticator.Forget();
  return status;
}

grpc::Status SignInService::EnrolTotp(grpc::ServerContext* context,
                                      const v1::EnrolTotpRequest* request,
                                      v1::EnrolTotpResponse* response) {
  return rpc::ServeDirect(spine_, context, *request, response, [&](rpc::Call& call) {
    const auto& user_id = OwnUserId(call);
    auto place = accounts_.gate().Enter(call.address);
    auto account = accounts_.CheckOwn(call, place, request->password());
    auto secret = NewTotpSecret();
    rpc::InTransaction(
        spine_, call, nullptr, nullptr, false, [&](rpc::Call& call, db::Transaction& tx) {
          if (!store::WriteTotp(tx, user_id, accounts_.box().Seal(secret, TotpPlace(user_id)))) {
            throw Refusal(Code::kFailedPrecondition, "TOTP_ENROLLED",
                          "there is a second factor already: remove it first");
          }
          call.Audit(About(user_id, "totp"));
        });
    response->set_secret(ToBase32(secret));
    response->set_uri(TotpUri(secret, account.email.empty() ? account.name : account.email));
  });
}

grpc::Status SignInService::ConfirmTotp(grpc::ServerContext* context,
                                        const v1::ConfirmTotpRequest* request,
                                        v1::ConfirmTotpResponse* response) {
  auto status = rpc::ServeDirect(spine_, context, *request, response, [&](rpc::Call& call) {
    const auto& user_id = OwnUserId(call);
    auto codes = NewRecoveryCodes();
    rpc::InTransaction(
        spine_, call, nullptr, nullptr, false, [&](rpc::Call& call, db::Transaction& tx) {
          auto locked = store::LockAccount(tx, user_id);
          if (!locked || locked->sealed_secret.empty()) throw NotEnrolled();
          if (locked->has_totp) {
            throw Refusal(Code::kFailedPrecondition, "TOTP_ENROLLED", "it is confirmed already");
          }
          if (NormalRecoveryCode(request->totp_code()) ||
              !accounts_.TakeCode(tx, user_id, *locked, request->totp_code())) {
            throw WrongCode();
          }
          std::vector<std::string> hashes;
          for (const auto& code : codes) {
            hashes.push_back(ToHex(accounts_.RecoveryHash(user_id, *NormalRecoveryCode(code))));
          }
          store::WriteRecoveryCodes(tx, user_id, hashes);
          auth::RevokeOtherSessions(tx, user_id, call.principal().session_id);
          call.Audit(About(user_id, "totp"));
        });
    for (const auto& code : codes) response->add_recovery_codes(code);
  });
  if (status.ok()) spine_.authenticator.Forget();
  return status;
}

grpc::Status SignInService::RemoveTotp(grpc::ServerContext* context,
                                       const v1::RemoveTotpRequest* request,
                                       v1::RemoveTotpResponse* response) {
  auto status = rpc::ServeDirect(spine_, context, *request, response, [&](rpc::Call& call) {
    const auto& user_id = OwnUserId(call);
    auto place = accounts_.gate().Enter(call.address);
    auto account = accounts_.CheckOwn(call, place, request->password());
    if (AsksForSecondFactor(account)) {
      throw Refusal(
          Code::kFailedPrecondition, "SECOND_FACTOR_REQUIRED",
          "this server asks your role for a second factor: an administrator may reset it, "
          "so that you enrol another");
    }
    auto attempt = accounts_.BeginOwn(call, "code");
    rpc::InTransaction(spine_, call, nullptr, nullptr, false,
                       [&](rpc::Call& call, db::Transaction& tx) {
                         auto locked = store::LockAccount(tx, user_id);
                         if (!locked || !locked->has_totp) throw NotEnrolled();
                         if (!accounts_.TakeCode(tx, user_id, *locked, request->totp_code()))
                           throw WrongCode();
                         store::DeleteTotp(tx, user_id);
                         store::TakeBackAttempt(tx, attempt.subjects, true);
                         auth::RevokeOtherSessions(tx, user_id, call.principal().session_id);
                         call.Audit(About(user_id, "totp"));
                       });
  });
  if (status.ok()) spine_.authenticator.Forget();
  return status;
}

grpc::Status SignInService::ResetTotp(grpc::ServerContext* context,
                                      const v1::ResetTotpRequest* request,
                                      v1::ResetTotpResponse* response) {
  auto status =
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        if (!store::FindById(tx, request->user(), "")) throw NotFound("user", request->user());
        if (!store::DeleteTotp(tx, request->user())) throw NotEnrolled();
        auth::RevokeSessionsOfUser(tx, request->user());
        call.Audit(About(request->user(), "totp"));
      });
  if (status.ok()) spine_.authenticator.Forget();
  return status;
}

}  // namespace champions::signin
