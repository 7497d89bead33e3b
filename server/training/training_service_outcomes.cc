// What is done to a training record once it is there: outcomes, corrections, withdrawals.
#include "base/refusal.h"
#include "rpc/convert.h"
#include "training/course_run_store.h"
#include "training/training_proto.h"
#include "training/training_record_store.h"
#include "training/training_service.h"

namespace champions::training {
namespace {

constexpr const char* kKind = "training record";
constexpr const char* kAuditKind = "training_record";

TrainingRecord LockFor(db::Transaction& tx, const std::string& id, const std::string& etag,
                       Verb verb) {
  auto current = store::LockRecord(tx, id);
  if (!current) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, current->version, kKind, id);
  CheckAllowed(verb, current->outcome);
  return *current;
}

// A champion has one record per course and day, so a record moves only to a day that is free; a
// withdrawn record holds its day too, since it may be recorded again.
void MoveTo(db::Transaction& tx, const std::string& completed_on, TrainingRecord* record) {
  if (completed_on.empty() || completed_on == record->completed_on) return;
  record->completed_on = completed_on;
  auto holder = store::HolderOfDay(tx, *record);
  if (!holder.empty()) throw AlreadyExists(kKind, holder);
}

v1::TrainingRecord Store(rpc::Call& call, db::Transaction& tx, const TrainingRecord& record,
                         const std::vector<std::string>& fields) {
  store::UpdateRecord(tx, record);
  call.Audit({.object_kind = kAuditKind,
              .object = record.id,
              .organisation_id = record.organisation_id,
              .fields = fields});
  return ToProto(*store::GetRecord(tx, record.id));
}

// One verb that ends a booking, on the day given or the one booked.
template <class Request>
v1::TrainingRecord Decide(rpc::Call& call, db::Transaction& tx, const Request& request, Verb verb,
                          const std::string& certificate = "") {
  auto record = LockFor(tx, request.id(), request.etag(), verb);
  record.outcome = After(verb);
  if (!certificate.empty()) record.certificate = certificate;
  record.reason.clear();
  MoveTo(tx, request.completed_on(), &record);
  return Store(call, tx, record, {"outcome", "completed_on", "certificate"});
}

// A record that becomes a booking again needs its run; the run is locked before the record, as
// whoever cancels it does.
void CheckRunStillHeld(db::Transaction& tx, const v1::CorrectTrainingRequest& request) {
  if (request.outcome() != v1::TRAINING_OUTCOME_BOOKED) return;
  auto record = store::GetRecord(tx, request.id());
  if (!record || record->course_run.empty()) return;
  auto run = store::LockRun(tx, record->course_run);
  if (run) CheckNotCancelled(*run);
}

}  // namespace

grpc::Status TrainingService::AttendTraining(grpc::ServerContext* context,
                                             const v1::AttendTrainingRequest* request,
                                             v1::AttendTrainingResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    *response->mutable_training_record() = Decide(call, tx, *request, Verb::kAttend);
  });
}

grpc::Status TrainingService::CompleteTraining(grpc::ServerContext* context,
                                               const v1::CompleteTrainingRequest* request,
                                               v1::CompleteTrainingResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    *response->mutable_training_record() =
        Decide(call, tx, *request, Verb::kComplete, request->certificate());
  });
}

grpc::Status TrainingService::FailTraining(grpc::ServerContext* context,
                                           const v1::FailTrainingRequest* request,
                                           v1::FailTrainingResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    *response->mutable_training_record() = Decide(call, tx, *request, Verb::kFail);
  });
}

grpc::Status TrainingService::MissTraining(grpc::ServerContext* context,
                                           const v1::MissTrainingRequest* request,
                                           v1::MissTrainingResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    *response->mutable_training_record() = Decide(call, tx, *request, Verb::kMiss);
  });
}

grpc::Status TrainingService::CorrectTraining(grpc::ServerContext* context,
                                              const v1::CorrectTrainingRequest* request,
                                              v1::CorrectTrainingResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto outcome = FromProto(request->outcome());
    CheckNamedOutcome("outcome", outcome);
    CheckRunStillHeld(tx, *request);
    auto record = LockFor(tx, request->id(), request->etag(), Verb::kCorrect);
    // A certificate belongs to a completion: it goes with it, and stays where none is given.
    if (!request->certificate().empty()) {
      record.certificate = request->certificate();
    } else if (outcome != Outcome::kCompleted) {
      record.certificate.clear();
    }
    record.outcome = outcome;
    record.reason = request->reason();
    MoveTo(tx, request->completed_on(), &record);
    *response->mutable_training_record() =
        Store(call, tx, record, {"outcome", "completed_on", "certificate", "reason"});
  });
}

grpc::Status TrainingService::WithdrawTraining(grpc::ServerContext* context,
                                               const v1::WithdrawTrainingRequest* request,
                                               v1::WithdrawTrainingResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto record = LockFor(tx, request->id(), request->etag(), Verb::kWithdraw);
    record.outcome = After(Verb::kWithdraw);
    record.reason = request->reason();
    *response->mutable_training_record() = Store(call, tx, record, {"outcome", "reason"});
  });
}

}  // namespace champions::training
