#include "measures/measure_store.h"

#include "measures/measures_sql.h"

namespace champions::measures::store {
namespace {

using db::NullIfEmpty;

constexpr const char* kInOrder = " order by m.number, m.part collate \"C\"";

std::optional<int64_t> Maybe(const db::Row& row, const char* column) {
  if (row.Null(column)) return std::nullopt;
  return row.Int64(column);
}

std::vector<Measure> ToMeasures(const db::Rows& rows) {
  std::vector<Measure> measures;
  for (auto row : rows) measures.push_back(FromRow(row));
  return measures;
}

}  // namespace

Measure FromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .number = row.Int64("number"),
          .part = row.Text("part"),
          .objective = row.Text("objective"),
          .name = row.Text("name"),
          .unit = row.Text("unit"),
          .better = row.Text("better"),
          .target_kind = row.Text("target_kind"),
          .target = Maybe(row, "target_thousandths"),
          .target_text = row.Text("target_text"),
          .baseline = Maybe(row, "baseline_thousandths"),
          .baseline_text = row.Text("baseline_text"),
          .commentary = row.Text("commentary"),
          .printed_change_percent = row.Text("printed_change_percent"),
          .printed_status = row.Text("printed_status"),
          .current = Maybe(row, "current_thousandths"),
          .current_as_at = row.Text("current_as_at"),
          .previous = Maybe(row, "previous_thousandths"),
          .previous_as_at = row.Text("previous_as_at"),
          .override_status = row.Text("override_status"),
          .override_reason = row.Text("override_reason"),
          .override_key = row.Text("override_key"),
          .override_user = row.Text("override_user"),
          .overridden_at_us = row.Int64("overridden_at_us"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Measure> Get(db::Transaction& transaction, const std::string& id) {
  static const std::string statement = std::string(sql::kSelectMeasures) + " where m.id = $1::uuid";
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return FromRow(*row);
}

std::optional<Measure> Lock(db::Transaction& transaction, const std::string& id) {
  if (transaction.Execute(sql::kLockMeasure, id).empty()) return std::nullopt;
  return Get(transaction, id);
}

void LockAll(db::Transaction& transaction) { transaction.Execute(sql::kLockMeasures); }

std::vector<Measure> OfNumbers(db::Transaction& transaction, const std::vector<int64_t>& numbers) {
  static const std::string statement =
      std::string(sql::kSelectMeasures) + " where m.number = any ($1::int[])" + kInOrder;
  return ToMeasures(transaction.Execute(statement, numbers));
}

std::vector<Measure> All(db::Transaction& transaction) {
  static const std::string statement = std::string(sql::kSelectMeasures) + kInOrder;
  return ToMeasures(transaction.Execute(statement));
}

std::optional<std::string> Insert(db::Transaction& transaction, const Measure& measure) {
  auto row = transaction.ExecuteMaybe(
      sql::kInsertMeasure, measure.number, measure.part, measure.objective, measure.name,
      measure.unit, NullIfEmpty(measure.better), NullIfEmpty(measure.target_kind), measure.target,
      NullIfEmpty(measure.target_text), measure.baseline, NullIfEmpty(measure.baseline_text),
      NullIfEmpty(measure.commentary), NullIfEmpty(measure.printed_change_percent),
      NullIfEmpty(measure.printed_status));
  if (!row) return std::nullopt;
  return row->Text("id");
}

void Update(db::Transaction& transaction, const Measure& measure) {
  transaction.Execute(sql::kUpdateMeasure, measure.id, measure.objective, measure.name,
                      measure.unit, NullIfEmpty(measure.better), NullIfEmpty(measure.target_kind),
                      measure.target, NullIfEmpty(measure.target_text), measure.baseline,
                      NullIfEmpty(measure.baseline_text), NullIfEmpty(measure.commentary),
                      NullIfEmpty(measure.printed_change_percent),
                      NullIfEmpty(measure.printed_status));
}

void RenameParts(db::Transaction& transaction, const Measure& measure) {
  transaction.Execute(sql::kRenameParts, measure.number, measure.id, measure.objective,
                      measure.name);
}

void SetOverride(db::Transaction& transaction, const Measure& measure) {
  transaction.Execute(sql::kSetOverride, measure.id, NullIfEmpty(measure.override_status),
                      NullIfEmpty(measure.override_reason), NullIfEmpty(measure.override_key),
                      NullIfEmpty(measure.override_user));
}

Reading ReadingFromRow(const db::Row& row) {
  return {.measure = row.Text("measure_id"),
          .as_at = row.Text("as_at"),
          .value = Maybe(row, "value_thousandths"),
          .note = row.Text("note"),
          .version = row.Int("version"),
          .newest = row.Bool("newest"),
          .key = row.Text("key_id"),
          .user = row.Text("user_id"),
          .recorded_at_us = row.Int64("recorded_at_us")};
}

std::optional<Reading> NewestReading(db::Transaction& transaction, const std::string& measure,
                                     const std::string& as_at) {
  static const std::string statement =
      std::string(sql::kSelectReadings) +
      " where r.measure_id = $1::uuid and r.as_at = $2::date order by r.version desc limit 1";
  auto row = transaction.ExecuteMaybe(statement, measure, as_at);
  if (!row) return std::nullopt;
  return ReadingFromRow(*row);
}

void Append(db::Transaction& transaction, const Reading& reading) {
  transaction.Execute(sql::kInsertReading, reading.measure, reading.as_at, reading.value,
                      NullIfEmpty(reading.note), reading.key, NullIfEmpty(reading.user));
}

std::string Today(db::Transaction& transaction) {
  return transaction.ExecuteOne(sql::kToday).Text("today");
}

std::optional<Programme> FindProgramme(db::Transaction& transaction, const std::string& name) {
  auto row = transaction.ExecuteMaybe(sql::kFindProgramme, name);
  if (!row) return std::nullopt;
  return Programme{row->Int("id"), row->Text("code"), row->Text("name")};
}

Put PutHeadline(db::Transaction& transaction, std::optional<int> programme,
                const Headline& headline) {
  auto row = transaction.ExecuteMaybe(sql::kPutHeadline, programme, headline.as_at,
                                      headline.recruited, headline.trained, headline.reached);
  if (!row) return Put::kUnchanged;
  return row->Bool("created") ? Put::kCreated : Put::kAmended;
}

Headline HeadlineFromRow(const db::Row& row) {
  return {.programme = row.Text("programme"),
          .programme_name = row.Text("programme_name"),
          .as_at = row.Text("as_at"),
          .recruited = Maybe(row, "recruited_to_date"),
          .trained = Maybe(row, "trained_to_date"),
          .reached = Maybe(row, "reached_to_date"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::vector<Headline> Headlines(db::Transaction& transaction) {
  static const std::string statement =
      std::string(sql::kSelectHeadlines) + " order by h.as_at, h.id";
  std::vector<Headline> headlines;
  for (auto row : transaction.Execute(statement)) headlines.push_back(HeadlineFromRow(row));
  return headlines;
}

CountedToDate CountToDate(db::Transaction& transaction, const std::string& programme,
                          const std::string& day) {
  auto row = transaction.ExecuteOne(sql::kCountToDate, programme, day);
  return {
      {row.Int64("recruited"), row.Int64("trained"), row.Int64("reached")},
      {row.Int64("recruited_of_all"), row.Int64("trained_of_all"), row.Int64("reached_of_all")}};
}

}  // namespace champions::measures::store
