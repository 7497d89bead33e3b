// champions.v1.ReturnService; what each method does is written at the proto.
#pragma once

#include "champions/v1/return_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::returns {

class ReturnService final : public v1::ReturnService::Service {
 public:
  explicit ReturnService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status GetReturn(grpc::ServerContext* context, const v1::GetReturnRequest* request,
                         v1::GetReturnResponse* response) override;
  grpc::Status ListReturns(grpc::ServerContext* context, const v1::ListReturnsRequest* request,
                           v1::ListReturnsResponse* response) override;
  grpc::Status CheckReturn(grpc::ServerContext* context, const v1::CheckReturnRequest* request,
                           v1::CheckReturnResponse* response) override;
  grpc::Status SubmitReturn(grpc::ServerContext* context, const v1::SubmitReturnRequest* request,
                            v1::SubmitReturnResponse* response) override;
  grpc::Status SendBackReturn(grpc::ServerContext* context,
                              const v1::SendBackReturnRequest* request,
                              v1::SendBackReturnResponse* response) override;
  grpc::Status ApproveReturn(grpc::ServerContext* context, const v1::ApproveReturnRequest* request,
                             v1::ApproveReturnResponse* response) override;
  grpc::Status LockReturn(grpc::ServerContext* context, const v1::LockReturnRequest* request,
                          v1::LockReturnResponse* response) override;
  grpc::Status ReopenReturn(grpc::ServerContext* context, const v1::ReopenReturnRequest* request,
                            v1::ReopenReturnResponse* response) override;

 private:
  rpc::Spine& spine_;
};

}  // namespace champions::returns
