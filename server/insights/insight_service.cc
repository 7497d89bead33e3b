#include "insights/insight_service.h"

#include "base/civil.h"
#include "base/refusal.h"
#include "insights/insight_store.h"
#include "insights/insights_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::insights {
namespace {

constexpr const char* kKind = "insight";
constexpr int kMostGroups = 1000;

v1::Insight ToProto(const Insight& insight) {
  v1::Insight proto;
  proto.set_id(insight.id);
  proto.set_organisation(insight.organisation);
  proto.set_programme(insight.programme);
  proto.set_heard_on(insight.heard_on);
  proto.set_kind(rpc::FromLabel<v1::InsightKind>(insight.kind));
  proto.set_theme(insight.theme);
  proto.set_community(insight.community);
  proto.set_topic(rpc::FromLabel<v1::ReachTopic>(insight.topic));
  proto.set_ward(insight.ward);
  proto.set_text(insight.text);
  proto.set_quotable(insight.quotable);
  proto.set_quote_permission(insight.quote_permission);
  proto.set_state(rpc::FromLabel<v1::InsightState>(insight.state));
  proto.set_response(insight.response);
  proto.set_responded_on(insight.responded_on);
  proto.set_reason(insight.reason);
  proto.set_etag(rpc::Etag(insight.version));
  rpc::SetTimestamp(insight.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(insight.updated_at_us, proto.mutable_update_time());
  return proto;
}

// What a caller may set.
Insight FromProto(const v1::Insight& proto) {
  return {.organisation = proto.organisation(),
          .programme = proto.programme(),
          .heard_on = proto.heard_on(),
          .kind = rpc::Label(proto.kind()),
          .theme = proto.theme(),
          .community = proto.community(),
          .topic = rpc::Label(proto.topic()),
          .ward = proto.ward(),
          .text = proto.text(),
          .quotable = proto.quotable(),
          .quote_permission = proto.quote_permission()};
}

void Refuse(std::vector<FieldViolation> violations) {
  if (!violations.empty()) throw InvalidFields(std::move(violations));
}

Insight LockOrRefuse(db::Transaction& tx, const std::string& id, const std::string& etag) {
  auto found = store::Lock(tx, id);
  if (!found) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, found->version, kKind, id);
  return *found;
}

v1::Insight Reread(rpc::Call& call, db::Transaction& tx, const Insight& insight,
                   std::vector<std::string> fields) {
  call.Audit({.object_kind = kKind,
              .object = insight.id,
              .organisation_id = insight.organisation_id,
              .fields = std::move(fields)});
  return ToProto(*store::Get(tx, insight.id));
}

void SetCount(const store::Counted& counted, v1::InsightCount* proto) {
  proto->set_group(counted.group);
  proto->set_insights(counted.insights);
  proto->set_answered(counted.answered);
  proto->set_barriers(counted.barriers);
  proto->set_questions(counted.questions);
  proto->set_ideas(counted.ideas);
}

store::Question QuestionOf(const v1::CountInsightsRequest& request) {
  store::Question question{request.from(), request.to(), rpc::Label(request.group_by()),
                           request.organisation(), request.programme()};
  if (!request.quarter().empty()) {
    if (!question.from.empty() || !question.to.empty()) {
      throw InvalidField("quarter", "is given together with from or to: expected one or the other");
    }
    auto quarter = *ParseQuarter(request.quarter());
    question.from = FormatDate(quarter.from);
    question.to = FormatDate(quarter.to);
  }
  if (!question.from.empty() && !question.to.empty() && question.from > question.to) {
    throw InvalidField("to",
                       "is " + question.to + ": expected a day not before from, " + question.from);
  }
  return question;
}

}  // namespace

grpc::Status InsightService::LogInsight(grpc::ServerContext* context,
                                        const v1::LogInsightRequest* request,
                                        v1::LogInsightResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto insight = FromProto(request->insight());
    auto references = store::Resolve(tx, insight);
    Refuse(CheckInsight(insight, references.today));
    insight.organisation_id = references.organisation_id;
    insight.id = store::Insert(tx, insight, references);
    *response->mutable_insight() = Reread(call, tx, insight, {});
  });
}

grpc::Status InsightService::GetInsight(grpc::ServerContext* context,
                                        const v1::GetInsightRequest* request,
                                        v1::GetInsightResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::Get(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_insight() = ToProto(*found);
  });
}

grpc::Status InsightService::ListInsights(grpc::ServerContext* context,
                                          const v1::ListInsightsRequest* request,
                                          v1::ListInsightsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectInsights, "i.id", "uuid");
    query.PartByOrganisation("insight i", request->organisation());
    query.WhereIndexed("i.theme_key = ?", CountingKey(request->theme()), {"id"});
    query.WhereIndexed("i.ward = ?", request->ward(), {"id"});
    query.WhereIndexed("i.programme_id = (select id from programme where code = ?)",
                       request->programme(), {"id"});
    query.WhereRange("i.heard_on >= ?::date", request->from(), "heard_on");
    query.WhereRange("i.heard_on <= ?::date", request->to(), "heard_on");
    query.Where("i.kind = any (?::insight_kind[])", rpc::Labels<v1::InsightKind>(request->kinds()));
    query.Where("i.state = any (?::insight_state[])",
                rpc::Labels<v1::InsightState>(request->states()));
    query.Where("i.topic = any (?::reach_topic[])", rpc::Labels<v1::ReachTopic>(request->topics()));
    query.Where("i.community_key = ?", CountingKey(request->community()));
    if (request->quotable()) query.Where("(i.quotable and i.state <> 'WITHDRAWN')");
    std::vector<rpc::SortKey> orders = {{"id", "i.id", "uuid"}, {"heard_on", "i.heard_on", "date"}};
    // Days are found in their own order; in another they lie anywhere.
    if (!request->from().empty() || !request->to().empty()) std::swap(orders[0], orders[1]);
    for (auto row :
         query.Page(spine_, call, tx, *request, orders, response->mutable_next_page_token())) {
      *response->add_insights() = ToProto(store::FromRow(row));
    }
  });
}

grpc::Status InsightService::UpdateInsight(grpc::ServerContext* context,
                                           const v1::UpdateInsightRequest* request,
                                           v1::UpdateInsightResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->insight();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Insight::descriptor());
    auto current = LockOrRefuse(tx, given.id(), given.etag());
    auto merged = ToProto(current);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    changed.organisation_id = current.organisation_id;
    changed.id = current.id;
    changed.state = StateAfter("UpdateInsight", current.state);
    changed.response = current.response;
    changed.responded_on = current.responded_on;
    auto references = store::Resolve(tx, changed);
    Refuse(CheckInsight(changed, references.today));
    store::Update(tx, changed, references);
    *response->mutable_insight() = Reread(call, tx, current, {fields.begin(), fields.end()});
  });
}

grpc::Status InsightService::AnswerInsight(grpc::ServerContext* context,
                                           const v1::AnswerInsightRequest* request,
                                           v1::AnswerInsightResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto insight = LockOrRefuse(tx, request->id(), request->etag());
    insight.state = StateAfter("AnswerInsight", insight.state);
    insight.response = request->response();
    insight.responded_on = request->responded_on();
    auto references = store::Resolve(tx, insight);
    Refuse(CheckAnswer(insight, references.today));
    store::Update(tx, insight, references);
    *response->mutable_insight() = Reread(call, tx, insight, {"response", "responded_on", "state"});
  });
}

grpc::Status InsightService::WithdrawInsight(grpc::ServerContext* context,
                                             const v1::WithdrawInsightRequest* request,
                                             v1::WithdrawInsightResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto insight = LockOrRefuse(tx, request->id(), request->etag());
    insight.state = StateAfter("WithdrawInsight", insight.state);
    insight.reason = request->reason();
    Refuse(CheckReason(insight.reason));
    store::Update(tx, insight, store::Resolve(tx, insight));
    *response->mutable_insight() = Reread(call, tx, insight, {"state"});
  });
}

grpc::Status InsightService::CountInsights(grpc::ServerContext* context,
                                           const v1::CountInsightsRequest* request,
                                           v1::CountInsightsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto question = QuestionOf(*request);
    auto counts = store::Count(tx, question, kMostGroups);
    response->set_from(question.from);
    response->set_to(question.to);
    for (const auto& row : counts.rows) SetCount(row, response->add_rows());
    response->set_left_out(static_cast<int>(counts.groups) - response->rows_size());
    SetCount(counts.total, response->mutable_total());
  });
}

}  // namespace champions::insights
