// ChampionService: merging duplicates, and taking that back.
#include "base/civil.h"
#include "base/refusal.h"
#include "champions/champion_convert.h"
#include "champions/champion_service.h"
#include "champions/champion_store.h"
#include "champions/merge_store.h"
#include "rpc/convert.h"

namespace champions::champions {
namespace {

constexpr const char* kKind = "champion";

struct Wanted {
  std::string survivor, survivor_etag, duplicate, duplicate_etag, reason;
};

struct Merged {
  Champion survivor, duplicate;  // as they were before
  v1::MergeSummary summary;
};

std::string QuarterName(const std::string& first_day) { return QuarterOf(*ParseDate(first_day)); }

void AddChanges(const std::vector<Change>& changes,
                google::protobuf::RepeatedPtrField<v1::PeopleChange>* protos) {
  for (const auto& change : changes) {
    auto* proto = protos->Add();
    proto->set_quarter(QuarterName(change.quarter));
    proto->set_programme(change.programme);
    proto->set_recruited_before(change.before.recruited);
    proto->set_recruited_after(change.after.recruited);
    proto->set_trained_before(change.before.trained);
    proto->set_trained_after(change.after.trained);
  }
}

void AddCounts(const std::vector<store::Count>& counts, v1::MergeSummary* summary) {
  for (const auto& count : counts) {
    if (count.programme.empty()) {
      summary->set_recruited_on(count.recruited_on);
      summary->set_trained_on(count.trained_on);
      continue;
    }
    auto* enrolment = summary->add_enrolments();
    enrolment->set_programme(count.programme);
    enrolment->set_enrolment(count.enrolment);
    enrolment->set_recruited_on(count.recruited_on);
    enrolment->set_trained_on(count.trained_on);
    enrolment->set_records(count.records);
  }
}

Champion Found(const rpc::Spine& spine, rpc::Call& call, db::Transaction& tx, const std::string& id,
               const std::string& etag) {
  auto champion = Read(spine, call, tx, id);
  if (!champion) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, champion->version, kKind, id);
  return *champion;
}

// All of a merge but its commit.
Merged Merge(const rpc::Spine& spine, rpc::Call& call, db::Transaction& tx, const Wanted& wanted) {
  rpc::SetLateReason(tx, wanted.reason);
  store::StopPosting(tx, {wanted.survivor, wanted.duplicate});
  Merged merged;
  merged.survivor = Found(spine, call, tx, wanted.survivor, wanted.survivor_etag);
  merged.duplicate = Found(spine, call, tx, wanted.duplicate, wanted.duplicate_etag);
  CheckMerge(merged.survivor, merged.duplicate);
  const int organisation_id = merged.survivor.organisation_id;
  if (store::IsErased(tx, organisation_id, {merged.survivor.id, merged.duplicate.id})) {
    throw Refusal(Code::kFailedPrecondition, "CHAMPION_ERASED",
                  "one of them was erased: nobody can say any more whether they are one person");
  }
  auto before = store::FiguresOf(tx, organisation_id);
  const auto& who = call.principal();
  store::InsertMerge(tx, {organisation_id, merged.survivor.id, merged.duplicate.id, wanted.reason,
                          who.key_id, who.user_id});
  auto* summary = &merged.summary;
  AddChanges(Changes(before, store::FiguresOf(tx, organisation_id)), summary->mutable_changes());
  AddCounts(store::CountsOf(tx, organisation_id,
                            store::RecordsOf(tx, organisation_id, merged.survivor.id)),
            summary);
  for (const auto& quarter : store::LateQuarters(tx, organisation_id)) {
    summary->add_closed_quarters(QuarterName(quarter));
  }
  for (const auto& field : DifferingFields(merged.survivor, merged.duplicate)) {
    summary->add_differing_fields(field);
  }
  return merged;
}

void Audit(rpc::Call& call, const Merged& merged, const char* of_survivor,
           const char* of_duplicate) {
  for (const auto& [champion, field] :
       {std::pair(&merged.survivor, of_survivor), std::pair(&merged.duplicate, of_duplicate)}) {
    call.Audit({.object_kind = kKind,
                .object = champion->id,
                .organisation_id = champion->organisation_id,
                .fields = {field}});
  }
}

}  // namespace

grpc::Status ChampionService::PreviewMerge(grpc::ServerContext* context,
                                           const v1::PreviewMergeRequest* request,
                                           v1::PreviewMergeResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    // What it does is shown by doing it, so it cannot be anything else.
    tx.ExecuteScript("savepoint preview");
    auto merged =
        Merge(spine_, call, tx,
              {.survivor = request->survivor(), .duplicate = request->duplicate(), .reason = "-"});
    tx.ExecuteScript("rollback to savepoint preview");
    *response->mutable_preview() = std::move(merged.summary);
    Audit(call, merged, "preview", "preview");
  });
}

grpc::Status ChampionService::MergeChampions(grpc::ServerContext* context,
                                             const v1::MergeChampionsRequest* request,
                                             v1::MergeChampionsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto merged = Merge(spine_, call, tx,
                        {request->survivor(), request->survivor_etag(), request->duplicate(),
                         request->duplicate_etag(), request->reason()});
    *response->mutable_champion() = ToProto(*Read(spine_, call, tx, merged.survivor.id));
    *response->mutable_summary() = std::move(merged.summary);
    Audit(call, merged, "duplicates", "merged_into");
  });
}

grpc::Status ChampionService::UnmergeChampion(grpc::ServerContext* context,
                                              const v1::UnmergeChampionRequest* request,
                                              v1::UnmergeChampionResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::SetLateReason(tx, request->reason());
    store::StopPosting(tx, {request->duplicate()});
    Merged merged;
    merged.duplicate = Found(spine_, call, tx, request->duplicate(), "");
    const auto& duplicate = merged.duplicate;
    if (duplicate.merged_into.empty()) {
      throw Refusal(Code::kFailedPrecondition, "NOT_MERGED",
                    "this champion is not merged into another: name the duplicate")
          .With("champion", duplicate.id);
    }
    merged.survivor = Found(spine_, call, tx, duplicate.merged_into, "");
    auto before = store::FiguresOf(tx, duplicate.organisation_id);
    const auto& who = call.principal();
    store::EndMerge(tx, {duplicate.organisation_id, merged.survivor.id, duplicate.id,
                         request->reason(), who.key_id, who.user_id});
    AddChanges(Changes(before, store::FiguresOf(tx, duplicate.organisation_id)),
               response->mutable_changes());
    *response->mutable_champion() = ToProto(*Read(spine_, call, tx, duplicate.id));
    Audit(call, merged, "duplicates", "merged_into");
  });
}

}  // namespace champions::champions
