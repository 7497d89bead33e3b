// champions.v1.RightsService; what each method does is written at the proto. Its methods stand in
// basis_methods.cc (notices, bases, consent), restriction_methods.cc (restriction, objection) and
// recipient_methods.cc (what recipients were told).
#pragma once

#include "champions/v1/rights_service.grpc.pb.h"
#include "rights/rights.h"
#include "rpc/serve.h"

namespace champions::rights {

class RightsService final : public v1::RightsService::Service {
 public:
  explicit RightsService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status CreatePrivacyNotice(grpc::ServerContext* context,
                                   const v1::CreatePrivacyNoticeRequest* request,
                                   v1::CreatePrivacyNoticeResponse* response) override;
  grpc::Status GetPrivacyNotice(grpc::ServerContext* context,
                                const v1::GetPrivacyNoticeRequest* request,
                                v1::GetPrivacyNoticeResponse* response) override;
  grpc::Status ListPrivacyNotices(grpc::ServerContext* context,
                                  const v1::ListPrivacyNoticesRequest* request,
                                  v1::ListPrivacyNoticesResponse* response) override;
  grpc::Status SetChampionBasis(grpc::ServerContext* context,
                                const v1::SetChampionBasisRequest* request,
                                v1::SetChampionBasisResponse* response) override;
  grpc::Status ListChampionBases(grpc::ServerContext* context,
                                 const v1::ListChampionBasesRequest* request,
                                 v1::ListChampionBasesResponse* response) override;
  grpc::Status WithdrawChampionConsent(grpc::ServerContext* context,
                                       const v1::WithdrawChampionConsentRequest* request,
                                       v1::WithdrawChampionConsentResponse* response) override;
  grpc::Status RestrictChampion(grpc::ServerContext* context,
                                const v1::RestrictChampionRequest* request,
                                v1::RestrictChampionResponse* response) override;
  grpc::Status LiftChampionRestriction(grpc::ServerContext* context,
                                       const v1::LiftChampionRestrictionRequest* request,
                                       v1::LiftChampionRestrictionResponse* response) override;
  grpc::Status ListChampionRestrictions(grpc::ServerContext* context,
                                        const v1::ListChampionRestrictionsRequest* request,
                                        v1::ListChampionRestrictionsResponse* response) override;
  grpc::Status RecordChampionObjection(grpc::ServerContext* context,
                                       const v1::RecordChampionObjectionRequest* request,
                                       v1::RecordChampionObjectionResponse* response) override;
  grpc::Status DecideChampionObjection(grpc::ServerContext* context,
                                       const v1::DecideChampionObjectionRequest* request,
                                       v1::DecideChampionObjectionResponse* response) override;
  grpc::Status ListChampionObjections(grpc::ServerContext* context,
                                      const v1::ListChampionObjectionsRequest* request,
                                      v1::ListChampionObjectionsResponse* response) override;
  grpc::Status RecordRecipientNotification(
      grpc::ServerContext* context, const v1::RecordRecipientNotificationRequest* request,
      v1::RecordRecipientNotificationResponse* response) override;
  grpc::Status WithdrawRecipientNotification(
      grpc::ServerContext* context, const v1::WithdrawRecipientNotificationRequest* request,
      v1::WithdrawRecipientNotificationResponse* response) override;
  grpc::Status ListRecipientNotifications(
      grpc::ServerContext* context, const v1::ListRecipientNotificationsRequest* request,
      v1::ListRecipientNotificationsResponse* response) override;
  grpc::Status ListOwedNotifications(grpc::ServerContext* context,
                                     const v1::ListOwedNotificationsRequest* request,
                                     v1::ListOwedNotificationsResponse* response) override;

 private:
  rpc::Spine& spine_;
};

// The champion, kept from whoever records anything of them until the transaction ends; throws
// NOT_FOUND where there is none that the caller may see.
Record LockedChampion(db::Transaction& transaction, const std::string& id);
// Into the audit log: which right of the champion, such as `consent`.
void AuditRight(rpc::Call& call, const Record& champion, const std::string& right);

}  // namespace champions::rights
