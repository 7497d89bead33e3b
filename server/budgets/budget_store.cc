#include "budgets/budget_store.h"

#include "budgets/budgets_sql.h"

namespace champions::budgets::store {
namespace {

using db::NullIfEmpty;

Put PutOf(const std::optional<db::Row>& row) {
  if (!row) return Put::kUnchanged;
  return row->Bool("created") ? Put::kCreated : Put::kAmended;
}

}  // namespace

Line FromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .year = row.Text("year"),
          .kind = row.Text("kind"),
          .name = row.Text("name"),
          .amount_pence = row.Int64("amount_pence"),
          .note = row.Text("note"),
          .state = row.Text("state"),
          .void_reason = row.Text("void_reason"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Line> Get(db::Transaction& transaction, const std::string& id) {
  static const std::string statement = std::string(sql::kSelectLines) + " where l.id = $1::uuid";
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return FromRow(*row);
}

std::optional<Line> Lock(db::Transaction& transaction, const std::string& id) {
  if (transaction.Execute(sql::kLockLine, id).empty()) return std::nullopt;
  return Get(transaction, id);
}

std::optional<std::string> Insert(db::Transaction& transaction, const Line& line) {
  auto row = transaction.ExecuteMaybe(sql::kInsertLine, line.year, line.kind, line.name,
                                      line.amount_pence, NullIfEmpty(line.note));
  if (!row) return std::nullopt;
  return row->Text("id");
}

void Update(db::Transaction& transaction, const Line& line) {
  transaction.Execute(sql::kUpdateLine, line.id, line.name, line.amount_pence,
                      NullIfEmpty(line.note));
}

void Void(db::Transaction& transaction, const Line& line, const std::string& state,
          const std::string& reason) {
  transaction.Execute(sql::kVoidLine, line.id, state, NullIfEmpty(reason));
}

bool NameTaken(db::Transaction& transaction, const Line& line) {
  return transaction.ExecuteOne(sql::kNameTaken, line.id, line.year, line.kind, line.name)
      .Bool("taken");
}

Put PutLine(db::Transaction& transaction, const Line& line) {
  return PutOf(
      transaction.ExecuteMaybe(sql::kPutLine, line.year, line.kind, line.name, line.amount_pence));
}

Put PutPrintedTotal(db::Transaction& transaction, const PrintedTotal& total) {
  return PutOf(
      transaction.ExecuteMaybe(sql::kPutPrintedTotal, total.year, total.name, total.amount_pence));
}

Budget GetBudget(db::Transaction& transaction, const std::string& year) {
  std::vector<Sum> sums;
  for (auto row : transaction.Execute(sql::kSumLines, year)) {
    sums.push_back({row.Text("kind"), row.Text("name"), row.Int64("amount_pence")});
  }
  auto budget = AddUp(year, sums);
  auto printed = transaction.ExecuteMaybe(sql::kFindPrintedTotal, year);
  if (printed) {
    budget.printed =
        PrintedTotal{printed->Text("year"), printed->Text("name"), printed->Int64("amount_pence")};
  }
  return budget;
}

std::vector<std::string> PrintedYears(db::Transaction& transaction) {
  std::vector<std::string> years;
  for (auto row : transaction.Execute(sql::kPrintedYears)) years.push_back(row.Text("year"));
  return years;
}

}  // namespace champions::budgets::store
