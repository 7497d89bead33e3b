#include "returns/return_store.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "returns/returns_sql.h"

namespace champions::returns::store {
namespace {

struct CheckStatement {
  const char* id;
  std::string_view statement;
};
constexpr CheckStatement kChecks[] = {
    {"trained_above_recruited", sql::kCheckTrainedAboveRecruited},
    {"copied_from_last_quarter", sql::kCheckCopiedFromLastQuarter},
    {"reach_above_population", sql::kCheckReachAbovePopulation},
    {"unusual_session", sql::kCheckUnusualSession},
    {"round_numbers", sql::kCheckRoundNumbers},
    {"closed_days", sql::kCheckClosedDays},
    {"missing_breakdowns", sql::kCheckMissingBreakdowns},
    {"awards_without_activities", sql::kCheckAwardsWithoutActivities},
    {"activities_without_reach", sql::kCheckActivitiesWithoutReach}};

// A day of the calendar, not a caller's text.
std::string DayLiteral(const Quarter& quarter) { return "date '" + FormatDate(quarter.from) + "'"; }

FigureValues ToFigures(const std::vector<std::string>& values) {
  FigureValues figures{};
  for (size_t i = 0; i < values.size() && i < figures.size(); ++i)
    figures[i] = std::stoll(values[i]);
  return figures;
}

db::Parameter FromFigures(const FigureValues& figures) {
  return db::ToParameter(std::vector<int64_t>(figures.begin(), figures.end()));
}

}  // namespace

std::string StateExpression(const Quarter& quarter) {
  return "coalesce(t.state::text, case when exists (select from publication where quarter = " +
         DayLiteral(quarter) + ") then 'LOCKED' else 'OPEN' end)";
}

std::string SelectReturns(const Quarter& quarter) {
  auto select = Replaced(sql::kSelectReturns, "{state}", StateExpression(quarter));
  return Replaced(select, "{quarter}", DayLiteral(quarter));
}

Return FromRow(const db::Row& row) {
  Return one;
  one.organisation_id = row.Int("organisation_id");
  one.organisation = row.Text("organisation");
  one.quarter = QuarterOf(*ParseDate(row.Text("quarter")));
  one.state = row.Text("state");
  one.version = row.Int("version");
  one.commentary = row.Text("commentary");
  one.reason = row.Text("reason");
  one.today = *ParseDate(row.Text("today"));
  one.in_quarter = ToFigures(row.TextArray("in_quarter"));
  one.to_date = ToFigures(row.TextArray("to_date"));
  one.submitted = !row.Null("submitted_at_us");
  if (one.submitted) {
    one.submitted_in_quarter = ToFigures(row.TextArray("submitted_in_quarter"));
    one.submitted_to_date = ToFigures(row.TextArray("submitted_to_date"));
    one.submitted_at_us = row.Int64("submitted_at_us");
  }
  return one;
}

Quarter LastQuarter(db::Transaction& transaction) {
  auto today = *ParseDate(transaction.ExecuteOne(sql::kToday).Text("today"));
  auto this_one = *ParseQuarter(QuarterOf(today));
  return *ParseQuarter(QuarterOf(std::chrono::sys_days(this_one.from) - std::chrono::days(1)));
}

std::optional<Return> Get(db::Transaction& transaction, const std::string& organisation,
                          const Quarter& quarter) {
  auto row = transaction.ExecuteMaybe(SelectReturns(quarter) + " where o.code = $1", organisation);
  return row ? std::optional(FromRow(*row)) : std::nullopt;
}

std::optional<Return> Lock(db::Transaction& transaction, const std::string& organisation,
                           const Quarter& quarter) {
  auto seen = Get(transaction, organisation, quarter);
  if (!seen) return std::nullopt;
  auto day = FormatDate(quarter.from);
  transaction.Execute(sql::kLockReturn, seen->organisation_id, day);
  transaction.ExecuteOne(sql::kHoldReturn, seen->organisation_id, day);
  return Get(transaction, organisation, quarter);
}

void StopTheLedger(db::Transaction& transaction) { transaction.Execute(sql::kStopTheLedger); }

void Take(db::Transaction& transaction, const Return& changed, const Quarter& quarter,
          const auth::Principal& who, Step& step) {
  auto day = FormatDate(quarter.from);
  nlohmann::json justifications(step.justifications);
  auto row = transaction.ExecuteOne(
      sql::kInsertStep, changed.organisation_id, day, step.verb, step.state,
      db::NullIfEmpty(step.comment),
      step.justifications.empty() ? db::Parameter() : db::Parameter(justifications.dump()),
      FromFigures(step.in_quarter), FromFigures(step.to_date), who.key_id,
      db::NullIfEmpty(who.user_id));
  step.at_us = row.Int64("at_us");
  bool submits = step.verb == "Submit";
  transaction.Execute(
      sql::kUpdateReturn, changed.organisation_id, day, changed.state,
      db::NullIfEmpty(changed.commentary), db::NullIfEmpty(changed.reason),
      changed.submitted ? FromFigures(changed.submitted_in_quarter) : db::Parameter(),
      changed.submitted ? FromFigures(changed.submitted_to_date) : db::Parameter(),
      changed.submitted ? db::ToParameter(submits ? step.at_us : changed.submitted_at_us)
                        : db::Parameter());
}

std::vector<Step> Steps(db::Transaction& transaction, const Return& one, const Quarter& quarter) {
  std::vector<Step> steps;
  for (auto row :
       transaction.Execute(sql::kSelectSteps, one.organisation_id, FormatDate(quarter.from))) {
    Step step{.verb = row.Text("verb"),
              .state = row.Text("state"),
              .comment = row.Text("comment"),
              .by = row.Text("by"),
              .in_quarter = ToFigures(row.TextArray("in_quarter")),
              .to_date = ToFigures(row.TextArray("to_date")),
              .at_us = row.Int64("at_us")};
    if (!row.Null("justifications")) {
      step.justifications = nlohmann::json::parse(row.Text("justifications"));
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::vector<Check> Checks(db::Transaction& transaction, int organisation_id,
                          const Quarter& quarter) {
  std::vector<Check> checks;
  for (const auto& [id, statement] : kChecks) {
    auto rows = transaction.Execute(statement, organisation_id, FormatDate(quarter.from),
                                    FormatDate(quarter.to));
    if (rows.empty()) continue;
    Check check{.id = id,
                .message = rows[0].Text("message"),
                .record_count = rows[0].Int64("record_count")};
    for (auto row : rows) {
      check.records.push_back({row.Text("kind"), row.Text("id"), row.Text("external_id"),
                               row.Text("counts_on"), row.Text("programme"), row.Int64("value")});
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

}  // namespace champions::returns::store
