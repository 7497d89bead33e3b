// champions.v1.AuditService; what each method does is written at the proto.
#pragma once

#include "champions/v1/audit_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::access {

class AuditService final : public v1::AuditService::Service {
 public:
  AuditService(rpc::Spine& spine, std::string heads_file)
      : spine_(spine), heads_file_(std::move(heads_file)) {}

  grpc::Status ListAuditEvents(grpc::ServerContext* context,
                               const v1::ListAuditEventsRequest* request,
                               v1::ListAuditEventsResponse* response) override;

  grpc::Status ExportAuditLog(grpc::ServerContext* context,
                              const v1::ExportAuditLogRequest* request,
                              grpc::ServerWriter<v1::ExportAuditLogResponse>* writer) override;
  grpc::Status DownloadAuditHeads(
      grpc::ServerContext* context, const v1::DownloadAuditHeadsRequest* request,
      grpc::ServerWriter<v1::DownloadAuditHeadsResponse>* writer) override;

 private:
  rpc::Spine& spine_;
  const std::string heads_file_;
};

}  // namespace champions::access
