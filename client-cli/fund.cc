#include "champions/v1/funding_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddFund(CLI::App* root, Shell* shell) {
  const Noun noun{
      .name = "fund",
      .help = "Funds that awards are made from",
      .service = ServiceOf<champions::v1::Fund>(),
      .columns = {"code", "name", "budget_pence", "awarded_pence", "starts_on", "ends_on"}};
  AddNoun(root, shell, noun,
          {{.name = "create",
            .method = "CreateFund",
            .help = "Add a fund",
            .flags = {.required = {"fund.budget_pence"}}},
           {.name = "get", .method = "GetFund", .help = "Show one fund"},
           {.name = "list", .method = "ListFunds", .help = "List funds"},
           {.name = "update",
            .method = "UpdateFund",
            .help = "Change the fields that are given; '' takes a value away"}});
}

}  // namespace champions::cli
