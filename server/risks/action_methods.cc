#include "base/refusal.h"
#include "risks/risk_proto.h"
#include "risks/risk_service.h"
#include "risks/risk_store.h"
#include "rpc/convert.h"

namespace champions::risks {
namespace {

constexpr const char* kKind = "risk_action";

Action LockOrRefuse(db::Transaction& tx, const std::string& id, const std::string& etag) {
  auto found = store::LockAction(tx, id);
  if (!found) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, found->version, kKind, id);
  return *found;
}

v1::RiskAction Reread(db::Transaction& tx, const std::string& id) {
  return ToProto(*store::GetAction(tx, id), store::Today(tx));
}

}  // namespace

grpc::Status RiskService::AddRiskAction(grpc::ServerContext* context,
                                        const v1::AddRiskActionRequest* request,
                                        v1::AddRiskActionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->risk_action();
    auto risk = store::Lock(tx, given.risk(), "risk_action.risk");
    if (!risk) throw NotFoundAt("risk_action.risk", "risk", given.risk());
    StateAfter("AddRiskAction", risk->state);
    if (risk->actions.size() >= kMostActions) {
      throw Refusal(
          Code::kFailedPrecondition, "TOO_MANY_ACTIONS",
          "the risk has " + std::to_string(kMostActions) + " actions, as many as one may have")
          .With("risk", risk->id);
    }
    auto id =
        store::InsertActions(tx, risk->id, {given.text()}, given.owner(), given.due_on()).front();
    call.Audit({.object_kind = kKind, .object = id});
    *response->mutable_risk_action() = Reread(tx, id);
  });
}

grpc::Status RiskService::UpdateRiskAction(grpc::ServerContext* context,
                                           const v1::UpdateRiskActionRequest* request,
                                           v1::UpdateRiskActionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->risk_action();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::RiskAction::descriptor());
    auto current = LockOrRefuse(tx, given.id(), given.etag());
    auto merged = ToProto(current, store::Today(tx));
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    changed.id = current.id;
    changed.done_on = current.done_on;
    store::UpdateAction(tx, changed);
    call.Audit(
        {.object_kind = kKind, .object = current.id, .fields = {fields.begin(), fields.end()}});
    *response->mutable_risk_action() = Reread(tx, current.id);
  });
}

grpc::Status RiskService::CompleteRiskAction(grpc::ServerContext* context,
                                             const v1::CompleteRiskActionRequest* request,
                                             v1::CompleteRiskActionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = LockOrRefuse(tx, request->id(), request->etag());
    if (!current.done_on.empty()) {
      throw TransitionNotAllowed("action", "CompleteRiskAction", "DONE", {});
    }
    auto today = store::Today(tx);
    if (request->done_on() > today) {
      throw InvalidField("done_on",
                         "is " + request->done_on() + ": expected a day not after today, " + today);
    }
    current.done_on = request->done_on();
    store::UpdateAction(tx, current);
    call.Audit({.object_kind = kKind, .object = current.id, .fields = {"done_on"}});
    *response->mutable_risk_action() = Reread(tx, current.id);
  });
}

}  // namespace champions::risks
