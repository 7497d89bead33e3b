#include "base/refusal.h"
#include "privacy/privacy_proto.h"
#include "privacy/privacy_service.h"
#include "privacy/privacy_sql.h"
#include "privacy/privacy_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::privacy {
namespace {

constexpr const char* kKind = "breach";

Breach LockOrRefuse(db::Transaction& tx, const std::string& id, const std::string& etag) {
  auto found = store::LockBreach(tx, id);
  if (!found) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, found->version, kKind, id);
  return *found;
}

v1::Breach Reread(rpc::Call& call, db::Transaction& tx, const std::string& id,
                  std::vector<std::string> fields) {
  call.Audit({.object_kind = kKind, .object = id, .fields = std::move(fields)});
  return ToProto(*store::GetBreach(tx, id), store::Now(tx).now_us);
}

void Check(db::Transaction& tx, const Breach& breach) {
  Refuse(CheckBreach(breach, store::Now(tx), store::LondonDay(tx, breach.discovered_at_us)));
}

}  // namespace

grpc::Status PrivacyService::OpenBreach(grpc::ServerContext* context,
                                        const v1::OpenBreachRequest* request,
                                        v1::OpenBreachResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto breach = FromProto(request->breach(), Breach());
    Check(tx, breach);
    *response->mutable_breach() = Reread(call, tx, store::Insert(tx, breach), {});
  });
}

grpc::Status PrivacyService::GetBreach(grpc::ServerContext* context,
                                       const v1::GetBreachRequest* request,
                                       v1::GetBreachResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetBreach(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_breach() = ToProto(*found, store::Now(tx).now_us);
  });
}

grpc::Status PrivacyService::ListBreaches(grpc::ServerContext* context,
                                          const v1::ListBreachesRequest* request,
                                          v1::ListBreachesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto now_us = store::Now(tx).now_us;
    rpc::ListQuery query(sql::kSelectBreaches, "b.id", "uuid");
    query.Where("b.state = any (?::breach_state[])",
                rpc::Labels<v1::BreachState>(request->states()));
    query.Where("b.risk = any (?::breach_risk[])", rpc::Labels<v1::BreachRisk>(request->risks()));
    if (request->overdue()) {
      query.Where("b.clock_runs");
      query.Where("b.due_at < from_epoch_us(?::bigint)", std::to_string(now_us));
    }
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"discovered_at", "b.discovered_at", "timestamptz"},
                                {"due_at", "b.due_at", "timestamptz"}},
                               response->mutable_next_page_token())) {
      *response->add_breaches() = ToProto(store::BreachFromRow(row), now_us);
    }
  });
}

grpc::Status PrivacyService::UpdateBreach(grpc::ServerContext* context,
                                          const v1::UpdateBreachRequest* request,
                                          v1::UpdateBreachResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->breach();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Breach::descriptor());
    auto current = LockOrRefuse(tx, given.id(), given.etag());
    BreachAfter("UpdateBreach", current.state);
    auto merged = ToProto(current, store::Now(tx).now_us);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged, current);
    Check(tx, changed);
    store::Update(tx, changed);
    *response->mutable_breach() = Reread(call, tx, current.id, {fields.begin(), fields.end()});
  });
}

grpc::Status PrivacyService::AssessBreach(grpc::ServerContext* context,
                                          const v1::AssessBreachRequest* request,
                                          v1::AssessBreachResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto breach = LockOrRefuse(tx, request->id(), request->etag());
    store::Update(tx, Assessed(breach, rpc::Label(request->risk())));
    *response->mutable_breach() = Reread(call, tx, breach.id, {"risk", "state"});
  });
}

grpc::Status PrivacyService::NotifyBreach(grpc::ServerContext* context,
                                          const v1::NotifyBreachRequest* request,
                                          v1::NotifyBreachResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto breach = LockOrRefuse(tx, request->id(), request->etag());
    store::Update(tx, Notified(breach, rpc::ToMicros(request->notified_at()), request->reference(),
                               request->delay_reason(), store::Now(tx)));
    *response->mutable_breach() =
        Reread(call, tx, breach.id, {"notified_at", "reference", "delay_reason", "state"});
  });
}

grpc::Status PrivacyService::WaiveBreachNotification(
    grpc::ServerContext* context, const v1::WaiveBreachNotificationRequest* request,
    v1::WaiveBreachNotificationResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto breach = LockOrRefuse(tx, request->id(), request->etag());
    store::Update(tx, Waived(breach, request->reason()));
    *response->mutable_breach() = Reread(call, tx, breach.id, {"waive_reason", "state"});
  });
}

grpc::Status PrivacyService::InformBreachPeople(grpc::ServerContext* context,
                                                const v1::InformBreachPeopleRequest* request,
                                                v1::InformBreachPeopleResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto breach = LockOrRefuse(tx, request->id(), request->etag());
    store::Update(tx, Informed(breach, rpc::ToMicros(request->informed_at()), store::Now(tx)));
    *response->mutable_breach() = Reread(call, tx, breach.id, {"people_informed_at"});
  });
}

grpc::Status PrivacyService::CloseBreach(grpc::ServerContext* context,
                                         const v1::CloseBreachRequest* request,
                                         v1::CloseBreachResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto breach = LockOrRefuse(tx, request->id(), request->etag());
    store::Update(tx, Closed(breach, request->reason()));
    *response->mutable_breach() = Reread(call, tx, breach.id, {"close_reason", "state"});
  });
}

}  // namespace champions::privacy
