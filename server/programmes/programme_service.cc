#include "programmes/programme_service.h"

#include "base/refusal.h"
#include "programmes/programme_store.h"
#include "programmes/programmes_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::programmes {
namespace {

constexpr const char* kKind = "programme";

v1::Programme ToProto(const Programme& programme) {
  v1::Programme proto;
  proto.set_code(programme.code);
  proto.set_name(programme.name);
  proto.set_state(rpc::FromLabel<v1::ProgrammeState>(StateName(programme.state)));
  proto.set_starts_on(programme.starts_on);
  proto.set_ends_on(programme.ends_on);
  proto.set_etag(rpc::Etag(programme.version));
  rpc::SetTimestamp(programme.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(programme.updated_at_us, proto.mutable_update_time());
  return proto;
}

// What a caller may set; the state moves by verbs alone.
Programme FromProto(const v1::Programme& proto) {
  return {.code = proto.code(),
          .name = proto.name(),
          .starts_on = proto.starts_on(),
          .ends_on = proto.ends_on()};
}

Programme LockFor(db::Transaction& tx, const std::string& code, const std::string& etag) {
  auto current = store::Lock(tx, code);
  if (!current) throw NotFound(kKind, code);
  rpc::CheckEtag(etag, current->version, kKind, code);
  return *current;
}

// One verb on one programme.
template <class Request, class Response>
void Move(rpc::Call& call, db::Transaction& tx, const Request& request, Verb verb,
          Response* response) {
  auto current = LockFor(tx, request.code(), request.etag());
  current.state = After(verb, current.state);
  *response->mutable_programme() = ToProto(store::Update(tx, current));
  call.Audit({.object_kind = kKind, .object = request.code(), .fields = {"state"}});
}

}  // namespace

grpc::Status ProgrammeService::CreateProgramme(grpc::ServerContext* context,
                                               const v1::CreateProgrammeRequest* request,
                                               v1::CreateProgrammeResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto given = FromProto(request->programme());
    CheckProgramme(given);
    auto created = store::Insert(tx, given);
    if (!created) throw AlreadyExists(kKind, given.code);
    call.Audit({.object_kind = kKind, .object = created->code});
    *response->mutable_programme() = ToProto(*created);
  });
}

grpc::Status ProgrammeService::GetProgramme(grpc::ServerContext* context,
                                            const v1::GetProgrammeRequest* request,
                                            v1::GetProgrammeResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::Get(tx, request->code());
    if (!found) throw NotFound(kKind, request->code());
    *response->mutable_programme() = ToProto(*found);
  });
}

grpc::Status ProgrammeService::ListProgrammes(grpc::ServerContext* context,
                                              const v1::ListProgrammesRequest* request,
                                              v1::ListProgrammesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectProgrammes, "p.id", "int");
    query.Where("p.state = ?::programme_state", rpc::Label(request->state()));
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"code", "p.code", "text"}, {"name", "p.name", "text"}},
                               response->mutable_next_page_token())) {
      *response->add_programmes() = ToProto(store::FromRow(row));
    }
  });
}

grpc::Status ProgrammeService::UpdateProgramme(grpc::ServerContext* context,
                                               const v1::UpdateProgrammeRequest* request,
                                               v1::UpdateProgrammeResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->programme();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Programme::descriptor());
    auto current = LockFor(tx, given.code(), given.etag());
    auto merged = ToProto(current);
    rpc::CopyFields(fields, given, &merged);
    auto changed = FromProto(merged);
    changed.id = current.id;
    changed.state = current.state;
    CheckProgramme(changed);
    *response->mutable_programme() = ToProto(store::Update(tx, changed));
    call.Audit(
        {.object_kind = kKind, .object = given.code(), .fields = {fields.begin(), fields.end()}});
  });
}

grpc::Status ProgrammeService::ActivateProgramme(grpc::ServerContext* context,
                                                 const v1::ActivateProgrammeRequest* request,
                                                 v1::ActivateProgrammeResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    Move(call, tx, *request, Verb::kActivate, response);
  });
}

grpc::Status ProgrammeService::FacilitateProgramme(grpc::ServerContext* context,
                                                   const v1::FacilitateProgrammeRequest* request,
                                                   v1::FacilitateProgrammeResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    Move(call, tx, *request, Verb::kFacilitate, response);
  });
}

grpc::Status ProgrammeService::CloseProgramme(grpc::ServerContext* context,
                                              const v1::CloseProgrammeRequest* request,
                                              v1::CloseProgrammeResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    Move(call, tx, *request, Verb::kClose, response);
  });
}

}  // namespace champions::programmes
