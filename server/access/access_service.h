// champions.v1.AccessService; what each method does is written at the proto.
#pragma once

#include "champions/v1/access_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::access {

class AccessService final : public v1::AccessService::Service {
 public:
  // With `exchange_only_partners` new keys of partners only obtain tokens.
  AccessService(rpc::Spine& spine, bool exchange_only_partners)
      : spine_(spine), exchange_only_partners_(exchange_only_partners) {}

  // user_service.cc
  grpc::Status CreateUser(grpc::ServerContext* context, const v1::CreateUserRequest* request,
                          v1::CreateUserResponse* response) override;
  grpc::Status GetUser(grpc::ServerContext* context, const v1::GetUserRequest* request,
                       v1::GetUserResponse* response) override;
  grpc::Status ListUsers(grpc::ServerContext* context, const v1::ListUsersRequest* request,
                         v1::ListUsersResponse* response) override;
  grpc::Status UpdateUser(grpc::ServerContext* context, const v1::UpdateUserRequest* request,
                          v1::UpdateUserResponse* response) override;
  grpc::Status DisableUser(grpc::ServerContext* context, const v1::DisableUserRequest* request,
                           v1::DisableUserResponse* response) override;
  grpc::Status EnableUser(grpc::ServerContext* context, const v1::EnableUserRequest* request,
                          v1::EnableUserResponse* response) override;

  // membership_service.cc
  grpc::Status CreateMembership(grpc::ServerContext* context,
                                const v1::CreateMembershipRequest* request,
                                v1::CreateMembershipResponse* response) override;
  grpc::Status GetMembership(grpc::ServerContext* context, const v1::GetMembershipRequest* request,
                             v1::GetMembershipResponse* response) override;
  grpc::Status ListMemberships(grpc::ServerContext* context,
                               const v1::ListMembershipsRequest* request,
                               v1::ListMembershipsResponse* response) override;
  grpc::Status RevokeMembership(grpc::ServerContext* context,
                                const v1::RevokeMembershipRequest* request,
                                v1::RevokeMembershipResponse* response) override;

  // key_service.cc
  grpc::Status CreateKey(grpc::ServerContext* context, const v1::CreateKeyRequest* request,
                         v1::CreateKeyResponse* response) override;
  grpc::Status GetKey(grpc::ServerContext* context, const v1::GetKeyRequest* request,
                      v1::GetKeyResponse* response) override;
  grpc::Status ListKeys(grpc::ServerContext* context, const v1::ListKeysRequest* request,
                        v1::ListKeysResponse* response) override;
  grpc::Status RevokeKey(grpc::ServerContext* context, const v1::RevokeKeyRequest* request,
                         v1::RevokeKeyResponse* response) override;
  grpc::Status WhoAmI(grpc::ServerContext* context, const v1::WhoAmIRequest* request,
                      v1::WhoAmIResponse* response) override;

  // session_service.cc
  grpc::Status CreateToken(grpc::ServerContext* context, const v1::CreateTokenRequest* request,
                           v1::CreateTokenResponse* response) override;
  grpc::Status ListSessions(grpc::ServerContext* context, const v1::ListSessionsRequest* request,
                            v1::ListSessionsResponse* response) override;
  grpc::Status RevokeSession(grpc::ServerContext* context, const v1::RevokeSessionRequest* request,
                             v1::RevokeSessionResponse* response) override;
  grpc::Status ListOwnSessions(grpc::ServerContext* context,
                               const v1::ListOwnSessionsRequest* request,
                               v1::ListOwnSessionsResponse* response) override;
  grpc::Status RevokeOwnSession(grpc::ServerContext* context,
                                const v1::RevokeOwnSessionRequest* request,
                                v1::RevokeOwnSessionResponse* response) override;
  grpc::Status RevokeOtherSessions(grpc::ServerContext* context,
                                   const v1::RevokeOtherSessionsRequest* request,
                                   v1::RevokeOtherSessionsResponse* response) override;

 private:
  // Lets the next call of every key be checked against the database, so that what was taken away
  // is gone at once on this server; others follow within a second.
  grpc::Status Forgetting(grpc::Status status);

  rpc::Spine& spine_;
  const bool exchange_only_partners_;
};

}  // namespace champions::access
