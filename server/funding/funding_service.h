// champions.v1.FundingService; what each method does is written at the proto. Its methods stand in
// fund_methods.cc, award_methods.cc and payment_methods.cc.
#pragma once

#include "champions/v1/funding_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::funding {

class FundingService final : public v1::FundingService::Service {
 public:
  explicit FundingService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status CreateFund(grpc::ServerContext* context, const v1::CreateFundRequest* request,
                          v1::CreateFundResponse* response) override;
  grpc::Status GetFund(grpc::ServerContext* context, const v1::GetFundRequest* request,
                       v1::GetFundResponse* response) override;
  grpc::Status ListFunds(grpc::ServerContext* context, const v1::ListFundsRequest* request,
                         v1::ListFundsResponse* response) override;
  grpc::Status UpdateFund(grpc::ServerContext* context, const v1::UpdateFundRequest* request,
                          v1::UpdateFundResponse* response) override;

  grpc::Status OfferAward(grpc::ServerContext* context, const v1::OfferAwardRequest* request,
                          v1::OfferAwardResponse* response) override;
  grpc::Status GetAward(grpc::ServerContext* context, const v1::GetAwardRequest* request,
                        v1::GetAwardResponse* response) override;
  grpc::Status ListAwards(grpc::ServerContext* context, const v1::ListAwardsRequest* request,
                          v1::ListAwardsResponse* response) override;
  grpc::Status UpdateAward(grpc::ServerContext* context, const v1::UpdateAwardRequest* request,
                           v1::UpdateAwardResponse* response) override;
  grpc::Status ActivateAward(grpc::ServerContext* context, const v1::ActivateAwardRequest* request,
                             v1::ActivateAwardResponse* response) override;
  grpc::Status SuspendAward(grpc::ServerContext* context, const v1::SuspendAwardRequest* request,
                            v1::SuspendAwardResponse* response) override;
  grpc::Status CompleteAward(grpc::ServerContext* context, const v1::CompleteAwardRequest* request,
                             v1::CompleteAwardResponse* response) override;
  grpc::Status WithdrawAward(grpc::ServerContext* context, const v1::WithdrawAwardRequest* request,
                             v1::WithdrawAwardResponse* response) override;

  grpc::Status RecordPayment(grpc::ServerContext* context, const v1::RecordPaymentRequest* request,
                             v1::RecordPaymentResponse* response) override;
  grpc::Status GetPayment(grpc::ServerContext* context, const v1::GetPaymentRequest* request,
                          v1::GetPaymentResponse* response) override;
  grpc::Status ListPayments(grpc::ServerContext* context, const v1::ListPaymentsRequest* request,
                            v1::ListPaymentsResponse* response) override;
  grpc::Status VoidPayment(grpc::ServerContext* context, const v1::VoidPaymentRequest* request,
                           v1::VoidPaymentResponse* response) override;

 private:
  // The four verbs of awards differ in their names alone.
  template <class Request, class Response>
  grpc::Status Move(const char* verb, grpc::ServerContext* context, const Request* request,
                    Response* response);

  rpc::Spine& spine_;
};

}  // namespace champions::funding
