// champions.v1.MeasureService; what each method does is written at the proto. Its methods stand in
// measure_methods.cc, reading_methods.cc, import_methods.cc and check_methods.cc.
#pragma once

#include "champions/v1/measure_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::measures {

class MeasureService final : public v1::MeasureService::Service {
 public:
  explicit MeasureService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status CreateMeasure(grpc::ServerContext* context, const v1::CreateMeasureRequest* request,
                             v1::CreateMeasureResponse* response) override;
  grpc::Status GetMeasure(grpc::ServerContext* context, const v1::GetMeasureRequest* request,
                          v1::GetMeasureResponse* response) override;
  grpc::Status ListMeasures(grpc::ServerContext* context, const v1::ListMeasuresRequest* request,
                            v1::ListMeasuresResponse* response) override;
  grpc::Status UpdateMeasure(grpc::ServerContext* context, const v1::UpdateMeasureRequest* request,
                             v1::UpdateMeasureResponse* response) override;
  grpc::Status OverrideStatus(grpc::ServerContext* context,
                              const v1::OverrideStatusRequest* request,
                              v1::OverrideStatusResponse* response) override;
  grpc::Status ClearOverride(grpc::ServerContext* context, const v1::ClearOverrideRequest* request,
                             v1::ClearOverrideResponse* response) override;

  grpc::Status RecordReading(grpc::ServerContext* context, const v1::RecordReadingRequest* request,
                             v1::RecordReadingResponse* response) override;
  grpc::Status VoidReading(grpc::ServerContext* context, const v1::VoidReadingRequest* request,
                           v1::VoidReadingResponse* response) override;
  grpc::Status ListReadings(grpc::ServerContext* context, const v1::ListReadingsRequest* request,
                            v1::ListReadingsResponse* response) override;

  grpc::Status ImportMeasures(grpc::ServerContext* context,
                              const v1::ImportMeasuresRequest* request,
                              v1::ImportMeasuresResponse* response) override;
  grpc::Status ImportHeadlines(grpc::ServerContext* context,
                               const v1::ImportHeadlinesRequest* request,
                               v1::ImportHeadlinesResponse* response) override;

  grpc::Status ListHeadlines(grpc::ServerContext* context, const v1::ListHeadlinesRequest* request,
                             v1::ListHeadlinesResponse* response) override;
  grpc::Status CheckMeasures(grpc::ServerContext* context, const v1::CheckMeasuresRequest* request,
                             v1::CheckMeasuresResponse* response) override;

 private:
  rpc::Spine& spine_;
};

}  // namespace champions::measures
