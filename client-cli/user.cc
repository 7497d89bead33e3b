#include "champions/v1/access_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddUser(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "user",
                  .help = "People who may use the service",
                  .service = ServiceOf<champions::v1::User>(),
                  .columns = {"id", "name", "email", "role", "organisations", "state"}};
  AddNoun(root, shell, noun,
          {{.name = "create",
            .method = "CreateUser",
            .help = "Add a user; `champions key create --user ID` then signs them in"},
           {.name = "get", .method = "GetUser", .help = "Show one user"},
           {.name = "list", .method = "ListUsers", .help = "List users"},
           {.name = "update",
            .method = "UpdateUser",
            .help = "Change the fields that are given; '' takes a value away"},
           {.name = "disable",
            .method = "DisableUser",
            .help = "The user's keys are refused from now on",
            .question = "Disable this user? Their keys are refused from then on."},
           {.name = "enable", .method = "EnableUser", .help = "The user's keys work again"}});
}

void AddMembership(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "membership",
                  .help = "What users may do in one organisation or programme",
                  .service = ServiceOf<champions::v1::User>(),
                  .columns = {"id", "user", "role", "organisation", "programme", "state"}};
  AddNoun(root, shell, noun,
          {{.name = "create",
            .method = "CreateMembership",
            .help = "Let a user do more: `--role COORDINATOR --organisation CODE`, or "
                    "`--role PROGRAMME_MANAGER --programme CODE`"},
           {.name = "get", .method = "GetMembership", .help = "Show one membership"},
           {.name = "list", .method = "ListMemberships", .help = "List them, also revoked ones"},
           {.name = "revoke",
            .method = "RevokeMembership",
            .help = "The user may do so no more",
            .question = "Revoke this membership?"}});
}

}  // namespace champions::cli
