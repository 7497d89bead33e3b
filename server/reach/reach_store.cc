#include "reach/reach_store.h"

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "reach/reach_sql.h"

namespace champions::reach::store {
namespace {

using nlohmann::json;

db::Parameter BreakdownsToJson(const std::vector<Breakdown>& breakdowns) {
  if (breakdowns.empty()) return std::nullopt;
  json array = json::array();
  for (const auto& one : breakdowns) {
    array.push_back(
        {{"dimension", one.dimension}, {"category", one.category}, {"people", one.people}});
  }
  return array.dump();
}

std::vector<Breakdown> BreakdownsFromJson(const std::string& text) {
  std::vector<Breakdown> breakdowns;
  if (text.empty()) return breakdowns;
  for (const auto& one : json::parse(text)) {
    breakdowns.push_back({one["dimension"], one["category"], one["people"]});
  }
  return breakdowns;
}

std::string JoinIds(const std::vector<int>& ids) {
  std::string joined;
  for (int id : ids) joined += (joined.empty() ? "" : ",") + std::to_string(id);
  return joined;
}

// An id as a uuid parameter; nothing where the text is a name of another kind.
db::Parameter AsUuid(const std::string& text) {
  return text.empty() || !CheckUuid(text).empty() ? db::Parameter() : db::Parameter(text);
}

Refusal AtField(Refusal refusal, const std::string& field) {
  refusal.With("field", field);
  refusal.message = field + ": " + refusal.message;
  return refusal;
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
  return std::nullopt;
}

}  // namespace

Reach FromRow(const db::Row& row) {
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
  reach.note = row.Text("note");
  return reach;
}

std::optional<Reach> Get(db::Transaction& transaction, const std::string& id) {
  auto row = transaction.ExecuteMaybe(sql::kGetReach, id);
  return row ? std::optional(FromRow(*row)) : std::nullopt;
}

std::optional<Reach> Lock(db::Transaction& transaction, const std::string& id) {
  auto row = transaction.ExecuteMaybe(sql::kLockReach, id);
  return row ? std::optional(FromRow(*row)) : std::nullopt;
}

std::vector<std::optional<Refusal>> Resolve(db::Transaction& transaction,
                                            std::vector<Reach>& reaches,
                                            const std::vector<std::string>& paths) {
  std::vector<db::Parameter> organisations, programmes, activities, champions, external_ids,
      partners, activity_ids, champion_ids;
  for (const auto& reach : reaches) {
    organisations.emplace_back(reach.organisation);
    programmes.emplace_back(reach.programme);
    activities.push_back(db::NullIfEmpty(reach.activity));
    champions.push_back(db::NullIfEmpty(reach.champion));
    external_ids.push_back(db::NullIfEmpty(reach.external_id));
    partners.push_back(db::NullIfEmpty(Join(reach.partners, ",")));
    activity_ids.push_back(AsUuid(reach.activity));
    champion_ids.push_back(AsUuid(reach.champion));
  }
  auto rows = transaction.Execute(sql::kResolve, organisations, programmes, activities, champions,
                                  external_ids, partners, activity_ids, champion_ids);
  std::vector<std::optional<Refusal>> refusals(reaches.size());
  std::set<std::pair<std::string, std::string>> names;
  for (size_t i = 0; i < reaches.size(); ++i) {
    auto& reach = reaches[i];
    auto row = rows[i];
    refusals[i] = Problem(reach, row, paths[i]);
    bool is_new_name = reach.external_id.empty() || reach.version > 0 ||
                       names.insert({reach.organisation, reach.external_id}).second;
    if (!refusals[i] && reach.version == 0 && (row.Bool("is_taken") || !is_new_name)) {
      refusals[i] =
          AtField(AlreadyExists("reach record", reach.external_id), paths[i] + ".external_id");
    }
    reach.organisation_id = row.Int("organisation_id");
    reach.programme_id = row.Int("programme_id");
    reach.activity = row.Text("activity_id");
    reach.champion = row.Text("champion_id");
    reach.partner_ids = row.IntArray("partner_ids");
  }
  return refusals;
}

void Insert(db::Transaction& transaction, std::vector<Reach>& reaches) {
  std::vector<int> organisations, programmes, people, new_people, signposted;
  std::vector<db::Parameter> external_ids, activities, days, wards, modes, topics, champions,
      breakdowns, partners, notes;
  for (const auto& reach : reaches) {
    organisations.push_back(reach.organisation_id);
    external_ids.push_back(db::NullIfEmpty(reach.external_id));
    programmes.push_back(reach.programme_id);
    activities.push_back(db::NullIfEmpty(reach.activity));
    days.emplace_back(reach.occurred_on);
    wards.push_back(db::NullIfEmpty(reach.ward));
    modes.emplace_back(reach.mode);
    topics.emplace_back(reach.topic);
    people.push_back(reach.people);
    new_people.push_back(reach.new_people);
    signposted.push_back(reach.signposted);
    champions.push_back(db::NullIfEmpty(reach.champion));
    breakdowns.push_back(BreakdownsToJson(reach.breakdowns));
    partners.push_back(db::NullIfEmpty(JoinIds(reach.partner_ids)));
    notes.push_back(db::NullIfEmpty(reach.note));
  }
  auto rows = transaction.Execute(sql::kInsertReaches, organisations, external_ids, programmes,
                                  activities, days, wards, modes, topics, people, new_people,
                                  signposted, champions, breakdowns, partners, notes);
  for (size_t i = 0; i < reaches.size(); ++i) {
    reaches[i].id = rows[i].Text("id");
    reaches[i].state = "RECORDED";
    reaches[i].version = 1;
    reaches[i].recorded_at_us = reaches[i].updated_at_us = rows[i].Int64("recorded_at_us");
  }
}

void Change(db::Transaction& transaction, const Reach& reach) {
  transaction.ExecuteOne(sql::kChangeReach, reach.organisation_id, reach.id, reach.programme_id,
                         db::NullIfEmpty(reach.activity), reach.occurred_on,
                         db::NullIfEmpty(reach.ward), reach.mode, reach.topic, reach.people,
                         reach.new_people, reach.signposted, db::NullIfEmpty(reach.champion),
                         BreakdownsToJson(reach.breakdowns), reach.partner_ids, reach.state,
                         db::NullIfEmpty(reach.reason));
}

void ChangeNote(db::Transaction& transaction, const Reach& reach) {
  if (reach.note.empty()) {
    transaction.Execute(sql::kDeleteNote, reach.organisation_id, reach.id);
  } else {
    transaction.Execute(sql::kUpsertNote, reach.organisation_id, reach.id, reach.note);
  }
}

std::map<std::string, Answer> FindAnswers(db::Transaction& transaction, const std::string& key_id,
                                          const std::vector<std::string>& request_ids) {
  // Two statements: what a first copy committed while this waited must be seen.
  transaction.Execute(sql::kFindAnswers, key_id, request_ids);
  std::map<std::string, Answer> answers;
  for (auto row : transaction.Execute(sql::kGetAnswers, key_id, request_ids)) {
    answers[row.Text("request_id")] = {row.Text("method"), row.Bytes("body_hash"),
                                       row.Bytes("answer")};
  }
  return answers;
}

void InsertAnswers(db::Transaction& transaction, const std::string& key_id,
                   const std::string& method, const std::vector<std::string>& request_ids,
                   const std::vector<std::string>& body_hashes,
                   const std::vector<std::string>& answers) {
  std::vector<db::Parameter> hashes, bodies;
  for (const auto& hash : body_hashes) hashes.push_back(db::Bytes(hash));
  for (const auto& answer : answers) bodies.push_back(db::Bytes(answer));
  transaction.Execute(sql::kInsertAnswers, key_id, method, request_ids, hashes, bodies);
}

}  // namespace champions::reach::store
