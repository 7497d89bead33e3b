#include "reach/reach_service.h"

#include "base/refusal.h"
#include "reach/reach_proto.h"
#include "reach/reach_sql.h"
#include "reach/reach_store.h"
#include "rpc/convert.h"
#include "rpc/hot_call.h"
#include "rpc/list_query.h"

namespace champions::reach {
namespace {

constexpr const char* kKind = "reach";

Reach LockRecorded(db::Transaction& tx, const sealing::Vault& vault, const std::string& id,
                   const std::string& etag, const std::string& verb) {
  auto found = store::Lock(tx, vault, id);
  if (!found) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, found->version, kKind, id);
  if (found->state != "RECORDED") throw TransitionNotAllowed(kKind, verb, found->state, {});
  return *found;
}

// The record as stored now; reading its note is reading personal data.
v1::Reach Reread(rpc::Call& call, db::Transaction& tx, const sealing::Vault& vault,
                 const std::string& id, std::vector<std::string> fields) {
  auto stored = *store::Get(tx, vault, id);
  call.Audit({.object_kind = kKind,
              .object = id,
              .organisation_id = stored.organisation_id,
              .fields = std::move(fields)});
  return ToProto(stored, call.principal().personal());
}

// A caller who may not see the note cannot take it over unseen into a whole new record.
void CheckNoteField(const rpc::Call& call, std::set<std::string>& fields, bool named) {
  if (call.principal().personal() || !fields.count("note")) return;
  if (named) {
    throw Refusal(Code::kPermissionDenied, "PERMISSION_DENIED",
                  "the note of a stored record is personal data: it takes personal");
  }
  fields.erase("note");
}

}  // namespace

grpc::ServerUnaryReactor* ReachService::LogReach(grpc::CallbackServerContext* context,
                                                 const v1::LogReachRequest* request,
                                                 v1::LogReachResponse* response) {
  auto start = [this, request, response](rpc::Call call, rpc::HotCall* hot) {
    bool personal = call.principal().personal();
    auto unit = MakeUnit(std::move(call), {FromProto(request->reach())}, {"reach"});
    if (request->validate_only()) {
      hot->InTransactionLater(
          unit.call, true,
          [unit, response, personal, &vault = spine_.vault](rpc::Call& call, db::Transaction& tx) {
            auto logged = TryLog(call, tx, vault, unit);
            *response->mutable_reach() = ToProto(logged[0], personal);
          });
      return;
    }
    if (!unit.call.request_id.empty()) unit.body_hash = rpc::BodyHash(*request);
    unit.is_cancelled = [hot] { return hot->cancelled(); };
    unit.done = [hot, response, personal](const Unit& logged,
                                          const std::optional<Refusal>& refusal) {
      if (!refusal) *response->mutable_reach() = ToProto(logged.reaches[0], personal);
      hot->Complete(refusal);
    };
    group_.Push(std::move(unit));
  };
  auto has_room = [this](const auth::Principal& principal) { return group_.HasRoom(principal); };
  return rpc::HotCall::Serve(spine_, context, request, response, has_room, start);
}

grpc::Status ReachService::BatchLogReach(grpc::ServerContext* context,
                                         const v1::BatchLogReachRequest* request,
                                         v1::BatchLogReachResponse* response) {
  return rpc::ServeDirect(spine_, context, *request, response, [&](rpc::Call& call) {
    std::vector<Reach> reaches;
    std::vector<std::string> paths;
    for (int i = 0; i < request->reaches_size(); ++i) {
      reaches.push_back(FromProto(request->reaches(i)));
      paths.push_back("reaches[" + std::to_string(i) + "]");
    }
    auto unit = MakeUnit(call, std::move(reaches), std::move(paths));
    auto answer = [&](const std::vector<Reach>& logged) {
      response->Clear();
      for (const auto& reach : logged) {
        *response->add_reaches() = ToProto(reach, call.principal().personal());
      }
    };
    if (request->validate_only()) {
      rpc::InTransaction(spine_, call, nullptr, nullptr, true,
                         [&](rpc::Call& call, db::Transaction& tx) {
                           answer(TryLog(call, tx, spine_.vault, unit));
                         });
      return;
    }
    if (!call.request_id.empty()) unit.body_hash = rpc::BodyHash(*request);
    unit.is_cancelled = [context] { return context->IsCancelled(); };
    answer(group_.LogAndWait(std::move(unit)));
  });
}

grpc::Status ReachService::AmendReach(grpc::ServerContext* context,
                                      const v1::AmendReachRequest* request,
                                      v1::AmendReachResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Reach::descriptor());
    CheckNoteField(call, fields, request->update_mask().paths_size() > 0);
    auto current = LockRecorded(tx, spine_.vault, request->id(), request->etag(), "AmendReach");
    auto merged = ToProto(current, true);
    rpc::CopyFields(fields, request->reach(), &merged);
    auto changed = FromProto(merged);
    auto violations = CheckRules(changed, "reach");
    if (!violations.empty()) throw InvalidFields(std::move(violations));
    changed.id = current.id;
    changed.state = current.state;
    changed.version = current.version;
    auto refusal = store::Resolve(tx, changed, "reach");
    if (refusal) throw *refusal;
    changed.reason = request->reason();
    store::Change(tx, changed);
    if (changed.note != current.note) store::ChangeNote(tx, spine_.vault, changed);
    *response->mutable_reach() =
        Reread(call, tx, spine_.vault, current.id, {fields.begin(), fields.end()});
  });
}

grpc::Status ReachService::VoidReach(grpc::ServerContext* context,
                                     const v1::VoidReachRequest* request,
                                     v1::VoidReachResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = LockRecorded(tx, spine_.vault, request->id(), request->etag(), "VoidReach");
    current.state = "VOIDED";
    current.reason = request->reason();
    store::Change(tx, current);
    *response->mutable_reach() = Reread(call, tx, spine_.vault, current.id, {"state"});
  });
}

grpc::Status ReachService::GetReach(grpc::ServerContext* context,
                                    const v1::GetReachRequest* request,
                                    v1::GetReachResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto found = store::Get(tx, spine_.vault, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_reach() = ToProto(*found, call.principal().personal());
    if (response->reach().note().empty()) return;
    call.Audit({.object_kind = kKind,
                .object = found->id,
                .organisation_id = found->organisation_id,
                .fields = {"note"}});
  });
}

grpc::Status ReachService::ListReaches(grpc::ServerContext* context,
                                       const v1::ListReachesRequest* request,
                                       v1::ListReachesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectReaches, "r.id", "uuid");
    query.PartByOrganisation("reach r", request->organisation());
    query.WhereIndexed("r.external_id = ?", request->external_id(), {});
    query.WhereIndexed("r.activity_id = ?::uuid", request->activity(), {});
    if (request->state() == v1::REACH_STATE_VOIDED) {
      query.WhereIndexed("r.state = 'VOIDED'", "VOIDED", {});
    } else {
      query.Where("r.state = ?::reach_state", rpc::Label(request->state()));
    }
    query.WhereIndexed("r.ward = ?", request->ward(), {"id"});
    query.WhereIndexed("r.programme_id = (select id from programme where code = ?)",
                       request->programme(), {"id"});
    query.WhereRange("r.occurred_on >= ?::date", request->from(), "occurred_on");
    query.WhereRange("r.occurred_on <= ?::date", request->to(), "occurred_on");
    query.Where("r.mode = any (?::reach_mode[])", rpc::Labels<v1::ReachMode>(request->modes()));
    query.Where("r.topic = any (?::reach_topic[])", rpc::Labels<v1::ReachTopic>(request->topics()));
    std::vector<rpc::SortKey> orders = {{"id", "r.id", "uuid"},
                                        {"occurred_on", "r.occurred_on", "date"},
                                        {"record_time", "r.recorded_at", "timestamptz"}};
    // Days are found in their own order; in another they lie anywhere.
    if (!request->from().empty() || !request->to().empty()) std::swap(orders[0], orders[1]);
    int notes = 0;
    for (auto row :
         query.Page(spine_, call, tx, *request, orders, response->mutable_next_page_token())) {
      auto* reach = response->add_reaches();
      *reach = ToProto(store::FromRow(spine_.vault, row), call.principal().personal());
      notes += reach->note().empty() ? 0 : 1;
    }
    if (notes > 0) call.Audit({.object_kind = kKind, .objects = notes, .fields = {"note"}});
  });
}

}  // namespace champions::reach
