// The files of an import and their columns: docs/import-csv.md as a table.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace champions::imports {

enum class Type {
  kCode,
  kCodes,  // separated by semicolons
  kLine,   // one line of text
  kText,   // text that may hold line breaks
  kTexts,  // separated by semicolons
  kDate,
  kTime,  // YYYY-MM-DDTHH:MM, London time unless it has an offset
  kMoney,
  kNumber,
  kChoice,
  kWard,
  kLanguages,  // BCP 47, separated by semicolons
  kEthnicCategory,
  kGender,
};

struct Column {
  std::string name;
  Type type;
  bool required = false;
  bool key = false;
  size_t most = 200;                 // characters, or the largest number
  std::vector<std::string> choices;  // of kChoice
};

struct FileSpec {
  std::string name;  // `reach`, of reach.csv; also of its staging table, stage_reach
  std::vector<Column> columns;
};

// In the order in which they are applied: what is referred to comes first.
const std::vector<FileSpec>& FileSpecs();
// Of `reach.csv`; null for a name that is no file of an import.
const FileSpec* FindFile(std::string_view file_name);

// A field as the staging table takes it, or what is wrong with it.
struct Checked {
  std::optional<std::string> value;
  std::string problem;  // "" when all is well
};
Checked CheckField(const Column& column, const std::string& text);

// The type of the column in its staging table.
const char* SqlType(Type type);

}  // namespace champions::imports
