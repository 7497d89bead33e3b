#include "champions/v1/audit_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddAudit(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "audit",
                  .help = "Who changed or read what",
                  .service = ServiceOf<champions::v1::AuditEvent>(),
                  .columns = {"record_time", "user", "key", "method", "object_kind", "object",
                              "objects", "organisation"}};
  AddNoun(root, shell, noun,
          {{.name = "list", .method = "ListAuditEvents", .help = "List audit events"}});
}

}  // namespace champions::cli
