#include "activities/activity_store.h"

#include "activities/activities_sql.h"
#include "base/refusal.h"
#include "rpc/partners.h"

namespace champions::activities::store {
namespace {

void Post(db::Transaction& transaction, const std::string& id) {
  transaction.Execute(sql::kPostActivity, id);
}

}  // namespace

Activity FromRow(const db::Row& row) {
  Activity activity{.organisation_id = row.Int("organisation_id"),
                    .id = row.Text("id"),
                    .external_id = row.Text("external_id"),
                    .organisation = row.Text("organisation"),
                    .programme = row.Text("programme"),
                    .name = row.Text("name"),
                    .kind = row.Text("kind"),
                    .starts_at_us = row.Int64("starts_at_us"),
                    .ward = row.Text("ward"),
                    .partners = row.TextArray("partners"),
                    .award = row.Text("award_id"),
                    .state = row.Text("state"),
                    .version = row.Int("version"),
                    .created_at_us = row.Int64("created_at_us"),
                    .updated_at_us = row.Int64("updated_at_us")};
  if (!row.Null("ends_at_us")) activity.ends_at_us = row.Int64("ends_at_us");
  return activity;
}

std::optional<Activity> Get(db::Transaction& transaction, const std::string& id) {
  static const std::string statement =
      std::string(sql::kSelectActivities) + " where a.id = $1::uuid";
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return FromRow(*row);
}

std::optional<Activity> Lock(db::Transaction& transaction, const std::string& id) {
  if (transaction.Execute(sql::kLockActivity, id).empty()) return std::nullopt;
  return Get(transaction, id);
}

References Resolve(db::Transaction& transaction, const Activity& activity) {
  auto row = transaction.ExecuteOne(sql::kFindReferences, activity.organisation, activity.programme,
                                    activity.starts_at_us, activity.ends_at_us);
  auto now = std::chrono::system_clock::now();
  CheckDay("activity.starts_at", row.Text("starts_on"), now);
  if (activity.ends_at_us) CheckDay("activity.ends_at", row.Text("ends_on"), now);
  if (row.Null("organisation_id")) {
    throw NotFoundAt("activity.organisation", "organisation", activity.organisation);
  }
  if (row.Null("programme_id")) {
    throw NotFoundAt("activity.programme", "programme", activity.programme);
  }
  References references{.organisation_id = row.Int("organisation_id"),
                        .programme_id = row.Int("programme_id")};
  references.partner_ids =
      rpc::FindPartners(transaction, activity.partners, activity.organisation, "activity.partners");
  if (!activity.award.empty() &&
      transaction.Execute(sql::kFindAward, references.organisation_id, activity.award).empty()) {
    throw NotFoundAt("activity.award", "award", activity.award);
  }
  return references;
}

std::optional<std::string> Insert(db::Transaction& transaction, const Activity& activity,
                                  const References& references) {
  auto row = transaction.ExecuteMaybe(
      sql::kInsertActivity, references.organisation_id, db::NullIfEmpty(activity.external_id),
      references.programme_id, activity.name, activity.kind, activity.starts_at_us,
      activity.ends_at_us, db::NullIfEmpty(activity.ward), references.partner_ids,
      db::NullIfEmpty(activity.award));
  if (!row) return std::nullopt;
  Post(transaction, row->Text("id"));
  return row->Text("id");
}

void Update(db::Transaction& transaction, const Activity& activity, const References& references) {
  transaction.Execute(sql::kUpdateActivity, references.organisation_id, activity.id,
                      references.programme_id, activity.name, activity.kind, activity.starts_at_us,
                      activity.ends_at_us, db::NullIfEmpty(activity.ward), references.partner_ids,
                      db::NullIfEmpty(activity.award));
  Post(transaction, activity.id);
}

void SetState(db::Transaction& transaction, const Activity& activity, const std::string& state) {
  transaction.Execute(sql::kUpdateActivityState, activity.organisation_id, activity.id, state);
  Post(transaction, activity.id);
}

std::vector<std::string> Attendance(db::Transaction& transaction, const Activity& activity) {
  std::vector<std::string> champions;
  for (auto row :
       transaction.Execute(sql::kSelectAttendance, activity.organisation_id, activity.id)) {
    champions.push_back(row.Text("champion_id"));
  }
  return champions;
}

std::vector<Attendee> FindAttendees(db::Transaction& transaction, const Activity& activity,
                                    const std::vector<std::string>& champions) {
  std::vector<Attendee> attendees;
  for (auto row :
       transaction.Execute(sql::kFindAttendees, activity.organisation_id, activity.id, champions)) {
    attendees.push_back({row.Int("organisation_id"), row.Text("id")});
  }
  return attendees;
}

bool SetAttendance(db::Transaction& transaction, const Activity& activity,
                   const std::vector<Attendee>& attendees) {
  std::vector<int> organisations;
  std::vector<std::string> champions;
  for (const auto& attendee : attendees) {
    organisations.push_back(attendee.organisation_id);
    champions.push_back(attendee.champion);
  }
  auto gone =
      transaction.Execute(sql::kDeleteAttendance, activity.organisation_id, activity.id, champions);
  auto come = transaction.Execute(sql::kInsertAttendance, activity.organisation_id, activity.id,
                                  organisations, champions);
  if (gone.affected() + come.affected() == 0) return false;
  transaction.Execute(sql::kTouchActivity, activity.organisation_id, activity.id);
  return true;
}

std::vector<std::string> Outsiders(db::Transaction& transaction, const Activity& activity,
                                   const std::vector<int>& partner_ids) {
  return transaction
      .ExecuteOne(sql::kFindOutsiders, activity.organisation_id, activity.id, partner_ids)
      .TextArray("codes");
}

}  // namespace champions::activities::store
