#include "insights/insight_store.h"

#include "base/refusal.h"
#include "insights/insights_sql.h"

namespace champions::insights::store {
namespace {

using db::NullIfEmpty;

}  // namespace

References Resolve(db::Transaction& transaction, const Insight& insight) {
  auto row = transaction.ExecuteOne(sql::kFindReferences, insight.organisation, insight.programme);
  if (row.Null("organisation_id")) {
    throw NotFoundAt("insight.organisation", "organisation", insight.organisation);
  }
  References references{.organisation_id = row.Int("organisation_id"), .today = row.Text("today")};
  if (!row.Null("programme_id")) {
    references.programme_id = row.Int("programme_id");
  } else if (!insight.programme.empty()) {
    throw NotFoundAt("insight.programme", "programme", insight.programme);
  }
  return references;
}

Insight FromRow(const db::Row& row) {
  return {.organisation_id = row.Int("organisation_id"),
          .id = row.Text("id"),
          .organisation = row.Text("organisation"),
          .programme = row.Text("programme"),
          .heard_on = row.Text("heard_on"),
          .kind = row.Text("kind"),
          .theme = row.Text("theme"),
          .community = row.Text("community"),
          .topic = row.Text("topic"),
          .ward = row.Text("ward"),
          .text = row.Text("text"),
          .quotable = row.Bool("quotable"),
          .quote_permission = row.Text("quote_permission"),
          .state = row.Text("state"),
          .response = row.Text("response"),
          .responded_on = row.Text("responded_on"),
          .reason = row.Text("reason"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Insight> Get(db::Transaction& transaction, const std::string& id) {
  static const std::string statement = std::string(sql::kSelectInsights) + " where i.id = $1::uuid";
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return FromRow(*row);
}

std::optional<Insight> Lock(db::Transaction& transaction, const std::string& id) {
  if (transaction.Execute(sql::kLockInsight, id).empty()) return std::nullopt;
  return Get(transaction, id);
}

std::string Insert(db::Transaction& transaction, const Insight& insight,
                   const References& references) {
  return transaction
      .ExecuteOne(sql::kInsertInsight, references.organisation_id, references.programme_id,
                  insight.heard_on, insight.kind, insight.theme, CountingKey(insight.theme),
                  NullIfEmpty(insight.community), NullIfEmpty(CountingKey(insight.community)),
                  NullIfEmpty(insight.topic), NullIfEmpty(insight.ward), insight.text,
                  insight.quotable, NullIfEmpty(insight.quote_permission))
      .Text("id");
}

void Update(db::Transaction& transaction, const Insight& insight, const References& references) {
  transaction.Execute(
      sql::kUpdateInsight, references.organisation_id, insight.id, references.programme_id,
      insight.heard_on, insight.kind, insight.theme, CountingKey(insight.theme),
      NullIfEmpty(insight.community), NullIfEmpty(CountingKey(insight.community)),
      NullIfEmpty(insight.topic), NullIfEmpty(insight.ward), insight.text, insight.quotable,
      NullIfEmpty(insight.quote_permission), insight.state, NullIfEmpty(insight.response),
      NullIfEmpty(insight.responded_on), NullIfEmpty(insight.reason));
}

Counts Count(db::Transaction& transaction, const Question& question, int most_groups) {
  Counts counts;
  auto rows = transaction.Execute(
      sql::kCountInsights, question.from.empty() ? "-infinity" : question.from,
      question.to.empty() ? "infinity" : question.to, NullIfEmpty(question.group),
      NullIfEmpty(question.organisation), NullIfEmpty(question.programme), most_groups);
  for (auto row : rows) {
    Counted counted{row.Text("label"),     row.Int64("insights"),  row.Int64("answered"),
                    row.Int64("barriers"), row.Int64("questions"), row.Int64("ideas")};
    if (row.Int("is_total") == 0) {
      counts.rows.push_back(counted);
      counts.groups = row.Int64("groups");
    } else {
      counted.group.clear();
      counts.total = counted;
    }
  }
  return counts;
}

}  // namespace champions::insights::store
