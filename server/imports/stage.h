// One file on its way into its staging table: header, fields and what the fields of one row say of
// each other are checked here, row by row as they stream in; what rows say of other rows and of
// what is stored is checked by statements, later.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "imports/csv_reader.h"
#include "imports/file_spec.h"
#include "imports/problems.h"

namespace champions::imports {

class FileStage {
 public:
  FileStage(db::Transaction& transaction, const FileSpec& spec, Problems& errors);
  ~FileStage();

  void Feed(std::string_view bytes) { reader_.Feed(bytes); }
  void Finish();

  // The columns that the file has; empty where its header is wrong.
  const std::vector<std::string>& given() const { return given_; }
  bool header_is_good() const { return header_is_good_; }

 private:
  void OnHeader(const CsvReader::Record& record);
  void OnRow(const CsvReader::Record& record);
  void Error(int64_t line, const std::string& column, const std::string& message);
  // The rules between fields of one row. `fields` are those of the file's columns, checked.
  void CheckRow(int64_t line, const std::vector<db::Parameter>& fields);
  void CheckChampion(int64_t line, const std::vector<db::Parameter>& fields);
  void CheckReach(int64_t line, const std::vector<db::Parameter>& fields);
  const db::Parameter& Field(const std::vector<db::Parameter>& fields, const char* column) const;

  db::Transaction& transaction_;
  const FileSpec& spec_;
  Problems& errors_;
  CsvReader reader_;
  bool seen_header_ = false;
  bool header_is_good_ = false;
  std::vector<int> column_of_field_;  // which of the spec's columns each field is
  std::vector<std::string> given_;
  std::unique_ptr<db::CopyIn> copy_;
};

// The staging tables of all files, empty, gone with the transaction.
void MakeStagingTables(db::Transaction& transaction);

}  // namespace champions::imports
