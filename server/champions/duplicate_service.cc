// ChampionService: probable duplicates, found at entry and listed.
#include "base/refusal.h"
#include "champions/champion_convert.h"
#include "champions/champion_service.h"
#include "champions/champion_store.h"
#include "champions/champions_sql.h"
#include "champions/duplicate_store.h"
#include "champions/merge.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::champions {
namespace {

constexpr const char* kKind = "champion";

// Whom a page of the list is about: somebody recorded later has the same, is not known to be the
// same person already, and nobody said that they are two. Index by index, each stopping at the
// first.
std::string HasLaterDuplicate() {
  auto by = [](const std::string& index) {
    return "(select true from champion_person n where n.organisation_id = p.organisation_id and "
           "n." +
           index + " = p." + index +
           " and n.champion_id > p.champion_id"
           " and n.champion_id <> all ((select g.records from champion_group g where "
           "g.organisation_id = p.organisation_id and g.champion_id = p.champion_id)::uuid[])"
           " and not exists (select from champion_distinction d where d.organisation_id = "
           "p.organisation_id and d.first_id = p.champion_id and d.second_id = n.champion_id)"
           " limit 1)";
  };
  return "coalesce(" + by("name_index") + ", " + by("email_index") + ", " + by("phone_index") + ")";
}

std::string NameOf(const Champion& champion) {
  return champion.identity.given_name + " " + champion.identity.family_name;
}

template <class Proto>
void SetMatches(const Matches& matches, int points, Proto* proto) {
  proto->set_strength(rpc::FromLabel<v1::MatchStrength>(StrengthName(StrengthOf(points))));
  for (const auto& name : MatchNames(matches)) {
    proto->add_matches(rpc::FromLabel<v1::MatchField>(name));
  }
}

}  // namespace

void AddDuplicates(const rpc::Spine& spine, rpc::Call& call, db::Transaction& transaction,
                   const Champion& champion,
                   google::protobuf::RepeatedPtrField<v1::ProbableDuplicate>* duplicates) {
  auto candidates =
      store::FindDuplicates(transaction, spine.vault, champion.organisation_id, champion.identity,
                            champion.equality.age_band, champion.id);
  for (const auto& candidate : candidates) {
    auto* proto = duplicates->Add();
    proto->set_champion(candidate.champion.id);
    proto->set_external_id(candidate.champion.external_id);
    proto->set_name(NameOf(candidate.champion));
    proto->set_recruited_on(candidate.champion.recruited_on);
    proto->set_merged_into(candidate.champion.merged_into);
    SetMatches(candidate.matches, candidate.points, proto);
    call.Audit({.object_kind = kKind,
                .object = candidate.champion.id,
                .organisation_id = champion.organisation_id,
                .fields = {"probable_duplicate"}});
  }
}

grpc::Status ChampionService::FindDuplicates(grpc::ServerContext* context,
                                             const v1::FindDuplicatesRequest* request,
                                             v1::FindDuplicatesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto organisation = store::FindOrganisation(tx, request->organisation());
    if (!organisation) throw NotFound("organisation", request->organisation());
    Champion typed{.organisation_id = *organisation};
    typed.identity = {request->given_name(), request->family_name(), request->email(),
                      request->phone()};
    typed.equality.age_band = request->age_band();
    // That somebody looked is in the log, whether or not anybody was found.
    call.Audit({.object_kind = "organisation",
                .object = request->organisation(),
                .organisation_id = *organisation});
    AddDuplicates(spine_, call, tx, typed, response->mutable_duplicates());
  });
}

grpc::Status ChampionService::ListDuplicates(grpc::ServerContext* context,
                                             const v1::ListDuplicatesRequest* request,
                                             v1::ListDuplicatesResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectPeople, "p.champion_id", "uuid");
    query.PartByOrganisation("champion_person p", request->organisation());
    query.Where(HasLaterDuplicate());
    std::vector<int> organisation_ids;
    std::vector<std::string> ids;
    for (auto row : query.Page(spine_, call, tx, *request, {{"champion", "p.champion_id", "uuid"}},
                               response->mutable_next_page_token())) {
      organisation_ids.push_back(row.Int("organisation_id"));
      ids.push_back(row.Text("champion_id"));
    }
    auto pairs = store::PairsOf(tx, spine_.vault, organisation_ids, ids);
    int organisation = pairs.empty() ? 0 : pairs.front().champion.organisation_id;
    for (const auto& [champion, other, matches, points] : pairs) {
      auto* proto = response->add_pairs();
      proto->set_organisation(champion.organisation);
      proto->set_champion(champion.id);
      proto->set_name(NameOf(champion));
      proto->set_external_id(champion.external_id);
      proto->set_merged_into(champion.merged_into);
      proto->set_other_champion(other.id);
      proto->set_other_name(NameOf(other));
      proto->set_other_external_id(other.external_id);
      proto->set_other_merged_into(other.merged_into);
      SetMatches(matches, points, proto);
      if (champion.organisation_id != organisation) organisation = 0;
    }
    if (pairs.empty()) return;
    call.Audit({.object_kind = kKind,
                .objects = static_cast<int64_t>(2 * pairs.size()),
                .organisation_id = organisation});
  });
}

grpc::Status ChampionService::DismissDuplicate(grpc::ServerContext* context,
                                               const v1::DismissDuplicateRequest* request,
                                               v1::DismissDuplicateResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto champion = store::Get(tx, request->champion());
    if (!champion) throw NotFound(kKind, request->champion());
    auto other = store::Get(tx, request->other_champion());
    if (!other) throw NotFound(kKind, request->other_champion());
    if (champion->id == other->id) {
      throw InvalidField("other_champion", "is the same champion: expected another");
    }
    if (champion->organisation_id != other->organisation_id) throw DifferentOrganisations();
    const auto& who = call.principal();
    auto name = champion->id + " and " + other->id;
    if (request->undo()) {
      if (!store::DeleteDistinction(tx, champion->organisation_id, champion->id, other->id)) {
        throw NotFound("dismissed duplicate", name);
      }
    } else if (!store::InsertDistinction(tx, champion->organisation_id, champion->id, other->id,
                                         who.key_id, who.user_id)) {
      throw AlreadyExists("dismissed duplicate", name);
    }
    for (const auto& one : {*champion, *other}) {
      call.Audit({.object_kind = kKind,
                  .object = one.id,
                  .organisation_id = one.organisation_id,
                  .fields = {request->undo() ? "not_dismissed" : "dismissed"}});
    }
  });
}

}  // namespace champions::champions
