#include "reports/snapshot.h"

#include "reports/publication_store.h"
#include "reports/report_store.h"
#include "reports/reports_sql.h"

namespace champions::reports {
namespace {

constexpr int kTrendQuarters = 8;

std::vector<TotalsRow> TotalsBy(db::Transaction& transaction, const Snapshot& snapshot,
                                bool organisation, bool programme, TotalsRow* total) {
  auto answer = store::PastTotals(
      transaction, {.quarter = snapshot.quarter, .as_known_at_us = snapshot.as_known_at_us},
      organisation, programme);
  if (total != nullptr) *total = answer.rows.back();
  answer.rows.pop_back();
  return answer.rows;
}

void ReadNames(db::Transaction& transaction, Snapshot& snapshot) {
  for (auto row : transaction.Execute(sql::kReportNames)) {
    auto& names = row.Text("kind") == "organisation" ? snapshot.organisations : snapshot.programmes;
    names[row.Text("code")] = row.Text("name");
  }
}

void ReadGroups(db::Transaction& transaction, Snapshot& snapshot) {
  for (auto row : transaction.Execute(sql::kReachGroups, FormatDate(snapshot.quarter.from),
                                      FormatDate(snapshot.quarter.to), snapshot.as_known_at_us)) {
    snapshot.groups.push_back({.dimension = row.Text("dimension"),
                               .key = row.Text("key"),
                               .label = row.Text("label"),
                               .decile = row.Int("decile"),
                               .reached = row.Int64("reached"),
                               .new_people = row.Int64("new_people"),
                               .signposted = row.Int64("signposted"),
                               .impressions = row.Int64("impressions")});
  }
}

// What was published stays as it was in the trend too: an entry that came late shows with the
// restatement.
void ReadTrend(db::Transaction& transaction, Snapshot& snapshot) {
  auto last = store::LastPublications(transaction);
  Date day = snapshot.quarter.from;
  std::vector<std::string> quarters;
  for (int i = 0; i < kTrendQuarters; ++i) {
    quarters.insert(quarters.begin(), QuarterOf(day));
    day = std::chrono::sys_days(ParseQuarter(quarters.front())->from) - std::chrono::days(1);
  }
  for (const auto& quarter : quarters) {
    bool own = quarter == snapshot.quarter_name;
    auto found = last.find(quarter);
    bool published =
        !own && found != last.end() && found->second.as_known_at_us <= snapshot.as_known_at_us;
    int64_t instant = published ? found->second.as_known_at_us : snapshot.as_known_at_us;
    auto answer = store::PastTotals(
        transaction, {.quarter = *ParseQuarter(quarter), .as_known_at_us = instant}, false, false);
    snapshot.trend.push_back({quarter, published, answer.rows.back().in_quarter});
  }
}

void ReadAwards(db::Transaction& transaction, Snapshot& snapshot) {
  for (auto row : transaction.Execute(sql::kAwardCosts, FormatDate(snapshot.quarter.to))) {
    snapshot.awards.push_back({.award = row.Text("award"),
                               .title = row.Text("title"),
                               .organisation = row.Text("organisation"),
                               .programme = row.Text("programme"),
                               .state = row.Text("state"),
                               .amount_pence = row.Int64("amount_pence"),
                               .paid_pence = row.Int64("paid_pence"),
                               .reached = row.Int64("reached")});
  }
}

void ReadReturns(db::Transaction& transaction, Snapshot& snapshot) {
  for (auto row : transaction.Execute(sql::kReturnsOfQuarter, FormatDate(snapshot.quarter.from))) {
    snapshot.returns.push_back({.organisation = row.Text("organisation"),
                                .state = row.Null("state") ? "OPEN" : row.Text("state"),
                                .commentary = row.Text("commentary"),
                                .submitted = row.Bool("is_submitted"),
                                .changed = row.Bool("is_submitted") && row.Bool("is_changed")});
  }
}

}  // namespace

Snapshot ReadSnapshot(db::Transaction& transaction, const std::string& quarter,
                      int64_t as_known_at_us) {
  Snapshot snapshot;
  snapshot.quarter_name = quarter;
  snapshot.quarter = *ParseQuarter(quarter);
  snapshot.as_known_at_us = as_known_at_us;
  snapshot.by_organisation = TotalsBy(transaction, snapshot, true, false, &snapshot.total);
  snapshot.by_programme = TotalsBy(transaction, snapshot, false, true, nullptr);
  snapshot.by_both = TotalsBy(transaction, snapshot, true, true, nullptr);
  ReadNames(transaction, snapshot);
  ReadGroups(transaction, snapshot);
  ReadTrend(transaction, snapshot);
  auto funnel = transaction.ExecuteOne(sql::kFunnel, FormatDate(snapshot.quarter.to));
  snapshot.funnel = {funnel.Int64("recruited"), funnel.Int64("in_training"),
                     funnel.Int64("trained"), funnel.Int64("active")};
  ReadAwards(transaction, snapshot);
  ReadReturns(transaction, snapshot);
  return snapshot;
}

}  // namespace champions::reports
