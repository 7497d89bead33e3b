#include "cases/case_service.h"

#include "auth/token.h"
#include "base/refusal.h"
#include "cases/case_store.h"
#include "cases/cases_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::cases {
namespace {

constexpr const char* kKind = "case";

v1::Case ToProto(const Case& from) {
  v1::Case proto;
  proto.set_id(from.id);
  proto.set_organisation(from.organisation);
  proto.set_champion(from.champion);
  proto.set_kind(rpc::FromLabel<v1::CaseKind>(from.kind));
  proto.set_noticed_on(from.noticed_on);
  proto.set_account(from.account);
  proto.set_state(rpc::FromLabel<v1::CaseState>(from.state));
  proto.set_referred_to(from.referred_to);
  proto.set_referred_on(from.referred_on);
  proto.set_outcome(from.outcome);
  proto.set_raised_by(from.raised_by);
  proto.set_etag(rpc::Etag(from.version));
  rpc::SetTimestamp(from.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(from.updated_at_us, proto.mutable_update_time());
  return proto;
}

v1::CaseNote ToProto(const Note& note) {
  v1::CaseNote proto;
  proto.set_id(note.id);
  proto.set_case_(note.case_id);
  proto.set_text(note.text);
  proto.set_author(note.author);
  rpc::SetTimestamp(note.created_at_us, proto.mutable_create_time());
  return proto;
}

// What a caller may set.
Case FromProto(const v1::Case& proto) {
  return {.organisation = proto.organisation(),
          .champion = proto.champion(),
          .kind = rpc::Label(proto.kind()),
          .noticed_on = proto.noticed_on(),
          .account = proto.account()};
}

void Refuse(std::vector<FieldViolation> violations) {
  if (!violations.empty()) throw InvalidFields(std::move(violations));
}

store::Actor ActorOf(const rpc::Call& call) {
  return {call.principal().key_id, call.principal().user_id};
}

void Audit(rpc::Call& call, const Case& about, std::vector<std::string> fields) {
  call.Audit({.object_kind = kKind,
              .object = about.id,
              .organisation_id = about.organisation_id,
              .fields = std::move(fields)});
}

// Each case that was read, so that the log tells of each who has read it.
v1::Case ReadCase(rpc::Call& call, const store::Stored& stored) {
  std::vector<std::string> fields = {"account"};
  if (!stored.content.referred_to.empty()) fields.push_back("referred_to");
  if (!stored.content.outcome.empty()) fields.push_back("outcome");
  Audit(call, stored.content, std::move(fields));
  return ToProto(stored.content);
}

store::Stored GetOrRefuse(const rpc::Spine& spine, db::Transaction& tx, const std::string& id) {
  auto found = store::Get(tx, spine.vault, id);
  if (!found) throw NotFound(kKind, id);
  return std::move(*found);
}

store::Stored LockOrRefuse(const rpc::Spine& spine, db::Transaction& tx, const std::string& id,
                           const std::string& etag, std::string* today) {
  auto found = store::Lock(tx, spine.vault, id, today);
  if (!found) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, found->content.version, kKind, id);
  return std::move(*found);
}

// Stores what a verb changed, and gives it as it is now.
v1::Case Change(const rpc::Spine& spine, rpc::Call& call, db::Transaction& tx,
                store::Stored* changed, std::vector<std::string> fields) {
  store::Update(tx, spine.vault, changed);
  Audit(call, changed->content, std::move(fields));
  return ToProto(store::Get(tx, spine.vault, changed->content.id)->content);
}

}  // namespace

grpc::Status CaseService::RaiseConcern(grpc::ServerContext* context,
                                       const v1::RaiseConcernRequest* request,
                                       v1::RaiseConcernResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto concern = FromProto(request->case_());
    auto references = store::Resolve(tx, concern);
    Refuse(CheckConcern(concern, references.today));
    concern.organisation_id = references.organisation_id;
    concern.id = auth::NewUuid();
    store::Insert(tx, spine_.vault, concern, references, ActorOf(call));
    Audit(call, concern, {});
    response->set_id(concern.id);
    rpc::SetTimestamp(references.now_us, response->mutable_create_time());
    response->set_no_lead(!references.has_lead);
  });
}

grpc::Status CaseService::GetCase(grpc::ServerContext* context, const v1::GetCaseRequest* request,
                                  v1::GetCaseResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    *response->mutable_case_() = ReadCase(call, GetOrRefuse(spine_, tx, request->id()));
  });
}

grpc::Status CaseService::ListCases(grpc::ServerContext* context,
                                    const v1::ListCasesRequest* request,
                                    v1::ListCasesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectCases, "c.id", "uuid");
    query.PartByOrganisation("safeguarding_case c", request->organisation());
    query.Where("c.state = any (?::case_state[])", rpc::Labels<v1::CaseState>(request->states()));
    query.Where("c.kind = any (?::case_kind[])", rpc::Labels<v1::CaseKind>(request->kinds()));
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"id", "c.id", "uuid"}, {"noticed_on", "c.noticed_on", "date"}},
                               response->mutable_next_page_token())) {
      *response->add_cases() = ReadCase(call, store::FromRow(spine_.vault, row));
    }
  });
}

grpc::Status CaseService::ReferCase(grpc::ServerContext* context,
                                    const v1::ReferCaseRequest* request,
                                    v1::ReferCaseResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    std::string today;
    auto stored = LockOrRefuse(spine_, tx, request->id(), request->etag(), &today);
    auto& content = stored.content;
    content.state = StateAfter("ReferCase", content);
    Refuse(CheckReferral(content, request->to(), request->on(), today));
    if (!content.referred_to.empty()) {
      store::AddNote(tx, spine_.vault, &stored, NoteOfReferral(content), ActorOf(call));
    }
    content.referred_to = request->to();
    content.referred_on = request->on();
    *response->mutable_case_() =
        Change(spine_, call, tx, &stored, {"referred_to", "referred_on", "state"});
  });
}

grpc::Status CaseService::CloseCase(grpc::ServerContext* context,
                                    const v1::CloseCaseRequest* request,
                                    v1::CloseCaseResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    std::string today;
    auto stored = LockOrRefuse(spine_, tx, request->id(), request->etag(), &today);
    stored.content.state = StateAfter("CloseCase", stored.content);
    Refuse(CheckText("outcome", request->outcome()));
    stored.content.outcome = request->outcome();
    *response->mutable_case_() = Change(spine_, call, tx, &stored, {"outcome", "state"});
  });
}

grpc::Status CaseService::ReopenCase(grpc::ServerContext* context,
                                     const v1::ReopenCaseRequest* request,
                                     v1::ReopenCaseResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    std::string today;
    auto stored = LockOrRefuse(spine_, tx, request->id(), request->etag(), &today);
    stored.content.state = StateAfter("ReopenCase", stored.content);
    Refuse(CheckText("reason", request->reason()));
    store::AddNote(tx, spine_.vault, &stored, NoteOfReopening(stored.content, request->reason()),
                   ActorOf(call));
    stored.content.outcome.clear();
    *response->mutable_case_() = Change(spine_, call, tx, &stored, {"notes", "outcome", "state"});
  });
}

grpc::Status CaseService::AddCaseNote(grpc::ServerContext* context,
                                      const v1::AddCaseNoteRequest* request,
                                      v1::AddCaseNoteResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto stored = GetOrRefuse(spine_, tx, request->case_());
    Refuse(CheckText("text", request->text()));
    *response->mutable_note() =
        ToProto(store::AddNote(tx, spine_.vault, &stored, request->text(), ActorOf(call)));
    Audit(call, stored.content, {"notes"});
  });
}

grpc::Status CaseService::ListCaseNotes(grpc::ServerContext* context,
                                        const v1::ListCaseNotesRequest* request,
                                        v1::ListCaseNotesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto stored = GetOrRefuse(spine_, tx, request->case_());
    rpc::ListQuery query(sql::kSelectNotes, "n.id", "uuid");
    query.PartByOrganisation("safeguarding_case_note n", stored.content.organisation);
    query.WhereIndexed("n.case_id = ?::uuid", request->case_(), {"id"});
    for (auto row : query.Page(spine_, call, tx, *request, {{"id", "n.id", "uuid"}},
                               response->mutable_next_page_token())) {
      *response->add_notes() = ToProto(store::NoteFromRow(stored, row));
    }
    Audit(call, stored.content, {"notes"});
  });
}

}  // namespace champions::cases
