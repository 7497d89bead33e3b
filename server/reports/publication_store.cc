#include "reports/publication_store.h"

#include "base/text.h"
#include "reports/reports_sql.h"

namespace champions::reports::store {
namespace {

std::optional<Publication> First(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return PublicationFromRow(rows[0]);
}

std::string Select(const std::string& rest) {
  return std::string(sql::kSelectPublications) + " " + rest;
}

FigureValues ValuesOf(const db::Row& row) {
  FigureValues values{};
  for (int i = 0; i < kFigureCount; ++i) values[i] = row.Int64(kColumns[i]);
  return values;
}

}  // namespace

Publication PublicationFromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .quarter = QuarterOf(*ParseDate(row.Text("quarter"))),
          .number = row.Int("number"),
          .reason = row.Text("reason"),
          .policy = row.Text("policy"),
          .as_known_at_us = row.Int64("as_known_at_us"),
          .published_at_us = row.Int64("published_at_us"),
          .manifest = row.Bytes("manifest"),
          .signature = row.Bytes("signature"),
          .public_key = row.Text("public_key"),
          .details = row.Bytes("details")};
}

std::map<std::string, Publication> LastPublications(db::Transaction& transaction) {
  std::map<std::string, Publication> last;
  for (auto row : transaction.Execute(Select("order by b.quarter, b.number"))) {
    auto publication = PublicationFromRow(row);
    last[publication.quarter] = std::move(publication);
  }
  return last;
}

std::optional<Publication> GetPublication(db::Transaction& transaction, const std::string& id) {
  return First(transaction.Execute(Select("where b.id = $1::uuid"), id));
}

std::optional<Publication> GetPublication(db::Transaction& transaction, const std::string& quarter,
                                          int number) {
  return First(transaction.Execute(Select("where b.quarter = $1::date and b.number = $2::int"),
                                   FormatDate(ParseQuarter(quarter)->from), number));
}

std::optional<Publication> LastPublication(db::Transaction& transaction,
                                           const std::string& quarter) {
  return First(
      transaction.Execute(Select("where b.quarter = $1::date order by b.number desc limit 1"),
                          FormatDate(ParseQuarter(quarter)->from)));
}

void Insert(db::Transaction& transaction, const Publication& publication,
            const auth::Principal& who) {
  transaction.Execute(sql::kInsertPublication, publication.id,
                      FormatDate(ParseQuarter(publication.quarter)->from), publication.number,
                      db::NullIfEmpty(publication.reason), kDefinitions, publication.policy,
                      publication.as_known_at_us, publication.published_at_us, who.key_id,
                      db::NullIfEmpty(who.user_id), db::Bytes(publication.manifest),
                      db::Bytes(publication.signature), publication.public_key,
                      db::Bytes(publication.details), publication.coarsened);
}

void InsertFile(db::Transaction& transaction, const std::string& id, const File& file) {
  transaction.Execute(sql::kInsertFile, id, file.name, file.media_type, db::Bytes(file.content));
}

void InsertRelease(db::Transaction& transaction, const std::string& id,
                   const std::vector<ReleasedCell>& cells,
                   const std::vector<disclosure::NamedSum>& sums) {
  std::vector<std::string> names, quantities, of_people, totals, parts;
  std::vector<int> kinds;
  std::vector<int64_t> values, truths;
  for (const auto& cell : cells) {
    names.push_back(cell.name);
    quantities.push_back(cell.quantity);
    of_people.push_back(cell.of_people ? "t" : "f");
    kinds.push_back(static_cast<int>(cell.shown.kind));
    values.push_back(cell.shown.value);
    truths.push_back(cell.truth);
  }
  transaction.Execute(sql::kInsertCells, id, names, quantities, of_people, kinds, values, truths);
  for (const auto& sum : sums) {
    totals.push_back(sum.total);
    parts.push_back(Join(sum.parts, "\n"));
  }
  transaction.Execute(sql::kInsertSums, id, totals, parts);
}

std::vector<File> FileNames(db::Transaction& transaction, const std::string& id) {
  std::vector<File> files;
  for (auto row : transaction.Execute(sql::kSelectFileNames, id)) {
    files.push_back({row.Text("name"), row.Text("media_type"), ""});
  }
  return files;
}

std::string FileContent(db::Transaction& transaction, const std::string& id,
                        const std::string& name) {
  return transaction.ExecuteOne(sql::kSelectFile, id, name).Bytes("content");
}

Released ReadReleased(db::Transaction& transaction) {
  Released released;
  for (auto row : transaction.Execute(sql::kSelectCells)) {
    auto id = row.Text("publication");
    if (released.releases.empty() || released.releases.back().id != id) {
      const auto* policy = disclosure::FindPolicy(row.Text("policy"));
      if (policy == nullptr) throw std::logic_error("a publication of an unknown policy");
      released.releases.push_back(
          {.id = id, .policy = *policy, .coarsened = row.Bool("coarsened")});
    }
    auto& release = released.releases.back();
    auto name = row.Text("name");
    release.names.push_back(name);
    release.shown.push_back(
        {static_cast<disclosure::Shown::Kind>(row.Int("kind")), row.Int64("value")});
    if (!row.Bool("of_people")) release.exempt.push_back(name);
    released.versions.Name(row.Text("quantity"), row.Int64("truth"));
  }
  for (auto row : transaction.Execute(sql::kSelectSums)) {
    released.sums.push_back({row.Text("total"), row.TextArray("parts")});
  }
  return released;
}

Clock Now(db::Transaction& transaction) {
  auto row = transaction.ExecuteOne(sql::kReportNow);
  return {row.Int64("now_us"), *ParseDate(row.Text("today"))};
}

void OnePublicationAtATime(db::Transaction& transaction) {
  transaction.Execute(sql::kOnePublicationAtATime);
}

void StopTheLedger(db::Transaction& transaction) { transaction.Execute(sql::kStopTheLedger); }

bool ChangedSince(db::Transaction& transaction, int64_t instant_us, Date until) {
  return transaction.ExecuteOne(sql::kChangedSince, instant_us, FormatDate(until)).Bool("changed");
}

void LockReturns(db::Transaction& transaction, const Quarter& quarter, const auth::Principal& who,
                 const std::string& comment) {
  transaction.Execute(sql::kLockReturns, FormatDate(quarter.from), who.key_id,
                      db::NullIfEmpty(who.user_id), db::NullIfEmpty(comment));
}

std::vector<ChangedRecord> ChangedRecords(db::Transaction& transaction, const Quarter& quarter,
                                          int64_t from_us, int64_t to_us,
                                          const std::string& after_kind,
                                          const std::string& after_id, size_t most) {
  std::vector<ChangedRecord> records;
  for (auto row : transaction.Execute(
           sql::kChangedRecords, FormatDate(quarter.from), FormatDate(quarter.to), from_us, to_us,
           db::NullIfEmpty(after_kind), db::NullIfEmpty(after_id), static_cast<int64_t>(most))) {
    records.push_back({.record = {.kind = row.Text("kind"),
                                  .id = row.Text("id"),
                                  .on = row.Text("counts_on"),
                                  .organisation = row.Text("organisation"),
                                  .programme = row.Text("programme"),
                                  .external_id = row.Text("external_id")},
                       .change = ValuesOf(row),
                       .recorded_at_us = row.Int64("recorded_at_us"),
                       .late_reason = row.Text("late_reason")});
  }
  return records;
}

}  // namespace champions::reports::store
