// A CSV file of up to 1,000 rows that is sent in one request, each cell as text.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "client-cli/core/failure.h"
#include "client-cli/core/shell.h"

namespace champions::cli {

struct TableFile {
  std::string name;  // as it was typed
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> records;
  std::vector<std::uint64_t> lines;  // of each record

  bool Has(const std::string& column) const;
  // `FILE:LINE` of a record, by its place.
  std::string Place(std::size_t record) const;
};

// Throws Failure(kUsage) for a file that cannot be read, has no rows, too many, or one whose cells
// are not as many as its columns. `-` is standard input.
TableFile ReadTable(const std::string& path);

// Columns whose field has another name in the API.
using ColumnNames = std::map<std::string, std::string>;

// Adds a message to the field `rows` of the request for each record. Throws Failure(kUsage) that
// names a column which is none.
void AddRows(const TableFile& file, const ColumnNames& fields, google::protobuf::Message* request);

// Calls the field `rows[3].better` of a refusal FILE:LINE: better.
FieldNamer NameCells(const TableFile& file, const ColumnNames& fields);

// What a check or an import found, in the form that was asked for.
template <typename Response>
void ShowFindings(Shell* shell, const Response& response) {
  const std::vector<std::string> columns = {"subject", "field", "printed", "computed",
                                            "explanation"};
  shell->output().BeginRows({"subject", "field", "printed", "computed", "explanation"}, columns);
  for (const auto& finding : response.findings()) shell->output().Row(ToJson(finding));
  shell->output().EndRows();
}

// The options of an import of one file.
struct TableImport {
  std::string path;
  std::string as_at;
  std::string request_id;
  bool dry_run = false;
};
void AddTableOptions(CLI::App* command, TableImport* options);

// The counts of an import, then its findings; in JSON everything as one object.
template <typename Response>
void ShowImport(Shell* shell, const Response& response, const TableImport& options) {
  Json summary = ToJson(response);
  if (!shell->output().for_people()) {
    shell->output().Record(summary);
  } else {
    const int findings = response.findings_size();
    for (const char* list : {"warnings", "findings"}) summary.erase(list);
    shell->output().Record(summary);
    if (findings > 0) ShowFindings(shell, response);
  }
  if (options.dry_run) shell->Note("dry run: nothing was changed");
}

}  // namespace champions::cli
