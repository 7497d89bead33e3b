#include "champions/v1/access_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddWhoami(CLI::App* root, Shell* shell) {
  const Noun access{
      .name = "", .help = "", .service = ServiceOf<champions::v1::User>(), .columns = {}};
  AddVerb(root, shell, access,
          {.name = "whoami", .method = "WhoAmI", .help = "Who you are to the service"});
}

}  // namespace champions::cli
