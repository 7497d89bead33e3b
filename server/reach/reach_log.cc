#include "reach/reach_log.h"

#include <map>
#include <set>

#include "auth/token.h"
#include "base/text.h"
#include "reach/reach_sql.h"
#include "reach/reach_store.h"

namespace champions::reach {
namespace {

using db::Parameter;
using Column = std::vector<Parameter>;

Parameter NoteOf(const sealing::Vault& vault, const Reach& reach) {
  return reach.note.empty() ? Parameter() : store::SealNewNote(vault, reach.id, reach.note);
}

// The principals of a group, each once: units name them by number.
struct Principals {
  std::vector<std::string> keys;
  Column users;
  std::vector<std::string> everything, organisations;
  std::map<std::string, int> numbers;

  int NumberOf(const auth::Principal& principal) {
    auto [number, is_new] = numbers.try_emplace(principal.key_id, keys.size() + 1);
    if (is_new) {
      keys.push_back(principal.key_id);
      users.push_back(db::NullIfEmpty(principal.user_id));
      everything.push_back(principal.every_organisation() ? "t" : "f");
      organisations.push_back(*db::ToParameter(principal.organisation_ids));
    }
    return number->second;
  }
};

struct Items {
  std::vector<int> units, people, new_people, signposted;
  std::vector<std::string> ids, organisations, programmes, days, modes, topics;
  Column external_ids, activities, activity_ids, champions, champion_ids, wards, breakdowns,
      partners, notes;

  void Add(const sealing::Vault& vault, int unit, const Reach& reach) {
    units.push_back(unit);
    ids.push_back(reach.id);
    organisations.push_back(reach.organisation);
    programmes.push_back(reach.programme);
    external_ids.push_back(db::NullIfEmpty(reach.external_id));
    activities.push_back(db::NullIfEmpty(reach.activity));
    activity_ids.push_back(store::AsUuid(reach.activity));
    champions.push_back(db::NullIfEmpty(reach.champion));
    champion_ids.push_back(store::AsUuid(reach.champion));
    days.push_back(reach.occurred_on);
    wards.push_back(db::NullIfEmpty(reach.ward));
    modes.push_back(reach.mode);
    topics.push_back(reach.topic);
    people.push_back(reach.people);
    new_people.push_back(reach.new_people);
    signposted.push_back(reach.signposted);
    breakdowns.push_back(store::BreakdownsToJson(reach.breakdowns));
    partners.push_back(db::NullIfEmpty(Join(reach.partners, ",")));
    notes.push_back(NoteOf(vault, reach));
  }
};

// The parameters of log_reaches.sql, in its order.
std::vector<Parameter> ParametersOf(const sealing::Vault& vault, const std::vector<Unit*>& units,
                                    int timeout_ms, int lock_timeout_ms) {
  Principals principals;
  Items items;
  std::vector<int> unit_principals;
  std::vector<std::string> methods;
  Column requests, hashes, addresses, late_reasons;
  for (size_t u = 0; u < units.size(); ++u) {
    const auto& unit = *units[u];
    unit_principals.push_back(principals.NumberOf(unit.call.principal()));
    requests.push_back(db::NullIfEmpty(unit.call.request_id));
    hashes.push_back(unit.body_hash.empty() ? Parameter() : db::Bytes(unit.body_hash));
    methods.push_back(unit.call.method().name);
    addresses.push_back(db::NullIfEmpty(unit.call.address));
    late_reasons.push_back(db::NullIfEmpty(unit.call.late_reason));
    for (const auto& reach : unit.reaches) items.Add(vault, static_cast<int>(u) + 1, reach);
  }
  auto p = [](const auto& value) { return db::ToParameter(value); };
  return {p(principals.keys),
          p(principals.users),
          p(principals.everything),
          p(principals.organisations),
          p(unit_principals),
          p(requests),
          p(hashes),
          p(methods),
          p(addresses),
          p(late_reasons),
          p(items.units),
          p(items.ids),
          p(items.organisations),
          p(items.programmes),
          p(items.external_ids),
          p(items.activities),
          p(items.activity_ids),
          p(items.champions),
          p(items.champion_ids),
          p(items.days),
          p(items.wards),
          p(items.modes),
          p(items.topics),
          p(items.people),
          p(items.new_people),
          p(items.signposted),
          p(items.breakdowns),
          p(items.partners),
          p(items.notes),
          p(timeout_ms),
          p(lock_timeout_ms)};
}

// The parameters of log_reach.sql, in its order.
std::vector<Parameter> ParametersOf(const sealing::Vault& vault, const Unit& unit,
                                    int lock_timeout_ms) {
  const auto& principal = unit.call.principal();
  const auto& reach = unit.reaches.front();
  auto p = [](const auto& value) { return db::ToParameter(value); };
  return {p(principal.key_id),
          db::NullIfEmpty(principal.user_id),
          p(principal.every_organisation()),
          p(principal.organisation_ids),
          db::NullIfEmpty(unit.call.request_id),
          unit.body_hash.empty() ? Parameter() : db::Bytes(unit.body_hash),
          p(unit.call.method().name),
          db::NullIfEmpty(unit.call.address),
          db::NullIfEmpty(unit.call.late_reason),
          p(reach.id),
          p(reach.organisation),
          p(reach.programme),
          db::NullIfEmpty(reach.external_id),
          db::NullIfEmpty(reach.activity),
          store::AsUuid(reach.activity),
          db::NullIfEmpty(reach.champion),
          store::AsUuid(reach.champion),
          p(reach.occurred_on),
          db::NullIfEmpty(reach.ward),
          p(reach.mode),
          p(reach.topic),
          p(reach.people),
          p(reach.new_people),
          p(reach.signposted),
          store::BreakdownsToJson(reach.breakdowns),
          db::NullIfEmpty(Join(reach.partners, ",")),
          NoteOf(vault, reach),
          p(lock_timeout_ms)};
}

void SetRecorded(Reach& reach, int64_t recorded_at_us) {
  reach.state = "RECORDED";
  reach.version = 1;
  reach.recorded_at_us = reach.updated_at_us = recorded_at_us;
}

// A unit's request was answered before. The answer kept is what the request itself does not say: a
// line with the instant, then `id activity champion` of each record; the rest is as the request,
// which is the same, says.
std::optional<Refusal> Replay(Unit& unit, const db::Row& row) {
  if (row.Text("method") != unit.call.method().name || row.Bytes("body_hash") != unit.body_hash) {
    Refusal refusal(Code::kAlreadyExists, "REQUEST_ID_REUSED",
                    "this request_id was used for another request: expected a new UUID");
    return refusal.With("request_id", unit.call.request_id);
  }
  auto lines = Split(row.Bytes("answer"), '\n');
  if (lines.size() != unit.reaches.size() + 1) throw std::logic_error("an answer of another form");
  for (size_t i = 0; i < unit.reaches.size(); ++i) {
    auto& reach = unit.reaches[i];
    auto words = Split(lines[i + 1], ' ');
    reach.id = words.at(0);
    reach.activity = words.at(1);
    reach.champion = words.at(2);
    SetRecorded(reach, std::stoll(lines[0]));
  }
  return std::nullopt;
}

// Takes what the statement said of one item.
void Take(Unit& unit, size_t item, const db::Row& row, std::optional<Refusal>& refusal) {
  auto& reach = unit.reaches[item];
  if (row.Text("outcome") == "REFUSED") {
    if (!refusal) refusal = store::Problem(reach, row, unit.paths[item]);
    return;
  }
  reach.organisation_id = row.Int("organisation_id");
  reach.programme_id = row.Int("programme_id");
  reach.activity = row.Text("activity_id");
  reach.champion = row.Text("champion_id");
  SetRecorded(reach, row.Int64("recorded_at_us"));
}

}  // namespace

Unit MakeUnit(rpc::Call call, std::vector<Reach> reaches, std::vector<std::string> paths) {
  std::vector<FieldViolation> violations;
  std::set<std::pair<std::string, std::string>> names;
  std::optional<size_t> double_name;
  for (size_t i = 0; i < reaches.size(); ++i) {
    auto& reach = reaches[i];
    auto found = CheckRules(reach, paths[i]);
    violations.insert(violations.end(), found.begin(), found.end());
    bool is_new =
        reach.external_id.empty() || names.insert({reach.organisation, reach.external_id}).second;
    if (!is_new && !double_name) double_name = i;
    reach.id = auth::NewUuid();
  }
  if (!violations.empty()) throw InvalidFields(std::move(violations));
  if (double_name) throw store::NameTaken(reaches[*double_name], paths[*double_name]);
  return {std::move(call), "", std::move(reaches), std::move(paths), nullptr, nullptr};
}

std::vector<std::optional<Refusal>> Log(const Run& run, const sealing::Vault& vault,
                                        const std::vector<Unit*>& units, int timeout_ms,
                                        int lock_timeout_ms) {
  // The first item of each unit, as the statement counts them.
  std::vector<size_t> first;
  size_t items = 0;
  for (const auto* unit : units) {
    first.push_back(items);
    items += unit->reaches.size();
  }
  std::vector<std::optional<Refusal>> refusals(units.size());
  // A record alone has a function of its own, which does the same at less cost (ADR 19).
  auto rows = items == 1
                  ? run(sql::kLogReach, ParametersOf(vault, *units.front(), lock_timeout_ms))
                  : run(sql::kLogReaches, ParametersOf(vault, units, timeout_ms, lock_timeout_ms));
  for (auto row : rows) {
    size_t u = static_cast<size_t>(row.Int("unit")) - 1;
    if (row.Text("outcome") == "ANSWERED") {
      refusals[u] = Replay(*units[u], row);
    } else {
      Take(*units[u], static_cast<size_t>(row.Int("item")) - 1 - first[u], row, refusals[u]);
    }
  }
  return refusals;
}

std::vector<Reach> TryLog(rpc::Call& call, db::Transaction& transaction,
                          const sealing::Vault& vault, Unit unit) {
  auto run = [&](std::string_view statement, const std::vector<Parameter>& parameters) {
    return transaction.ExecuteWith(statement, parameters);
  };
  auto refusals = Log(run, vault, {&unit}, call.remaining_ms(), call.remaining_ms());
  if (refusals[0]) throw *refusals[0];
  for (const auto& reach : unit.reaches) {
    call.Audit(
        {.object_kind = "reach", .object = reach.id, .organisation_id = reach.organisation_id});
  }
  return unit.reaches;
}

}  // namespace champions::reach
