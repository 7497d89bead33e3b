// champions.v1.InsightService; what each method does is written at the proto.
#pragma once

#include "champions/v1/insight_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::insights {

class InsightService final : public v1::InsightService::Service {
 public:
  explicit InsightService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status LogInsight(grpc::ServerContext* context, const v1::LogInsightRequest* request,
                          v1::LogInsightResponse* response) override;
  grpc::Status GetInsight(grpc::ServerContext* context, const v1::GetInsightRequest* request,
                          v1::GetInsightResponse* response) override;
  grpc::Status ListInsights(grpc::ServerContext* context, const v1::ListInsightsRequest* request,
                            v1::ListInsightsResponse* response) override;
  grpc::Status UpdateInsight(grpc::ServerContext* context, const v1::UpdateInsightRequest* request,
                             v1::UpdateInsightResponse* response) override;
  grpc::Status AnswerInsight(grpc::ServerContext* context, const v1::AnswerInsightRequest* request,
                             v1::AnswerInsightResponse* response) override;
  grpc::Status WithdrawInsight(grpc::ServerContext* context,
                               const v1::WithdrawInsightRequest* request,
                               v1::WithdrawInsightResponse* response) override;
  grpc::Status CountInsights(grpc::ServerContext* context, const v1::CountInsightsRequest* request,
                             v1::CountInsightsResponse* response) override;

 private:
  rpc::Spine& spine_;
};

}  // namespace champions::insights
