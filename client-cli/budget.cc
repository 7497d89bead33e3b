#include <CLI/CLI.hpp>
#include <memory>

#include "champions/v1/budget_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/table_file.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

const ColumnNames kBudgetColumns = {{"line", "name"}};

void Import(Shell* shell, const TableImport& options) {
  const TableFile file = ReadTable(options.path);
  v1::ImportBudgetRequest request;
  request.set_request_id(options.request_id.empty() ? NewRequestId() : options.request_id);
  request.set_validate_only(options.dry_run);
  AddRows(file, kBudgetColumns, &request);
  shell->name_of = NameCells(file, kBudgetColumns);
  v1::ImportBudgetResponse response;
  const auto* method = ServiceOf<v1::Budget>()->FindMethodByName("ImportBudget");
  shell->connection().Call(*method, request, &response);
  ShowImport(shell, response, options);
}

void AddBudgetImport(CLI::App* budget, Shell* shell) {
  shell->commands.emplace("ImportBudget", "budget import");
  CLI::App* app = budget->add_subcommand("import", "Take in a budget.csv, whole");
  auto options = std::make_shared<TableImport>();
  AddTableOptions(app, options.get());
  app->callback(
      [shell, options] { shell->action = [shell, options] { Import(shell, *options); }; });
}

void Check(Shell* shell, const Flags& flags) {
  shell->name_of = [&flags](const std::string& path) { return flags.NameOf(path); };
  v1::CheckBudgetRequest request;
  flags.Fill(&request);
  v1::CheckBudgetResponse response;
  const auto* method = ServiceOf<v1::Budget>()->FindMethodByName("CheckBudget");
  shell->connection().Call(*method, request, &response);
  ShowFindings(shell, response);
}

void AddBudgetCheck(CLI::App* budget, Shell* shell) {
  shell->commands.emplace("CheckBudget", "budget check");
  CLI::App* app = budget->add_subcommand("check", "Printed totals that disagree with the sums");
  auto flags = std::make_shared<Flags>(app, v1::CheckBudgetRequest::descriptor(), FlagRules{});
  app->callback([shell, flags] { shell->action = [shell, flags] { Check(shell, *flags); }; });
}

}  // namespace

void AddBudget(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "budget",
                  .help = "The partnership's budget: lines of a financial year and their sums",
                  .service = ServiceOf<v1::Budget>(),
                  .columns = {"id", "year", "kind", "name", "amount_pence", "state"}};
  CLI::App* budget = AddNoun(root, shell, noun,
                             {{.name = "get",
                               .method = "GetBudget",
                               .help = "The sums of a year: total, committed, spent, headroom",
                               .flags = {.positional = "year"}},
                              {.name = "list", .method = "ListBudgetLines", .help = "List lines"},
                              {.name = "line", .method = "GetBudgetLine", .help = "Show one line"},
                              {.name = "create",
                               .method = "CreateBudgetLine",
                               .help = "Add a line",
                               .flags = {.required = {"budget_line.amount_pence"}}},
                              {.name = "update",
                               .method = "UpdateBudgetLine",
                               .help = "Change the fields that are given; '' takes a value away"},
                              {.name = "void",
                               .method = "VoidBudgetLine",
                               .help = "The line counts nothing from now on",
                               .question = "Void this line? It counts nothing from then on."}});
  AddBudgetImport(budget, shell);
  AddBudgetCheck(budget, shell);
}

}  // namespace champions::cli
