// The verbs of a champion's life. What each allows is one table in champion.cc.
#include "base/rights_refusal.h"
#include "champions/champion_convert.h"
#include "champions/champion_service.h"
#include "champions/champion_store.h"
#include "rpc/convert.h"

namespace champions::champions {
namespace {

std::vector<std::string> FieldsOf(Verb verb) {
  switch (verb) {
    case Verb::kRecruit:
      return {"recruited_on", "state"};
    case Verb::kRetire:
    case Verb::kRejoin:
      return {"left_on", "state"};
    default:
      return {"state"};
  }
}

// Every verb is this; `day` is the day that the verb brings, where it brings one.
template <class Request, class Response>
grpc::Status Change(rpc::Spine& spine, grpc::ServerContext* context, const Request* request,
                    Response* response, Verb verb, const std::string& day = "") {
  return rpc::Serve(spine, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = ReadLocked(spine, call, tx, request->id(), request->etag());
    if (current.restricted) throw ChampionRestricted(current.id);
    store::Update(tx, spine.vault, current, After(current, verb, day));
    *response->mutable_champion() = ToProto(*Read(spine, call, tx, current.id));
    call.Audit({.object_kind = "champion",
                .object = current.id,
                .organisation_id = current.organisation_id,
                .fields = FieldsOf(verb)});
  });
}

}  // namespace

grpc::Status ChampionService::ApplyChampion(grpc::ServerContext* context,
                                            const v1::ApplyChampionRequest* request,
                                            v1::ApplyChampionResponse* response) {
  return Change(spine_, context, request, response, Verb::kApply);
}

grpc::Status ChampionService::RecruitChampion(grpc::ServerContext* context,
                                              const v1::RecruitChampionRequest* request,
                                              v1::RecruitChampionResponse* response) {
  return Change(spine_, context, request, response, Verb::kRecruit, request->recruited_on());
}

grpc::Status ChampionService::StartChampionTraining(grpc::ServerContext* context,
                                                    const v1::StartChampionTrainingRequest* request,
                                                    v1::StartChampionTrainingResponse* response) {
  return Change(spine_, context, request, response, Verb::kStartTraining);
}

grpc::Status ChampionService::ActivateChampion(grpc::ServerContext* context,
                                               const v1::ActivateChampionRequest* request,
                                               v1::ActivateChampionResponse* response) {
  return Change(spine_, context, request, response, Verb::kActivate);
}

grpc::Status ChampionService::PauseChampion(grpc::ServerContext* context,
                                            const v1::PauseChampionRequest* request,
                                            v1::PauseChampionResponse* response) {
  return Change(spine_, context, request, response, Verb::kPause);
}

grpc::Status ChampionService::RetireChampion(grpc::ServerContext* context,
                                             const v1::RetireChampionRequest* request,
                                             v1::RetireChampionResponse* response) {
  return Change(spine_, context, request, response, Verb::kRetire, request->left_on());
}

grpc::Status ChampionService::RejoinChampion(grpc::ServerContext* context,
                                             const v1::RejoinChampionRequest* request,
                                             v1::RejoinChampionResponse* response) {
  return Change(spine_, context, request, response, Verb::kRejoin);
}

grpc::Status ChampionService::DeclineChampion(grpc::ServerContext* context,
                                              const v1::DeclineChampionRequest* request,
                                              v1::DeclineChampionResponse* response) {
  return Change(spine_, context, request, response, Verb::kDecline);
}

grpc::Status ChampionService::WithdrawChampion(grpc::ServerContext* context,
                                               const v1::WithdrawChampionRequest* request,
                                               v1::WithdrawChampionResponse* response) {
  return Change(spine_, context, request, response, Verb::kWithdraw);
}

grpc::Status ChampionService::ReopenChampion(grpc::ServerContext* context,
                                             const v1::ReopenChampionRequest* request,
                                             v1::ReopenChampionResponse* response) {
  return Change(spine_, context, request, response, Verb::kReopen);
}

}  // namespace champions::champions
