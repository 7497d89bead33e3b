// The only code that sums the ledger.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "db/transaction.h"
#include "reports/figures.h"

namespace champions::reports::store {

constexpr int kMostSettleWaitMs = 5'000;
// Waits until nothing more can be recorded at or before the instant. Refuses with NOT_SETTLED when
// a writer that still could has not finished within `wait_ms`, and an instant in the future.
void Settle(db::Transaction& transaction, int64_t instant_us, int wait_ms);

// As known at selection.as_known_at_us.
TotalsAnswer PastTotals(db::Transaction& transaction, const Selection& selection,
                        bool by_organisation, bool by_programme);

// A question about the figures as now known, with what its caller may see.
struct Question {
  Selection selection;
  bool by_organisation = false, by_programme = false;
  bool sees_everything = false;
  std::vector<int> visible;  // organisations, unless everything

  bool operator<(const Question& other) const;
};
// Runs a statement; alone, or in a transaction.
using Run = std::function<db::Rows(std::string_view statement, const std::vector<db::Parameter>&)>;
// The instant and the snapshot alone.
TotalsAnswer Now(const Run& run);
// The answers in the order of the questions, which all see everything or all do not: one statement.
std::vector<TotalsAnswer> Totals(const Run& run, const std::vector<Question>& questions,
                                 int timeout_ms);

// People reached by joint work that others lead, as {in the quarter, to date} by organisation code.
std::map<std::string, std::pair<int64_t, int64_t>> ContributedTo(db::Transaction& transaction,
                                                                 const Selection& selection);

// Who is certified on a day; the total is the last row. Of the selection only the codes are read.
std::vector<CertifiedRow> CountCertified(db::Transaction& transaction, const std::string& on,
                                         const Selection& selection, bool by_organisation,
                                         bool by_programme);

struct ExplainAfter {
  std::string on, id;
};
struct Explanation {
  int64_t total = 0;
  std::vector<ExplainedRow> rows;  // at most `limit`
};
Explanation Explain(db::Transaction& transaction, const Selection& selection, Figure figure,
                    bool to_date, const std::optional<ExplainAfter>& after, int limit);

}  // namespace champions::reports::store
