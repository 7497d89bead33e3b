#include "client-cli/table_file.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "client-cli/core/csv.h"
#include "client-cli/core/fields.h"
#include "client-cli/core/terminal.h"

namespace champions::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::size_t kMaxRecords = 1000;

std::string FieldOf(const ColumnNames& fields, const std::string& column) {
  const auto found = fields.find(column);
  return found == fields.end() ? column : found->second;
}

std::string ColumnOf(const ColumnNames& fields, const std::string& field) {
  for (const auto& [column, name] : fields) {
    if (name == field) return column;
  }
  return field;
}

void ReadRecords(std::istream& in, TableFile* file) {
  CsvReader reader(in);
  try {
    file->columns = reader.Next().value_or(std::vector<std::string>{});
    if (file->columns.empty()) throw UsageFailure(file->name + " is empty, expected a header row");
    while (auto record = reader.Next()) {
      file->lines.push_back(reader.line());
      if (record->size() != file->columns.size()) {
        throw UsageFailure(file->Place(file->lines.size() - 1) + ": found " +
                           std::to_string(record->size()) + " cells, expected " +
                           std::to_string(file->columns.size()) + " as in the header");
      }
      file->records.push_back(std::move(*record));
    }
  } catch (const std::invalid_argument& error) {
    throw UsageFailure(file->name + ":" + std::to_string(reader.line()) + ": " + error.what());
  }
}

}  // namespace

bool TableFile::Has(const std::string& column) const {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

std::string TableFile::Place(std::size_t record) const {
  return name + ":" + std::to_string(lines.at(record));
}

TableFile ReadTable(const std::string& path) {
  TableFile file;
  file.name = path == "-" ? "stdin" : path;
  std::ifstream stream;
  if (path != "-") {
    stream.open(path, std::ios::binary);
    if (!stream) throw UsageFailure("cannot read " + path);
  }
  ReadRecords(path == "-" ? std::cin : stream, &file);
  if (file.records.empty()) throw UsageFailure(file.name + " has no rows");
  if (file.records.size() > kMaxRecords) {
    throw UsageFailure(file.name + " has " + std::to_string(file.records.size()) +
                       " rows, expected at most " + std::to_string(kMaxRecords));
  }
  return file;
}

namespace {

// A number; the server cannot say what was typed where it is none.
void SetCell(const TableFile& file, std::size_t record, std::size_t column,
             const FieldDescriptor* field, Message* row) {
  try {
    SetFromText(row, field, file.records[record][column]);
  } catch (const std::invalid_argument& error) {
    throw UsageFailure(file.Place(record) + ": " + file.columns[column] + ": " + error.what());
  }
}

}  // namespace

void AddRows(const TableFile& file, const ColumnNames& fields, Message* request) {
  const FieldDescriptor* rows = request->GetDescriptor()->FindFieldByName("rows");
  const Descriptor* type = rows->message_type();
  std::vector<const FieldDescriptor*> targets;
  for (const std::string& column : file.columns) {
    const FieldDescriptor* field = type->FindFieldByName(FieldOf(fields, column));
    const bool renamed = fields.count(column) == 0 && ColumnOf(fields, column) != column;
    if (field == nullptr || renamed) {
      std::string expected;
      for (int i = 0; i < type->field_count(); ++i) {
        expected += (i == 0 ? "" : ", ") + ColumnOf(fields, type->field(i)->name());
      }
      throw UsageFailure(file.name + ": found the column '" + Printable(column) +
                         "', expected some of " + expected);
    }
    if (std::count(targets.begin(), targets.end(), field) > 0) {
      throw UsageFailure(file.name + ": the column '" + column + "' stands there twice");
    }
    targets.push_back(field);
  }
  for (std::size_t r = 0; r < file.records.size(); ++r) {
    Message* row = request->GetReflection()->AddMessage(request, rows);
    for (std::size_t i = 0; i < file.records[r].size(); ++i) {
      const std::string& cell = file.records[r][i];
      if (targets[i]->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        row->GetReflection()->SetString(row, targets[i], cell);
      } else if (!cell.empty()) {
        SetCell(file, r, i, targets[i], row);
      }
    }
  }
}

FieldNamer NameCells(const TableFile& file, const ColumnNames& fields) {
  return [file, fields](const std::string& path) {
    const std::string start = "rows[";
    const auto end = path.find(']');
    if (path.rfind(start, 0) != 0 || end == std::string::npos) return path;
    const std::string digits = path.substr(start.size(), end - start.size());
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) return path;
    const std::size_t record = std::strtoull(digits.c_str(), nullptr, 10);
    if (record >= file.lines.size()) return path;
    const std::string field = end + 2 < path.size() ? path.substr(end + 2) : "";
    return file.Place(record) + (field.empty() ? "" : ": " + ColumnOf(fields, field));
  };
}

void AddTableOptions(CLI::App* command, TableImport* options) {
  command->add_option("FILE", options->path, "A CSV file; - is standard input")
      ->required()
      ->type_name("FILE");
  command->add_flag("--dry-run,--validate-only", options->dry_run,
                    "Check everything and say what would change, but change nothing");
  command
      ->add_option("--request-id", options->request_id,
                   "A UUID of your choice: sent again with the same one, the file counts once")
      ->type_name("UUID");
}

}  // namespace champions::cli
