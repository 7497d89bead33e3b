// champions.v1.AuditService; what each method does is written at the proto.
#pragma once

#include "champions/v1/audit_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::access {

class AuditService final : public v1::AuditService::Service {
 public:
  explicit AuditService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status ListAuditEvents(grpc::ServerContext* context,
                               const v1::ListAuditEventsRequest* request,
                               v1::ListAuditEventsResponse* response) override;

 private:
  rpc::Spine& spine_;
};

}  // namespace champions::access
