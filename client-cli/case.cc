#include <CLI/CLI.hpp>
#include <iostream>

#include "champions/v1/case_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

// Also with --quiet: who thinks that a concern was read stops looking for somebody to tell.
void WarnOfNoLead(Shell*, const google::protobuf::Message& message) {
  if (!static_cast<const v1::RaiseConcernResponse&>(message).no_lead()) return;
  std::cerr << "warning: nobody is designated as safeguarding lead of this organisation, so nobody "
               "reads this yet: tell the partnership by telephone now\n";
}

}  // namespace

void AddCase(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "case",
                  .help =
                      "Safeguarding: hand a concern on to the organisation's lead, who alone "
                      "reads it",
                  .service = ServiceOf<v1::Case>(),
                  .columns = {"id", "organisation", "noticed_on", "kind", "state", "champion",
                              "referred_to", "referred_on", "create_time"}};
  AddNoun(root, shell, noun,
          {{.name = "raise",
            .method = "RaiseConcern",
            .help = "Hand a concern on; you cannot read it afterwards. In danger telephone first",
            .flags = {.names = {{"case.noticed_on", "on"}}},
            .after = WarnOfNoLead},
           {.name = "get", .method = "GetCase", .help = "Show one"},
           {.name = "list", .method = "ListCases", .help = "List cases"},
           {.name = "refer", .method = "ReferCase", .help = "Who was told outside, and when"},
           {.name = "close", .method = "CloseCase", .help = "Say what came of it"},
           {.name = "reopen", .method = "ReopenCase", .help = "Go on with a closed one"},
           {.name = "note",
            .method = "AddCaseNote",
            .help = "Append to the chronology; a note is never changed",
            .flags = {.positional = "case"},
            .columns = {"id", "create_time", "author", "text"}},
           {.name = "notes",
            .method = "ListCaseNotes",
            .help = "The chronology, oldest first",
            .flags = {.positional = "case"},
            .columns = {"create_time", "author", "text"}}});
}

}  // namespace champions::cli
