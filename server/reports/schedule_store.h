// The only code that reads and writes schedules and their jobs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/principal.h"
#include "db/transaction.h"
#include "reports/schedule.h"

namespace champions::reports::store {

// In the audit log, of what is done without a key: by a timer, or by whoever has a link.
constexpr const char* kNoKey = "00000000-0000-0000-0000-000000000000";

Schedule ScheduleFromRow(const db::Row& row);
std::optional<Schedule> GetSchedule(db::Transaction& transaction, const std::string& code);
std::optional<Schedule> LockSchedule(db::Transaction& transaction, const std::string& code);
// False where the code is taken.
bool InsertSchedule(db::Transaction& transaction, const Schedule& schedule);
// It is due anew: after now, by its cadence.
void UpdateSchedule(db::Transaction& transaction, const Schedule& schedule);

ExportJob JobFromRow(const db::Row& row);
std::optional<ExportJob> GetJob(db::Transaction& transaction, const std::string& id);
// `quarter`: "" for the one that the schedule would take now.
ExportJob QueueJob(db::Transaction& transaction, const Schedule& schedule,
                   const std::string& quarter);

// Puts a job in the queue for each schedule that is due; gives how many.
int QueueDueJobs(db::Transaction& transaction);
// Takes the next job for an hour; nothing where there is none to do.
std::optional<ExportJob> TakeJob(db::Transaction& transaction);
// Throws std::runtime_error where another has taken the job since.
void FinishJob(db::Transaction& transaction, const ExportJob& job, bool mail);
// It is tried again until it was tried three times, unless `give_up`.
void FailJob(db::Transaction& transaction, const ExportJob& job, const std::string& error,
             bool give_up);
// As whom the schedule's exports are made; nothing where that person may no longer do so.
std::optional<auth::Principal> OwnerOf(db::Transaction& transaction, const ExportJob& job);

// The next job with somebody still to be told, locked; nothing where there is none.
std::optional<ExportJob> TakeMail(db::Transaction& transaction);
void NoteMail(db::Transaction& transaction, const ExportJob& job);
// Of a file that may still be had by a link: its job, unless its schedule is disabled.
std::optional<ExportJob> JobOfLink(db::Transaction& transaction, const std::string& id);

}  // namespace champions::reports::store
