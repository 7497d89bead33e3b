#include "champions/champion_service.h"

#include <algorithm>

#include "base/refusal.h"
#include "champions/champion_convert.h"
#include "champions/champion_store.h"
#include "champions/champions_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"
#include "sealing/person.h"

namespace champions::champions {
namespace {

constexpr const char* kKind = "champion";

bool IsNamed(const google::protobuf::FieldMask& mask, std::string_view field) {
  return std::find(mask.paths().begin(), mask.paths().end(), field) != mask.paths().end();
}

bool Has(const v1::Champion& champion, const std::string& name) {
  const auto* field = v1::Champion::descriptor()->FindFieldByName(name);
  const auto* reflection = champion.GetReflection();
  return field->is_repeated() ? reflection->FieldSize(champion, field) > 0
                              : reflection->HasField(champion, field);
}

// That personal data of these was given out: one event for all.
void AuditList(rpc::Call& call, const std::vector<Champion>& champions) {
  if (champions.empty() || !call.principal().personal()) return;
  int organisation = champions.front().organisation_id;
  for (const auto& champion : champions) {
    if (champion.organisation_id != organisation) organisation = 0;
  }
  call.Audit({.object_kind = kKind,
              .objects = static_cast<int64_t>(champions.size()),
              .organisation_id = organisation});
}

constexpr const char* kEqualityFields[] = {"languages", "ethnic_category", "age_band", "gender"};

// Equality answers are the person's own organisation's; others have counts of them.
bool SeesEquality(const rpc::Call& call) { return !call.principal().every_organisation(); }

std::vector<Champion> FromRows(const rpc::Spine& spine, rpc::Call& call, db::Transaction& tx,
                               const db::Rows& rows) {
  std::vector<Champion> champions;
  for (auto row : rows) champions.push_back(store::FromRow(row));
  if (call.principal().personal()) {
    std::vector<Champion*> all;
    for (auto& champion : champions) all.push_back(&champion);
    store::ReadPersonal(tx, spine.vault, all);
  }
  if (!SeesEquality(call)) {
    for (auto& champion : champions) champion.equality = {};
  }
  return champions;
}

}  // namespace

std::optional<Champion> Read(const rpc::Spine& spine, rpc::Call& call, db::Transaction& transaction,
                             const std::string& id) {
  auto champion = store::Get(transaction, id);
  if (champion && call.principal().personal())
    store::ReadPersonal(transaction, spine.vault, {&*champion});
  if (champion && !SeesEquality(call)) champion->equality = {};
  return champion;
}

Champion ReadLocked(const rpc::Spine& spine, rpc::Call& call, db::Transaction& transaction,
                    const std::string& id, const std::string& etag) {
  auto champion = store::Lock(transaction, id);
  if (!champion) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, champion->version, kKind, id);
  // What is not shown is still not to be lost by a change of something else.
  sealing::OpenEquality(transaction);
  if (call.principal().personal()) store::ReadPersonal(transaction, spine.vault, {&*champion});
  return *champion;
}

grpc::Status ChampionService::CreateChampion(grpc::ServerContext* context,
                                             const v1::CreateChampionRequest* request,
                                             v1::CreateChampionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->champion();
    auto organisation = store::FindOrganisation(tx, given.organisation());
    if (!organisation) throw NotFound("organisation", given.organisation());
    Champion champion{.organisation_id = *organisation, .external_id = given.external_id()};
    SetFields(given, &champion);
    CheckDates(Champion{}, champion, "champion.");
    auto id = store::Insert(tx, spine_.vault, champion);
    if (!id) throw AlreadyExists(kKind, given.external_id());
    *response->mutable_champion() = ToProto(*Read(spine_, call, tx, *id));
    champion.id = *id;
    AddDuplicates(spine_, call, tx, champion, response->mutable_probable_duplicates());
    call.Audit({.object_kind = kKind, .object = *id, .organisation_id = *organisation});
  });
}

grpc::Status ChampionService::GetChampion(grpc::ServerContext* context,
                                          const v1::GetChampionRequest* request,
                                          v1::GetChampionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto found = Read(spine_, call, tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_champion() = ToProto(*found);
    if (!call.principal().personal()) return;
    call.Audit(
        {.object_kind = kKind, .object = found->id, .organisation_id = found->organisation_id});
  });
}

grpc::Status ChampionService::ListChampions(grpc::ServerContext* context,
                                            const v1::ListChampionsRequest* request,
                                            v1::ListChampionsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    std::vector<std::string> states;
    for (int state : request->states()) {
      states.push_back(rpc::Label(static_cast<v1::ChampionState>(state)));
    }
    rpc::ListQuery query(sql::kSelectChampions, "c.id", "uuid");
    query.PartByOrganisation("champion c", request->organisation());
    query.WhereIndexed("c.external_id = ?", request->external_id(), {});
    // Not `exists`: that the planner may hash, reading every enrolment for a page of champions.
    query.Where(
        "(select true from enrolment e where e.organisation_id = c.organisation_id"
        " and e.champion_id = c.id and e.programme_id = (select id from programme where code = ?)"
        " limit 1)",
        request->programme());
    query.Where("c.state = any (?::champion_state[])", states);
    auto champions =
        FromRows(spine_, call, tx,
                 query.Page(spine_, call, tx, *request,
                            {{"id", "c.id", "uuid"},
                             {"recruited_on", "coalesce(c.recruited_on, 'infinity')", "date"},
                             {"external_id", "coalesce(c.external_id, '')", "text"}},
                            response->mutable_next_page_token()));
    for (const auto& champion : champions) *response->add_champions() = ToProto(champion);
    AuditList(call, champions);
  });
}

grpc::Status ChampionService::UpdateChampion(grpc::ServerContext* context,
                                             const v1::UpdateChampionRequest* request,
                                             v1::UpdateChampionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    const auto& given = request->champion();
    auto fields = rpc::MaskedFields(request->update_mask(), v1::Champion::descriptor());
    auto current = ReadLocked(spine_, call, tx, given.id(), given.etag());
    auto merged = ToProto(current);
    // Who writes back what they read does not mean to remove what they were not shown: that takes
    // the field's name in the mask.
    for (const char* field : kEqualityFields) {
      if (!SeesEquality(call) && !IsNamed(request->update_mask(), field) && !Has(given, field)) {
        fields.erase(field);
      }
    }
    rpc::CopyFields(fields, given, &merged);
    auto changed = current;
    SetFields(merged, &changed);
    CheckRights(tx, fields, current, &changed);
    CheckDates(current, changed, "champion.");
    store::Update(tx, spine_.vault, current, changed);
    *response->mutable_champion() = ToProto(*Read(spine_, call, tx, current.id));
    call.Audit({.object_kind = kKind,
                .object = current.id,
                .organisation_id = current.organisation_id,
                .fields = {fields.begin(), fields.end()}});
  });
}

}  // namespace champions::champions
