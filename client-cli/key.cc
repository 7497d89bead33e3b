#include <CLI/CLI.hpp>
#include <memory>

#include "champions/v1/access_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

void CreateKey(Shell* shell, const Flags& flags) {
  shell->name_of = [&flags](const std::string& path) { return flags.NameOf(path); };
  champions::v1::CreateKeyRequest request;
  flags.Fill(&request);
  champions::v1::CreateKeyResponse response;
  const auto* method = ServiceOf<champions::v1::Key>()->FindMethodByName("CreateKey");
  shell->connection().Call(*method, request, &response);
  shell->output().Record(Json{{"id", response.key().id()}, {"token", response.token()}});
  shell->Note(response.token().empty()
                  ? "The token was shown when this request_id was first used, and never again."
                  : "The token is shown this once: keep it safe.");
}

}  // namespace

void AddKey(CLI::App* root, Shell* shell) {
  const Noun noun{
      .name = "key",
      .help = "Keys with which users and partner systems sign in",
      .service = ServiceOf<champions::v1::Key>(),
      .columns = {"id", "name", "user", "role", "organisations", "state", "expire_time"}};
  CLI::App* key =
      AddNoun(root, shell, noun,
              {{.name = "get", .method = "GetKey", .help = "Show one key, without its token"},
               {.name = "list", .method = "ListKeys", .help = "List keys, without their tokens"},
               {.name = "revoke",
                .method = "RevokeKey",
                .help = "The key is refused from now on, for good",
                .question = "Revoke this key for good?"}});
  CLI::App* create =
      key->add_subcommand("create", "Make a key; prints its token, which is shown only then");
  auto flags =
      std::make_shared<Flags>(create, champions::v1::CreateKeyRequest::descriptor(), FlagRules{});
  create->callback(
      [shell, flags] { shell->action = [shell, flags] { CreateKey(shell, *flags); }; });
}

}  // namespace champions::cli
