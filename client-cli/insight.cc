#include <CLI/CLI.hpp>
#include <memory>

#include "champions/v1/insight_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

struct CountCommand {
  std::unique_ptr<Flags> flags;
};

void RunCount(Shell* shell, const CountCommand& command) {
  shell->name_of = [&command](const std::string& path) { return command.flags->NameOf(path); };
  v1::CountInsightsRequest request;
  command.flags->Fill(&request);
  v1::CountInsightsResponse response;
  const auto* method = ServiceOf<v1::Insight>()->FindMethodByName("CountInsights");
  shell->connection().Call(*method, request, &response);
  Output& output = shell->output();
  if (output.format() == Format::kJson || output.format() == Format::kJsonl) {
    return output.Object(ToJson(response));
  }
  const std::vector<std::string> columns = {"group",    "insights",  "answered",
                                            "barriers", "questions", "ideas"};
  output.BeginRows(columns, columns);
  for (const auto& row : response.rows()) output.Row(ToJson(row));
  Json total = ToJson(response.total());
  total["group"] = "TOTAL";
  output.Row(total);
  output.EndRows();
  if (response.left_out() > 0) {
    shell->Note(std::to_string(response.left_out()) + " groups with fewer are left out");
  }
}

}  // namespace

void AddInsight(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "insight",
                  .help = "What champions hear from communities, and what was done about it",
                  .service = ServiceOf<v1::Insight>(),
                  .columns = {"id", "organisation", "heard_on", "kind", "theme", "community",
                              "text", "quotable", "state", "response"}};
  const std::map<std::string, std::string> names = {{"insight.heard_on", "on"}};
  CLI::App* insight =
      AddNoun(root, shell, noun,
              {{.name = "log",
                .method = "LogInsight",
                .help = "Record what was heard; leave people's names out",
                .flags = {.names = names}},
               {.name = "list", .method = "ListInsights", .help = "List what was heard"},
               {.name = "get", .method = "GetInsight", .help = "Show one"},
               {.name = "update",
                .method = "UpdateInsight",
                .help = "Change the fields that are given; '' takes a value away",
                .flags = {.names = names}},
               {.name = "answer",
                .method = "AnswerInsight",
                .help = "You said, we did: what was done about it",
                .flags = {.names = {{"responded_on", "on"}}}},
               {.name = "withdraw",
                .method = "WithdrawInsight",
                .help = "It counts nowhere from now on",
                .question = "Withdraw this insight? It counts nowhere from then on."}});
  CLI::App* count =
      insight->add_subcommand("count", "How many were heard, by theme or other groups");
  auto command = std::make_shared<CountCommand>();
  command->flags = std::make_unique<Flags>(count, v1::CountInsightsRequest::descriptor(),
                                           FlagRules{.names = {{"group_by", "by"}}});
  count->callback(
      [shell, command] { shell->action = [shell, command] { RunCount(shell, *command); }; });
}

}  // namespace champions::cli
