// Enrolments: the methods of ChampionService that are about programmes. They hold no personal data.
#include "base/refusal.h"
#include "champions/champion_convert.h"
#include "champions/champion_service.h"
#include "champions/champions_sql.h"
#include "champions/enrolment_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::champions {
namespace {

constexpr const char* kKind = "enrolment";

}  // namespace

grpc::Status ChampionService::CreateEnrolment(grpc::ServerContext* context,
                                              const v1::CreateEnrolmentRequest* request,
                                              v1::CreateEnrolmentResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->enrolment();
    auto organisation = store::FindOrganisationOfChampion(tx, given.champion());
    if (!organisation) throw NotFound("champion", given.champion());
    auto programme = store::FindProgramme(tx, given.programme());
    if (!programme) throw NotFound("programme", given.programme());
    auto id = store::InsertEnrolment(tx,
                                     {.organisation_id = *organisation,
                                      .champion = given.champion(),
                                      .enrolled_on = given.enrolled_on()},
                                     *programme);
    if (!id) {
      throw AlreadyExists(
          kKind, given.champion() + " in " + given.programme() + " on " + given.enrolled_on());
    }
    *response->mutable_enrolment() = ToProto(*store::GetEnrolment(tx, *id));
    call.Audit({.object_kind = kKind, .object = *id, .organisation_id = *organisation});
  });
}

grpc::Status ChampionService::GetEnrolment(grpc::ServerContext* context,
                                           const v1::GetEnrolmentRequest* request,
                                           v1::GetEnrolmentResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetEnrolment(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_enrolment() = ToProto(*found);
  });
}

grpc::Status ChampionService::ListEnrolments(grpc::ServerContext* context,
                                             const v1::ListEnrolmentsRequest* request,
                                             v1::ListEnrolmentsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectEnrolments, "e.id", "uuid");
    query.PartByOrganisation("enrolment e", request->organisation());
    query.WhereIndexed("e.champion_id = ?::uuid", request->champion(), {});
    query.WhereIndexed("e.programme_id = (select id from programme where code = ?)",
                       request->programme(), {"id", "enrolled_on"});
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"id", "e.id", "uuid"}, {"enrolled_on", "e.enrolled_on", "date"}},
                               response->mutable_next_page_token())) {
      *response->add_enrolments() = ToProto(store::EnrolmentFromRow(row));
    }
  });
}

grpc::Status ChampionService::LeaveProgramme(grpc::ServerContext* context,
                                             const v1::LeaveProgrammeRequest* request,
                                             v1::LeaveProgrammeResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto current = store::LockEnrolment(tx, request->id());
    if (!current) throw NotFound(kKind, request->id());
    rpc::CheckEtag(request->etag(), current->version, kKind, request->id());
    store::EndEnrolment(tx, Ended(*current, request->ended_on(), request->end_reason()));
    *response->mutable_enrolment() = ToProto(*store::GetEnrolment(tx, current->id));
    call.Audit({.object_kind = kKind,
                .object = current->id,
                .organisation_id = current->organisation_id,
                .fields = {"end_reason", "ended_on"}});
  });
}

}  // namespace champions::champions
