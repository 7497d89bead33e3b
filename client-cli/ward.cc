#include <CLI/CLI.hpp>
#include <memory>

#include "champions/v1/ward_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/table_file.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

void Import(Shell* shell, const TableImport& options) {
  const TableFile file = ReadTable(options.path);
  v1::ImportWardsRequest request;
  request.set_request_id(options.request_id.empty() ? NewRequestId() : options.request_id);
  request.set_validate_only(options.dry_run);
  AddRows(file, {}, &request);
  shell->name_of = NameCells(file, {});
  v1::ImportWardsResponse response;
  const auto* method = ServiceOf<v1::Ward>()->FindMethodByName("ImportWards");
  shell->connection().Call(*method, request, &response);
  shell->output().Record(ToJson(response));
}

}  // namespace

void AddWard(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "ward",
                  .help = "The wards of the area, with population and deprivation",
                  .service = ServiceOf<v1::Ward>(),
                  .columns = {"code", "name", "population", "deprivation_decile"}};
  CLI::App* ward =
      AddNoun(root, shell, noun, {{.name = "list", .method = "ListWards", .help = "List wards"}});
  shell->commands.emplace("ImportWards", "ward import");
  CLI::App* app = ward->add_subcommand(
      "import", "Take in a CSV file of code, name, population and deprivation_decile, whole");
  auto options = std::make_shared<TableImport>();
  AddTableOptions(app, options.get());
  app->callback(
      [shell, options] { shell->action = [shell, options] { Import(shell, *options); }; });
}

}  // namespace champions::cli
