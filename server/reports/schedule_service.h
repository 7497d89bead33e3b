// champions.v1.ScheduleService; what each method does is written at the proto.
#pragma once

#include "champions/v1/schedule_service.grpc.pb.h"
#include "reports/export_link.h"
#include "reports/schedule.h"
#include "rpc/serve.h"

namespace champions::reports {

class ScheduleService final : public v1::ScheduleService::Service {
 public:
  ScheduleService(rpc::Spine& spine, const ExportLinks& links, ExportSettings settings)
      : spine_(spine), links_(links), settings_(std::move(settings)) {}

  grpc::Status CreateSchedule(grpc::ServerContext* context,
                              const v1::CreateScheduleRequest* request,
                              v1::CreateScheduleResponse* response) override;
  grpc::Status GetSchedule(grpc::ServerContext* context, const v1::GetScheduleRequest* request,
                           v1::GetScheduleResponse* response) override;
  grpc::Status ListSchedules(grpc::ServerContext* context, const v1::ListSchedulesRequest* request,
                             v1::ListSchedulesResponse* response) override;
  grpc::Status UpdateSchedule(grpc::ServerContext* context,
                              const v1::UpdateScheduleRequest* request,
                              v1::UpdateScheduleResponse* response) override;
  grpc::Status RunSchedule(grpc::ServerContext* context, const v1::RunScheduleRequest* request,
                           v1::RunScheduleResponse* response) override;
  grpc::Status ListExportJobs(grpc::ServerContext* context,
                              const v1::ListExportJobsRequest* request,
                              v1::ListExportJobsResponse* response) override;
  grpc::Status CreateExportLinks(grpc::ServerContext* context,
                                 const v1::CreateExportLinksRequest* request,
                                 v1::CreateExportLinksResponse* response) override;

 private:
  rpc::Spine& spine_;
  const ExportLinks& links_;
  const ExportSettings settings_;
};

}  // namespace champions::reports
