#include "privacy/privacy_store.h"

#include "privacy/privacy_sql.h"

namespace champions::privacy::store {
namespace {

using db::NullIfEmpty;

std::string Selecting(std::string_view select, std::string_view condition) {
  std::string statement(select);
  statement.append(condition);
  return statement;
}

std::optional<int64_t> Instant(const db::Row& row, const char* column) {
  if (row.Null(column)) return std::nullopt;
  return row.Int64(column);
}

}  // namespace

Moment Now(db::Transaction& transaction) {
  auto row = transaction.ExecuteOne(sql::kMoment);
  return {row.Int64("now_us"), row.Text("today")};
}

std::string LondonDay(db::Transaction& transaction, int64_t at_us) {
  return transaction.ExecuteOne(sql::kLondonDay, at_us).Text("day");
}

Holidays HolidaysAfter(db::Transaction& transaction, const std::string& day) {
  Holidays holidays;
  if (day.empty()) return holidays;
  for (auto row : transaction.Execute(sql::kBankHolidays, day)) holidays.insert(row.Text("day"));
  return holidays;
}

bool ChampionExists(db::Transaction& transaction, const std::string& id) {
  return !transaction.Execute(sql::kFindChampion, id).empty();
}

Activity ActivityFromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .code = row.Text("code"),
          .name = row.Text("name"),
          .purpose = row.Text("purpose"),
          .lawful_basis = row.Text("lawful_basis"),
          .special_condition = row.Text("special_condition"),
          .people_categories = row.TextArray("people_categories"),
          .data_categories = row.TextArray("data_categories"),
          .recipients = row.TextArray("recipients"),
          .transfers = row.Text("transfers"),
          .retention = row.Text("retention"),
          .security_measures = row.Text("security_measures"),
          .controller = row.Text("controller"),
          .reviewed_on = row.Text("reviewed_on"),
          .ended_on = row.Text("ended_on"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Activity> GetActivity(db::Transaction& transaction, const std::string& code) {
  static const std::string statement = Selecting(sql::kSelectActivities, " where a.code = $1");
  auto row = transaction.ExecuteMaybe(statement, code);
  if (!row) return std::nullopt;
  return ActivityFromRow(*row);
}

std::optional<Activity> LockActivity(db::Transaction& transaction, const std::string& code) {
  if (transaction.Execute(sql::kLockActivity, code).empty()) return std::nullopt;
  return GetActivity(transaction, code);
}

bool Insert(db::Transaction& transaction, const Activity& activity) {
  return !transaction
              .Execute(sql::kInsertActivity, activity.code, activity.name, activity.purpose,
                       activity.lawful_basis, NullIfEmpty(activity.special_condition),
                       activity.people_categories, activity.data_categories, activity.recipients,
                       NullIfEmpty(activity.transfers), NullIfEmpty(activity.retention),
                       NullIfEmpty(activity.security_measures), activity.controller,
                       activity.reviewed_on, NullIfEmpty(activity.ended_on),
                       NullIfEmpty(ReviewDueOn(activity)))
              .empty();
}

void Update(db::Transaction& transaction, const Activity& activity) {
  transaction.Execute(
      sql::kUpdateActivity, activity.code, activity.name, activity.purpose, activity.lawful_basis,
      NullIfEmpty(activity.special_condition), activity.people_categories, activity.data_categories,
      activity.recipients, NullIfEmpty(activity.transfers), NullIfEmpty(activity.retention),
      NullIfEmpty(activity.security_measures), activity.controller, activity.reviewed_on,
      NullIfEmpty(activity.ended_on), NullIfEmpty(ReviewDueOn(activity)));
}

Breach BreachFromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .occurred_on = row.Text("occurred_on"),
          .discovered_at_us = row.Int64("discovered_at_us"),
          .text = row.Text("text"),
          .data_categories = row.TextArray("data_categories"),
          .people_affected = row.Int("people_affected"),
          .consequences = row.Text("consequences"),
          .measures = row.Text("measures"),
          .risk = row.Text("risk"),
          .state = row.Text("state"),
          .notified_at_us = Instant(row, "notified_at_us"),
          .reference = row.Text("reference"),
          .delay_reason = row.Text("delay_reason"),
          .waive_reason = row.Text("waive_reason"),
          .people_informed_at_us = Instant(row, "people_informed_at_us"),
          .close_reason = row.Text("close_reason"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Breach> GetBreach(db::Transaction& transaction, const std::string& id) {
  static const std::string statement = Selecting(sql::kSelectBreaches, " where b.id = $1::uuid");
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return BreachFromRow(*row);
}

std::optional<Breach> LockBreach(db::Transaction& transaction, const std::string& id) {
  if (transaction.Execute(sql::kLockBreach, id).empty()) return std::nullopt;
  return GetBreach(transaction, id);
}

std::string Insert(db::Transaction& transaction, const Breach& breach) {
  return transaction
      .ExecuteOne(sql::kInsertBreach, NullIfEmpty(breach.occurred_on), breach.discovered_at_us,
                  breach.text, breach.data_categories, breach.people_affected,
                  NullIfEmpty(breach.consequences), NullIfEmpty(breach.measures),
                  breach.due_at_us())
      .Text("id");
}

void Update(db::Transaction& transaction, const Breach& breach) {
  transaction.Execute(
      sql::kUpdateBreach, breach.id, NullIfEmpty(breach.occurred_on), breach.discovered_at_us,
      breach.text, breach.data_categories, breach.people_affected, NullIfEmpty(breach.consequences),
      NullIfEmpty(breach.measures), NullIfEmpty(breach.risk), breach.state, breach.notified_at_us,
      NullIfEmpty(breach.reference), NullIfEmpty(breach.delay_reason),
      NullIfEmpty(breach.waive_reason), breach.people_informed_at_us,
      NullIfEmpty(breach.close_reason), breach.due_at_us(), ClockRuns(breach));
}

SubjectRequest RequestFromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .kind = row.Text("kind"),
          .received_on = row.Text("received_on"),
          .identity_asked_on = row.Text("identity_asked_on"),
          .identity_confirmed_on = row.Text("identity_confirmed_on"),
          .champion = row.Text("champion_id"),
          .summary = row.Text("summary"),
          .state = row.Text("state"),
          .extended_months = row.Int("extended_months"),
          .extended_on = row.Text("extended_on"),
          .extension_reason = row.Text("extension_reason"),
          .acknowledged_on = row.Text("acknowledged_on"),
          .answered_on = row.Text("answered_on"),
          .reason = row.Text("reason"),
          .due_on = row.Text("due_on"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<SubjectRequest> GetRequest(db::Transaction& transaction, const std::string& id) {
  static const std::string statement = Selecting(sql::kSelectRequests, " where r.id = $1::uuid");
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return RequestFromRow(*row);
}

std::optional<SubjectRequest> LockRequest(db::Transaction& transaction, const std::string& id) {
  if (transaction.Execute(sql::kLockRequest, id).empty()) return std::nullopt;
  return GetRequest(transaction, id);
}

std::string Insert(db::Transaction& transaction, const SubjectRequest& request) {
  return transaction
      .ExecuteOne(sql::kInsertRequest, request.kind, request.received_on,
                  NullIfEmpty(request.identity_asked_on),
                  NullIfEmpty(request.identity_confirmed_on), NullIfEmpty(request.champion),
                  request.summary, NullIfEmpty(request.due_on), ClockRuns(request))
      .Text("id");
}

void Update(db::Transaction& transaction, const SubjectRequest& request) {
  transaction.Execute(sql::kUpdateRequest, request.id, request.received_on,
                      NullIfEmpty(request.identity_asked_on),
                      NullIfEmpty(request.identity_confirmed_on), NullIfEmpty(request.champion),
                      request.summary, request.state, request.extended_months,
                      NullIfEmpty(request.extended_on), NullIfEmpty(request.extension_reason),
                      NullIfEmpty(request.acknowledged_on), NullIfEmpty(request.answered_on),
                      NullIfEmpty(request.reason), NullIfEmpty(request.due_on), ClockRuns(request));
}

}  // namespace champions::privacy::store
