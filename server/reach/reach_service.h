// champions.v1.ReachService; what each method does is written at the proto.
#pragma once

#include "champions/v1/reach_service.grpc.pb.h"
#include "reach/reach_group.h"
#include "rpc/serve.h"

namespace champions::reach {

// LogReach is hot: it is served by the callback API, the others by threads that may wait.
class ReachService final
    : public v1::ReachService::WithCallbackMethod_LogReach<v1::ReachService::Service> {
 public:
  explicit ReachService(rpc::Spine& spine) : spine_(spine), group_(spine) {}

  grpc::ServerUnaryReactor* LogReach(grpc::CallbackServerContext* context,
                                     const v1::LogReachRequest* request,
                                     v1::LogReachResponse* response) override;
  grpc::Status BatchLogReach(grpc::ServerContext* context, const v1::BatchLogReachRequest* request,
                             v1::BatchLogReachResponse* response) override;
  grpc::Status StreamReach(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::StreamReachResponse, v1::StreamReachRequest>* stream) override;
  grpc::Status AmendReach(grpc::ServerContext* context, const v1::AmendReachRequest* request,
                          v1::AmendReachResponse* response) override;
  grpc::Status VoidReach(grpc::ServerContext* context, const v1::VoidReachRequest* request,
                         v1::VoidReachResponse* response) override;
  grpc::Status GetReach(grpc::ServerContext* context, const v1::GetReachRequest* request,
                        v1::GetReachResponse* response) override;
  grpc::Status ListReaches(grpc::ServerContext* context, const v1::ListReachesRequest* request,
                           v1::ListReachesResponse* response) override;

 private:
  rpc::Spine& spine_;
  ReachGroup group_;
};

}  // namespace champions::reach
