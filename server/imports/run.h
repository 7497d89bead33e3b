// One import from its first byte to its report: staged as it streams in, then checked and applied
// by statements over whole files, in one transaction. Rows are never handled one by one.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "audit/audit.h"
#include "db/transaction.h"
#include "imports/problems.h"
#include "imports/stage.h"
#include "sealing/vault.h"

namespace champions::imports {

struct FileCounts {
  std::string file;
  int64_t created = 0;
  int64_t amended = 0;
  int64_t unchanged = 0;
};

struct Effect {
  std::string quarter;
  std::string field;
  int64_t change = 0;
};

struct Report {
  std::vector<FileCounts> files;
  std::vector<Problem> errors;
  int64_t error_count = 0;
  std::vector<Problem> warnings;
  int64_t warning_count = 0;
  std::vector<Effect> effects;
};

class ImportRun {
 public:
  ImportRun(db::Transaction& transaction, std::string import_id, const sealing::Vault& vault);

  void StartFile(const std::string& name);
  void Feed(std::string_view bytes);
  // Applies everything, and says what came of it. Where it has errors the caller must not commit.
  Report Finish();
  // What the audit log says of it: per organisation and kind, how many records.
  std::vector<audit::Event> AuditEvents();

 private:
  struct Given {
    const FileSpec* spec;
    std::vector<std::string> columns;
  };

  void EndFile();
  void ApplyAll();
  void ApplyFile(const Given& file);
  void MarkDuplicates(const FileSpec& spec);
  void RefusePlans(const std::string& name, std::string_view refuse);
  void MarkDuplicatePlans(const std::string& name);
  void CheckReferences(const FileSpec& spec);
  // Runs a statement that gives (line, column_name, message) and keeps what it finds.
  void Collect(std::string_view check, const std::string& file, Problems& into);
  void CheckBudgets();
  void PostFigures();
  bool Has(const std::string& name) const { return given_.count(name) > 0; }
  FileCounts CountsOf(const std::string& name);
  std::vector<Effect> Effects();

  db::Transaction& transaction_;
  std::string import_id_;
  const sealing::Vault& vault_;
  Problems errors_, warnings_;
  std::unique_ptr<FileStage> stage_;
  std::string stage_name_;
  const FileSpec* stage_spec_ = nullptr;
  bool structure_is_good_ = true;
  std::map<std::string, Given> given_;
  bool champions_named_ = false;
};

}  // namespace champions::imports
