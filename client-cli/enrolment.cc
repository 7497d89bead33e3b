#include "champions/v1/champion_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddEnrolment(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "enrolment",
                  .help = "Enrolments of champions in programmes",
                  .service = ServiceOf<champions::v1::Enrolment>(),
                  .columns = {"id", "champion", "organisation", "programme", "enrolled_on",
                              "ended_on", "trained_on"}};
  AddNoun(root, shell, noun,
          {{.name = "create",
            .method = "CreateEnrolment",
            .help = "Enrol a champion in a programme",
            .aliases = {"enrol"}},
           {.name = "get", .method = "GetEnrolment", .help = "Show one enrolment"},
           {.name = "list", .method = "ListEnrolments", .help = "List enrolments"},
           {.name = "leave",
            .method = "LeaveProgramme",
            .help = "End an enrolment; what it has counted stays counted"}});
}

}  // namespace champions::cli
