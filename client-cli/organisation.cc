#include "champions/v1/organisation_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddOrganisation(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "organisation",
                  .help = "Community organisations",
                  .service = ServiceOf<champions::v1::Organisation>(),
                  .columns = {"code", "name", "identifier", "communities"}};
  AddNoun(root, shell, noun,
          {{.name = "create", .method = "CreateOrganisation", .help = "Add an organisation"},
           {.name = "get", .method = "GetOrganisation", .help = "Show one organisation"},
           {.name = "list", .method = "ListOrganisations", .help = "List organisations"},
           {.name = "update",
            .method = "UpdateOrganisation",
            .help = "Change the fields that are given; '' takes a value away"}});
}

}  // namespace champions::cli
