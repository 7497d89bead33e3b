#include "champions/v1/reach_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/reach_export.h"
#include "client-cli/reach_stream.h"

namespace champions::cli {

void AddReach(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "reach",
                  .help = "How many people were reached",
                  .service = ServiceOf<champions::v1::Reach>(),
                  .columns = {"id", "organisation", "programme", "occurred_on", "mode", "topic",
                              "people", "new_people", "signposted", "state"}};
  // Shorter than the fields, for an evening session on a phone.
  const std::map<std::string, std::string> names = {{"reach.occurred_on", "on"},
                                                    {"reach.new_people", "new"}};
  CLI::App* reach =
      AddNoun(root, shell, noun,
              {{.name = "log",
                .method = "LogReach",
                .help = "Record how many people a contact, session or campaign reached",
                .flags = {.names = names, .required = {"reach.people"}}},
               {.name = "list", .method = "ListReaches", .help = "List reach records"},
               {.name = "get", .method = "GetReach", .help = "Show one record"},
               {.name = "amend",
                .method = "AmendReach",
                .help = "Replace the fields that are given by a new entry; the old stays readable",
                .flags = {.positional = "id", .names = names}},
               {.name = "void",
                .method = "VoidReach",
                .help = "The record counts nothing from now on",
                .question = "Void this record? It counts nothing from then on."}});
  AddReachStream(reach, shell);
  AddReachBatch(reach, shell);
  AddReachExport(reach, shell);
}

}  // namespace champions::cli
