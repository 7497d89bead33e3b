#include "reports/schedule_store.h"

#include <nlohmann/json.hpp>

#include "base/civil.h"
#include "reports/reports_sql.h"

namespace champions::reports::store {
namespace {

// As in 2024-25-Q2, of its first day; "" of nothing.
std::string QuarterName(const std::string& from) {
  return from.empty() ? "" : QuarterOf(*ParseDate(from));
}

std::optional<std::string> FirstDay(const std::string& quarter) {
  if (quarter.empty()) return std::nullopt;
  return FormatDate(ParseQuarter(quarter)->from);
}

std::optional<Schedule> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return ScheduleFromRow(*row);
}

std::optional<ExportJob> MaybeJob(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return JobFromRow(*row);
}

}  // namespace

Schedule ScheduleFromRow(const db::Row& row) {
  Schedule schedule;
  schedule.id = row.Int("id");
  schedule.code = row.Text("code");
  schedule.name = row.Text("name");
  schedule.format = row.Text("format");
  schedule.edition = row.Text("edition");
  schedule.policy = row.Text("policy");
  schedule.quarter = QuarterName(row.Text("quarter"));
  schedule.cadence = row.Text("cadence");
  schedule.first_on = row.Text("first_on");
  schedule.recipients = row.TextArray("recipients");
  schedule.link_days = row.Int("link_days");
  schedule.disabled = row.Bool("disabled");
  schedule.owner_id = row.Text("owner_id");
  schedule.owner = row.Text("owner");
  schedule.version = row.Int("version");
  schedule.next_at_us = row.Int64("next_at_us");
  schedule.created_at_us = row.Int64("created_at_us");
  schedule.updated_at_us = row.Int64("updated_at_us");
  return schedule;
}

std::optional<Schedule> GetSchedule(db::Transaction& tx, const std::string& code) {
  return Maybe(tx.ExecuteMaybe(sql::kGetSchedule, code));
}

std::optional<Schedule> LockSchedule(db::Transaction& tx, const std::string& code) {
  return Maybe(tx.ExecuteMaybe(sql::kLockSchedule, code));
}

bool InsertSchedule(db::Transaction& tx, const Schedule& one) {
  return tx.Execute(sql::kInsertSchedule, one.code, one.name, one.format, one.edition,
                    db::NullIfEmpty(one.policy), FirstDay(one.quarter), one.cadence, one.first_on,
                    one.recipients, one.link_days, one.disabled, one.owner_id)
             .affected() == 1;
}

void UpdateSchedule(db::Transaction& tx, const Schedule& one) {
  tx.Execute(sql::kUpdateSchedule, one.id, one.name, one.format, one.edition,
             db::NullIfEmpty(one.policy), FirstDay(one.quarter), one.cadence, one.first_on,
             one.recipients, one.link_days, one.disabled);
}

ExportJob JobFromRow(const db::Row& row) {
  ExportJob job;
  job.id = row.Text("id");
  job.schedule_id = row.Int("schedule_id");
  job.schedule = row.Text("schedule");
  job.edition = row.Text("edition");
  job.quarter = QuarterName(row.Text("quarter"));
  job.state = row.Text("state");
  job.error = row.Text("error");
  job.attempts = row.Int("attempts");
  job.publication = row.Int("publication");
  job.due_at_us = row.Int64("due_at_us");
  job.due_on = row.Text("due_on");
  job.finished_at_us = row.Int64("finished_at_us");
  for (const auto& file : nlohmann::json::parse(row.Text("files"))) {
    job.files.push_back({file.at("name"), file.at("bytes"), file.at("sha256")});
  }
  job.recipients = row.TextArray("recipients");
  job.mail_pending = row.TextArray("mail_pending");
  job.mail_attempts = row.Int("mail_attempts");
  job.mail_error = row.Text("mail_error");
  return job;
}

std::optional<ExportJob> GetJob(db::Transaction& tx, const std::string& id) {
  return MaybeJob(tx.ExecuteMaybe(sql::kGetJob, id));
}

ExportJob QueueJob(db::Transaction& tx, const Schedule& schedule, const std::string& quarter) {
  auto id = tx.ExecuteOne(sql::kQueueJob, schedule.id, FirstDay(quarter)).Text("id");
  return *GetJob(tx, id);
}

int QueueDueJobs(db::Transaction& tx) {
  return static_cast<int>(tx.Execute(sql::kQueueDueJobs).affected());
}

std::optional<ExportJob> TakeJob(db::Transaction& tx) {
  auto taken = tx.ExecuteMaybe(sql::kTakeJob);
  if (!taken) return std::nullopt;
  return GetJob(tx, taken->Text("id"));
}

void FinishJob(db::Transaction& tx, const ExportJob& job, bool mail) {
  nlohmann::json files = nlohmann::json::array();
  for (const auto& file : job.files) {
    files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  auto done = tx.Execute(sql::kFinishJob, job.id, job.attempts, job.publication, files.dump(), mail)
                  .affected();
  if (done != 1) throw std::runtime_error("another has taken the job since");
}

void FailJob(db::Transaction& tx, const ExportJob& job, const std::string& error, bool give_up) {
  tx.Execute(sql::kFailJob, job.id, job.attempts, error, give_up);
}

std::optional<auth::Principal> OwnerOf(db::Transaction& tx, const ExportJob& job) {
  auto row = tx.ExecuteMaybe(sql::kOwnerOf, job.schedule_id);
  if (!row) return std::nullopt;
  auth::Principal owner;
  owner.key_id = kNoKey;
  owner.user_id = row->Text("user_id");
  owner.name = row->Text("name");
  owner.role = auth::RoleFromName(row->Text("role"));
  if (!owner.sees_everything()) owner.organisation_ids = row->IntArray("organisation_ids");
  if (!owner.May("exports.write")) return std::nullopt;
  return owner;
}

std::optional<ExportJob> TakeMail(db::Transaction& tx) {
  return MaybeJob(tx.ExecuteMaybe(sql::kTakeMail));
}

void NoteMail(db::Transaction& tx, const ExportJob& job) {
  tx.Execute(sql::kNoteMail, job.id, job.mail_pending, job.mail_attempts,
             db::NullIfEmpty(job.mail_error));
}

std::optional<ExportJob> JobOfLink(db::Transaction& tx, const std::string& id) {
  return MaybeJob(tx.ExecuteMaybe(sql::kJobOfLink, id));
}

}  // namespace champions::reports::store
