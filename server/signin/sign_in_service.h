// champions.v1.SignInService; what each method does is written at the proto.
#pragma once

#include "auth/sessions.h"
#include "champions/v1/sign_in_service.grpc.pb.h"
#include "rpc/serve.h"
#include "signin/account_access.h"
#include "signin/issuer.h"
#include "signin/settings.h"

namespace champions::signin {

class SignInService final : public v1::SignInService::Service {
 public:
  // Throws std::runtime_error that names the setting that is wrong.
  SignInService(rpc::Spine& spine, const SignInSettings& settings)
      : spine_(spine), settings_(settings), issuer_(settings.issuer), accounts_(spine, settings) {}

  // sign_in_service.cc
  grpc::Status GetSignInOptions(grpc::ServerContext* context,
                                const v1::GetSignInOptionsRequest* request,
                                v1::GetSignInOptionsResponse* response) override;
  grpc::Status SignInWithPassword(grpc::ServerContext* context,
                                  const v1::SignInWithPasswordRequest* request,
                                  v1::SignInWithPasswordResponse* response) override;
  grpc::Status SignInWithIdToken(grpc::ServerContext* context,
                                 const v1::SignInWithIdTokenRequest* request,
                                 v1::SignInWithIdTokenResponse* response) override;
  grpc::Status SignOut(grpc::ServerContext* context, const v1::SignOutRequest* request,
                       v1::SignOutResponse* response) override;

  // credential_service.cc
  grpc::Status SetPassword(grpc::ServerContext* context, const v1::SetPasswordRequest* request,
                           v1::SetPasswordResponse* response) override;
  grpc::Status IssueTemporaryPassword(grpc::ServerContext* context,
                                      const v1::IssueTemporaryPasswordRequest* request,
                                      v1::IssueTemporaryPasswordResponse* response) override;
  grpc::Status EnrolTotp(grpc::ServerContext* context, const v1::EnrolTotpRequest* request,
                         v1::EnrolTotpResponse* response) override;
  grpc::Status ConfirmTotp(grpc::ServerContext* context, const v1::ConfirmTotpRequest* request,
                           v1::ConfirmTotpResponse* response) override;
  grpc::Status RemoveTotp(grpc::ServerContext* context, const v1::RemoveTotpRequest* request,
                          v1::RemoveTotpResponse* response) override;
  grpc::Status ResetTotp(grpc::ServerContext* context, const v1::ResetTotpRequest* request,
                         v1::ResetTotpResponse* response) override;

 private:
  void RequirePasswords() const;
  // Whether the account's role has to have a second factor beside the password.
  bool AsksForSecondFactor(const store::Account& account) const;
  // Throws what else is asked of somebody whose password is right.
  void CheckAsked(rpc::Call& call, HashGate::Place& place, const store::Account& account,
                  const v1::SignInWithPasswordRequest& request);
  // A session of the user, and what the audit log says of it; `field` is what changed with it.
  auth::IssuedSession GiveSession(rpc::Call& call, db::Transaction& tx, auth::NewSession session,
                                  const std::string& field);
  // Whether a code is asked for beside the issuer's word, and right. Gives why not, "" where it is;
  // throws TOTP_REQUIRED and SIGN_IN_LOCKED.
  std::string CheckCodeBesideIssuer(db::Transaction& tx, const std::string& user_id,
                                    const store::LockedAccount& locked, const std::string& code);
  void DoSignInWithPassword(rpc::Call& call, const v1::SignInWithPasswordRequest& request,
                            v1::SignInWithPasswordResponse* response);
  void DoSignInWithIdToken(rpc::Call& call, const v1::SignInWithIdTokenRequest& request,
                           v1::SignInWithIdTokenResponse* response);

  rpc::Spine& spine_;
  const SignInSettings settings_;
  Issuer issuer_;
  AccountAccess accounts_;
};

}  // namespace champions::signin
