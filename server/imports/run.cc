#include "imports/run.h"

#include "base/civil.h"
#include "base/text.h"
#include "imports/imports_sql.h"
#include "imports/seal.h"
#include "imports/statements.h"
#include "sealing/person.h"

namespace champions::imports {
namespace {

// Columns that name what is shared by all organisations, and the tables that hold it.
struct Reference {
  const char* column;
  const char* table;
  const char* staged;
};
constexpr Reference kReferences[] = {{"organisation", "organisation", "stage_organisations"},
                                     {"programme", "programme", "stage_programmes"},
                                     {"course", "course", "stage_courses"},
                                     {"fund", "fund", "stage_funds"}};

bool HasColumn(const FileSpec& spec, const std::string& name) {
  for (const auto& column : spec.columns) {
    if (column.name == name) return true;
  }
  return false;
}

// Enrolments and training are keyed by the champion, who has to be looked up first.
bool KeyedByChampion(const FileSpec& spec) { return spec.columns.front().name == "champion"; }

}  // namespace

ImportRun::ImportRun(db::Transaction& transaction, std::string import_id,
                     const sealing::Vault& vault)
    : transaction_(transaction), import_id_(std::move(import_id)), vault_(vault) {
  transaction_.Execute(sql::kSetImport, import_id_);
  sealing::OpenEquality(transaction_);
  MakeStagingTables(transaction_);
}

void ImportRun::StartFile(const std::string& name) {
  EndFile();
  const FileSpec* spec = FindFile(name);
  if (spec == nullptr) {
    std::vector<std::string> known;
    for (const auto& one : FileSpecs()) known.push_back(one.name + ".csv");
    errors_.Add({name, 1, "", "is no file of an import: expected " + Join(known, ", ")});
    structure_is_good_ = false;
    return;
  }
  if (Has(spec->name)) {
    errors_.Add({name, 1, "", "was sent twice: expected each file once"});
    structure_is_good_ = false;
    return;
  }
  stage_spec_ = spec;
  stage_ = std::make_unique<FileStage>(transaction_, *spec, errors_);
}

void ImportRun::Feed(std::string_view bytes) {
  if (stage_) stage_->Feed(bytes);
}

void ImportRun::EndFile() {
  if (!stage_) return;
  stage_->Finish();
  structure_is_good_ = structure_is_good_ && stage_->header_is_good();
  given_[stage_spec_->name] = {stage_spec_, stage_->given()};
  stage_.reset();
}

Report ImportRun::Finish() {
  EndFile();
  Report report;
  if (structure_is_good_) {
    ApplyAll();
    for (const auto& spec : FileSpecs()) {
      if (Has(spec.name)) report.files.push_back(CountsOf(spec.name));
    }
    if (errors_.empty()) report.effects = Effects();
  }
  report.errors = errors_.Sorted();
  report.error_count = errors_.count();
  report.warnings = warnings_.Sorted();
  report.warning_count = warnings_.count();
  return report;
}

void ImportRun::ApplyAll() {
  transaction_.Execute(sql::kLockImports, Has("courses"));
  for (const auto& spec : FileSpecs()) {
    if (Has(spec.name)) ApplyFile(given_.at(spec.name));
  }
  CheckBudgets();
  if (errors_.empty()) PostFigures();
}

void ImportRun::ApplyFile(const Given& file) {
  const auto& spec = *file.spec;
  const auto& statements = StatementsOf(spec.name);
  transaction_.Execute(sql::kSetGiven, Join(file.columns, ","));
  transaction_.ExecuteScript("analyze stage_" + spec.name);
  if (KeyedByChampion(spec) && !champions_named_) {
    transaction_.ExecuteScript(std::string(sql::kNameChampions));
    champions_named_ = true;
  }
  CheckReferences(spec);
  if (!statements.check.empty()) Collect(statements.check, spec.name + ".csv", errors_);
  if (!KeyedByChampion(spec)) MarkDuplicates(spec);
  // Rows whose times are in the wrong order would break the table's own rule.
  if (spec.name == "activities") {
    transaction_.ExecuteScript(
        "update stage_activities set bad = true where not bad and ends_at is not null "
        "and london_instant(ends_at) <= london_instant(starts_at)");
  }
  if (spec.name == "champions") SealPeople(transaction_, vault_);
  if (spec.name == "reach") SealNotes(transaction_, vault_);
  transaction_.ExecuteScript(std::string(statements.plan));
  transaction_.ExecuteScript("analyze plan_" + spec.name);
  if (KeyedByChampion(spec)) MarkDuplicatePlans(spec.name);
  if (!statements.refuse.empty()) RefusePlans(spec.name, statements.refuse);
  if (!statements.warn.empty()) Collect(statements.warn, spec.name + ".csv", warnings_);
  transaction_.ExecuteScript(std::string(statements.apply));
}

void ImportRun::Collect(std::string_view check, const std::string& file, Problems& into) {
  auto rows = transaction_.Execute("select *, count(*) over () as found from (" +
                                   std::string(check) + ") problem limit 1000");
  for (auto row : rows) {
    into.Add({file, row.Int64("line"), row.Text("column_name"), row.Text("message")});
  }
  if (!rows.empty()) into.AddUnnamed(rows[0].Int64("found") - static_cast<int64_t>(rows.size()));
}

void ImportRun::CheckReferences(const FileSpec& spec) {
  for (const auto& reference : kReferences) {
    std::string column = reference.column, table = reference.table;
    if (!HasColumn(spec, column)) continue;
    Collect("select s.line, '" + column + "' as column_name, format('is ''%s'': there is no such " +
                table + "; expected the code of one', s." + column + ") as message from stage_" +
                spec.name + " s where s." + column + " is not null and not exists (select from " +
                table + " t where t.code = s." + column + ") and not exists (select from " +
                reference.staged + " x where x.code = s." + column + ") order by s.line",
            spec.name + ".csv", errors_);
  }
}

void ImportRun::MarkDuplicates(const FileSpec& spec) {
  std::string keys, same;
  for (const auto& column : spec.columns) {
    if (!column.key) continue;
    keys += (keys.empty() ? "" : ", ") + column.name;
    same += " and s." + column.name + " = d." + column.name;
  }
  std::string duplicates = "select " + keys + ", min(line) as first from stage_" + spec.name +
                           " group by " + keys + " having count(*) > 1";
  std::string from = " from (" + duplicates + ") d where s.line <> d.first" + same;
  Collect(
      "select s.line, '" + spec.columns.front().name +
          "' as column_name, format('is ''%s'', which line %s has already: expected it once', s." +
          spec.columns.front().name + ", d.first) as message from stage_" + spec.name + " s, (" +
          duplicates + ") d where s.line <> d.first" + same + " order by s.line",
      spec.name + ".csv", errors_);
  transaction_.ExecuteScript("update stage_" + spec.name + " s set bad = true" + from);
}

void ImportRun::MarkDuplicatePlans(const std::string& name) {
  Collect(
      "select line, 'champion' as column_name, format('is ''%s'', whose same record line %s has "
      "already: expected it once', champion, first_line) as message from plan_" +
          name + " where line <> first_line order by line",
      name + ".csv", errors_);
}

// The database would refuse the whole statement, and name no line.
void ImportRun::RefusePlans(const std::string& name, std::string_view refuse) {
  transaction_.ExecuteScript("create temp table refused on commit drop as " + std::string(refuse));
  Collect("select * from refused order by line", name + ".csv", errors_);
  transaction_.ExecuteScript("delete from plan_" + name +
                             " where line in (select line from refused); drop table refused");
}

void ImportRun::CheckBudgets() {
  if (!Has("awards") && !Has("funds")) return;
  // The check reads both plans: an absent file has an empty one.
  for (const char* name : {"awards", "funds"}) {
    if (!Has(name)) transaction_.ExecuteScript(std::string(StatementsOf(name).plan));
  }
  // An award offered meanwhile waits, or is counted.
  transaction_.Execute(sql::kLockFunds);
  for (auto row : transaction_.Execute(sql::kCheckBudgets)) {
    errors_.Add({row.Text("file") + ".csv", row.Int64("line"), row.Text("column_name"),
                 row.Text("message")});
  }
}

void ImportRun::PostFigures() {
  std::string champions;
  auto add = [&](const std::string& query) {
    champions += (champions.empty() ? "" : " union ") + query;
  };
  if (Has("champions")) add("select id from plan_champions where is_new or core_changed");
  if (Has("enrolments")) add("select champion_id from plan_enrolments where is_new or is_changed");
  if (Has("training")) add("select champion_id from plan_training where is_new or is_changed");
  if (Has("courses")) {
    add("select e.champion_id from plan_courses p cross join lateral unnest(p.required_for || "
        "p.was_required_for) as n (code) join programme g on g.code = n.code join enrolment e on "
        "e.programme_id = g.id where p.is_new or p.is_changed");
  }
  if (!champions.empty()) {
    transaction_.ExecuteScript(
        "select post_champions(coalesce(array_agg(id), '{}'), import_id()) from (" + champions +
        ") touched (id)");
  }
  if (Has("activities")) {
    transaction_.ExecuteScript(
        "select post_activities(coalesce(array_agg(id), '{}'), import_id()) "
        "from plan_activities where is_new or is_changed");
  }
  if (Has("awards")) {
    transaction_.ExecuteScript(
        "select post_awards(coalesce(array_agg(id), '{}'), import_id()) "
        "from plan_awards where is_new or is_changed");
  }
}

FileCounts ImportRun::CountsOf(const std::string& name) {
  auto row = transaction_.ExecuteOne(
      "select count(*) filter (where is_new) as created, "
      "count(*) filter (where is_changed) as amended, "
      "count(*) filter (where not is_new and not is_changed) as unchanged "
      "from plan_" +
      name);
  return {name + ".csv", row.Int64("created"), row.Int64("amended"), row.Int64("unchanged")};
}

std::vector<audit::Event> ImportRun::AuditEvents() {
  std::vector<audit::Event> events;
  for (const auto& [name, file] : given_) {
    bool owned = HasColumn(*file.spec, "organisation");
    auto rows = transaction_.Execute(
        "select " + std::string(owned ? "organisation_id" : "0 as organisation_id") +
        ", count(*) as objects from plan_" + name +
        " where is_new or is_changed group by 1 having count(*) > 0");
    for (auto row : rows) {
      events.push_back({.object_kind = name,
                        .objects = row.Int64("objects"),
                        .organisation_id = row.Int("organisation_id"),
                        .fields = file.columns});
    }
  }
  return events;
}

std::vector<Effect> ImportRun::Effects() {
  std::vector<Effect> effects;
  for (auto row : transaction_.Execute(sql::kEffects, import_id_)) {
    effects.push_back(
        {QuarterOf(*ParseDate(row.Text("quarter"))), row.Text("figure"), row.Int64("change")});
  }
  return effects;
}

}  // namespace champions::imports
