#include <CLI/CLI.hpp>
#include <memory>

#include "champions/v1/report_service.pb.h"
#include "client-cli/core/instant.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/report_files.h"
#include "client-cli/totals.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

struct TotalsCommand {
  std::unique_ptr<Flags> flags;
  std::string by;
};

struct ExplainCommand {
  std::unique_ptr<Flags> flags;
  std::string field;
  std::uint64_t limit = 0;
};

std::string LowerCase(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

template <class Request>
void AddGroups(const std::string& by, Request* request) {
  std::string group;
  for (const char c : by + ",") {
    if (c != ',') {
      group += c;
    } else if (group == "organisation") {
      request->add_group_by(v1::TOTALS_GROUP_ORGANISATION);
      group.clear();
    } else if (group == "programme") {
      request->add_group_by(v1::TOTALS_GROUP_PROGRAMME);
      group.clear();
    } else {
      throw UsageFailure("--by: found '" + by +
                         "', expected organisation, programme or organisation,programme");
    }
  }
}

const google::protobuf::MethodDescriptor& MethodNamed(const std::string& name) {
  return *ServiceOf<v1::Totals>()->FindMethodByName(name);
}

void RunTotals(Shell* shell, const TotalsCommand& command) {
  shell->name_of = [&command](const std::string& path) {
    return path.rfind("group_by", 0) == 0 ? "--by" : command.flags->NameOf(path);
  };
  v1::GetTotalsRequest request;
  command.flags->Fill(&request);
  if (!command.by.empty()) AddGroups(command.by, &request);
  v1::GetTotalsResponse response;
  shell->connection().Call(MethodNamed("GetTotals"), request, &response);
  ShowTotals(shell, request, response);
}

Json RowOf(const v1::ExplainedRecord& record) {
  return Json{{"kind", record.kind()},
              {"id", record.id()},
              {"on", record.on()},
              {"organisation", record.organisation()},
              {"programme", record.programme()},
              {"value", record.value()}};
}

void BeginExplanation(Output& output, const std::string& field, std::int64_t total) {
  if (output.format() == Format::kJson || output.format() == Format::kJsonl) {
    output.BeginRowsIn(Json{{"field", field}, {"total", total}}, "records");
  } else {
    const std::vector<std::string> columns = {"kind",         "id",        "on",
                                              "organisation", "programme", "value"};
    output.BeginRows(columns, columns);
  }
}

void RunExplain(Shell* shell, const ExplainCommand& command) {
  shell->name_of = [&command](const std::string& path) {
    return path == "field" ? "--field" : command.flags->NameOf(path);
  };
  v1::ExplainTotalRequest request;
  command.flags->Fill(&request);
  try {
    SetFromText(&request, v1::ExplainTotalRequest::descriptor()->FindFieldByName("field"),
                command.field);
  } catch (const std::invalid_argument& error) {
    throw UsageFailure("--field: " + LowerCase(error.what()));
  }
  const std::string field =
      LowerCase(ShortName(*v1::TotalsField_descriptor()->FindValueByNumber(request.field())));
  Output& output = shell->output();
  Connection& connection = shell->connection();
  bool begun = false;
  std::int64_t total = 0;
  // The first page is needed for the total, which comes before the records.
  const auto begin = [&](const v1::ExplainTotalResponse& page) {
    if (begun) return;
    begun = true;
    total = page.total();
    BeginExplanation(output, field, total);
  };
  ForEachListed(
      connection, MethodNamed("ExplainTotal"), &request, command.limit,
      [&](const auto& page) { begin(static_cast<const v1::ExplainTotalResponse&>(page)); },
      [&](const auto& record) {
        output.Row(RowOf(static_cast<const v1::ExplainedRecord&>(record)));
      });
  if (output.format() == Format::kJson || output.format() == Format::kJsonl) {
    output.EndRowsIn();
  } else {
    output.EndRows();
    shell->Note(field + " " + std::to_string(total));
  }
}

void AddTotals(CLI::App* report, Shell* shell) {
  CLI::App* app = report->add_subcommand("totals", "The figures of a quarter, and to date");
  auto command = std::make_shared<TotalsCommand>();
  command->flags = std::make_unique<Flags>(
      app, v1::GetTotalsRequest::descriptor(),
      FlagRules{.names = {{"include_contributed_to", "contributed-to"}}, .hidden = {"group_by"}});
  app->add_option("--by", command->by, "A row for each")
      ->type_name("organisation|programme|organisation,programme");
  app->callback(
      [shell, command] { shell->action = [shell, command] { RunTotals(shell, *command); }; });
}

void AddExplain(CLI::App* report, Shell* shell) {
  CLI::App* app =
      report->add_subcommand("explain", "The records behind a figure; their values add up to it");
  auto command = std::make_shared<ExplainCommand>();
  command->flags = std::make_unique<Flags>(app, v1::ExplainTotalRequest::descriptor(),
                                           FlagRules{.hidden = {"field"}});
  std::string fields;
  for (const std::string& choice : Choices(*v1::TotalsField_descriptor())) {
    fields += (fields.empty() ? "" : "|") + LowerCase(choice);
  }
  app->add_option("--field", command->field, "Which figure")->required()->type_name(fields);
  app->add_option("--limit", command->limit, "Stop after so many; 0: all")->type_name("N");
  app->callback(
      [shell, command] { shell->action = [shell, command] { RunExplain(shell, *command); }; });
}

struct CertifiedCommand {
  std::unique_ptr<Flags> flags;
  std::string by;
};

void RunCertified(Shell* shell, const CertifiedCommand& command) {
  shell->name_of = [&command](const std::string& path) {
    return path.rfind("group_by", 0) == 0 ? "--by" : command.flags->NameOf(path);
  };
  v1::CountCertifiedRequest request;
  command.flags->Fill(&request);
  if (!command.by.empty()) AddGroups(command.by, &request);
  v1::CountCertifiedResponse response;
  shell->connection().Call(MethodNamed("CountCertified"), request, &response);
  Output& output = shell->output();
  const bool json = output.format() == Format::kJson || output.format() == Format::kJsonl;
  const std::vector<std::string> columns = {"organisation", "programme", "certified"};
  if (json) {
    output.BeginRowsIn(Json{{"on", response.on()}, {"certified", response.certified()}}, "rows");
  } else {
    output.BeginRows(columns, columns);
  }
  for (const auto& row : response.rows()) {
    output.Row(Json{{"organisation", row.organisation()},
                    {"programme", row.programme()},
                    {"certified", row.certified()}});
  }
  if (json) {
    output.EndRowsIn();
  } else {
    output.Row(
        Json{{"organisation", "total"}, {"programme", ""}, {"certified", response.certified()}});
    output.EndRows();
  }
}

void AddCertified(CLI::App* report, Shell* shell) {
  CLI::App* app = report->add_subcommand(
      "certified", "Who holds every required certificate, unexpired on a day");
  auto command = std::make_shared<CertifiedCommand>();
  command->flags = std::make_unique<Flags>(app, v1::CountCertifiedRequest::descriptor(),
                                           FlagRules{.hidden = {"group_by"}});
  app->add_option("--by", command->by, "A row for each")
      ->type_name("organisation|programme|organisation,programme");
  app->callback(
      [shell, command] { shell->action = [shell, command] { RunCertified(shell, *command); }; });
}

}  // namespace

void AddReport(CLI::App* root, Shell* shell) {
  CLI::App* report = root->add_subcommand("report", "The figures, and what is behind them");
  report->require_subcommand(1);
  AddTotals(report, shell);
  AddExplain(report, shell);
  AddCertified(report, shell);
  AddReportExport(report, shell);
  AddReportPublish(report, shell);
  AddReportVerify(report, shell);
  AddReportDiff(report, shell);
}

}  // namespace champions::cli
