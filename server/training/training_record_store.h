// The only code that runs the statements of training records.
#pragma once

#include <optional>
#include <string>

#include "db/transaction.h"
#include "training/training_record.h"

namespace champions::training::store {

TrainingRecord RecordFromRow(const db::Row& row);
Certificate CertificateFromRow(const db::Row& row);

// Those that the caller may not see are not there: row-level security leaves them out.
std::optional<TrainingRecord> GetRecord(db::Transaction& transaction, const std::string& id);
// The same, and keeps others from changing it until the transaction ends.
std::optional<TrainingRecord> LockRecord(db::Transaction& transaction, const std::string& id);

// The organisation of a champion that the caller may see.
std::optional<int> OrganisationOf(db::Transaction& transaction, const std::string& champion);

// The id of another record that holds what this one needs: its champion, course and day, or, where
// it is booked on a run, the champion's place there. Withdrawn ones hold nothing.
std::string HolderOf(db::Transaction& transaction, const TrainingRecord& record);
// The same, of the day alone, and withdrawn ones hold it too: a record that moves needs it free.
std::string HolderOfDay(db::Transaction& transaction, const TrainingRecord& record);

// Adds the record, or revives the withdrawn one of the same champion, course and day; and posts
// what that changes. Gives its id; nothing where another took the day meanwhile.
std::optional<std::string> PutRecord(db::Transaction& transaction, const TrainingRecord& record);
// Writes outcome, day, certificate and reason, and posts what that changes.
void UpdateRecord(db::Transaction& transaction, const TrainingRecord& record);

}  // namespace champions::training::store
