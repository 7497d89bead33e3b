// champions.v1.RiskService; what each method does is written at the proto. Its methods stand in
// risk_service.cc, assessment_methods.cc, action_methods.cc and register_methods.cc.
#pragma once

#include "champions/v1/risk_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::risks {

class RiskService final : public v1::RiskService::Service {
 public:
  explicit RiskService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status CreateRisk(grpc::ServerContext* context, const v1::CreateRiskRequest* request,
                          v1::CreateRiskResponse* response) override;
  grpc::Status GetRisk(grpc::ServerContext* context, const v1::GetRiskRequest* request,
                       v1::GetRiskResponse* response) override;
  grpc::Status ListRisks(grpc::ServerContext* context, const v1::ListRisksRequest* request,
                         v1::ListRisksResponse* response) override;
  grpc::Status UpdateRisk(grpc::ServerContext* context, const v1::UpdateRiskRequest* request,
                          v1::UpdateRiskResponse* response) override;
  grpc::Status AssessRisk(grpc::ServerContext* context, const v1::AssessRiskRequest* request,
                          v1::AssessRiskResponse* response) override;
  grpc::Status ReviewRisk(grpc::ServerContext* context, const v1::ReviewRiskRequest* request,
                          v1::ReviewRiskResponse* response) override;
  grpc::Status CloseRisk(grpc::ServerContext* context, const v1::CloseRiskRequest* request,
                         v1::CloseRiskResponse* response) override;
  grpc::Status ReopenRisk(grpc::ServerContext* context, const v1::ReopenRiskRequest* request,
                          v1::ReopenRiskResponse* response) override;
  grpc::Status ListRiskAssessments(grpc::ServerContext* context,
                                   const v1::ListRiskAssessmentsRequest* request,
                                   v1::ListRiskAssessmentsResponse* response) override;
  grpc::Status AddRiskAction(grpc::ServerContext* context, const v1::AddRiskActionRequest* request,
                             v1::AddRiskActionResponse* response) override;
  grpc::Status UpdateRiskAction(grpc::ServerContext* context,
                                const v1::UpdateRiskActionRequest* request,
                                v1::UpdateRiskActionResponse* response) override;
  grpc::Status CompleteRiskAction(grpc::ServerContext* context,
                                  const v1::CompleteRiskActionRequest* request,
                                  v1::CompleteRiskActionResponse* response) override;
  grpc::Status ImportRisks(grpc::ServerContext* context, const v1::ImportRisksRequest* request,
                           v1::ImportRisksResponse* response) override;
  grpc::Status CheckRisks(grpc::ServerContext* context, const v1::CheckRisksRequest* request,
                          v1::CheckRisksResponse* response) override;
  grpc::Status GetRiskGrid(grpc::ServerContext* context, const v1::GetRiskGridRequest* request,
                           v1::GetRiskGridResponse* response) override;

 private:
  // AssessRisk and ReviewRisk differ in what they append alone, CloseRisk and ReopenRisk in the
  // verb.
  template <class Request, class Response, class Make>
  grpc::Status Append(const char* verb, grpc::ServerContext* context, const Request* request,
                      Response* response, Make make);
  template <class Request, class Response>
  grpc::Status Move(const char* verb, grpc::ServerContext* context, const Request* request,
                    Response* response);

  rpc::Spine& spine_;
};

}  // namespace champions::risks
