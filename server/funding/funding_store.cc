#include "funding/funding_store.h"

#include "base/refusal.h"
#include "funding/funding_sql.h"

namespace champions::funding::store {
namespace {

using db::NullIfEmpty;

void Post(db::Transaction& transaction, const std::string& award) {
  transaction.Execute(sql::kPostAward, award);
}

}  // namespace

Fund FundFromRow(const db::Row& row) {
  return {.code = row.Text("code"),
          .name = row.Text("name"),
          .budget_pence = row.Int64("budget_pence"),
          .starts_on = row.Text("starts_on"),
          .ends_on = row.Text("ends_on"),
          .awarded_pence = row.Int64("awarded_pence"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Fund> GetFund(db::Transaction& transaction, const std::string& code) {
  static const std::string statement = std::string(sql::kSelectFunds) + " where f.code = $1";
  auto row = transaction.ExecuteMaybe(statement, code);
  if (!row) return std::nullopt;
  return FundFromRow(*row);
}

std::optional<Fund> LockFund(db::Transaction& transaction, const std::string& code) {
  if (transaction.Execute(sql::kLockFund, code).empty()) return std::nullopt;
  return GetFund(transaction, code);
}

Budget GetBudget(db::Transaction& transaction, const std::string& code) {
  auto row = transaction.ExecuteOne(sql::kSelectBudget, code);
  return {row.Int64("budget_pence"), row.Int64("awarded_pence")};
}

bool InsertFund(db::Transaction& transaction, const Fund& fund) {
  return !transaction
              .Execute(sql::kInsertFund, fund.code, fund.name, fund.budget_pence,
                       NullIfEmpty(fund.starts_on), NullIfEmpty(fund.ends_on))
              .empty();
}

void UpdateFund(db::Transaction& transaction, const Fund& fund) {
  transaction.Execute(sql::kUpdateFund, fund.code, fund.name, fund.budget_pence,
                      NullIfEmpty(fund.starts_on), NullIfEmpty(fund.ends_on));
}

References Resolve(db::Transaction& transaction, const Award& award) {
  auto row =
      transaction.ExecuteOne(sql::kFindReferences, award.organisation, award.fund, award.programme);
  if (row.Null("organisation_id")) {
    throw NotFoundAt("award.organisation", "organisation", award.organisation);
  }
  if (row.Null("fund_id")) throw NotFoundAt("award.fund", "fund", award.fund);
  if (row.Null("programme_id")) {
    throw NotFoundAt("award.programme", "programme", award.programme);
  }
  return {row.Int("organisation_id"), row.Int("fund_id"), row.Int("programme_id")};
}

Award AwardFromRow(const db::Row& row) {
  return {.organisation_id = row.Int("organisation_id"),
          .id = row.Text("id"),
          .external_id = row.Text("external_id"),
          .organisation = row.Text("organisation"),
          .fund = row.Text("fund"),
          .programme = row.Text("programme"),
          .title = row.Text("title"),
          .amount_pence = row.Int64("amount_pence"),
          .awarded_on = row.Text("awarded_on"),
          .starts_on = row.Text("starts_on"),
          .ends_on = row.Text("ends_on"),
          .state = row.Text("state"),
          .paid_pence = row.Int64("paid_pence"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Award> GetAward(db::Transaction& transaction, const std::string& id) {
  static const std::string statement = std::string(sql::kSelectAwards) + " where w.id = $1::uuid";
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return AwardFromRow(*row);
}

std::optional<Award> LockAward(db::Transaction& transaction, const std::string& id) {
  if (transaction.Execute(sql::kLockAward, id).empty()) return std::nullopt;
  return GetAward(transaction, id);
}

std::optional<std::string> InsertAward(db::Transaction& transaction, const Award& award,
                                       const References& references) {
  auto row = transaction.ExecuteMaybe(
      sql::kInsertAward, references.organisation_id, NullIfEmpty(award.external_id),
      references.fund_id, references.programme_id, award.title, award.amount_pence,
      award.awarded_on, NullIfEmpty(award.starts_on), NullIfEmpty(award.ends_on));
  if (!row) return std::nullopt;
  Post(transaction, row->Text("id"));
  return row->Text("id");
}

void UpdateAward(db::Transaction& transaction, const Award& award, const References& references) {
  transaction.Execute(sql::kUpdateAward, references.organisation_id, award.id,
                      references.programme_id, award.title, award.amount_pence, award.awarded_on,
                      NullIfEmpty(award.starts_on), NullIfEmpty(award.ends_on));
  Post(transaction, award.id);
}

void SetAwardState(db::Transaction& transaction, const Award& award, const std::string& state) {
  transaction.Execute(sql::kUpdateAwardState, award.organisation_id, award.id, state);
  Post(transaction, award.id);
}

Payment PaymentFromRow(const db::Row& row) {
  return {.organisation_id = row.Int("organisation_id"),
          .id = row.Text("id"),
          .award = row.Text("award_id"),
          .organisation = row.Text("organisation"),
          .amount_pence = row.Int64("amount_pence"),
          .paid_on = row.Text("paid_on"),
          .reference = row.Text("reference"),
          .state = row.Text("state"),
          .void_reason = row.Text("void_reason"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Payment> GetPayment(db::Transaction& transaction, const std::string& id) {
  static const std::string statement = std::string(sql::kSelectPayments) + " where y.id = $1::uuid";
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return PaymentFromRow(*row);
}

std::string InsertPayment(db::Transaction& transaction, const Award& award,
                          const Payment& payment) {
  auto row =
      transaction.ExecuteOne(sql::kInsertPayment, award.organisation_id, award.id,
                             payment.amount_pence, payment.paid_on, NullIfEmpty(payment.reference));
  Post(transaction, award.id);
  return row.Text("id");
}

void VoidPayment(db::Transaction& transaction, const Payment& payment, const std::string& state,
                 const std::string& reason) {
  transaction.Execute(sql::kVoidPayment, payment.organisation_id, payment.id, state,
                      NullIfEmpty(reason));
  Post(transaction, payment.award);
}

}  // namespace champions::funding::store
