#include "base/refusal.h"
#include "privacy/privacy_proto.h"
#include "privacy/privacy_service.h"
#include "privacy/privacy_sql.h"
#include "privacy/privacy_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::privacy {
namespace {

constexpr const char* kKind = "processing_activity";

}  // namespace

grpc::Status PrivacyService::CreateProcessingActivity(
    grpc::ServerContext* context, const v1::CreateProcessingActivityRequest* request,
    v1::CreateProcessingActivityResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto today = store::Now(tx).today;
    auto activity = FromProto(request->processing_activity(), {});
    Refuse(CheckActivity(activity, today));
    if (!store::Insert(tx, activity)) throw AlreadyExists(kKind, activity.code);
    call.Audit({.object_kind = kKind, .object = activity.code});
    *response->mutable_processing_activity() =
        ToProto(*store::GetActivity(tx, activity.code), today);
  });
}

grpc::Status PrivacyService::GetProcessingActivity(grpc::ServerContext* context,
                                                   const v1::GetProcessingActivityRequest* request,
                                                   v1::GetProcessingActivityResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetActivity(tx, request->code());
    if (!found) throw NotFound(kKind, request->code());
    *response->mutable_processing_activity() = ToProto(*found, store::Now(tx).today);
  });
}

grpc::Status PrivacyService::ListProcessingActivities(
    grpc::ServerContext* context, const v1::ListProcessingActivitiesRequest* request,
    v1::ListProcessingActivitiesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto today = store::Now(tx).today;
    rpc::ListQuery query(sql::kSelectActivities, "a.id", "uuid");
    query.Where("a.lawful_basis = ?::lawful_basis", rpc::Label(request->lawful_basis()));
    if (request->review_overdue()) query.Where("a.review_due_on < ?::date", today);
    // One that has ended comes after all that are due.
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"code", "a.code", "text"},
                                {"review_due_on", "coalesce(a.review_due_on, 'infinity')", "date"}},
                               response->mutable_next_page_token())) {
      *response->add_processing_activities() = ToProto(store::ActivityFromRow(row), today);
    }
  });
}

grpc::Status PrivacyService::UpdateProcessingActivity(
    grpc::ServerContext* context, const v1::UpdateProcessingActivityRequest* request,
    v1::UpdateProcessingActivityResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->processing_activity();
    auto today = store::Now(tx).today;
    auto fields = rpc::MaskedFields(request->update_mask(), v1::ProcessingActivity::descriptor());
    auto current = store::LockActivity(tx, given.code());
    if (!current) throw NotFound(kKind, given.code());
    rpc::CheckEtag(given.etag(), current->version, kKind, given.code());
    auto merged = ToProto(*current, today);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged, *current);
    Refuse(CheckActivity(changed, today));
    store::Update(tx, changed);
    call.Audit(
        {.object_kind = kKind, .object = current->code, .fields = {fields.begin(), fields.end()}});
    *response->mutable_processing_activity() =
        ToProto(*store::GetActivity(tx, current->code), today);
  });
}

}  // namespace champions::privacy
