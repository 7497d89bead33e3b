#include "risks/risk_service.h"

#include "base/refusal.h"
#include "risks/risk_proto.h"
#include "risks/risk_store.h"
#include "risks/risks_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::risks {
namespace {

constexpr const char* kKind = "risk";

std::string AsAt(db::Transaction& tx, const std::string& given) {
  return given.empty() ? store::Today(tx) : given;
}

void Check(const Risk& risk, const std::string& today) {
  auto violations = CheckRisk(risk, "risk", today);
  if (!violations.empty()) throw InvalidFields(std::move(violations));
}

}  // namespace

grpc::Status RiskService::CreateRisk(grpc::ServerContext* context,
                                     const v1::CreateRiskRequest* request,
                                     v1::CreateRiskResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto today = store::Today(tx);
    auto risk = FromProto(request->risk());
    Check(risk, today);
    store::LockNumbers(tx);
    if (risk.number == 0) risk.number = store::NextNumber(tx);
    risk.assessed_on = risk.last_reviewed_on.empty() ? risk.raised_on : risk.last_reviewed_on;
    auto id = store::Insert(tx, risk);
    if (!id) throw AlreadyExists(kKind, std::to_string(risk.number));
    store::Append(tx, *id, {risk.assessed_on, risk.impact, risk.probability, false, ""},
                  DirectionOf(std::nullopt, risk.score()),
                  {call.principal().key_id, call.principal().user_id});
    call.Audit({.object_kind = kKind, .object = *id});
    *response->mutable_risk() = ToProto(*store::Get(tx, *id), today);
  });
}

grpc::Status RiskService::GetRisk(grpc::ServerContext* context, const v1::GetRiskRequest* request,
                                  v1::GetRiskResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::Get(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_risk() = ToProto(*found, AsAt(tx, request->as_at()));
  });
}

grpc::Status RiskService::ListRisks(grpc::ServerContext* context,
                                    const v1::ListRisksRequest* request,
                                    v1::ListRisksResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto as_at = AsAt(tx, request->as_at());
    rpc::ListQuery query(sql::kSelectRisks, "r.id", "uuid");
    query.Where("r.kind = ?::risk_kind", rpc::Label(request->kind()));
    query.Where("r.state = ?::risk_state", rpc::Label(request->state()));
    query.Where("r.workstream = ?", request->workstream());
    if (request->escalated()) {
      query.Where("r.state = 'OPEN'");
      query.Where("r.score >= ?::int", std::to_string(kEscalatedScore));
    }
    if (request->overdue()) {
      query.Where("r.state = 'OPEN'");
      query.Where("r.raised_on <= ?::date", as_at);
      query.Where("(r.last_reviewed_on is null or r.last_reviewed_on <= ?::date)",
                  LastOverdueReview(as_at));
    }
    std::vector<Risk> risks;
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"number", "r.number", "int"}, {"score", "r.score", "int"}},
                               response->mutable_next_page_token())) {
      risks.push_back(store::FromRow(row));
    }
    store::LoadActions(tx, &risks);
    for (const auto& risk : risks) *response->add_risks() = ToProto(risk, as_at);
  });
}

grpc::Status RiskService::UpdateRisk(grpc::ServerContext* context,
                                     const v1::UpdateRiskRequest* request,
                                     v1::UpdateRiskResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->risk();
    auto today = store::Today(tx);
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Risk::descriptor());
    auto current = store::Lock(tx, given.id(), "risk.id");
    if (!current) throw NotFound(kKind, given.id());
    rpc::CheckEtag(given.etag(), current->version, kKind, given.id());
    auto merged = ToProto(*current, today);
    rpc::CopyFields(fields, given, &merged);
    auto changed = *current;
    auto taken = FromProto(merged);
    changed.kind = taken.kind;
    changed.text = taken.text;
    changed.workstream = taken.workstream;
    changed.owners = taken.owners;
    changed.organisations_impacted = taken.organisations_impacted;
    changed.raised_on = taken.raised_on;
    Check(changed, today);
    store::Update(tx, changed);
    call.Audit(
        {.object_kind = kKind, .object = current->id, .fields = {fields.begin(), fields.end()}});
    *response->mutable_risk() = ToProto(*store::Get(tx, current->id), today);
  });
}

template <class Request, class Response>
grpc::Status RiskService::Move(const char* verb, grpc::ServerContext* context,
                               const Request* request, Response* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = store::Lock(tx, request->id());
    if (!current) throw NotFound(kKind, request->id());
    rpc::CheckEtag(request->etag(), current->version, kKind, request->id());
    current->state = StateAfter(verb, current->state);
    current->reason = request->reason();
    store::Update(tx, *current);
    call.Audit({.object_kind = kKind, .object = current->id, .fields = {"state"}});
    *response->mutable_risk() = ToProto(*store::Get(tx, current->id), store::Today(tx));
  });
}

grpc::Status RiskService::CloseRisk(grpc::ServerContext* context,
                                    const v1::CloseRiskRequest* request,
                                    v1::CloseRiskResponse* response) {
  return Move("CloseRisk", context, request, response);
}

grpc::Status RiskService::ReopenRisk(grpc::ServerContext* context,
                                     const v1::ReopenRiskRequest* request,
                                     v1::ReopenRiskResponse* response) {
  return Move("ReopenRisk", context, request, response);
}

}  // namespace champions::risks
