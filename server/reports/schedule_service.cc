#include "reports/schedule_service.h"

#include <ctime>

#include "base/refusal.h"
#include "reports/reports_sql.h"
#include "reports/schedule_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::reports {
namespace {

constexpr const char* kKind = "schedule";

v1::Schedule ToProto(const Schedule& schedule) {
  v1::Schedule proto;
  proto.set_code(schedule.code);
  proto.set_name(schedule.name);
  proto.set_format(rpc::FromLabel<v1::ReportFormat>(schedule.format));
  proto.set_edition(rpc::FromLabel<v1::ReportEdition>(schedule.edition));
  proto.set_policy(schedule.policy);
  proto.set_quarter(schedule.quarter);
  proto.set_cadence(rpc::FromLabel<v1::Cadence>(schedule.cadence));
  proto.set_first_on(schedule.first_on);
  for (const auto& one : schedule.recipients) proto.add_recipients(one);
  proto.set_link_days(schedule.link_days);
  proto.set_disabled(schedule.disabled);
  rpc::SetTimestamp(schedule.next_at_us, proto.mutable_next_time());
  proto.set_owner(schedule.owner);
  proto.set_etag(rpc::Etag(schedule.version));
  rpc::SetTimestamp(schedule.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(schedule.updated_at_us, proto.mutable_update_time());
  return proto;
}

// What a caller may set.
Schedule FromProto(const v1::Schedule& proto) {
  Schedule schedule;
  schedule.code = proto.code();
  schedule.name = proto.name();
  schedule.format = rpc::Label(proto.format());
  schedule.edition = rpc::Label(proto.edition());
  schedule.policy = proto.policy();
  schedule.quarter = proto.quarter();
  schedule.cadence = rpc::Label(proto.cadence());
  schedule.first_on = proto.first_on();
  schedule.recipients = {proto.recipients().begin(), proto.recipients().end()};
  schedule.link_days = proto.link_days();
  schedule.disabled = proto.disabled();
  return schedule;
}

v1::ExportJob ToProto(const ExportJob& job) {
  v1::ExportJob proto;
  proto.set_id(job.id);
  proto.set_schedule(job.schedule);
  proto.set_quarter(job.quarter);
  proto.set_state(rpc::FromLabel<v1::ExportState>(job.state));
  rpc::SetTimestamp(job.due_at_us, proto.mutable_due_time());
  if (job.finished_at_us) rpc::SetTimestamp(job.finished_at_us, proto.mutable_finish_time());
  proto.set_error(job.error);
  proto.set_publication(job.publication);
  for (const auto& file : job.files) {
    auto* one = proto.add_files();
    one->set_name(file.name);
    one->set_size_bytes(file.bytes);
    one->set_sha256(file.sha256);
  }
  if (job.state == "DONE") proto.set_folder(FolderOf(job));
  for (const auto& one : job.mail_pending) proto.add_mail_pending(one);
  proto.set_mail_error(job.mail_error);
  return proto;
}

}  // namespace

grpc::Status ScheduleService::CreateSchedule(grpc::ServerContext* context,
                                             const v1::CreateScheduleRequest* request,
                                             v1::CreateScheduleResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto schedule = Completed(FromProto(request->schedule()), settings_);
    schedule.owner_id = call.principal().user_id;
    if (schedule.owner_id.empty()) {
      throw Refusal(Code::kFailedPrecondition, "PERSON_REQUIRED",
                    "exports are made with the rights of whoever made their schedule: it takes a "
                    "person's key, not a system's");
    }
    if (!store::InsertSchedule(tx, schedule)) throw AlreadyExists(kKind, schedule.code);
    call.Audit({.object_kind = kKind, .object = schedule.code});
    *response->mutable_schedule() = ToProto(*store::GetSchedule(tx, schedule.code));
  });
}

grpc::Status ScheduleService::GetSchedule(grpc::ServerContext* context,
                                          const v1::GetScheduleRequest* request,
                                          v1::GetScheduleResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetSchedule(tx, request->code());
    if (!found) throw NotFound(kKind, request->code());
    *response->mutable_schedule() = ToProto(*found);
  });
}

grpc::Status ScheduleService::ListSchedules(grpc::ServerContext* context,
                                            const v1::ListSchedulesRequest* request,
                                            v1::ListSchedulesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectSchedules, "s.id", "int");
    for (auto row :
         query.Page(spine_, call, tx, *request,
                    {{"code", "s.code", "text"}, {"next_time", "s.next_at", "timestamptz"}},
                    response->mutable_next_page_token())) {
      *response->add_schedules() = ToProto(store::ScheduleFromRow(row));
    }
  });
}

grpc::Status ScheduleService::UpdateSchedule(grpc::ServerContext* context,
                                             const v1::UpdateScheduleRequest* request,
                                             v1::UpdateScheduleResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->schedule();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Schedule::descriptor());
    auto current = store::LockSchedule(tx, given.code());
    if (!current) throw NotFound(kKind, given.code());
    rpc::CheckEtag(given.etag(), current->version, kKind, given.code());
    auto merged = ToProto(*current);
    rpc::CopyFields(fields, given, &merged);
    auto changed = Completed(FromProto(merged), settings_);
    changed.id = current->id;
    store::UpdateSchedule(tx, changed);
    call.Audit(
        {.object_kind = kKind, .object = given.code(), .fields = {fields.begin(), fields.end()}});
    *response->mutable_schedule() = ToProto(*store::GetSchedule(tx, given.code()));
  });
}

grpc::Status ScheduleService::RunSchedule(grpc::ServerContext* context,
                                          const v1::RunScheduleRequest* request,
                                          v1::RunScheduleResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto schedule = store::LockSchedule(tx, request->schedule());
    if (!schedule) throw NotFound(kKind, request->schedule());
    if (schedule->disabled) {
      throw Refusal(Code::kFailedPrecondition, "SCHEDULE_DISABLED",
                    "the schedule is disabled: enable it first")
          .With("schedule", schedule->code);
    }
    auto job = store::QueueJob(tx, *schedule, request->quarter());
    call.Audit({.object_kind = kKind, .object = schedule->code});
    *response->mutable_job() = ToProto(job);
  });
}

grpc::Status ScheduleService::ListExportJobs(grpc::ServerContext* context,
                                             const v1::ListExportJobsRequest* request,
                                             v1::ListExportJobsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    if (!store::GetSchedule(tx, request->schedule())) {
      throw NotFound(kKind, request->schedule());
    }
    rpc::ListQuery query(sql::kSelectJobs, "j.id", "uuid");
    query.Where("s.code = ?", request->schedule());
    for (auto row :
         query.Page(spine_, call, tx, *request, {{"due_time", "j.due_at", "timestamptz"}},
                    response->mutable_next_page_token())) {
      *response->add_jobs() = ToProto(store::JobFromRow(row));
    }
  });
}

grpc::Status ScheduleService::CreateExportLinks(grpc::ServerContext* context,
                                                const v1::CreateExportLinksRequest* request,
                                                v1::CreateExportLinksResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto job = store::GetJob(tx, request->job());
    if (!job) throw NotFound("export", request->job());
    if (job->state != "DONE") {
      throw Refusal(Code::kFailedPrecondition, "EXPORT_NOT_DONE",
                    "the export is " + job->state + ": there are no files to link to")
          .With("state", job->state);
    }
    if (settings_.public_url.empty()) {
      throw Refusal(Code::kFailedPrecondition, "EXPORTS_NOT_CONFIGURED",
                    "this server does not know its public address: set exports.public_url");
    }
    int days = request->days() ? request->days() : store::GetSchedule(tx, job->schedule)->link_days;
    int64_t expires = std::time(nullptr) + int64_t{days} * 86'400;
    for (const auto& file : job->files) {
      auto* link = response->add_links();
      link->set_name(file.name);
      link->set_url(links_.Make({job->id, file.name}, expires));
    }
    response->mutable_expire_time()->set_seconds(expires);
    call.Audit({.object_kind = "export", .object = job->id, .fields = {"links"}});
  });
}

}  // namespace champions::reports
