#include "privacy/privacy_proto.h"

#include "rpc/convert.h"

namespace champions::privacy {
namespace {

using Texts = google::protobuf::RepeatedPtrField<std::string>;

Texts ToRepeated(const std::vector<std::string>& texts) { return {texts.begin(), texts.end()}; }

std::vector<std::string> FromRepeated(const Texts& texts) { return {texts.begin(), texts.end()}; }

// What all three have.
template <class Record, class Proto>
void SetStored(const Record& record, Proto* proto) {
  proto->set_etag(rpc::Etag(record.version));
  rpc::SetTimestamp(record.created_at_us, proto->mutable_create_time());
  rpc::SetTimestamp(record.updated_at_us, proto->mutable_update_time());
}

}  // namespace

v1::ProcessingActivity ToProto(const Activity& activity, const std::string& today) {
  v1::ProcessingActivity proto;
  proto.set_code(activity.code);
  proto.set_name(activity.name);
  proto.set_purpose(activity.purpose);
  proto.set_lawful_basis(rpc::FromLabel<v1::LawfulBasis>(activity.lawful_basis));
  proto.set_special_condition(activity.special_condition);
  *proto.mutable_people_categories() = ToRepeated(activity.people_categories);
  *proto.mutable_data_categories() = ToRepeated(activity.data_categories);
  *proto.mutable_recipients() = ToRepeated(activity.recipients);
  proto.set_transfers(activity.transfers);
  proto.set_retention(activity.retention);
  proto.set_security_measures(activity.security_measures);
  proto.set_controller(activity.controller);
  proto.set_reviewed_on(activity.reviewed_on);
  proto.set_ended_on(activity.ended_on);
  proto.set_review_due_on(ReviewDueOn(activity));
  proto.set_review_overdue(IsReviewOverdue(activity, today));
  SetStored(activity, &proto);
  return proto;
}

v1::Breach ToProto(const Breach& breach, int64_t now_us) {
  v1::Breach proto;
  proto.set_id(breach.id);
  proto.set_occurred_on(breach.occurred_on);
  rpc::SetTimestamp(breach.discovered_at_us, proto.mutable_discovered_at());
  proto.set_text(breach.text);
  *proto.mutable_data_categories() = ToRepeated(breach.data_categories);
  proto.set_people_affected(breach.people_affected);
  proto.set_consequences(breach.consequences);
  proto.set_measures(breach.measures);
  proto.set_risk(rpc::FromLabel<v1::BreachRisk>(breach.risk));
  proto.set_state(rpc::FromLabel<v1::BreachState>(breach.state));
  if (breach.notified_at_us) {
    rpc::SetTimestamp(*breach.notified_at_us, proto.mutable_notified_at());
  }
  proto.set_reference(breach.reference);
  proto.set_delay_reason(breach.delay_reason);
  proto.set_waive_reason(breach.waive_reason);
  if (breach.people_informed_at_us) {
    rpc::SetTimestamp(*breach.people_informed_at_us, proto.mutable_people_informed_at());
  }
  proto.set_close_reason(breach.close_reason);
  rpc::SetTimestamp(breach.due_at_us(), proto.mutable_due_at());
  proto.set_overdue(IsOverdue(breach, now_us));
  proto.set_hours_left(HoursLeft(breach, now_us));
  SetStored(breach, &proto);
  return proto;
}

v1::SubjectRequest ToProto(const SubjectRequest& request, const std::string& today) {
  v1::SubjectRequest proto;
  proto.set_id(request.id);
  proto.set_kind(rpc::FromLabel<v1::SubjectRequestKind>(request.kind));
  proto.set_received_on(request.received_on);
  proto.set_identity_asked_on(request.identity_asked_on);
  proto.set_identity_confirmed_on(request.identity_confirmed_on);
  proto.set_champion(request.champion);
  proto.set_summary(request.summary);
  proto.set_state(rpc::FromLabel<v1::SubjectRequestState>(request.state));
  proto.set_extended_months(request.extended_months);
  proto.set_extended_on(request.extended_on);
  proto.set_extension_reason(request.extension_reason);
  proto.set_acknowledged_on(request.acknowledged_on);
  proto.set_answered_on(request.answered_on);
  proto.set_reason(request.reason);
  proto.set_due_on(request.due_on);
  proto.set_overdue(IsOverdue(request, today));
  proto.set_days_left(DaysLeft(request, today));
  SetStored(request, &proto);
  return proto;
}

Activity FromProto(const v1::ProcessingActivity& proto, Activity activity) {
  activity.code = proto.code();
  activity.name = proto.name();
  activity.purpose = proto.purpose();
  activity.lawful_basis = rpc::Label(proto.lawful_basis());
  activity.special_condition = proto.special_condition();
  activity.people_categories = FromRepeated(proto.people_categories());
  activity.data_categories = FromRepeated(proto.data_categories());
  activity.recipients = FromRepeated(proto.recipients());
  activity.transfers = proto.transfers();
  activity.retention = proto.retention();
  activity.security_measures = proto.security_measures();
  activity.controller = proto.controller();
  activity.reviewed_on = proto.reviewed_on();
  activity.ended_on = proto.ended_on();
  return activity;
}

Breach FromProto(const v1::Breach& proto, Breach breach) {
  breach.occurred_on = proto.occurred_on();
  breach.discovered_at_us = rpc::ToMicros(proto.discovered_at());
  breach.text = proto.text();
  breach.data_categories = FromRepeated(proto.data_categories());
  breach.people_affected = proto.people_affected();
  breach.consequences = proto.consequences();
  breach.measures = proto.measures();
  return breach;
}

SubjectRequest FromProto(const v1::SubjectRequest& proto, SubjectRequest request) {
  request.kind = rpc::Label(proto.kind());
  request.received_on = proto.received_on();
  request.identity_asked_on = proto.identity_asked_on();
  request.identity_confirmed_on = proto.identity_confirmed_on();
  request.champion = proto.champion();
  request.summary = proto.summary();
  return request;
}

}  // namespace champions::privacy
