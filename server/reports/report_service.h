// champions.v1.ReportService; what each method does is written at the proto.
#pragma once

#include "champions/v1/report_service.grpc.pb.h"
#include "reports/section_source.h"
#include "reports/totals_group.h"
#include "rpc/serve.h"

namespace champions::reports {

// GetTotals is hot: it is served by the callback API, the others by threads that may wait.
class ReportService final
    : public v1::ReportService::WithCallbackMethod_GetTotals<v1::ReportService::Service> {
 public:
  ReportService(rpc::Spine& spine, std::vector<SectionSource> sections)
      : spine_(spine), sections_(std::move(sections)), group_(spine) {}

  grpc::ServerUnaryReactor* GetTotals(grpc::CallbackServerContext* context,
                                      const v1::GetTotalsRequest* request,
                                      v1::GetTotalsResponse* response) override;
  grpc::Status ExplainTotal(grpc::ServerContext* context, const v1::ExplainTotalRequest* request,
                            v1::ExplainTotalResponse* response) override;
  grpc::Status CountCertified(grpc::ServerContext* context,
                              const v1::CountCertifiedRequest* request,
                              v1::CountCertifiedResponse* response) override;

  // publication_methods.cc
  grpc::Status PublishQuarter(grpc::ServerContext* context,
                              const v1::PublishQuarterRequest* request,
                              v1::PublishQuarterResponse* response) override;
  grpc::Status RestateQuarter(grpc::ServerContext* context,
                              const v1::RestateQuarterRequest* request,
                              v1::RestateQuarterResponse* response) override;
  grpc::Status GetPublication(grpc::ServerContext* context,
                              const v1::GetPublicationRequest* request,
                              v1::GetPublicationResponse* response) override;
  grpc::Status ListPublications(grpc::ServerContext* context,
                                const v1::ListPublicationsRequest* request,
                                v1::ListPublicationsResponse* response) override;
  grpc::Status DownloadPublication(
      grpc::ServerContext* context, const v1::DownloadPublicationRequest* request,
      grpc::ServerWriter<v1::DownloadPublicationResponse>* writer) override;
  grpc::Status GetSigningKey(grpc::ServerContext* context, const v1::GetSigningKeyRequest* request,
                             v1::GetSigningKeyResponse* response) override;

  // export_methods.cc
  grpc::Status ExportReport(grpc::ServerContext* context, const v1::ExportReportRequest* request,
                            grpc::ServerWriter<v1::ExportReportResponse>* writer) override;
  grpc::Status DiffFigures(grpc::ServerContext* context, const v1::DiffFiguresRequest* request,
                           v1::DiffFiguresResponse* response) override;

 private:
  rpc::Spine& spine_;
  const std::vector<SectionSource> sections_;
  TotalsGroup group_;
};

}  // namespace champions::reports
