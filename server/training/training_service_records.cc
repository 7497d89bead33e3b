// Training records: booked, recorded, read, and the certificates they earn.
#include "base/refusal.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"
#include "training/course_run_store.h"
#include "training/course_store.h"
#include "training/training_proto.h"
#include "training/training_record_store.h"
#include "training/training_service.h"
#include "training/training_sql.h"

namespace champions::training {
namespace {

constexpr const char* kKind = "training record";
constexpr const char* kAuditKind = "training_record";

int OrganisationOf(db::Transaction& tx, const std::string& champion) {
  auto organisation = store::OrganisationOf(tx, champion);
  if (!organisation) throw NotFound("champion", champion);
  return *organisation;
}

// One record per champion, course and day, and one place of a run per champion.
void CheckFree(db::Transaction& tx, const TrainingRecord& record) {
  auto holder = store::HolderOf(tx, record);
  if (!holder.empty()) throw AlreadyExists(kKind, holder);
}

v1::TrainingRecord Put(rpc::Call& call, db::Transaction& tx, const TrainingRecord& record) {
  auto id = store::PutRecord(tx, record);
  // Someone was quicker, after the check.
  if (!id) throw AlreadyExists(kKind, store::HolderOf(tx, record));
  call.Audit({.object_kind = kAuditKind, .object = *id, .organisation_id = record.organisation_id});
  return ToProto(*store::GetRecord(tx, *id));
}

// The outcomes as the database names them.
std::vector<std::string> Names(const google::protobuf::RepeatedField<int>& outcomes) {
  std::vector<std::string> names;
  for (int outcome : outcomes) {
    names.push_back(rpc::Label(static_cast<v1::TrainingOutcome>(outcome)));
  }
  return names;
}

}  // namespace

grpc::Status TrainingService::BookTraining(grpc::ServerContext* context,
                                           const v1::BookTrainingRequest* request,
                                           v1::BookTrainingResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    // The lock on the run makes bookings take turns, so that no place is given twice.
    auto run = store::LockRun(tx, request->course_run());
    if (!run) throw NotFound("course run", request->course_run());
    TrainingRecord booking{.organisation_id = OrganisationOf(tx, request->champion()),
                           .champion = request->champion(),
                           .course_id = run->course_id,
                           .course_run = run->id,
                           .completed_on = run->day,
                           .outcome = Outcome::kBooked};
    CheckNotCancelled(*run);
    CheckFree(tx, booking);
    CheckPlaceLeft(*run);
    *response->mutable_training_record() = Put(call, tx, booking);
  });
}

grpc::Status TrainingService::RecordTrainingRecord(grpc::ServerContext* context,
                                                   const v1::RecordTrainingRecordRequest* request,
                                                   v1::RecordTrainingRecordResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto given = FromProto(request->training_record());
    CheckNamedOutcome("training_record.outcome", given.outcome);
    given.organisation_id = OrganisationOf(tx, given.champion);
    auto course = store::CourseId(tx, given.course);
    if (!course) throw NotFound("course", given.course);
    given.course_id = *course;
    CheckFree(tx, given);
    *response->mutable_training_record() = Put(call, tx, given);
  });
}

grpc::Status TrainingService::GetTrainingRecord(grpc::ServerContext* context,
                                                const v1::GetTrainingRecordRequest* request,
                                                v1::GetTrainingRecordResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetRecord(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_training_record() = ToProto(*found);
  });
}

grpc::Status TrainingService::ListTrainingRecords(grpc::ServerContext* context,
                                                  const v1::ListTrainingRecordsRequest* request,
                                                  v1::ListTrainingRecordsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectTrainingRecords, "t.id", "uuid");
    query.PartByOrganisation("training_record t", request->organisation());
    query.WhereIndexed("t.champion_id = ?::uuid", request->champion(), {});
    query.WhereIndexed("t.course_run_id = ?::uuid", request->course_run(), {});
    query.WhereIndexed("t.course_id = (select id from course where code = ?)", request->course(),
                       {"id", "completed_on"});
    query.Where("t.outcome = any (?::training_outcome[])", Names(request->outcomes()));
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"id", "t.id", "uuid"}, {"completed_on", "t.completed_on", "date"}},
                               response->mutable_next_page_token())) {
      *response->add_training_records() = ToProto(store::RecordFromRow(row));
    }
  });
}

grpc::Status TrainingService::ListCertificates(grpc::ServerContext* context,
                                               const v1::ListCertificatesRequest* request,
                                               v1::ListCertificatesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectCertificates, "t.id", "uuid");
    // A later completion renews: only the latest of each champion and course is shown.
    query.Where(
        "not exists (select from training_record later "
        "where later.organisation_id = t.organisation_id and later.champion_id = t.champion_id "
        "and later.course_id = t.course_id and later.completed_on > t.completed_on "
        "and later.outcome = 'COMPLETED')");
    query.Where("o.code = ?", request->organisation());
    query.Where("t.champion_id = ?::uuid", request->champion());
    query.Where("c.code = ?", request->course());
    query.Where("expiry.expires_on < ?::date", request->expires_before());
    for (auto row :
         query.Page(spine_, call, tx, *request, {{"expires_on", "expiry.expires_on", "date"}},
                    response->mutable_next_page_token())) {
      *response->add_certificates() = ToProto(store::CertificateFromRow(row));
    }
  });
}

}  // namespace champions::training
