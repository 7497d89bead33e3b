#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "client-cli/core/csv.h"
#include "client-cli/core/terminal.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/risk_register.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

constexpr int kMostRows = 1000;

struct ImportCommand {
  std::string path;
  std::string request_id;
  bool dry_run = false;
};

std::string FieldName(const std::string& column) {
  if (column == "risk") return "text";
  return column == "direction" ? "printed_direction" : column;
}

const google::protobuf::FieldDescriptor* FieldOf(const std::string& column) {
  return v1::RiskRow::descriptor()->FindFieldByName(FieldName(column));
}

void CheckColumns(const std::vector<std::string>& columns, const std::string& name) {
  if (columns.empty()) throw UsageFailure(name + " is empty, expected a header row");
  std::string known;
  for (int i = 0; i < v1::RiskRow::descriptor()->field_count(); ++i) {
    known += (known.empty() ? "" : ", ") + v1::RiskRow::descriptor()->field(i)->name();
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (FieldOf(columns[i]) == nullptr) {
      throw UsageFailure(name + ": found the column '" + Printable(columns[i]) +
                         "', expected some of " + known);
    }
    for (std::size_t before = 0; before < i; ++before) {
      if (FieldOf(columns[before]) != FieldOf(columns[i])) continue;
      throw UsageFailure(name + ": the columns '" + columns[before] + "' and '" + columns[i] +
                         "' mean the same, expected one of them");
    }
  }
}

void SetCell(const std::string& column, const std::string& text, v1::RiskRow* row) {
  const auto* field = FieldOf(column);
  if (!field->is_repeated()) return SetFromText(row, field, text);
  for (const std::string& item : SplitList(text)) SetFromText(row, field, item);
}

// What a row says, with what is wrong with it added to the file's errors.
void AddRow(const std::vector<std::string>& record, const std::string& place, RiskFile* file) {
  auto* row = file->request.add_rows();
  if (record.size() != file->columns.size()) {
    file->errors.push_back(place + "found " + std::to_string(record.size()) + " cells, expected " +
                           std::to_string(file->columns.size()) + " as in the header");
    return;
  }
  for (std::size_t i = 0; i < record.size(); ++i) {
    if (record[i].empty()) continue;
    try {
      SetCell(file->columns[i], record[i], row);
    } catch (const std::invalid_argument& error) {
      file->errors.push_back(place + file->columns[i] + ": " + Printable(error.what()));
    }
  }
}

RiskFile OpenRisks(const std::string& path) {
  if (path == "-") return ReadRisks(std::cin, "stdin");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw UsageFailure("cannot read " + path);
  return ReadRisks(stream, path);
}

void RunImport(Shell* shell, const ImportCommand& command) {
  const auto file = std::make_shared<RiskFile>(OpenRisks(command.path));
  if (!file->errors.empty()) {
    std::string text = "nothing was sent, these rows cannot be read:";
    for (const std::string& error : file->errors) text += "\n  " + error;
    throw UsageFailure(text);
  }
  file->request.set_request_id(command.request_id.empty() ? NewRequestId() : command.request_id);
  file->request.set_validate_only(command.dry_run);
  shell->name_of = [file, name = command.path](const std::string& path) {
    return file->NameOf(name, path);
  };
  v1::ImportRisksResponse response;
  const auto* method = ServiceOf<v1::Risk>()->FindMethodByName("ImportRisks");
  shell->connection().Call(*method, file->request, &response);
  Output& output = shell->output();
  if (output.format() == Format::kJson || output.format() == Format::kJsonl) {
    return output.Object(ToJson(response));
  }
  output.BeginRows({"number", "effect"}, {"number", "effect"});
  for (const auto& result : response.results()) output.Row(ToJson(result));
  output.EndRows();
  shell->Note((command.dry_run ? "would be created " : "created ") +
              std::to_string(response.created()) + ", amended " +
              std::to_string(response.amended()) + ", unchanged " +
              std::to_string(response.unchanged()));
}

}  // namespace

std::string RiskFile::NameOf(const std::string& name, const std::string& path) const {
  const std::string start = "rows[";
  const auto end = path.find(']');
  if (path.rfind(start, 0) != 0 || end == std::string::npos) return path;
  const std::size_t index = std::strtoull(path.c_str() + start.size(), nullptr, 10);
  if (index >= lines.size()) return path;
  std::string field = end + 2 < path.size() ? path.substr(end + 2) : "";
  const auto bracket = field.find('[');
  const std::string item = bracket == std::string::npos ? "" : field.substr(bracket);
  field = field.substr(0, bracket);
  for (const std::string& column : columns) {
    if (FieldName(column) == field) field = column;
  }
  return name + ":" + std::to_string(lines[index]) + ": " + field + item;
}

RiskFile ReadRisks(std::istream& in, const std::string& name) {
  RiskFile file;
  CsvReader reader(in);
  try {
    file.columns = reader.Next().value_or(std::vector<std::string>{});
    CheckColumns(file.columns, name);
    while (const auto record = reader.Next()) {
      if (file.request.rows_size() == kMostRows) {
        throw UsageFailure(name + " has more than " + std::to_string(kMostRows) + " rows");
      }
      file.lines.push_back(reader.line());
      AddRow(*record, name + ":" + std::to_string(reader.line()) + ": ", &file);
    }
  } catch (const std::invalid_argument& error) {
    throw UsageFailure(name + ":" + std::to_string(reader.line()) + ": " + error.what());
  }
  if (file.lines.empty()) throw UsageFailure(name + " has no rows");
  return file;
}

void AddRiskImport(CLI::App* risk, Shell* shell) {
  auto command = std::make_shared<ImportCommand>();
  CLI::App* app = risk->add_subcommand(
      "import", "Take over the register of a paper from a CSV file, all of it or nothing");
  app->add_option("FILE", command->path,
                  "CSV with a header row; columns are the fields of a row of ImportRisks, lists "
                  "are separated by `;`; - is standard input")
      ->required()
      ->type_name("FILE");
  app->add_flag("--dry-run", command->dry_run,
                "Check everything and show what would happen, but change nothing");
  app->add_option("--request-id", command->request_id,
                  "A UUID of your choice: sent again with the same one, the file counts once")
      ->type_name("UUID");
  app->callback(
      [shell, command] { shell->action = [shell, command] { RunImport(shell, *command); }; });
}

}  // namespace champions::cli
