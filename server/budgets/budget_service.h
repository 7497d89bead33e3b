// champions.v1.BudgetService; what each method does is written at the proto.
#pragma once

#include "champions/v1/budget_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::budgets {

class BudgetService final : public v1::BudgetService::Service {
 public:
  explicit BudgetService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status CreateBudgetLine(grpc::ServerContext* context,
                                const v1::CreateBudgetLineRequest* request,
                                v1::CreateBudgetLineResponse* response) override;
  grpc::Status GetBudgetLine(grpc::ServerContext* context, const v1::GetBudgetLineRequest* request,
                             v1::GetBudgetLineResponse* response) override;
  grpc::Status ListBudgetLines(grpc::ServerContext* context,
                               const v1::ListBudgetLinesRequest* request,
                               v1::ListBudgetLinesResponse* response) override;
  grpc::Status UpdateBudgetLine(grpc::ServerContext* context,
                                const v1::UpdateBudgetLineRequest* request,
                                v1::UpdateBudgetLineResponse* response) override;
  grpc::Status VoidBudgetLine(grpc::ServerContext* context,
                              const v1::VoidBudgetLineRequest* request,
                              v1::VoidBudgetLineResponse* response) override;
  grpc::Status GetBudget(grpc::ServerContext* context, const v1::GetBudgetRequest* request,
                         v1::GetBudgetResponse* response) override;
  grpc::Status ImportBudget(grpc::ServerContext* context, const v1::ImportBudgetRequest* request,
                            v1::ImportBudgetResponse* response) override;
  grpc::Status CheckBudget(grpc::ServerContext* context, const v1::CheckBudgetRequest* request,
                           v1::CheckBudgetResponse* response) override;

 private:
  rpc::Spine& spine_;
};

}  // namespace champions::budgets
