// `champions report diff` and `late`: what changed, and the records that caused it.
#include <CLI/CLI.hpp>
#include <memory>

#include "champions/v1/report_service.pb.h"
#include "client-cli/core/flags.h"
#include "client-cli/core/instant.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/report_files.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

struct DiffCommand {
  std::unique_ptr<Flags> flags;
  bool late = false;
};

const google::protobuf::MethodDescriptor& MethodNamed(const std::string& name) {
  return *ServiceOf<v1::Totals>()->FindMethodByName(name);
}

// The figures that a record changed, and by how much.
Json ChangeOf(const v1::Totals& totals) {
  Json change = Json::object();
  std::vector<const google::protobuf::FieldDescriptor*> set;
  totals.GetReflection()->ListFields(totals, &set);
  for (const auto* field : set) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_INT64) continue;
    change[field->name()] = totals.GetReflection()->GetInt64(totals, field);
  }
  return change;
}

Json RowOf(const v1::ChangedRecord& record) {
  return Json{{"kind", record.kind()},
              {"id", record.id()},
              {"external_id", record.external_id()},
              {"organisation", record.organisation()},
              {"programme", record.programme()},
              {"on", record.on()},
              {"change", ChangeOf(record.change())},
              {"record_time", FormatInstant(record.record_time())},
              {"late_reason", record.late_reason()}};
}

// The instant of the last publication of the quarter.
std::string LastPublication(Shell* shell, const std::string& quarter) {
  v1::ListPublicationsRequest request;
  request.set_quarter(quarter);
  request.set_order_by("publish_time desc");
  request.set_page_size(1);
  v1::ListPublicationsResponse response;
  shell->connection().Call(MethodNamed("ListPublications"), request, &response);
  if (response.publications().empty()) {
    throw Failure(ExitStatus::kNotFound, quarter + " was not published: nothing is late");
  }
  return response.publications(0).id();
}

void RunDiff(Shell* shell, const DiffCommand& command) {
  shell->name_of = [&command](const std::string& path) { return command.flags->NameOf(path); };
  v1::DiffFiguresRequest request;
  command.flags->Fill(&request);
  if (command.late) request.set_from(LastPublication(shell, request.quarter()));
  Json changes = Json::array(), records = Json::array();
  Json head;
  for (bool more = true; more;) {
    v1::DiffFiguresResponse page;
    request.set_page_size(1000);
    shell->connection().Call(MethodNamed("DiffFigures"), request, &page);
    for (const auto& record : page.records()) records.push_back(RowOf(record));
    request.set_page_token(page.next_page_token());
    more = !page.next_page_token().empty();
    if (!head.is_null()) continue;
    head = Json{{"quarter", request.quarter()},
                {"from", FormatInstant(page.from_time())},
                {"to", FormatInstant(page.to_time())}};
    for (const auto& change : page.changes()) {
      changes.push_back(Json{{"organisation", change.organisation()},
                             {"programme", change.programme()},
                             {"field", change.field()},
                             {"before", change.before()},
                             {"after", change.after()},
                             {"change", change.after() - change.before()}});
    }
  }
  Output& output = shell->output();
  if (!output.for_people()) {
    head["changes"] = changes;
    head["records"] = records;
    return output.Object(head);
  }
  output.Line(request.quarter() + ", from " + head["from"].get<std::string>() + " to " +
              head["to"].get<std::string>());
  std::vector<std::vector<std::string>> lines;
  const auto whose = [](const Json& change) {
    const std::string organisation = change["organisation"], programme = change["programme"];
    return organisation.empty() && programme.empty() ? std::string("total")
                                                     : organisation + programme;
  };
  for (const auto& change : changes) {
    lines.push_back({whose(change), change["field"], CellText(change["before"]),
                     CellText(change["after"]), CellText(change["change"])});
  }
  output.Table({"whose", "figure", "before", "after", "change"}, lines, 2);
  lines.clear();
  for (const auto& record : records) {
    const std::string external = record["external_id"];
    lines.push_back({record["organisation"], record["kind"],
                     external.empty() ? record["id"].get<std::string>() : external, record["on"],
                     record["change"].dump(), record["late_reason"]});
  }
  output.Table({"organisation", "kind", "record", "on", "change", "why late"}, lines, 6);
}

void Add(CLI::App* report, Shell* shell, const std::string& name, const std::string& help,
         bool late) {
  CLI::App* app = report->add_subcommand(name, help);
  auto command = std::make_shared<DiffCommand>();
  command->late = late;
  FlagRules rules;
  if (late) rules.hidden = {"from", "to"};
  command->flags = std::make_unique<Flags>(app, v1::DiffFiguresRequest::descriptor(), rules);
  app->callback(
      [shell, command] { shell->action = [shell, command] { RunDiff(shell, *command); }; });
}

}  // namespace

void AddReportDiff(CLI::App* report, Shell* shell) {
  shell->commands.emplace("DiffFigures", "report diff");
  Add(report, shell, "diff",
      "What changed between two publications or instants, and the records that caused it", false);
  Add(report, shell, "late",
      "What changed since the last publication of the quarter: late, not yet published", true);
}

}  // namespace champions::cli
