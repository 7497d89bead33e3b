#include "base/refusal.h"
#include "risks/risk_proto.h"
#include "risks/risk_service.h"
#include "risks/risk_store.h"
#include "risks/risks_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::risks {
namespace {

constexpr const char* kKind = "risk";

}  // namespace

template <class Request, class Response, class Make>
grpc::Status RiskService::Append(const char* verb, grpc::ServerContext* context,
                                 const Request* request, Response* response, Make make) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = store::Lock(tx, request->id());
    if (!current) throw NotFound(kKind, request->id());
    rpc::CheckEtag(request->etag(), current->version, kKind, request->id());
    StateAfter(verb, current->state);
    auto today = store::Today(tx);
    CheckDay(*current, request->on(), today);
    Assessment assessment = make(*current);
    auto changed = After(*current, assessment);
    store::Append(tx, current->id, assessment, changed.direction,
                  {call.principal().key_id, call.principal().user_id});
    store::Update(tx, changed);
    call.Audit({.object_kind = kKind,
                .object = current->id,
                .fields = assessment.is_review
                              ? std::vector<std::string>{"last_reviewed_on"}
                              : std::vector<std::string>{"impact", "probability"}});
    *response->mutable_risk() = ToProto(*store::Get(tx, current->id), today);
  });
}

grpc::Status RiskService::AssessRisk(grpc::ServerContext* context,
                                     const v1::AssessRiskRequest* request,
                                     v1::AssessRiskResponse* response) {
  return Append("AssessRisk", context, request, response, [request](const Risk&) {
    return Assessment{request->on(), request->impact(), request->probability(), false,
                      request->comment()};
  });
}

grpc::Status RiskService::ReviewRisk(grpc::ServerContext* context,
                                     const v1::ReviewRiskRequest* request,
                                     v1::ReviewRiskResponse* response) {
  return Append("ReviewRisk", context, request, response, [request](const Risk& risk) {
    return Assessment{request->on(), risk.impact, risk.probability, true, request->comment()};
  });
}

grpc::Status RiskService::ListRiskAssessments(grpc::ServerContext* context,
                                              const v1::ListRiskAssessmentsRequest* request,
                                              v1::ListRiskAssessmentsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto risk = store::Get(tx, request->risk(), "risk");
    if (!risk) throw NotFound(kKind, request->risk());
    rpc::ListQuery query(sql::kSelectAssessments, "a.id", "uuid");
    query.Where("a.risk_id = ?::uuid", risk->id);
    for (auto row : query.Page(spine_, call, tx, *request, {{"place", "a.place", "int"}},
                               response->mutable_next_page_token())) {
      *response->add_risk_assessments() = AssessmentFromRow(row);
    }
  });
}

}  // namespace champions::risks
