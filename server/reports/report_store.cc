#include "reports/report_store.h"

#include <set>
#include <tuple>

#include "base/refusal.h"
#include "base/text.h"
#include "reports/reports_sql.h"

namespace champions::reports::store {
namespace {

// Which records a figure comes from. Overall, champions count; by programme, their enrolments.
std::string SourceOf(Figure figure, bool per_programme) {
  switch (figure) {
    case kRecruited:
    case kTrained:
      return per_programme ? "ENROLMENT" : "CHAMPION";
    case kActivities:
      return "ACTIVITY";
    case kAwardedPence:
      return "AWARD";
    case kPaidPence:
      return "PAYMENT";
    default:
      return "REACH";
  }
}

// Sorts after every source: a page that starts with a day starts after this one of the day before.
constexpr const char* kLastSource = "ffffffff-ffff-ffff-ffff-ffffffffffff";

// `until`: the last quarter, an expression.
std::string RollupAsKnown(const std::string& until) {
  return Replaced(sql::kRollupAsKnown, "{until}", until);
}

// Which entries are read is decided per organisation; only their order is common.
std::string ExplainStatement(Figure figure, bool as_known, size_t first_parameter, size_t count,
                             int limit) {
  std::string entries;
  for (size_t i = 0; i < count; ++i) {
    entries += (i == 0 ? "" : " union all ") + Replaced(sql::kExplainEntries, "{organisation}",
                                                        "$" + std::to_string(first_parameter + i));
  }
  auto statement = Replaced(sql::kExplainTotal, "{entries}", entries);
  statement = Replaced(statement, "{total}", sql::kExplainFigure);
  statement = Replaced(statement, "{source}", as_known ? RollupAsKnown("$2::date") : "rollup");
  statement = Replaced(statement, "{rows}", std::to_string(limit));
  return Replaced(statement, "{field}", kColumns[figure]);
}

TotalsRow ToTotalsRow(const db::Row& row) {
  TotalsRow totals;
  totals.is_total = row.Int("is_total") == 1;
  totals.organisation = row.Text("organisation");
  totals.programme = row.Text("programme");
  for (int i = 0; i < kFigureCount; ++i) {
    totals.in_quarter[i] = row.Int64(kColumns[i]);
    totals.to_date[i] = row.Int64((std::string(kColumns[i]) + "_to_date").c_str());
  }
  return totals;
}

bool AllZero(const TotalsRow& row) {
  for (int i = 0; i < kFigureCount; ++i) {
    if (row.in_quarter[i] != 0 || row.to_date[i] != 0) return false;
  }
  return true;
}

// Rows come first, by their codes, and the total last.
using RowKey = std::tuple<bool, std::string, std::string>;

// A row of sum_rollup.sql: the part of the quarter, or what was before it.
void Gather(const db::Row& row, std::map<RowKey, TotalsRow>& rows) {
  bool is_total = row.Int("is_total") == 1;
  auto organisation = row.Text("organisation"), programme = row.Text("programme");
  auto& totals = rows[{is_total, organisation, programme}];
  totals.is_total = is_total;
  totals.organisation = organisation;
  totals.programme = programme;
  bool in_quarter = row.Bool("in_quarter");
  for (int i = 0; i < kFigureCount; ++i) {
    int64_t value = row.Int64(kColumns[i]);
    totals.to_date[i] += value;
    if (in_quarter) totals.in_quarter[i] += value;
  }
}

}  // namespace

void Settle(db::Transaction& transaction, int64_t instant_us, int wait_ms) {
  if (transaction.ExecuteOne(sql::kWaitUntilSettled, instant_us, wait_ms).Bool("settled")) return;
  Refusal refusal(Code::kAborted, "NOT_SETTLED",
                  "a write that may still be recorded by as_known_at is under way: ask again");
  refusal.retry_after = std::chrono::milliseconds(1000);
  throw refusal;
}

bool Question::operator<(const Question& other) const {
  auto key = [](const Question& q) {
    return std::tie(q.selection.quarter.from, q.selection.organisations, q.selection.programmes,
                    q.by_organisation, q.by_programme, q.sees_everything, q.visible);
  };
  return key(*this) < key(other);
}

TotalsAnswer PastTotals(db::Transaction& transaction, const Selection& selection,
                        bool by_organisation, bool by_programme) {
  static const std::string kStatement =
      Replaced(sql::kGetTotals, "{rollup_as_known}", RollupAsKnown("$1::date"));
  TotalsAnswer answer;
  answer.as_known_at_us = *selection.as_known_at_us;
  TotalsRow total;
  total.is_total = true;
  for (auto row :
       transaction.Execute(kStatement, FormatDate(selection.quarter.from), by_organisation,
                           by_programme, selection.organisations, selection.programmes,
                           selection.per_programme(), *selection.as_known_at_us)) {
    auto totals = ToTotalsRow(row);
    if (totals.is_total) {
      total = totals;
    } else if (!AllZero(totals)) {
      answer.rows.push_back(totals);
    }
  }
  answer.rows.push_back(total);
  return answer;
}

TotalsAnswer Now(const Run& run) {
  auto rows = run(sql::kSnapshot, {});
  TotalsAnswer now;
  now.as_known_at_us = rows[0].Int64("now_us");
  now.snapshot = rows[0].Text("snapshot");
  return now;
}

std::vector<TotalsAnswer> Totals(const Run& run, const std::vector<Question>& questions,
                                 int timeout_ms) {
  std::set<int> organisations;
  std::vector<std::string> quarters, by_organisation, by_programme, organisation_codes,
      programme_codes;
  std::vector<db::Parameter> visible;
  for (const auto& question : questions) {
    organisations.insert(question.visible.begin(), question.visible.end());
    quarters.push_back(FormatDate(question.selection.quarter.from));
    by_organisation.push_back(question.by_organisation ? "t" : "f");
    by_programme.push_back(question.by_programme ? "t" : "f");
    visible.push_back(question.sees_everything ? db::Parameter()
                                               : db::ToParameter(question.visible));
    organisation_codes.push_back(*db::ToParameter(question.selection.organisations));
    programme_codes.push_back(*db::ToParameter(question.selection.programmes));
  }
  auto p = [](const auto& value) { return db::ToParameter(value); };
  auto rows = run(sql::kSumRollup, {p(std::vector<int>(organisations.begin(), organisations.end())),
                                    p(questions.front().sees_everything), p(timeout_ms),
                                    p(quarters), p(by_organisation), p(by_programme), p(visible),
                                    p(organisation_codes), p(programme_codes)});
  std::vector<std::map<RowKey, TotalsRow>> gathered(questions.size());
  std::vector<TotalsAnswer> answers(questions.size());
  for (auto row : rows) {
    size_t q = static_cast<size_t>(row.Int("question")) - 1;
    answers[q].as_known_at_us = row.Int64("now_us");
    answers[q].snapshot = row.Text("snapshot");
    if (!row.Null("is_total")) Gather(row, gathered[q]);
  }
  for (size_t q = 0; q < questions.size(); ++q) {
    auto& total = gathered[q][{true, "", ""}];  // there is always one
    total.is_total = true;
    for (auto& [key, totals] : gathered[q]) {
      if (totals.is_total || !AllZero(totals)) answers[q].rows.push_back(std::move(totals));
    }
  }
  return answers;
}

std::map<std::string, std::pair<int64_t, int64_t>> ContributedTo(db::Transaction& transaction,
                                                                 const Selection& selection) {
  std::map<std::string, std::pair<int64_t, int64_t>> contributed;
  for (auto row : transaction.Execute(sql::kContributedTo, FormatDate(selection.quarter.from),
                                      FormatDate(selection.quarter.to), selection.organisations)) {
    contributed[row.Text("organisation")] = {row.Int64("in_quarter"), row.Int64("to_date")};
  }
  return contributed;
}

std::vector<CertifiedRow> CountCertified(db::Transaction& transaction, const std::string& on,
                                         const Selection& selection, bool by_organisation,
                                         bool by_programme) {
  std::vector<CertifiedRow> counts;
  for (auto row : transaction.Execute(sql::kCountCertified, on, by_organisation, by_programme,
                                      selection.organisations, selection.programmes)) {
    counts.push_back({row.Int("is_total") == 1, row.Text("organisation"), row.Text("programme"),
                      row.Int64("certified")});
  }
  return counts;
}

Explanation Explain(db::Transaction& transaction, const Selection& selection, Figure figure,
                    bool to_date, const std::optional<ExplainAfter>& after, int limit) {
  auto scope =
      transaction.ExecuteOne(sql::kExplainScope, selection.organisations, selection.programmes);
  auto organisations = scope.IntArray("organisations");
  std::vector<db::Parameter> parameters = {
      to_date ? std::string("-infinity") : FormatDate(selection.quarter.from),
      FormatDate(selection.quarter.to),
      db::ToParameter(organisations),
      db::ToParameter(scope.IntArray("programmes")),
      db::ToParameter(selection.per_programme()),
      SourceOf(figure, selection.per_programme()),
      db::ToParameter(selection.as_known_at_us),
      after ? db::Parameter(after->on) : std::nullopt,
      after ? after->id : std::string(kLastSource)};
  // Someone who sees no organisation is shown an empty figure: by one that does not exist.
  if (organisations.empty()) organisations = {-1};
  auto statement = ExplainStatement(figure, selection.as_known_at_us.has_value(),
                                    parameters.size() + 1, organisations.size(), limit);
  for (int organisation : organisations) parameters.push_back(db::ToParameter(organisation));
  auto rows = transaction.ExecuteCostly(statement, parameters);
  Explanation explanation;
  for (auto row : rows) {
    explanation.total = row.Int64("total");
    if (row.Null("id")) continue;
    explanation.rows.push_back({row.Text("kind"), row.Text("id"), row.Text("counts_on"),
                                row.Text("organisation"), row.Text("programme"),
                                row.Text("external_id"), row.Int64("value")});
  }
  return explanation;
}

}  // namespace champions::reports::store
