#include "training/training_record_store.h"

#include <vector>

#include "training/training_sql.h"

namespace champions::training::store {
namespace {

std::optional<TrainingRecord> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return RecordFromRow(*row);
}

std::string IdOrNone(const std::optional<db::Row>& row) { return row ? row->Text("id") : ""; }

void Post(db::Transaction& transaction, const std::string& champion) {
  transaction.Execute(sql::kPostChampions, std::vector<std::string>{champion});
}

}  // namespace

TrainingRecord RecordFromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .organisation_id = row.Int("organisation_id"),
          .organisation = row.Text("organisation"),
          .champion = row.Text("champion_id"),
          .course_id = row.Int("course_id"),
          .course = row.Text("course"),
          .course_run = row.Text("course_run_id"),
          .completed_on = row.Text("completed_on"),
          .outcome = OutcomeFromName(row.Text("outcome")),
          .certificate = row.Text("certificate"),
          .reason = row.Text("reason"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

Certificate CertificateFromRow(const db::Row& row) {
  return {.training_record = row.Text("id"),
          .champion = row.Text("champion_id"),
          .organisation = row.Text("organisation"),
          .course = row.Text("course"),
          .certificate = row.Text("certificate"),
          .completed_on = row.Text("completed_on"),
          .expires_on = row.Text("expires_on")};
}

std::optional<TrainingRecord> GetRecord(db::Transaction& transaction, const std::string& id) {
  return Maybe(transaction.ExecuteMaybe(sql::kGetTrainingRecord, id));
}

std::optional<TrainingRecord> LockRecord(db::Transaction& transaction, const std::string& id) {
  return Maybe(transaction.ExecuteMaybe(sql::kLockTrainingRecord, id));
}

std::optional<int> OrganisationOf(db::Transaction& transaction, const std::string& champion) {
  auto row = transaction.ExecuteMaybe(sql::kFindChampion, champion);
  if (!row) return std::nullopt;
  return row->Int("id");
}

std::string HolderOf(db::Transaction& transaction, const TrainingRecord& record) {
  return IdOrNone(transaction.ExecuteMaybe(sql::kFindHolder, record.organisation_id,
                                           record.champion, record.course_id, record.completed_on,
                                           db::NullIfEmpty(record.course_run)));
}

std::string HolderOfDay(db::Transaction& transaction, const TrainingRecord& record) {
  return IdOrNone(transaction.ExecuteMaybe(sql::kFindHolderOfDay, record.organisation_id,
                                           record.champion, record.course_id, record.completed_on,
                                           record.id));
}

std::optional<std::string> PutRecord(db::Transaction& transaction, const TrainingRecord& record) {
  auto row = transaction.ExecuteMaybe(
      sql::kPutTrainingRecord, record.organisation_id, record.champion, record.course_id,
      db::NullIfEmpty(record.course_run), record.completed_on, OutcomeName(record.outcome),
      db::NullIfEmpty(record.certificate));
  if (!row) return std::nullopt;
  Post(transaction, record.champion);
  return row->Text("id");
}

void UpdateRecord(db::Transaction& transaction, const TrainingRecord& record) {
  transaction.ExecuteOne(sql::kUpdateTrainingRecord, record.organisation_id, record.id,
                         record.completed_on, OutcomeName(record.outcome),
                         db::NullIfEmpty(record.certificate), db::NullIfEmpty(record.reason));
  Post(transaction, record.champion);
}

}  // namespace champions::training::store
