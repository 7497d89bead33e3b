#include "risks/risk_store.h"

#include <algorithm>
#include <map>

#include "base/refusal.h"
#include "base/text.h"
#include "risks/risks_sql.h"

namespace champions::risks::store {
namespace {

using db::NullIfEmpty;

std::string Selecting(std::string_view select, std::string_view condition) {
  std::string statement(select);
  statement.append(condition);
  return statement;
}

// What a request names a risk by.
struct Name {
  db::Parameter number, id;
};

Name ParseName(const std::string& name, const std::string& field) {
  bool digits = std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits && name.size() <= 9) return {name, std::nullopt};
  if (CheckUuid(name).empty()) return {std::nullopt, name};
  throw InvalidField(field, "is " + Quoted(name) + ": expected the number of a risk, or its id");
}

db::Parameter NullIfZero(int number) {
  return number == 0 ? std::nullopt : db::ToParameter(number);
}

db::Parameter Flag(const std::optional<bool>& flag) {
  return flag ? db::ToParameter(*flag) : std::nullopt;
}

Action ActionFromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .risk_id = row.Text("risk_id"),
          .text = row.Text("text"),
          .owner = row.Text("owner"),
          .due_on = row.Text("due_on"),
          .done_on = row.Text("done_on"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

}  // namespace

std::string Today(db::Transaction& transaction) {
  return transaction.ExecuteOne(sql::kToday).Text("today");
}

Risk FromRow(const db::Row& row) {
  std::optional<bool> escalated;
  if (!row.Null("printed_escalated")) escalated = row.Bool("printed_escalated");
  return {.id = row.Text("id"),
          .number = row.Int("number"),
          .kind = row.Text("kind"),
          .text = row.Text("text"),
          .workstream = row.Text("workstream"),
          .owners = row.TextArray("owners"),
          .organisations_impacted = row.TextArray("organisations_impacted"),
          .raised_on = row.Text("raised_on"),
          .last_reviewed_on = row.Text("last_reviewed_on"),
          .assessed_on = row.Text("assessed_on"),
          .first_assessed_on = row.Text("first_assessed_on"),
          .impact = row.Int("impact"),
          .probability = row.Int("probability"),
          .direction = row.Text("direction"),
          .state = row.Text("state"),
          .reason = row.Text("reason"),
          .printed_score = row.Int("printed_score"),
          .printed_direction = row.Text("printed_direction"),
          .printed_escalated = escalated,
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Risk> Get(db::Transaction& transaction, const std::string& name,
                        const std::string& field) {
  static const std::string statement =
      Selecting(sql::kSelectRisks, " where r.number = $1::int or r.id = $2::uuid");
  auto [number, id] = ParseName(name, field);
  auto row = transaction.ExecuteMaybe(statement, number, id);
  if (!row) return std::nullopt;
  std::vector<Risk> found = {FromRow(*row)};
  LoadActions(transaction, &found);
  return found[0];
}

std::optional<Risk> Lock(db::Transaction& transaction, const std::string& name,
                         const std::string& field) {
  auto [number, id] = ParseName(name, field);
  if (transaction.Execute(sql::kLockRisk, number, id).empty()) return std::nullopt;
  return Get(transaction, name, field);
}

std::vector<Risk> LockAll(db::Transaction& transaction, const std::vector<int>& numbers) {
  static const std::string statement =
      Selecting(sql::kSelectRisks, " where r.number = any ($1::int[])");
  transaction.Execute(sql::kLockRisks, numbers);
  std::vector<Risk> risks;
  for (auto row : transaction.Execute(statement, numbers)) risks.push_back(FromRow(row));
  LoadActions(transaction, &risks);
  return risks;
}

void LoadActions(db::Transaction& transaction, std::vector<Risk>* risks) {
  static const std::string statement =
      Selecting(sql::kSelectActions,
                " where c.risk_id = any ($1::uuid[]) order by c.risk_id, "
                "c.place");
  if (risks->empty()) return;
  std::map<std::string, Risk*> by_id;
  std::vector<std::string> ids;
  for (auto& risk : *risks) {
    by_id[risk.id] = &risk;
    ids.push_back(risk.id);
  }
  for (auto row : transaction.Execute(statement, ids)) {
    auto action = ActionFromRow(row);
    by_id.at(action.risk_id)->actions.push_back(std::move(action));
  }
}

void LockNumbers(db::Transaction& transaction) { transaction.Execute(sql::kLockNumbers); }

int NextNumber(db::Transaction& transaction) {
  return transaction.ExecuteOne(sql::kNextNumber).Int("number");
}

std::optional<std::string> Insert(db::Transaction& transaction, const Risk& risk) {
  auto row = transaction.ExecuteMaybe(
      sql::kInsertRisk, risk.number, risk.kind, risk.text, NullIfEmpty(risk.workstream),
      risk.owners, risk.organisations_impacted, risk.raised_on, NullIfEmpty(risk.last_reviewed_on),
      risk.assessed_on, risk.impact, risk.probability, NullIfZero(risk.printed_score),
      NullIfEmpty(risk.printed_direction), Flag(risk.printed_escalated));
  if (!row) return std::nullopt;
  return row->Text("id");
}

void Update(db::Transaction& transaction, const Risk& risk) {
  transaction.Execute(sql::kUpdateRisk, risk.id, risk.kind, risk.text, NullIfEmpty(risk.workstream),
                      risk.owners, risk.organisations_impacted, risk.raised_on,
                      NullIfEmpty(risk.last_reviewed_on), risk.assessed_on, risk.impact,
                      risk.probability, risk.direction, risk.state, NullIfEmpty(risk.reason),
                      NullIfZero(risk.printed_score), NullIfEmpty(risk.printed_direction),
                      Flag(risk.printed_escalated));
}

void Append(db::Transaction& transaction, const std::string& risk_id, const Assessment& assessment,
            const std::string& direction, const Assessor& assessor) {
  transaction.Execute(sql::kAppendAssessment, risk_id, assessment.on, assessment.impact,
                      assessment.probability, direction, assessment.is_review,
                      NullIfEmpty(assessment.comment), assessor.key_id,
                      NullIfEmpty(assessor.user_id));
}

std::optional<Action> GetAction(db::Transaction& transaction, const std::string& id) {
  static const std::string statement = Selecting(sql::kSelectActions, " where c.id = $1::uuid");
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return ActionFromRow(*row);
}

std::optional<Action> LockAction(db::Transaction& transaction, const std::string& id) {
  if (transaction.Execute(sql::kLockAction, id).empty()) return std::nullopt;
  return GetAction(transaction, id);
}

std::vector<std::string> InsertActions(db::Transaction& transaction, const std::string& risk_id,
                                       const std::vector<std::string>& texts,
                                       const std::string& owner, const std::string& due_on) {
  std::vector<std::string> ids;
  if (texts.empty()) return ids;
  for (auto row : transaction.Execute(sql::kInsertActions, risk_id, texts, NullIfEmpty(owner),
                                      NullIfEmpty(due_on))) {
    ids.push_back(row.Text("id"));
  }
  return ids;
}

void UpdateAction(db::Transaction& transaction, const Action& action) {
  transaction.Execute(sql::kUpdateAction, action.id, action.text, NullIfEmpty(action.owner),
                      NullIfEmpty(action.due_on), NullIfEmpty(action.done_on));
}

std::vector<Cell> CountGrid(db::Transaction& transaction, const std::string& kind,
                            const std::string& workstream) {
  std::vector<Cell> cells;
  for (auto row :
       transaction.Execute(sql::kCountGrid, NullIfEmpty(kind), NullIfEmpty(workstream))) {
    cells.push_back({row.Int("impact"), row.Int("probability"), row.IntArray("numbers")});
  }
  return cells;
}

}  // namespace champions::risks::store
