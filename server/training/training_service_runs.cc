// Course runs: scheduled, moved, cancelled, with the bookings that follow them.
#include "base/refusal.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"
#include "training/course_run_store.h"
#include "training/course_store.h"
#include "training/training_proto.h"
#include "training/training_service.h"
#include "training/training_sql.h"

namespace champions::training {
namespace {

constexpr const char* kKind = "course run";
constexpr const char* kAuditKind = "course_run";

CourseRun LockFor(db::Transaction& tx, const std::string& id, const std::string& etag) {
  auto current = store::LockRun(tx, id);
  if (!current) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, current->version, kKind, id);
  return *current;
}

void AuditBookings(rpc::Call& call, const std::vector<store::TouchedBooking>& bookings,
                   const std::vector<std::string>& fields) {
  for (const auto& booking : bookings) {
    call.Audit({.object_kind = "training_record",
                .object = booking.id,
                .organisation_id = booking.organisation_id,
                .fields = fields});
  }
}

// A booking is for the run's day: it moves when the run does.
void MoveBookings(rpc::Call& call, db::Transaction& tx, const CourseRun& run) {
  int unmovable = store::CountUnmovable(tx, run);
  if (unmovable > 0) {
    Refusal refusal(Code::kFailedPrecondition, "BOOKINGS_IN_THE_WAY",
                    std::to_string(unmovable) +
                        " of those booked have a record of this course on " + run.day +
                        " already: withdraw their bookings, or choose another day");
    throw refusal.With("bookings", std::to_string(unmovable)).With("day", run.day);
  }
  AuditBookings(call, store::MoveBookings(tx, run), {"completed_on", "outcome"});
}

}  // namespace

grpc::Status TrainingService::CreateCourseRun(grpc::ServerContext* context,
                                              const v1::CreateCourseRunRequest* request,
                                              v1::CreateCourseRunResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto given = FromProto(request->course_run());
    CheckRun(given, store::DaysOf(tx, given));
    auto course = store::CourseId(tx, given.course);
    if (!course) throw NotFound("course", given.course);
    given.course_id = *course;
    auto created = store::InsertRun(tx, given);
    call.Audit({.object_kind = kAuditKind, .object = created.id});
    *response->mutable_course_run() = ToProto(created);
  });
}

grpc::Status TrainingService::GetCourseRun(grpc::ServerContext* context,
                                           const v1::GetCourseRunRequest* request,
                                           v1::GetCourseRunResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetRun(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_course_run() = ToProto(*found);
  });
}

grpc::Status TrainingService::ListCourseRuns(grpc::ServerContext* context,
                                             const v1::ListCourseRunsRequest* request,
                                             v1::ListCourseRunsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectCourseRuns, "r.id", "uuid");
    query.Where("c.code = ?", request->course());
    std::vector<CourseRun> runs;
    for (auto row :
         query.Page(spine_, call, tx, *request,
                    {{"id", "r.id", "uuid"}, {"starts_at", "r.starts_at", "timestamptz"}},
                    response->mutable_next_page_token())) {
      runs.push_back(store::RunFromRow(row));
    }
    store::CountPlaces(tx, &runs);
    for (const auto& run : runs) *response->add_course_runs() = ToProto(run);
  });
}

grpc::Status TrainingService::UpdateCourseRun(grpc::ServerContext* context,
                                              const v1::UpdateCourseRunRequest* request,
                                              v1::UpdateCourseRunResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->course_run();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::CourseRun::descriptor());
    auto current = LockFor(tx, given.id(), given.etag());
    auto merged = ToProto(current);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    changed.id = current.id;
    changed.state = current.state;
    changed.places_taken = current.places_taken;
    auto days = store::DaysOf(tx, changed);
    CheckRun(changed, days);
    CheckCapacity(changed);
    changed.day = days.starts;
    if (changed.day != current.day) MoveBookings(call, tx, changed);
    *response->mutable_course_run() = ToProto(store::UpdateRun(tx, changed));
    call.Audit({.object_kind = kAuditKind,
                .object = changed.id,
                .fields = {fields.begin(), fields.end()}});
  });
}

grpc::Status TrainingService::CancelCourseRun(grpc::ServerContext* context,
                                              const v1::CancelCourseRunRequest* request,
                                              v1::CancelCourseRunResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto run = LockFor(tx, request->id(), request->etag());
    CheckCancel(run.state);
    run.state = RunState::kCancelled;
    AuditBookings(call, store::WithdrawBookings(tx, run), {"outcome"});
    *response->mutable_course_run() = ToProto(store::UpdateRun(tx, run));
    call.Audit({.object_kind = kAuditKind, .object = run.id, .fields = {"state"}});
  });
}

}  // namespace champions::training
