#include "base/refusal.h"
#include "privacy/privacy_proto.h"
#include "privacy/privacy_service.h"
#include "privacy/privacy_sql.h"
#include "privacy/privacy_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::privacy {
namespace {

constexpr const char* kKind = "subject_request";

SubjectRequest LockOrRefuse(db::Transaction& tx, const std::string& id, const std::string& etag) {
  auto found = store::LockRequest(tx, id);
  if (!found) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, found->version, kKind, id);
  return *found;
}

v1::SubjectRequest Reread(rpc::Call& call, db::Transaction& tx, const std::string& id,
                          std::vector<std::string> fields) {
  call.Audit({.object_kind = kKind, .object = id, .fields = std::move(fields)});
  return ToProto(*store::GetRequest(tx, id), store::Now(tx).today);
}

// What is opened or changed, checked, with the day by which it is due.
SubjectRequest Checked(db::Transaction& tx, SubjectRequest request) {
  auto holidays = store::HolidaysAfter(tx, ClockStart(request));
  Refuse(CheckRequest(request, store::Now(tx).today, holidays));
  request.due_on = DueOn(request, holidays);
  return request;
}

void RequireChampion(db::Transaction& tx, const std::string& id) {
  if (!id.empty() && !store::ChampionExists(tx, id)) {
    throw NotFoundAt("subject_request.champion", "champion", id);
  }
}

}  // namespace

grpc::Status PrivacyService::OpenSubjectRequest(grpc::ServerContext* context,
                                                const v1::OpenSubjectRequestRequest* request,
                                                v1::OpenSubjectRequestResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto opened = Checked(tx, FromProto(request->subject_request(), SubjectRequest()));
    RequireChampion(tx, opened.champion);
    *response->mutable_subject_request() = Reread(call, tx, store::Insert(tx, opened), {});
  });
}

grpc::Status PrivacyService::GetSubjectRequest(grpc::ServerContext* context,
                                               const v1::GetSubjectRequestRequest* request,
                                               v1::GetSubjectRequestResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetRequest(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_subject_request() = ToProto(*found, store::Now(tx).today);
  });
}

grpc::Status PrivacyService::ListSubjectRequests(grpc::ServerContext* context,
                                                 const v1::ListSubjectRequestsRequest* request,
                                                 v1::ListSubjectRequestsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto today = store::Now(tx).today;
    rpc::ListQuery query(sql::kSelectRequests, "r.id", "uuid");
    query.Where("r.kind = any (?::subject_request_kind[])",
                rpc::Labels<v1::SubjectRequestKind>(request->kinds()));
    query.Where("r.state = any (?::subject_request_state[])",
                rpc::Labels<v1::SubjectRequestState>(request->states()));
    query.Where("r.champion_id = ?::uuid", request->champion());
    if (request->overdue()) {
      query.Where("r.clock_runs");
      query.Where("r.due_on < ?::date", today);
    }
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"received_on", "r.received_on", "date"}, {"id", "r.id", "uuid"}},
                               response->mutable_next_page_token())) {
      *response->add_subject_requests() = ToProto(store::RequestFromRow(row), today);
    }
  });
}

grpc::Status PrivacyService::UpdateSubjectRequest(grpc::ServerContext* context,
                                                  const v1::UpdateSubjectRequestRequest* request,
                                                  v1::UpdateSubjectRequestResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->subject_request();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::SubjectRequest::descriptor());
    auto current = LockOrRefuse(tx, given.id(), given.etag());
    RequestAfter("UpdateSubjectRequest", current.state);
    auto merged = ToProto(current, store::Now(tx).today);
    rpc::CopyFields(fields, given, &merged);
    auto changed = Checked(tx, FromProto(merged, current));
    if (changed.champion != current.champion) RequireChampion(tx, changed.champion);
    store::Update(tx, changed);
    *response->mutable_subject_request() =
        Reread(call, tx, current.id, {fields.begin(), fields.end()});
  });
}

grpc::Status PrivacyService::ExtendSubjectRequest(grpc::ServerContext* context,
                                                  const v1::ExtendSubjectRequestRequest* request,
                                                  v1::ExtendSubjectRequestResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = LockOrRefuse(tx, request->id(), request->etag());
    auto holidays = store::HolidaysAfter(tx, ClockStart(current));
    auto extended = Extended(current, request->months(), request->extended_on(), request->reason(),
                             store::Now(tx).today, holidays);
    extended.due_on = DueOn(extended, holidays);
    store::Update(tx, extended);
    *response->mutable_subject_request() =
        Reread(call, tx, current.id, {"extended_months", "extended_on", "extension_reason"});
  });
}

grpc::Status PrivacyService::AcknowledgeComplaint(grpc::ServerContext* context,
                                                  const v1::AcknowledgeComplaintRequest* request,
                                                  v1::AcknowledgeComplaintResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = LockOrRefuse(tx, request->id(), request->etag());
    store::Update(tx, Acknowledged(current, request->acknowledged_on(), store::Now(tx).today));
    *response->mutable_subject_request() = Reread(call, tx, current.id, {"acknowledged_on"});
  });
}

grpc::Status PrivacyService::AnswerSubjectRequest(grpc::ServerContext* context,
                                                  const v1::AnswerSubjectRequestRequest* request,
                                                  v1::AnswerSubjectRequestResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = LockOrRefuse(tx, request->id(), request->etag());
    store::Update(tx, Answered(current, request->answered_on(), store::Now(tx).today));
    *response->mutable_subject_request() = Reread(call, tx, current.id, {"answered_on", "state"});
  });
}

grpc::Status PrivacyService::RefuseSubjectRequest(grpc::ServerContext* context,
                                                  const v1::RefuseSubjectRequestRequest* request,
                                                  v1::RefuseSubjectRequestResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = LockOrRefuse(tx, request->id(), request->etag());
    store::Update(
        tx, Refused(current, request->answered_on(), request->reason(), store::Now(tx).today));
    *response->mutable_subject_request() =
        Reread(call, tx, current.id, {"answered_on", "reason", "state"});
  });
}

}  // namespace champions::privacy
