// champions.v1.ChampionService; what each method does is written at the proto. Its methods are in
// files of their own: champion_service.cc (create, get, list, update), champion_lifecycle.cc (the
// verbs), enrolment_service.cc, duplicate_service.cc, merge_service.cc and champion_privacy.cc.
#pragma once

#include <set>

#include "champions/champion.h"
#include "champions/v1/champion_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::champions {

class ChampionService final : public v1::ChampionService::Service {
 public:
  // `erasures_file`: what is erased is written there too, outside the database; "": nowhere.
  ChampionService(rpc::Spine& spine, std::string erasures_file)
      : spine_(spine), erasures_file_(std::move(erasures_file)) {}

  // champion_privacy.cc
  grpc::Status ExportChampionData(grpc::ServerContext* context,
                                  const v1::ExportChampionDataRequest* request,
                                  v1::ExportChampionDataResponse* response) override;
  grpc::Status EraseChampion(grpc::ServerContext* context, const v1::EraseChampionRequest* request,
                             v1::EraseChampionResponse* response) override;
  grpc::Status HoldChampion(grpc::ServerContext* context, const v1::HoldChampionRequest* request,
                            v1::HoldChampionResponse* response) override;
  grpc::Status ReleaseChampion(grpc::ServerContext* context,
                               const v1::ReleaseChampionRequest* request,
                               v1::ReleaseChampionResponse* response) override;

  grpc::Status CreateChampion(grpc::ServerContext* context,
                              const v1::CreateChampionRequest* request,
                              v1::CreateChampionResponse* response) override;
  grpc::Status GetChampion(grpc::ServerContext* context, const v1::GetChampionRequest* request,
                           v1::GetChampionResponse* response) override;
  grpc::Status ListChampions(grpc::ServerContext* context, const v1::ListChampionsRequest* request,
                             v1::ListChampionsResponse* response) override;
  grpc::Status UpdateChampion(grpc::ServerContext* context,
                              const v1::UpdateChampionRequest* request,
                              v1::UpdateChampionResponse* response) override;
  grpc::Status ApplyChampion(grpc::ServerContext* context, const v1::ApplyChampionRequest* request,
                             v1::ApplyChampionResponse* response) override;
  grpc::Status RecruitChampion(grpc::ServerContext* context,
                               const v1::RecruitChampionRequest* request,
                               v1::RecruitChampionResponse* response) override;
  grpc::Status StartChampionTraining(grpc::ServerContext* context,
                                     const v1::StartChampionTrainingRequest* request,
                                     v1::StartChampionTrainingResponse* response) override;
  grpc::Status ActivateChampion(grpc::ServerContext* context,
                                const v1::ActivateChampionRequest* request,
                                v1::ActivateChampionResponse* response) override;
  grpc::Status PauseChampion(grpc::ServerContext* context, const v1::PauseChampionRequest* request,
                             v1::PauseChampionResponse* response) override;
  grpc::Status RetireChampion(grpc::ServerContext* context,
                              const v1::RetireChampionRequest* request,
                              v1::RetireChampionResponse* response) override;
  grpc::Status RejoinChampion(grpc::ServerContext* context,
                              const v1::RejoinChampionRequest* request,
                              v1::RejoinChampionResponse* response) override;
  grpc::Status DeclineChampion(grpc::ServerContext* context,
                               const v1::DeclineChampionRequest* request,
                               v1::DeclineChampionResponse* response) override;
  grpc::Status WithdrawChampion(grpc::ServerContext* context,
                                const v1::WithdrawChampionRequest* request,
                                v1::WithdrawChampionResponse* response) override;
  grpc::Status ReopenChampion(grpc::ServerContext* context,
                              const v1::ReopenChampionRequest* request,
                              v1::ReopenChampionResponse* response) override;
  grpc::Status CountEqualityAnswers(grpc::ServerContext* context,
                                    const v1::CountEqualityAnswersRequest* request,
                                    v1::CountEqualityAnswersResponse* response) override;
  grpc::Status CreateEnrolment(grpc::ServerContext* context,
                               const v1::CreateEnrolmentRequest* request,
                               v1::CreateEnrolmentResponse* response) override;
  grpc::Status GetEnrolment(grpc::ServerContext* context, const v1::GetEnrolmentRequest* request,
                            v1::GetEnrolmentResponse* response) override;
  grpc::Status ListEnrolments(grpc::ServerContext* context,
                              const v1::ListEnrolmentsRequest* request,
                              v1::ListEnrolmentsResponse* response) override;
  grpc::Status LeaveProgramme(grpc::ServerContext* context,
                              const v1::LeaveProgrammeRequest* request,
                              v1::LeaveProgrammeResponse* response) override;
  // duplicate_service.cc
  grpc::Status FindDuplicates(grpc::ServerContext* context,
                              const v1::FindDuplicatesRequest* request,
                              v1::FindDuplicatesResponse* response) override;
  grpc::Status ListDuplicates(grpc::ServerContext* context,
                              const v1::ListDuplicatesRequest* request,
                              v1::ListDuplicatesResponse* response) override;
  grpc::Status DismissDuplicate(grpc::ServerContext* context,
                                const v1::DismissDuplicateRequest* request,
                                v1::DismissDuplicateResponse* response) override;
  // merge_service.cc
  grpc::Status PreviewMerge(grpc::ServerContext* context, const v1::PreviewMergeRequest* request,
                            v1::PreviewMergeResponse* response) override;
  grpc::Status MergeChampions(grpc::ServerContext* context,
                              const v1::MergeChampionsRequest* request,
                              v1::MergeChampionsResponse* response) override;
  grpc::Status UnmergeChampion(grpc::ServerContext* context,
                               const v1::UnmergeChampionRequest* request,
                               v1::UnmergeChampionResponse* response) override;

 private:
  void EraseRecord(rpc::Call& call, db::Transaction& transaction, int organisation_id,
                   const std::string& id, const v1::EraseChampionRequest& request);

  rpc::Spine& spine_;
  const std::string erasures_file_;
};

// The champion as it now is, for an answer; its personal data only where the caller may see it, and
// equality answers only where the caller is of the champion's own organisation.
// Nothing where there is none that the caller may see.
std::optional<Champion> Read(const rpc::Spine& spine, rpc::Call& call, db::Transaction& transaction,
                             const std::string& id);
// The whole of it, to be changed: keeps others from changing it. Refuses where there is none, and
// another etag.
Champion ReadLocked(const rpc::Spine& spine, rpc::Call& call, db::Transaction& transaction,
                    const std::string& id, const std::string& etag);

// Refuses, naming the fields, what may not be changed of a restricted champion, and equality
// answers that are not wanted; leaves as it was what is not shown of a restricted one.
// champion_privacy.cc
void CheckRights(db::Transaction& transaction, const std::set<std::string>& fields,
                 const Champion& before, Champion* after);
// Champions of the same organisation who may be this person (with or without an id), for an answer.
void AddDuplicates(const rpc::Spine& spine, rpc::Call& call, db::Transaction& transaction,
                   const Champion& champion,
                   google::protobuf::RepeatedPtrField<v1::ProbableDuplicate>* duplicates);

}  // namespace champions::champions
