#include "risks/risk_proto.h"

#include "rpc/convert.h"

namespace champions::risks {

v1::RiskAction ToProto(const Action& action, const std::string& as_at) {
  v1::RiskAction proto;
  proto.set_id(action.id);
  proto.set_risk(action.risk_id);
  proto.set_text(action.text);
  proto.set_owner(action.owner);
  proto.set_due_on(action.due_on);
  proto.set_done_on(action.done_on);
  proto.set_overdue(IsOverdue(action, as_at));
  proto.set_etag(rpc::Etag(action.version));
  rpc::SetTimestamp(action.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(action.updated_at_us, proto.mutable_update_time());
  return proto;
}

v1::Risk ToProto(const Risk& risk, const std::string& as_at) {
  v1::Risk proto;
  proto.set_id(risk.id);
  proto.set_number(risk.number);
  proto.set_kind(rpc::FromLabel<v1::RiskKind>(risk.kind));
  proto.set_text(risk.text);
  proto.set_workstream(risk.workstream);
  for (const auto& owner : risk.owners) proto.add_owners(owner);
  for (const auto& impacted : risk.organisations_impacted) {
    proto.add_organisations_impacted(impacted);
  }
  proto.set_raised_on(risk.raised_on);
  proto.set_last_reviewed_on(risk.last_reviewed_on);
  proto.set_impact(risk.impact);
  proto.set_probability(risk.probability);
  proto.set_score(risk.score());
  proto.set_direction(rpc::FromLabel<v1::RiskDirection>(risk.direction));
  proto.set_escalated(IsEscalated(risk));
  proto.set_overdue(IsReviewOverdue(risk, as_at));
  proto.set_state(rpc::FromLabel<v1::RiskState>(risk.state));
  proto.set_reason(risk.reason);
  for (const auto& action : risk.actions) *proto.add_actions() = ToProto(action, as_at);
  proto.set_printed_score(risk.printed_score);
  proto.set_printed_direction(rpc::FromLabel<v1::RiskDirection>(risk.printed_direction));
  proto.set_etag(rpc::Etag(risk.version));
  rpc::SetTimestamp(risk.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(risk.updated_at_us, proto.mutable_update_time());
  return proto;
}

v1::Finding ToProto(const Finding& finding) {
  v1::Finding proto;
  proto.set_subject(finding.subject);
  proto.set_field(finding.field);
  proto.set_printed(finding.printed);
  proto.set_computed(finding.computed);
  proto.set_explanation(finding.explanation);
  return proto;
}

v1::RiskAssessment AssessmentFromRow(const db::Row& row) {
  v1::RiskAssessment proto;
  proto.set_risk(row.Text("risk_id"));
  proto.set_place(row.Int("place"));
  proto.set_on(row.Text("assessed_on"));
  proto.set_impact(row.Int("impact"));
  proto.set_probability(row.Int("probability"));
  proto.set_score(proto.impact() * proto.probability());
  proto.set_direction(rpc::FromLabel<v1::RiskDirection>(row.Text("direction")));
  proto.set_is_review(row.Bool("is_review"));
  proto.set_comment(row.Text("comment"));
  proto.set_key(row.Text("key_id"));
  proto.set_user(row.Text("user_id"));
  rpc::SetTimestamp(row.Int64("recorded_at_us"), proto.mutable_record_time());
  return proto;
}

Risk FromProto(const v1::Risk& proto) {
  return {.number = proto.number(),
          .kind = rpc::Label(proto.kind()),
          .text = proto.text(),
          .workstream = proto.workstream(),
          .owners = {proto.owners().begin(), proto.owners().end()},
          .organisations_impacted = {proto.organisations_impacted().begin(),
                                     proto.organisations_impacted().end()},
          .raised_on = proto.raised_on(),
          .last_reviewed_on = proto.last_reviewed_on(),
          .impact = proto.impact(),
          .probability = proto.probability()};
}

Action FromProto(const v1::RiskAction& proto) {
  return {.text = proto.text(), .owner = proto.owner(), .due_on = proto.due_on()};
}

Row FromProto(const v1::RiskRow& proto) {
  std::optional<bool> escalated;
  if (proto.has_printed_escalated()) escalated = proto.printed_escalated();
  return {.number = proto.number(),
          .kind = rpc::Label(proto.kind()),
          .text = proto.text(),
          .raised_on = proto.raised_on(),
          .last_reviewed_on = proto.last_reviewed_on(),
          .workstream = proto.workstream(),
          .owners = {proto.owners().begin(), proto.owners().end()},
          .organisations_impacted = {proto.organisations_impacted().begin(),
                                     proto.organisations_impacted().end()},
          .impact = proto.impact(),
          .probability = proto.probability(),
          .printed_score = proto.printed_score(),
          .printed_direction = rpc::Label(proto.printed_direction()),
          .printed_escalated = escalated,
          .actions = {proto.actions().begin(), proto.actions().end()}};
}

}  // namespace champions::risks
