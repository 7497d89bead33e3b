#include "organisations/organisation_service.h"

#include "base/refusal.h"
#include "organisations/organisation_store.h"
#include "organisations/organisations_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::organisations {
namespace {

constexpr const char* kKind = "organisation";

v1::Organisation ToProto(const Organisation& organisation) {
  v1::Organisation proto;
  proto.set_code(organisation.code);
  proto.set_name(organisation.name);
  proto.set_identifier(organisation.identifier);
  for (const auto& community : organisation.communities) proto.add_communities(community);
  proto.set_etag(rpc::Etag(organisation.version));
  rpc::SetTimestamp(organisation.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(organisation.updated_at_us, proto.mutable_update_time());
  return proto;
}

// What a caller may set.
Organisation FromProto(const v1::Organisation& proto) {
  return {.code = proto.code(),
          .name = proto.name(),
          .identifier = proto.identifier(),
          .communities = {proto.communities().begin(), proto.communities().end()}};
}

}  // namespace

grpc::Status OrganisationService::CreateOrganisation(grpc::ServerContext* context,
                                                     const v1::CreateOrganisationRequest* request,
                                                     v1::CreateOrganisationResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto created = store::Insert(tx, FromProto(request->organisation()));
    if (!created) throw AlreadyExists(kKind, request->organisation().code());
    call.Audit({.object_kind = kKind, .object = created->code, .organisation_id = created->id});
    *response->mutable_organisation() = ToProto(*created);
  });
}

grpc::Status OrganisationService::GetOrganisation(grpc::ServerContext* context,
                                                  const v1::GetOrganisationRequest* request,
                                                  v1::GetOrganisationResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::Get(tx, request->code());
    if (!found) throw NotFound(kKind, request->code());
    *response->mutable_organisation() = ToProto(*found);
  });
}

grpc::Status OrganisationService::ListOrganisations(grpc::ServerContext* context,
                                                    const v1::ListOrganisationsRequest* request,
                                                    v1::ListOrganisationsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectOrganisations, "o.id", "int");
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"code", "o.code", "text"}, {"name", "o.name", "text"}},
                               response->mutable_next_page_token())) {
      *response->add_organisations() = ToProto(store::FromRow(row));
    }
  });
}

grpc::Status OrganisationService::UpdateOrganisation(grpc::ServerContext* context,
                                                     const v1::UpdateOrganisationRequest* request,
                                                     v1::UpdateOrganisationResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->organisation();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Organisation::descriptor());
    auto current = store::Lock(tx, given.code());
    if (!current) throw NotFound(kKind, given.code());
    rpc::CheckEtag(given.etag(), current->version, kKind, given.code());
    auto merged = ToProto(*current);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    changed.id = current->id;
    *response->mutable_organisation() = ToProto(store::Update(tx, changed));
    call.Audit({.object_kind = kKind,
                .object = given.code(),
                .organisation_id = current->id,
                .fields = {fields.begin(), fields.end()}});
  });
}

}  // namespace champions::organisations
