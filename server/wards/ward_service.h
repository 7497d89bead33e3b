// champions.v1.WardService; what each method does is written at the proto.
#pragma once

#include "champions/v1/ward_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::wards {

class WardService final : public v1::WardService::Service {
 public:
  explicit WardService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status ImportWards(grpc::ServerContext* context, const v1::ImportWardsRequest* request,
                           v1::ImportWardsResponse* response) override;
  grpc::Status ListWards(grpc::ServerContext* context, const v1::ListWardsRequest* request,
                         v1::ListWardsResponse* response) override;

 private:
  rpc::Spine& spine_;
};

}  // namespace champions::wards
