// RightsService: restriction of processing and objection to it.
#include "rights/record.h"
#include "rights/rights_service.h"
#include "rights/rights_sql.h"
#include "rights/rights_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::rights {
namespace {

constexpr const char* kRestriction = "champion_restriction";
constexpr const char* kObjection = "champion_objection";

v1::ChampionRestriction ToProto(const Restriction& restriction) {
  v1::ChampionRestriction proto;
  SetRecord(restriction, &proto);
  proto.set_ground(rpc::FromLabel<v1::RestrictionGround>(restriction.ground));
  proto.set_reason(restriction.reason);
  proto.set_subject_request(restriction.subject_request);
  proto.set_objection(restriction.objection);
  proto.set_told_on(restriction.told_on);
  proto.set_lift_reason(restriction.lift_reason);
  if (restriction.lifted_at_us) {
    rpc::SetTimestamp(*restriction.lifted_at_us, proto.mutable_lift_time());
  }
  return proto;
}

v1::ChampionObjection ToProto(const Objection& objection) {
  v1::ChampionObjection proto;
  SetRecord(objection, &proto);
  proto.set_purpose(rpc::FromLabel<v1::ChampionPurpose>(objection.purpose));
  proto.set_objected_on(objection.objected_on);
  proto.set_subject_request(objection.subject_request);
  proto.set_state(rpc::FromLabel<v1::ObjectionState>(objection.state));
  proto.set_told_on(objection.told_on);
  proto.set_reason(objection.reason);
  proto.set_erasure_due(ErasureDue(objection));
  return proto;
}

Refusal CannotLift(const std::string& reason, const std::string& message, const std::string& id) {
  return Refusal(Code::kFailedPrecondition, reason, message).With("restriction", id);
}

void CheckCanBeLifted(const Restriction& restriction) {
  if (restriction.lifted_at_us) {
    throw CannotLift("RESTRICTION_LIFTED", "this restriction was lifted before", restriction.id);
  }
  if (restriction.ground == "OBJECTION_PENDING") {
    throw CannotLift("OBJECTION_PENDING",
                     "this restriction waits for an objection: decide that, which lifts it",
                     restriction.id)
        .With("objection", restriction.objection);
  }
  if (restriction.ground == "ERASURE_DUE") {
    throw CannotLift("ERASURE_DUE",
                     "this person is to be erased: erase them, or record that they consent to "
                     "VOLUNTEERING anew",
                     restriction.id);
  }
}

void CheckTold(const std::string& told_on, const std::string& earliest, const std::string& what,
               const std::string& reason, const std::string& today) {
  Violations violations;
  CheckPast("told_on", told_on, today, &violations);
  CheckNotBefore("told_on", told_on, earliest, what, &violations);
  CheckText("reason", reason, &violations);
  Refuse(std::move(violations));
}

// What follows from an objection at once.
void Follow(db::Transaction& tx, const auth::Principal& who, const Objection& objection) {
  Restriction restriction;
  static_cast<Record&>(restriction) = objection;
  restriction.objection = objection.id;
  restriction.subject_request = objection.subject_request;
  if (objection.state == "PENDING" && RestrictsWhilePending(objection.purpose)) {
    restriction.ground = "OBJECTION_PENDING";
  } else if (objection.state == "UPHELD" && objection.purpose == "VOLUNTEERING") {
    restriction.ground = "ERASURE_DUE";
  } else {
    return;
  }
  store::Insert(tx, who, restriction);
}

}  // namespace

std::string CheckRequest(db::Transaction& tx, const std::string& request, const Record& champion,
                         const std::vector<std::string>& kinds) {
  if (request.empty()) return "";
  auto found = store::FindRequest(tx, request, champion.champion);
  if (!found) throw NotFoundAt("subject_request", "subject_request", request);
  std::string expected;
  for (const auto& one : kinds) {
    if (found->kind == one) return found->received_on;
    expected += (expected.empty() ? "" : ", ") + one;
  }
  throw InvalidField("subject_request",
                     "is of kind " + found->kind + ": expected one of " + expected);
}

grpc::Status RightsService::RestrictChampion(grpc::ServerContext* context,
                                             const v1::RestrictChampionRequest* request,
                                             v1::RestrictChampionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto ground = rpc::Label(request->ground());
    Violations violations;
    if (ground == "OBJECTION_PENDING" || ground == "ERASURE_DUE") {
      violations.push_back(
          {"ground", "is " + ground +
                         ": expected ACCURACY_CONTESTED, UNLAWFUL or LEGAL_CLAIM; "
                         "objections and withdrawals of consent bring the others"});
    }
    CheckText("reason", request->reason(), &violations);
    Refuse(std::move(violations));
    auto champion = LockedChampion(tx, request->champion());
    CheckRequest(tx, request->subject_request(), champion,
                 {"RESTRICTION", "RECTIFICATION", "ERASURE", "COMPLAINT"});
    Restriction restriction;
    static_cast<Record&>(restriction) = champion;
    restriction.ground = ground;
    restriction.reason = request->reason();
    restriction.subject_request = request->subject_request();
    auto id = store::Insert(tx, call.principal(), restriction);
    if (!id) throw AlreadyExists("restriction", champion.champion + " " + ground);
    AuditRight(call, champion, "restriction");
    *response->mutable_champion_restriction() = ToProto(*store::GetRestriction(tx, *id));
  });
}

grpc::Status RightsService::LiftChampionRestriction(
    grpc::ServerContext* context, const v1::LiftChampionRestrictionRequest* request,
    v1::LiftChampionRestrictionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto restriction =
        Locked(tx, &store::GetRestriction, kRestriction, request->id(), request->etag());
    CheckCanBeLifted(restriction);
    CheckTold(request->told_on(), restriction.restricted_on, "it was placed", request->reason(),
              store::Today(tx));
    restriction.told_on = request->told_on();
    restriction.lift_reason = request->reason();
    store::Lift(tx, call.principal(), restriction);
    AuditRight(call, restriction, "restriction");
    *response->mutable_champion_restriction() = ToProto(*store::GetRestriction(tx, restriction.id));
  });
}

grpc::Status RightsService::ListChampionRestrictions(
    grpc::ServerContext* context, const v1::ListChampionRestrictionsRequest* request,
    v1::ListChampionRestrictionsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectRestrictions, "r.id", "uuid");
    query.PartByOrganisation("champion_restriction r", request->organisation());
    query.WhereIndexed("r.champion_id = ?::uuid", request->champion(), {});
    if (request->standing()) query.Where("r.lifted_at is null");
    for (auto row : query.Page(spine_, call, tx, *request, {{"id", "r.id", "uuid"}},
                               response->mutable_next_page_token())) {
      *response->add_champion_restrictions() = ToProto(store::RestrictionFromRow(row));
    }
  });
}

grpc::Status RightsService::RecordChampionObjection(
    grpc::ServerContext* context, const v1::RecordChampionObjectionRequest* request,
    v1::RecordChampionObjectionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto today = store::Today(tx);
    Objection objection;
    objection.purpose = rpc::Label(request->purpose());
    objection.objected_on = request->objected_on().empty() ? today : request->objected_on();
    Violations violations;
    CheckPast("objected_on", objection.objected_on, today, &violations);
    Refuse(std::move(violations));
    static_cast<Record&>(objection) = LockedChampion(tx, request->champion());
    CheckRequest(tx, request->subject_request(), objection, {"OBJECTION", "COMPLAINT"});
    auto basis = store::GetBasis(tx, objection, objection.purpose);
    if (!IsObjectable(objection.purpose, basis ? basis->lawful_basis : "")) {
      throw Refusal(Code::kFailedPrecondition, "NOT_OBJECTABLE",
                    objection.purpose + " rests on " + basis->lawful_basis +
                        ", to which there is no right to object; consent is withdrawn instead")
          .With("champion", objection.champion)
          .With("lawful_basis", basis->lawful_basis);
    }
    objection.subject_request = request->subject_request();
    objection.state = objection.purpose == "CONTACT" ? "UPHELD" : "PENDING";
    auto id = store::Insert(tx, call.principal(), objection);
    if (!id) throw AlreadyExists("objection", objection.champion + " " + objection.purpose);
    objection.id = *id;
    Follow(tx, call.principal(), objection);
    AuditRight(call, objection, "objection");
    *response->mutable_champion_objection() = ToProto(*store::GetObjection(tx, *id));
  });
}

grpc::Status RightsService::DecideChampionObjection(
    grpc::ServerContext* context, const v1::DecideChampionObjectionRequest* request,
    v1::DecideChampionObjectionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto objection = Locked(tx, &store::GetObjection, kObjection, request->id(), request->etag());
    if (objection.state != "PENDING") {
      throw Refusal(Code::kFailedPrecondition, "OBJECTION_DECIDED",
                    "this objection is " + objection.state + ": expected one that is PENDING")
          .With("objection", objection.id)
          .With("state", objection.state);
    }
    CheckTold(request->told_on(), objection.objected_on, "they objected", request->reason(),
              store::Today(tx));
    objection.state = rpc::Label(request->decision());
    objection.told_on = request->told_on();
    objection.reason = request->reason();
    store::Decide(tx, call.principal(), objection);
    store::LiftForObjection(tx, call.principal(), objection, objection.told_on, objection.reason);
    Follow(tx, call.principal(), objection);
    AuditRight(call, objection, "objection");
    *response->mutable_champion_objection() = ToProto(*store::GetObjection(tx, objection.id));
  });
}

grpc::Status RightsService::ListChampionObjections(grpc::ServerContext* context,
                                                   const v1::ListChampionObjectionsRequest* request,
                                                   v1::ListChampionObjectionsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectObjections, "x.id", "uuid");
    query.PartByOrganisation("champion_objection x", request->organisation());
    query.WhereIndexed("x.champion_id = ?::uuid", request->champion(), {});
    query.Where("x.state = any (?::objection_state[])",
                rpc::Labels<v1::ObjectionState>(request->states()));
    for (auto row : query.Page(spine_, call, tx, *request, {{"id", "x.id", "uuid"}},
                               response->mutable_next_page_token())) {
      *response->add_champion_objections() = ToProto(store::ObjectionFromRow(row));
    }
  });
}

}  // namespace champions::rights
