#include "imports/stage.h"

#include <algorithm>

#include "base/text.h"

namespace champions::imports {
namespace {

// A row's staged fields: its line, whether it is in error, then the columns of the file.
constexpr size_t kLeadingFields = 2;

std::vector<std::string> StagedColumns(const FileSpec& spec) {
  std::vector<std::string> columns = {"line", "bad"};
  for (const auto& column : spec.columns) columns.push_back(column.name);
  return columns;
}

}  // namespace

void MakeStagingTables(db::Transaction& transaction) {
  for (const auto& spec : FileSpecs()) {
    std::string columns = "line bigint not null, bad boolean not null";
    for (const auto& column : spec.columns) {
      columns += ", " + column.name + " " + SqlType(column.type);
    }
    transaction.ExecuteScript("create temp table stage_" + spec.name + " (" + columns +
                              ") on commit drop");
  }
}

FileStage::FileStage(db::Transaction& transaction, const FileSpec& spec, Problems& errors)
    : transaction_(transaction),
      spec_(spec),
      errors_(errors),
      reader_(
          [this](const CsvReader::Record& record) {
            seen_header_ ? OnRow(record) : OnHeader(record);
          },
          [this](int64_t line, const std::string& message) { Error(line, "", message); }) {}

FileStage::~FileStage() = default;

void FileStage::Error(int64_t line, const std::string& column, const std::string& message) {
  errors_.Add({spec_.name + ".csv", line, column, message});
}

void FileStage::OnHeader(const CsvReader::Record& record) {
  seen_header_ = true;
  auto before = errors_.count();
  for (const auto& name : record.fields) {
    auto found = std::find_if(spec_.columns.begin(), spec_.columns.end(),
                              [&](const Column& column) { return column.name == name; });
    if (found == spec_.columns.end()) {
      std::vector<std::string> known;
      for (const auto& column : spec_.columns) known.push_back(column.name);
      bool clean = Utf8Length(name).value_or(1000) <= 60 && !HasControlCharacter(name, false);
      Error(record.line, clean ? name : "",
            "is no column of this file, found " + Quoted(name) + ": expected " + Join(known, ", "));
      continue;
    }
    if (std::find(given_.begin(), given_.end(), name) != given_.end()) {
      Error(record.line, name, "stands twice in the header: expected each column once");
    }
    given_.push_back(name);
    column_of_field_.push_back(static_cast<int>(found - spec_.columns.begin()));
  }
  for (const auto& column : spec_.columns) {
    bool missing = std::find(given_.begin(), given_.end(), column.name) == given_.end();
    if (column.required && missing) {
      Error(record.line, column.name, "is missing from the header: this column is required");
    }
  }
  header_is_good_ = errors_.count() == before;
  if (header_is_good_) {
    copy_ = std::make_unique<db::CopyIn>(
        transaction_.Copy("stage_" + spec_.name, StagedColumns(spec_)));
  }
}

void FileStage::OnRow(const CsvReader::Record& record) {
  if (!header_is_good_) return;
  if (record.fields.size() != column_of_field_.size()) {
    Error(record.line, "",
          "has " + std::to_string(record.fields.size()) + " fields: expected " +
              std::to_string(column_of_field_.size()) + ", as the header has");
    return;
  }
  auto before = errors_.count();
  std::vector<db::Parameter> staged(kLeadingFields + spec_.columns.size());
  for (size_t i = 0; i < record.fields.size(); ++i) {
    const auto& column = spec_.columns[static_cast<size_t>(column_of_field_[i])];
    auto checked = CheckField(column, record.fields[i]);
    if (!checked.problem.empty()) Error(record.line, column.name, checked.problem);
    staged[kLeadingFields + static_cast<size_t>(column_of_field_[i])] = std::move(checked.value);
  }
  if (errors_.count() == before) CheckRow(record.line, staged);
  staged[0] = std::to_string(record.line);
  staged[1] = errors_.count() == before ? "f" : "t";
  // A row in error is staged too: others may refer to it, and should not be told that it is not
  // there.
  copy_->Write(staged);
}

const db::Parameter& FileStage::Field(const std::vector<db::Parameter>& fields,
                                      const char* column) const {
  for (size_t i = 0; i < spec_.columns.size(); ++i) {
    if (spec_.columns[i].name == column) return fields[kLeadingFields + i];
  }
  throw std::logic_error(spec_.name + " has no column " + column);
}

void FileStage::CheckRow(int64_t line, const std::vector<db::Parameter>& fields) {
  if (spec_.name == "champions") CheckChampion(line, fields);
  if (spec_.name == "reach") CheckReach(line, fields);
}

void FileStage::CheckChampion(int64_t line, const std::vector<db::Parameter>& fields) {
  static const std::vector<std::string> kRecruitedStates = {"RECRUITED", "IN_TRAINING", "ACTIVE",
                                                            "PAUSED", "LEFT"};
  const auto& status = *Field(fields, "status");
  const auto& recruited_on = Field(fields, "recruited_on");
  const auto& left_on = Field(fields, "left_on");
  bool recruited =
      std::find(kRecruitedStates.begin(), kRecruitedStates.end(), status) != kRecruitedStates.end();
  if (recruited && !recruited_on) {
    Error(line, "recruited_on", "is empty: expected a day, since status is " + status);
  }
  if (!recruited && recruited_on) {
    Error(line, "recruited_on",
          "is " + *recruited_on + ": expected nothing, since status is " + status);
  }
  if (status == "LEFT" && !left_on) {
    Error(line, "left_on", "is empty: expected a day, since status is LEFT");
  }
  if (status != "LEFT" && left_on) {
    Error(line, "left_on", "is " + *left_on + ": expected nothing, since status is " + status);
  }
  if (recruited_on && left_on && *left_on < *recruited_on) {
    Error(line, "left_on",
          "is " + *left_on + ": expected a day not before recruited_on, " + *recruited_on);
  }
}

void FileStage::CheckReach(int64_t line, const std::vector<db::Parameter>& fields) {
  int64_t people = std::stoll(*Field(fields, "people"));
  for (const char* column : {"new_people", "signposted"}) {
    const auto& part = Field(fields, column);
    if (part && std::stoll(*part) > people) {
      Error(line, column, "is " + *part + ": expected at most people, " + std::to_string(people));
    }
  }
}

void FileStage::Finish() {
  reader_.Finish();
  if (!seen_header_) Error(1, "", "is empty: expected a header that names the columns");
  if (copy_) copy_->Finish();
}

}  // namespace champions::imports
