#include "reach/reach_proto.h"

#include "rpc/convert.h"

namespace champions::reach {

v1::Reach ToProto(const Reach& reach, bool personal) {
  v1::Reach proto;
  proto.set_id(reach.id);
  proto.set_external_id(reach.external_id);
  proto.set_organisation(reach.organisation);
  proto.set_programme(reach.programme);
  proto.set_activity(reach.activity);
  proto.set_occurred_on(reach.occurred_on);
  proto.set_ward(reach.ward);
  proto.set_mode(rpc::FromLabel<v1::ReachMode>(reach.mode));
  proto.set_topic(rpc::FromLabel<v1::ReachTopic>(reach.topic));
  proto.set_people(reach.people);
  proto.set_new_people(reach.new_people);
  proto.set_signposted(reach.signposted);
  proto.set_champion(reach.champion);
  if (personal) proto.set_note(reach.note);
  for (const auto& breakdown : reach.breakdowns) {
    auto* one = proto.add_breakdowns();
    one->set_dimension(rpc::FromLabel<v1::BreakdownDimension>(breakdown.dimension));
    one->set_category(breakdown.category);
    one->set_people(breakdown.people);
  }
  for (const auto& partner : reach.partners) proto.add_partners(partner);
  proto.set_state(rpc::FromLabel<v1::ReachState>(reach.state));
  proto.set_reason(reach.reason);
  proto.set_etag(rpc::Etag(reach.version));
  rpc::SetTimestamp(reach.recorded_at_us, proto.mutable_record_time());
  rpc::SetTimestamp(reach.updated_at_us, proto.mutable_update_time());
  return proto;
}

Reach FromProto(const v1::Reach& proto) {
  Reach reach;
  reach.external_id = proto.external_id();
  reach.organisation = proto.organisation();
  reach.programme = proto.programme();
  reach.activity = proto.activity();
  reach.occurred_on = proto.occurred_on();
  reach.ward = proto.ward();
  reach.mode = rpc::Label(proto.mode());
  reach.topic = rpc::Label(proto.topic());
  reach.people = proto.people();
  reach.new_people = proto.new_people();
  reach.signposted = proto.signposted();
  reach.champion = proto.champion();
  reach.note = proto.note();
  for (const auto& breakdown : proto.breakdowns()) {
    reach.breakdowns.push_back(
        {rpc::Label(breakdown.dimension()), breakdown.category(), breakdown.people()});
  }
  reach.partners = {proto.partners().begin(), proto.partners().end()};
  return reach;
}

}  // namespace champions::reach
