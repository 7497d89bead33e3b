// champions.v1.PrivacyService; what each method does is written at the proto. Its methods stand in
// activity_methods.cc, breach_methods.cc, request_methods.cc, due_methods.cc and
// retention_methods.cc.
#pragma once

#include "champions/v1/privacy_service.grpc.pb.h"
#include "privacy/retention.h"
#include "rpc/serve.h"

namespace champions::privacy {

class PrivacyService final : public v1::PrivacyService::Service {
 public:
  PrivacyService(rpc::Spine& spine, NoteErasure note_erasure)
      : spine_(spine), note_erasure_(std::move(note_erasure)) {}

  grpc::Status CreateProcessingActivity(grpc::ServerContext* context,
                                        const v1::CreateProcessingActivityRequest* request,
                                        v1::CreateProcessingActivityResponse* response) override;
  grpc::Status GetProcessingActivity(grpc::ServerContext* context,
                                     const v1::GetProcessingActivityRequest* request,
                                     v1::GetProcessingActivityResponse* response) override;
  grpc::Status ListProcessingActivities(grpc::ServerContext* context,
                                        const v1::ListProcessingActivitiesRequest* request,
                                        v1::ListProcessingActivitiesResponse* response) override;
  grpc::Status UpdateProcessingActivity(grpc::ServerContext* context,
                                        const v1::UpdateProcessingActivityRequest* request,
                                        v1::UpdateProcessingActivityResponse* response) override;
  grpc::Status OpenBreach(grpc::ServerContext* context, const v1::OpenBreachRequest* request,
                          v1::OpenBreachResponse* response) override;
  grpc::Status GetBreach(grpc::ServerContext* context, const v1::GetBreachRequest* request,
                         v1::GetBreachResponse* response) override;
  grpc::Status ListBreaches(grpc::ServerContext* context, const v1::ListBreachesRequest* request,
                            v1::ListBreachesResponse* response) override;
  grpc::Status UpdateBreach(grpc::ServerContext* context, const v1::UpdateBreachRequest* request,
                            v1::UpdateBreachResponse* response) override;
  grpc::Status AssessBreach(grpc::ServerContext* context, const v1::AssessBreachRequest* request,
                            v1::AssessBreachResponse* response) override;
  grpc::Status NotifyBreach(grpc::ServerContext* context, const v1::NotifyBreachRequest* request,
                            v1::NotifyBreachResponse* response) override;
  grpc::Status WaiveBreachNotification(grpc::ServerContext* context,
                                       const v1::WaiveBreachNotificationRequest* request,
                                       v1::WaiveBreachNotificationResponse* response) override;
  grpc::Status InformBreachPeople(grpc::ServerContext* context,
                                  const v1::InformBreachPeopleRequest* request,
                                  v1::InformBreachPeopleResponse* response) override;
  grpc::Status CloseBreach(grpc::ServerContext* context, const v1::CloseBreachRequest* request,
                           v1::CloseBreachResponse* response) override;
  grpc::Status OpenSubjectRequest(grpc::ServerContext* context,
                                  const v1::OpenSubjectRequestRequest* request,
                                  v1::OpenSubjectRequestResponse* response) override;
  grpc::Status GetSubjectRequest(grpc::ServerContext* context,
                                 const v1::GetSubjectRequestRequest* request,
                                 v1::GetSubjectRequestResponse* response) override;
  grpc::Status ListSubjectRequests(grpc::ServerContext* context,
                                   const v1::ListSubjectRequestsRequest* request,
                                   v1::ListSubjectRequestsResponse* response) override;
  grpc::Status UpdateSubjectRequest(grpc::ServerContext* context,
                                    const v1::UpdateSubjectRequestRequest* request,
                                    v1::UpdateSubjectRequestResponse* response) override;
  grpc::Status ExtendSubjectRequest(grpc::ServerContext* context,
                                    const v1::ExtendSubjectRequestRequest* request,
                                    v1::ExtendSubjectRequestResponse* response) override;
  grpc::Status AcknowledgeComplaint(grpc::ServerContext* context,
                                    const v1::AcknowledgeComplaintRequest* request,
                                    v1::AcknowledgeComplaintResponse* response) override;
  grpc::Status AnswerSubjectRequest(grpc::ServerContext* context,
                                    const v1::AnswerSubjectRequestRequest* request,
                                    v1::AnswerSubjectRequestResponse* response) override;
  grpc::Status RefuseSubjectRequest(grpc::ServerContext* context,
                                    const v1::RefuseSubjectRequestRequest* request,
                                    v1::RefuseSubjectRequestResponse* response) override;
  grpc::Status ListPrivacyDue(grpc::ServerContext* context,
                              const v1::ListPrivacyDueRequest* request,
                              v1::ListPrivacyDueResponse* response) override;
  grpc::Status ListRetentionRules(grpc::ServerContext* context,
                                  const v1::ListRetentionRulesRequest* request,
                                  v1::ListRetentionRulesResponse* response) override;
  grpc::Status UpdateRetentionRule(grpc::ServerContext* context,
                                   const v1::UpdateRetentionRuleRequest* request,
                                   v1::UpdateRetentionRuleResponse* response) override;
  grpc::Status PreviewRetention(grpc::ServerContext* context,
                                const v1::PreviewRetentionRequest* request,
                                v1::PreviewRetentionResponse* response) override;
  grpc::Status RunRetention(grpc::ServerContext* context, const v1::RunRetentionRequest* request,
                            v1::RunRetentionResponse* response) override;

 private:
  rpc::Spine& spine_;
  const NoteErasure note_erasure_;
};

}  // namespace champions::privacy
