// ChampionService: people's rights over what is held on them.
#include <set>

#include "base/rights_refusal.h"
#include "champions/champion_service.h"
#include "champions/champion_store.h"
#include "champions/champions_sql.h"
#include "champions/erasure.h"
#include "champions/merge_store.h"
#include "sealing/person.h"

namespace champions::champions {
namespace {

constexpr const char* kKind = "champion";

Champion Locked(db::Transaction& tx, const std::string& id) {
  auto champion = store::Lock(tx, id);
  if (!champion) throw NotFound(kKind, id);
  return *champion;
}

void Audit(rpc::Call& call, const Champion& champion, std::vector<std::string> fields = {}) {
  call.Audit({.object_kind = kKind,
              .object = champion.id,
              .organisation_id = champion.organisation_id,
              .fields = std::move(fields)});
}

// The first of these records that is on hold.
std::optional<std::string> Held(db::Transaction& tx, const Champion& champion,
                                const std::vector<std::string>& records) {
  auto row = tx.ExecuteMaybe(sql::kFindHold, champion.organisation_id, records);
  return row ? std::optional(row->Text("champion_id")) : std::nullopt;
}

std::string DataOf(db::Transaction& tx, const sealing::Vault& vault, int organisation_id,
                   const std::string& id) {
  auto data = tx.ExecuteOne(sql::kSubjectData, organisation_id, id);
  return OpenedSubjectData(vault, {organisation_id, id}, data.Text("data"));
}

// Dates may be put right, since figures rest on them.
const std::set<std::string> kNotRestricted = {"recruited_on", "left_on"};

// The equality answers that are given, by field.
std::vector<std::string> GivenAnswers(const Equality& equality) {
  std::vector<std::string> given;
  if (!equality.languages.empty()) given.emplace_back("languages");
  if (!equality.ethnic_category.empty()) given.emplace_back("ethnic_category");
  if (!equality.age_band.empty()) given.emplace_back("age_band");
  if (!equality.gender.empty()) given.emplace_back("gender");
  return given;
}

}  // namespace

void CheckRights(db::Transaction& tx, const std::set<std::string>& fields, const Champion& before,
                 Champion* after) {
  if (before.restricted) {
    auto refusal = ChampionRestricted(before.id);
    for (const auto& field : fields) {
      if (kNotRestricted.count(field)) continue;
      refusal.fields.push_back({"champion." + field,
                                "cannot be changed while the champion is restricted: expected "
                                "recruited_on and left_on alone in update_mask"});
    }
    if (!refusal.fields.empty()) throw refusal;
    after->role = before.role;
    after->career_goal = before.career_goal;
    return;
  }
  auto given = GivenAnswers(after->equality);
  if (given.empty() || after->equality == before.equality ||
      !tx.ExecuteOne(sql::kEqualityRefused, before.organisation_id, before.id).Bool("refused")) {
    return;
  }
  auto refusal = PurposeRefused("EQUALITY_MONITORING", before.id);
  for (const auto& field : given) {
    refusal.fields.push_back({"champion." + field,
                              "is given: expected nothing, since the champion withdrew consent to "
                              "equality monitoring or objects to it"});
  }
  throw refusal;
}

grpc::Status ChampionService::ExportChampionData(grpc::ServerContext* context,
                                                 const v1::ExportChampionDataRequest* request,
                                                 v1::ExportChampionDataResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto champion = store::Get(tx, request->champion());
    if (!champion) throw NotFound(kKind, request->champion());
    // For the person, whoever asks on their behalf.
    sealing::OpenEquality(tx);
    tx.Execute(sql::kSeeRestricted);
    std::vector<std::string> others;
    for (const auto& id : store::RecordsOf(tx, champion->organisation_id, champion->id)) {
      call.Audit({.object_kind = kKind,
                  .object = id,
                  .organisation_id = champion->organisation_id,
                  .fields = {"everything"}});
      if (id == champion->id) continue;
      others.push_back(DataOf(tx, spine_.vault, champion->organisation_id, id));
    }
    response->set_json(WithOtherRecords(
        DataOf(tx, spine_.vault, champion->organisation_id, champion->id), others));
    response->set_html(SubjectPage(response->json()));
  });
}

void ChampionService::EraseRecord(rpc::Call& call, db::Transaction& tx, int organisation_id,
                                  const std::string& id, const v1::EraseChampionRequest& request) {
  const auto& who = call.principal();
  Erasure erasure{organisation_id, id, request.reason(), who.key_id, who.user_id};
  if (!tx.ExecuteOne(sql::kEraseChampion, erasure.organisation_id, erasure.champion_id,
                     erasure.reason, erasure.key_id, db::NullIfEmpty(erasure.user_id))
           .Bool("done")) {
    throw Refusal(Code::kFailedPrecondition, "CHAMPION_ERASED",
                  "this person was erased before: nothing is left to erase")
        .With("champion", id);
  }
  call.Audit({.object_kind = kKind,
              .object = id,
              .organisation_id = organisation_id,
              .fields = {"everything"}});
  // Before it is committed: a person too many in the file is one whom somebody asked to erase.
  if (!request.validate_only()) NoteErasure(erasures_file_, erasure);
}

grpc::Status ChampionService::EraseChampion(grpc::ServerContext* context,
                                            const v1::EraseChampionRequest* request,
                                            v1::EraseChampionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto champion = Locked(tx, request->champion());
    auto records = store::RecordsOf(tx, champion.organisation_id, champion.id);
    if (auto held = Held(tx, champion, records)) {
      throw Refusal(Code::kFailedPrecondition, "CHAMPION_ON_HOLD",
                    *held == champion.id ? "there is a hold on this champion: release it first"
                                         : "there is a hold on another record of this person, " +
                                               *held + ": release it first")
          .With("champion", *held);
    }
    // All records of the person.
    sealing::OpenEquality(tx);
    for (const auto& id : records) EraseRecord(call, tx, champion.organisation_id, id, *request);
  });
}

grpc::Status ChampionService::HoldChampion(grpc::ServerContext* context,
                                           const v1::HoldChampionRequest* request,
                                           v1::HoldChampionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto champion = Locked(tx, request->champion());
    if (Held(tx, champion, {champion.id})) throw AlreadyExists("hold", champion.id);
    const auto& who = call.principal();
    tx.Execute(sql::kInsertHold, champion.organisation_id, champion.id, request->reason(),
               who.key_id, db::NullIfEmpty(who.user_id));
    Audit(call, champion, {"hold"});
  });
}

grpc::Status ChampionService::ReleaseChampion(grpc::ServerContext* context,
                                              const v1::ReleaseChampionRequest* request,
                                              v1::ReleaseChampionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto champion = Locked(tx, request->champion());
    if (tx.Execute(sql::kReleaseHold, champion.organisation_id, champion.id).affected() == 0) {
      throw Refusal(Code::kFailedPrecondition, "CHAMPION_NOT_ON_HOLD",
                    "there is no hold on this champion")
          .With("champion", champion.id);
    }
    Audit(call, champion, {"hold"});
  });
}

}  // namespace champions::champions
