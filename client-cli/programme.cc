#include "champions/v1/programme_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddProgramme(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "programme",
                  .help = "Programmes of the partnership",
                  .service = ServiceOf<champions::v1::Programme>(),
                  .columns = {"code", "name", "state", "starts_on", "ends_on"}};
  AddNoun(
      root, shell, noun,
      {{.name = "create", .method = "CreateProgramme", .help = "Add a programme, in state SCOPING"},
       {.name = "get", .method = "GetProgramme", .help = "Show one programme"},
       {.name = "list", .method = "ListProgrammes", .help = "List programmes"},
       {.name = "update",
        .method = "UpdateProgramme",
        .help = "Change the fields that are given; '' takes a value away"},
       {.name = "activate", .method = "ActivateProgramme", .help = "Run it: to ACTIVE"},
       {.name = "facilitate",
        .method = "FacilitateProgramme",
        .help = "Others run it with the partnership's support: to FACILITATED"},
       {.name = "close", .method = "CloseProgramme", .help = "End it: to CLOSED"}});
}

}  // namespace champions::cli
