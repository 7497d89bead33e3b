// The only code that runs the statements of insights.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "insights/insight.h"

namespace champions::insights::store {

// What an insight refers to, as the database knows it, and the day in London.
struct References {
  int organisation_id = 0;
  std::optional<int> programme_id;
  std::string today;
};
// Throws NotFound for what the caller may not see or is missing.
References Resolve(db::Transaction& transaction, const Insight& insight);

// Those that the caller may not see are not there: row-level security leaves them out.
Insight FromRow(const db::Row& row);
std::optional<Insight> Get(db::Transaction& transaction, const std::string& id);
// The same, and keeps others from changing it until the transaction ends.
std::optional<Insight> Lock(db::Transaction& transaction, const std::string& id);
// Its id.
std::string Insert(db::Transaction& transaction, const Insight& insight,
                   const References& references);
void Update(db::Transaction& transaction, const Insight& insight, const References& references);

struct Counted {
  std::string group;
  int64_t insights = 0;
  int64_t answered = 0;
  int64_t barriers = 0;
  int64_t questions = 0;
  int64_t ideas = 0;
};
struct Counts {
  Counted total;
  std::vector<Counted> rows;
  int64_t groups = 0;  // all, whether in the rows or not
};
// What is counted. Texts are empty where there is no bound or filter.
struct Question {
  std::string from, to;
  std::string group;  // `THEME`
  std::string organisation;
  std::string programme;
};
Counts Count(db::Transaction& transaction, const Question& question, int most_groups);

}  // namespace champions::insights::store
