#include <CLI/CLI.hpp>
#include <memory>

#include "champions/v1/measure_service.pb.h"
#include "client-cli/core/terminal.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/table_file.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

const ColumnNames kMeasureColumns = {{"measure", "name"}};

template <typename Request>
Request RequestOf(Shell* shell, const TableFile& file, const ColumnNames& columns,
                  const TableImport& options) {
  Request request;
  request.set_request_id(options.request_id.empty() ? NewRequestId() : options.request_id);
  request.set_validate_only(options.dry_run);
  AddRows(file, columns, &request);
  shell->name_of = NameCells(file, columns);
  return request;
}

void ImportMeasures(Shell* shell, const TableFile& file, const TableImport& options) {
  auto request = RequestOf<v1::ImportMeasuresRequest>(shell, file, kMeasureColumns, options);
  request.set_as_at(options.as_at);
  v1::ImportMeasuresResponse response;
  const auto* method = ServiceOf<v1::Measure>()->FindMethodByName("ImportMeasures");
  shell->connection().Call(*method, request, &response);
  for (const auto& warning : response.warnings()) {
    const auto row = static_cast<std::size_t>(warning.row());
    shell->Note("warning: " + (row < file.lines.size() ? file.Place(row) : file.name) + ": " +
                Printable(warning.column()) + ": " + Printable(warning.message()));
  }
  ShowImport(shell, response, options);
}

void ImportHeadlines(Shell* shell, const TableFile& file, const TableImport& options) {
  if (!options.as_at.empty()) {
    throw UsageFailure("--as-at: each row of a headline file says its own day");
  }
  const auto request = RequestOf<v1::ImportHeadlinesRequest>(shell, file, {}, options);
  v1::ImportHeadlinesResponse response;
  const auto* method = ServiceOf<v1::Measure>()->FindMethodByName("ImportHeadlines");
  shell->connection().Call(*method, request, &response);
  ShowImport(shell, response, options);
}

void AddMeasureImport(CLI::App* measure, Shell* shell) {
  shell->commands.emplace("ImportMeasures", "measure import");
  shell->commands.emplace("ImportHeadlines", "measure import");
  CLI::App* app = measure->add_subcommand(
      "import", "Take in a measures.csv or a headline.csv (one with a column programme), whole");
  auto options = std::make_shared<TableImport>();
  AddTableOptions(app, options.get());
  app->add_option("--as-at", options->as_at,
                  "The day of the current values of rows that do not say it; today where not given")
      ->type_name("DATE");
  app->callback([shell, options] {
    shell->action = [shell, options] {
      const TableFile file = ReadTable(options->path);
      if (file.Has("programme")) return ImportHeadlines(shell, file, *options);
      ImportMeasures(shell, file, *options);
    };
  });
}

void Check(Shell* shell, const Flags& flags) {
  shell->name_of = [&flags](const std::string& path) { return flags.NameOf(path); };
  v1::CheckMeasuresRequest request;
  flags.Fill(&request);
  v1::CheckMeasuresResponse response;
  const auto* method = ServiceOf<v1::Measure>()->FindMethodByName("CheckMeasures");
  shell->connection().Call(*method, request, &response);
  ShowFindings(shell, response);
  if (response.finding_count() > response.findings_size()) {
    shell->Note("the first " + std::to_string(response.findings_size()) + " of " +
                std::to_string(response.finding_count()) + " findings");
  }
  if (response.headlines_left_out()) {
    shell->Note(
        "headline figures were not compared: that takes a role that sees every "
        "organisation");
  }
}

void AddMeasureCheck(CLI::App* measure, Shell* shell) {
  shell->commands.emplace("CheckMeasures", "measure check");
  CLI::App* app =
      measure->add_subcommand("check", "Every printed figure that disagrees with the computed one");
  auto flags = std::make_shared<Flags>(app, v1::CheckMeasuresRequest::descriptor(), FlagRules{});
  app->callback([shell, flags] { shell->action = [shell, flags] { Check(shell, *flags); }; });
}

}  // namespace

void AddMeasure(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "measure",
                  .help = "The partnership's performance measures",
                  .service = ServiceOf<v1::Measure>(),
                  .columns = {"id", "number", "part", "name", "baseline_value", "target_absolute",
                              "current_value", "current_as_at", "change_percent", "computed_status",
                              "status", "overall_status"}};
  CLI::App* measure = AddNoun(
      root, shell, noun,
      {{.name = "create", .method = "CreateMeasure", .help = "Add a measure, or a part of one"},
       {.name = "get", .method = "GetMeasure", .help = "Show one measure"},
       {.name = "list", .method = "ListMeasures", .help = "List measures and their parts"},
       {.name = "update",
        .method = "UpdateMeasure",
        .help = "Change the fields that are given; '' takes a value away"},
       {.name = "record",
        .method = "RecordReading",
        .help = "Append what was measured on a day, or correct it",
        .flags = {.positional = "reading.measure"}},
       {.name = "void-reading",
        .method = "VoidReading",
        .help = "Take the reading of a day back",
        .flags = {.positional = "measure"},
        .question = "Take this reading back?"},
       {.name = "readings",
        .method = "ListReadings",
        .help = "List what was measured, day by day",
        .flags = {.positional = "measure"},
        .columns = {"as_at", "value", "version", "newest", "note", "record_time"}},
       {.name = "override",
        .method = "OverrideStatus",
        .help = "Set the status by judgement, with a reason; the computed one stays beside it"},
       {.name = "clear-override",
        .method = "ClearOverride",
        .help = "The computed status holds again"},
       {.name = "headlines",
        .method = "ListHeadlines",
        .help = "List headline figures as papers printed them",
        .columns = {"programme", "as_at", "recruited_to_date", "trained_to_date",
                    "reached_to_date"}}});
  AddMeasureImport(measure, shell);
  AddMeasureCheck(measure, shell);
}

}  // namespace champions::cli
