#include <CLI/CLI.hpp>

#include "champions/v1/risk_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/risk_register.h"

namespace champions::cli {
namespace {

void AddActions(CLI::App* risk, Shell* shell) {
  const Noun noun{.name = "risk action",
                  .help = "What is to be done about a risk",
                  .service = ServiceOf<champions::v1::Risk>(),
                  .columns = {"id", "text", "owner", "due_on", "done_on", "overdue"}};
  CLI::App* action = risk->add_subcommand("action", noun.help);
  action->require_subcommand(1);
  AddVerb(action, shell, noun,
          {.name = "add",
           .method = "AddRiskAction",
           .help = "Add something to be done about an open risk",
           .flags = {.positional = "risk_action.risk"}});
  AddVerb(action, shell, noun,
          {.name = "update",
           .method = "UpdateRiskAction",
           .help = "Change the fields that are given; '' takes a value away"});
  AddVerb(action, shell, noun,
          {.name = "complete",
           .method = "CompleteRiskAction",
           .help = "It is done",
           .flags = {.names = {{"done_on", "on"}}}});
}

}  // namespace

void AddRisk(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "risk",
                  .help = "The partnership's register of risks and issues",
                  .service = ServiceOf<champions::v1::Risk>(),
                  .columns = {"number", "kind", "text", "workstream", "owners", "score",
                              "direction", "escalated", "last_reviewed_on", "overdue", "state"}};
  CLI::App* risk =
      AddNoun(root, shell, noun,
              {{.name = "list", .method = "ListRisks", .help = "List the register"},
               {.name = "get",
                .method = "GetRisk",
                .help = "Show one risk with its actions, by number or id"},
               {.name = "create",
                .method = "CreateRisk",
                .help = "Add a risk or an issue",
                .flags = {.required = {"risk.impact", "risk.probability"}}},
               {.name = "update",
                .method = "UpdateRisk",
                .help = "Change the fields that are given; '' takes a value away"},
               {.name = "assess",
                .method = "AssessRisk",
                .help = "Score it anew; the history keeps the old score"},
               {.name = "review", .method = "ReviewRisk", .help = "Looked at and left as it is"},
               {.name = "history",
                .method = "ListRiskAssessments",
                .help = "How its score came about, oldest first",
                .flags = {.positional = "risk"},
                .columns = {"place", "on", "impact", "probability", "score", "direction",
                            "is_review", "comment"}},
               {.name = "close", .method = "CloseRisk", .help = "OPEN to CLOSED"},
               {.name = "reopen", .method = "ReopenRisk", .help = "CLOSED to OPEN"},
               {.name = "check",
                .method = "CheckRisks",
                .help = "What is printed wrong, missing or overdue",
                .columns = {"subject", "field", "printed", "computed", "explanation"}}});
  AddActions(risk, shell);
  AddRiskImport(risk, shell);
  AddRiskGrid(risk, shell);
}

}  // namespace champions::cli
