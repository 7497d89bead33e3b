#include "champions/enrolment_store.h"

#include "champions/champions_sql.h"

namespace champions::champions::store {
namespace {

std::optional<Enrolment> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return EnrolmentFromRow(*row);
}

std::optional<int> Number(const std::optional<db::Row>& row, const char* column) {
  return row ? std::optional(row->Int(column)) : std::nullopt;
}

}  // namespace

Enrolment EnrolmentFromRow(const db::Row& row) {
  return {.organisation_id = row.Int("organisation_id"),
          .organisation = row.Text("organisation"),
          .id = row.Text("id"),
          .champion = row.Text("champion_id"),
          .programme = row.Text("programme"),
          .enrolled_on = row.Text("enrolled_on"),
          .ended_on = row.Text("ended_on"),
          .end_reason = row.Text("end_reason"),
          .trained_on = row.Text("trained_on"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Enrolment> GetEnrolment(db::Transaction& transaction, const std::string& id) {
  static const std::string kGet = std::string(sql::kSelectEnrolments) + " where e.id = $1::uuid";
  return Maybe(transaction.ExecuteMaybe(kGet, id));
}

std::optional<Enrolment> LockEnrolment(db::Transaction& transaction, const std::string& id) {
  static const std::string kLock =
      std::string(sql::kSelectEnrolments) + " where e.id = $1::uuid for no key update of e";
  transaction.Execute(sql::kHoldRequirements);
  return Maybe(transaction.ExecuteMaybe(kLock, id));
}

std::optional<int> FindOrganisationOfChampion(db::Transaction& transaction,
                                              const std::string& champion) {
  return Number(transaction.ExecuteMaybe(sql::kFindChampion, champion), "organisation_id");
}

std::optional<int> FindProgramme(db::Transaction& transaction, const std::string& code) {
  return Number(transaction.ExecuteMaybe(sql::kFindProgramme, code), "id");
}

std::optional<std::string> InsertEnrolment(db::Transaction& transaction, const Enrolment& enrolment,
                                           int programme_id) {
  auto row = transaction.ExecuteMaybe(sql::kInsertEnrolment, enrolment.organisation_id,
                                      enrolment.champion, programme_id, enrolment.enrolled_on);
  if (!row) return std::nullopt;
  transaction.Execute(sql::kPostChampions, std::vector<std::string>{enrolment.champion});
  return row->Text("id");
}

void EndEnrolment(db::Transaction& transaction, const Enrolment& enrolment) {
  transaction.Execute(sql::kEndEnrolment, enrolment.organisation_id, enrolment.id,
                      enrolment.ended_on, db::NullIfEmpty(enrolment.end_reason));
  transaction.Execute(sql::kPostChampions, std::vector<std::string>{enrolment.champion});
}

}  // namespace champions::champions::store
