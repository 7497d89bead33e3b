#include "reach/reach_store.h"

#include <nlohmann/json.hpp>

#include "base/civil.h"
#include "base/rights_refusal.h"
#include "base/text.h"
#include "reach/reach_sql.h"

namespace champions::reach::store {
namespace {

using nlohmann::json;

constexpr const char* kNote = "note";

std::vector<Breakdown> BreakdownsFromJson(const std::string& text) {
  std::vector<Breakdown> breakdowns;
  if (text.empty()) return breakdowns;
  for (const auto& one : json::parse(text)) {
    breakdowns.push_back({one["dimension"], one["category"], one["people"]});
  }
  return breakdowns;
}

Refusal AtField(Refusal refusal, const std::string& field) {
  refusal.With("field", field);
  refusal.message = field + ": " + refusal.message;
  return refusal;
}

}  // namespace

db::Parameter BreakdownsToJson(const std::vector<Breakdown>& breakdowns) {
  if (breakdowns.empty()) return std::nullopt;
  json array = json::array();
  for (const auto& one : breakdowns) {
    array.push_back(
        {{"dimension", one.dimension}, {"category", one.category}, {"people", one.people}});
  }
  return array.dump();
}

db::Parameter AsUuid(const std::string& text) {
  return text.empty() || !CheckUuid(text).empty() ? db::Parameter() : db::Parameter(text);
}

Refusal NameTaken(const Reach& reach, const std::string& path) {
  return AtField(AlreadyExists("reach record", reach.external_id), path + ".external_id");
}

std::optional<Refusal> Problem(const Reach& reach, const db::Row& row, const std::string& path) {
  if (row.Null("organisation_id")) {
    return AtField(NotFound("organisation", reach.organisation), path + ".organisation");
  }
  if (row.Null("programme_id")) {
    return AtField(NotFound("programme", reach.programme), path + ".programme");
  }
  if (!reach.activity.empty() && row.Null("activity_id")) {
    return AtField(NotFound("activity", reach.activity), path + ".activity");
  }
  if (!reach.champion.empty() && row.Null("champion_id")) {
    return AtField(NotFound("champion", reach.champion), path + ".champion");
  }
  if (!row.Null("unknown_partner")) {
    return AtField(NotFound("organisation", row.Text("unknown_partner")), path + ".partners");
  }
  if (row.Bool("is_taken")) return NameTaken(reach, path);
  if (row.Bool("is_locked")) return LateReasonRequired(QuarterOf(*ParseDate(reach.occurred_on)));
  return std::nullopt;
}

std::string OpenNote(const sealing::Vault& vault, const std::string& reach_id,
                     std::string_view stored) {
  auto bar = stored.find('|');
  if (bar == std::string_view::npos) return "";
  auto note = stored.substr(bar + 1);
  // Without a key: in clear, of an older server, or what nobody can read any more.
  if (bar == 0) return sealing::IsSealed(note) ? "" : std::string(note);
  return vault.KeyOf(sealing::OwnerOfNote(reach_id), stored.substr(0, bar)).Open(kNote, note);
}

std::string SealNewNote(const sealing::Vault& vault, const std::string& reach_id,
                        const std::string& note) {
  auto key = vault.NewKey(sealing::OwnerOfNote(reach_id));
  return "k1|" + key.wrapped() + "|" + key.Seal(kNote, note);
}

Reach FromRow(const sealing::Vault& vault, const db::Row& row) {
  Reach reach;
  reach.organisation_id = row.Int("organisation_id");
  reach.id = row.Text("id");
  reach.external_id = row.Text("external_id");
  reach.organisation = row.Text("organisation");
  reach.programme_id = row.Int("programme_id");
  reach.programme = row.Text("programme");
  reach.activity = row.Text("activity_id");
  reach.occurred_on = row.Text("occurred_on");
  reach.ward = row.Text("ward");
  reach.mode = row.Text("mode");
  reach.topic = row.Text("topic");
  reach.people = row.Int("people");
  reach.new_people = row.Int("new_people");
  reach.signposted = row.Int("signposted");
  reach.champion = row.Text("champion_id");
  reach.breakdowns = BreakdownsFromJson(row.Text("breakdowns"));
  reach.partner_ids = row.IntArray("partner_ids");
  reach.partners = row.TextArray("partners");
  reach.state = row.Text("state");
  reach.reason = row.Text("reason");
  reach.version = row.Int("version");
  reach.recorded_at_us = row.Int64("recorded_at_us");
  reach.updated_at_us = row.Int64("updated_at_us");
  reach.note = OpenNote(vault, reach.id, row.Text("note"));
  return reach;
}

std::optional<Reach> Get(db::Transaction& transaction, const sealing::Vault& vault,
                         const std::string& id) {
  auto row = transaction.ExecuteMaybe(sql::kGetReach, id);
  return row ? std::optional(FromRow(vault, *row)) : std::nullopt;
}

std::optional<Reach> Lock(db::Transaction& transaction, const sealing::Vault& vault,
                          const std::string& id) {
  auto row = transaction.ExecuteMaybe(sql::kLockReach, id);
  return row ? std::optional(FromRow(vault, *row)) : std::nullopt;
}

std::optional<Refusal> Resolve(db::Transaction& transaction, Reach& reach,
                               const std::string& path) {
  auto row = transaction.ExecuteOne(
      sql::kResolve, reach.organisation, reach.programme, db::NullIfEmpty(reach.activity),
      db::NullIfEmpty(reach.champion), db::NullIfEmpty(Join(reach.partners, ",")),
      AsUuid(reach.activity), AsUuid(reach.champion));
  auto problem = Problem(reach, row, path);
  reach.organisation_id = row.Int("organisation_id");
  reach.programme_id = row.Int("programme_id");
  reach.activity = row.Text("activity_id");
  reach.champion = row.Text("champion_id");
  reach.partner_ids = row.IntArray("partner_ids");
  return problem;
}

void Change(db::Transaction& transaction, const Reach& reach) {
  transaction.ExecuteOne(sql::kChangeReach, reach.organisation_id, reach.id, reach.programme_id,
                         db::NullIfEmpty(reach.activity), reach.occurred_on,
                         db::NullIfEmpty(reach.ward), reach.mode, reach.topic, reach.people,
                         reach.new_people, reach.signposted, db::NullIfEmpty(reach.champion),
                         BreakdownsToJson(reach.breakdowns), reach.partner_ids, reach.state,
                         db::NullIfEmpty(reach.reason));
}

void ChangeNote(db::Transaction& transaction, const sealing::Vault& vault, const Reach& reach) {
  // The note that is there is not seen, so it is not written over.
  if (!transaction.Execute(sql::kFindRestriction, reach.organisation_id, reach.id).empty()) {
    auto refusal = ChampionRestricted(reach.champion);
    refusal.fields = {{"reach.note",
                       "cannot be changed while the champion is restricted: expected "
                       "update_mask without it"}};
    throw refusal;
  }
  if (reach.note.empty()) {
    transaction.Execute(sql::kDeleteNote, reach.organisation_id, reach.id);
  } else {
    auto key = transaction.ExecuteMaybe(sql::kFindNoteKey, reach.organisation_id, reach.id);
    auto sealed = key ? vault.KeyOf(sealing::OwnerOfNote(reach.id), key->Text("wrapped"))
                            .Seal(kNote, reach.note)
                      : SealNewNote(vault, reach.id, reach.note);
    transaction.Execute(sql::kUpsertNote, reach.organisation_id, reach.id, sealed);
  }
}

}  // namespace champions::reach::store
