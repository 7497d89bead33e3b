#include "champions/v1/return_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddReturn(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "return",
                  .help = "What each organisation returns for a quarter",
                  .service = ServiceOf<champions::v1::Return>(),
                  .columns = {"organisation", "quarter", "state", "due_on", "overdue",
                              "changed_since_submission", "etag"}};
  AddNoun(root, shell, noun,
          {{.name = "list",
            .method = "ListReturns",
            .help = "List the returns of a quarter; --due: those to remind of"},
           {.name = "get", .method = "GetReturn", .help = "Show one, with its steps"},
           {.name = "check",
            .method = "CheckReturn",
            .help = "What looks odd in the figures, and the records behind it"},
           {.name = "submit",
            .method = "SubmitReturn",
            .help = "Attest the figures; --etag: exactly those that were shown",
            .flags = {.names = {{"justifications", "justify"}}}},
           {.name = "approve", .method = "ApproveReturn", .help = "Approve what was submitted"},
           {.name = "return",
            .method = "SendBackReturn",
            .help = "Send it back to the organisation, with a reason",
            .aliases = {"send-back"}},
           {.name = "lock",
            .method = "LockReturn",
            .help = "Close it: figures then change with a late reason alone"},
           {.name = "reopen", .method = "ReopenReturn", .help = "Open it again, with a reason"}});
}

}  // namespace champions::cli
