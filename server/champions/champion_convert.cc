#include "champions/champion_convert.h"

#include "rpc/convert.h"

namespace champions::champions {

v1::Champion ToProto(const Champion& champion) {
  v1::Champion proto;
  proto.set_id(champion.id);
  proto.set_external_id(champion.external_id);
  proto.set_organisation(champion.organisation);
  proto.set_given_name(champion.identity.given_name);
  proto.set_family_name(champion.identity.family_name);
  proto.set_email(champion.identity.email);
  proto.set_phone(champion.identity.phone);
  proto.set_state(rpc::FromLabel<v1::ChampionState>(StateName(champion.state)));
  proto.set_recruited_on(champion.recruited_on);
  proto.set_left_on(champion.left_on);
  // Unlike the rest that describes a person, these are in the row that figures rest on.
  if (!champion.restricted) {
    proto.set_role(champion.role);
    proto.set_career_goal(champion.career_goal);
  }
  for (const auto& language : champion.equality.languages) proto.add_languages(language);
  proto.set_ethnic_category(champion.equality.ethnic_category);
  proto.set_age_band(champion.equality.age_band);
  proto.set_gender(champion.equality.gender);
  proto.set_trained_on(champion.trained_on);
  proto.set_restricted(champion.restricted);
  proto.set_contact_refused(champion.contact_refused);
  proto.set_merged_into(champion.merged_into);
  for (const auto& duplicate : champion.duplicates) proto.add_duplicates(duplicate);
  proto.set_etag(rpc::Etag(champion.version));
  rpc::SetTimestamp(champion.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(champion.updated_at_us, proto.mutable_update_time());
  return proto;
}

void SetFields(const v1::Champion& proto, Champion* champion) {
  champion->identity = {proto.given_name(), proto.family_name(), proto.email(), proto.phone()};
  champion->recruited_on = proto.recruited_on();
  champion->left_on = proto.left_on();
  champion->role = proto.role();
  champion->career_goal = proto.career_goal();
  champion->equality = {{proto.languages().begin(), proto.languages().end()},
                        proto.ethnic_category(),
                        proto.age_band(),
                        proto.gender()};
}

v1::Enrolment ToProto(const Enrolment& enrolment) {
  v1::Enrolment proto;
  proto.set_id(enrolment.id);
  proto.set_champion(enrolment.champion);
  proto.set_organisation(enrolment.organisation);
  proto.set_programme(enrolment.programme);
  proto.set_enrolled_on(enrolment.enrolled_on);
  proto.set_ended_on(enrolment.ended_on);
  proto.set_end_reason(enrolment.end_reason);
  proto.set_trained_on(enrolment.trained_on);
  proto.set_etag(rpc::Etag(enrolment.version));
  rpc::SetTimestamp(enrolment.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(enrolment.updated_at_us, proto.mutable_update_time());
  return proto;
}

}  // namespace champions::champions
