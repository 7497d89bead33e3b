#include "champions/v1/funding_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddAward(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "award",
                  .help = "Awards from funds to organisations",
                  .service = ServiceOf<champions::v1::Award>(),
                  .columns = {"id", "external_id", "organisation", "fund", "programme", "title",
                              "amount_pence", "paid_pence", "awarded_on", "state"}};
  AddNoun(root, shell, noun,
          {{.name = "create",
            .method = "OfferAward",
            .help = "Offer an award, in state OFFERED",
            .flags = {.required = {"award.amount_pence"}},
            .aliases = {"offer"}},
           {.name = "get", .method = "GetAward", .help = "Show one award"},
           {.name = "list", .method = "ListAwards", .help = "List awards"},
           {.name = "update",
            .method = "UpdateAward",
            .help = "Change the fields that are given; '' takes a value away"},
           {.name = "activate",
            .method = "ActivateAward",
            .help = "OFFERED or SUSPENDED to ACTIVE: counts as awarded"},
           {.name = "suspend",
            .method = "SuspendAward",
            .help = "ACTIVE to SUSPENDED: does not count meanwhile"},
           {.name = "complete",
            .method = "CompleteAward",
            .help = "ACTIVE to COMPLETED: stays counted"},
           {.name = "withdraw",
            .method = "WithdrawAward",
            .help = "To WITHDRAWN: no longer counts, and frees its amount",
            .question = "Withdraw this award? It no longer counts."}});
}

}  // namespace champions::cli
