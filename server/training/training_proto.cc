#include "training/training_proto.h"

#include "rpc/convert.h"

namespace champions::training {

v1::Course ToProto(const Course& course) {
  v1::Course proto;
  proto.set_code(course.code);
  proto.set_name(course.name);
  proto.set_valid_months(course.valid_months);
  for (const auto& requirement : course.requirements) {
    auto* added = proto.add_requirements();
    added->set_programme(requirement.programme);
    added->set_required_from(requirement.required_from);
  }
  proto.set_etag(rpc::Etag(course.version));
  rpc::SetTimestamp(course.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(course.updated_at_us, proto.mutable_update_time());
  return proto;
}

Course FromProto(const v1::Course& proto) {
  Course course{.code = proto.code(), .name = proto.name(), .valid_months = proto.valid_months()};
  for (const auto& requirement : proto.requirements()) {
    course.requirements.push_back({requirement.programme(), requirement.required_from()});
  }
  return course;
}

v1::CourseRun ToProto(const CourseRun& run) {
  v1::CourseRun proto;
  proto.set_id(run.id);
  proto.set_course(run.course);
  rpc::SetTimestamp(run.starts_at_us, proto.mutable_starts_at());
  if (run.ends_at_us) rpc::SetTimestamp(*run.ends_at_us, proto.mutable_ends_at());
  proto.set_venue(run.venue);
  proto.set_capacity(run.capacity);
  proto.set_places_taken(run.places_taken);
  proto.set_state(rpc::FromLabel<v1::CourseRunState>(RunStateName(run.state)));
  proto.set_etag(rpc::Etag(run.version));
  rpc::SetTimestamp(run.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(run.updated_at_us, proto.mutable_update_time());
  return proto;
}

CourseRun FromProto(const v1::CourseRun& proto) {
  CourseRun run{.course = proto.course(),
                .starts_at_us = rpc::ToMicros(proto.starts_at()),
                .venue = proto.venue(),
                .capacity = proto.capacity()};
  if (proto.has_ends_at()) run.ends_at_us = rpc::ToMicros(proto.ends_at());
  return run;
}

v1::TrainingRecord ToProto(const TrainingRecord& record) {
  v1::TrainingRecord proto;
  proto.set_id(record.id);
  proto.set_champion(record.champion);
  proto.set_organisation(record.organisation);
  proto.set_course(record.course);
  proto.set_course_run(record.course_run);
  proto.set_completed_on(record.completed_on);
  proto.set_outcome(rpc::FromLabel<v1::TrainingOutcome>(OutcomeName(record.outcome)));
  proto.set_certificate(record.certificate);
  proto.set_etag(rpc::Etag(record.version));
  rpc::SetTimestamp(record.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(record.updated_at_us, proto.mutable_update_time());
  return proto;
}

TrainingRecord FromProto(const v1::TrainingRecord& proto) {
  return {.champion = proto.champion(),
          .course = proto.course(),
          .completed_on = proto.completed_on(),
          .outcome = FromProto(proto.outcome()),
          .certificate = proto.certificate()};
}

Outcome FromProto(v1::TrainingOutcome outcome) { return OutcomeFromName(rpc::Label(outcome)); }

v1::Certificate ToProto(const Certificate& certificate) {
  v1::Certificate proto;
  proto.set_training_record(certificate.training_record);
  proto.set_champion(certificate.champion);
  proto.set_organisation(certificate.organisation);
  proto.set_course(certificate.course);
  proto.set_certificate(certificate.certificate);
  proto.set_completed_on(certificate.completed_on);
  proto.set_expires_on(certificate.expires_on);
  return proto;
}

}  // namespace champions::training
