#include <google/protobuf/util/time_util.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "champions/v1/access_service.pb.h"
#include "client-cli/core/digest.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

struct KeyFlags {
  KeyFlags(CLI::App* command)
      : flags(command, champions::v1::CreateKeyRequest::descriptor(),
              {.names = {{"key.certificate_subject_alternative_names", "certificate-name"}}}) {
    command
        ->add_option("--certificate", certificate,
                     "File in PEM with the client certificate that calls have to show; its digest "
                     "goes to the server")
        ->type_name("FILE");
  }

  Flags flags;
  std::string certificate;
};

void CreateKey(Shell* shell, const KeyFlags& given) {
  shell->name_of = [&given](const std::string& path) { return given.flags.NameOf(path); };
  champions::v1::CreateKeyRequest request;
  given.flags.Fill(&request);
  if (!given.certificate.empty()) {
    request.mutable_key()->set_certificate_sha256(CertificateDigest(given.certificate));
  }
  champions::v1::CreateKeyResponse response;
  const auto* method = ServiceOf<champions::v1::Key>()->FindMethodByName("CreateKey");
  shell->connection().Call(*method, request, &response);
  shell->output().Record(Json{{"id", response.key().id()}, {"token", response.token()}});
  shell->Note(response.token().empty()
                  ? "The token was shown when this request_id was first used, and never again."
                  : "The token is shown this once: keep it safe.");
}

void CreateToken(Shell* shell, const Flags& flags) {
  shell->name_of = [&flags](const std::string& path) { return flags.NameOf(path); };
  champions::v1::CreateTokenRequest request;
  flags.Fill(&request);
  champions::v1::CreateTokenResponse response;
  const auto* method = ServiceOf<champions::v1::Session>()->FindMethodByName("CreateToken");
  shell->connection().Call(*method, request, &response);
  shell->output().Record(
      Json{{"id", response.session().id()},
           {"token", response.token()},
           {"expire_time", google::protobuf::util::TimeUtil::ToString(response.expire_time())}});
  if (response.token().empty()) {
    shell->Note("The token was shown when this request_id was first used, and never again.");
  }
}

}  // namespace

void AddKey(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "key",
                  .help = "Keys with which users and partner systems sign in",
                  .service = ServiceOf<champions::v1::Key>(),
                  .columns = {"id", "name", "user", "role", "organisations", "scopes", "state",
                              "expire_time", "last_used_time"}};
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
  auto flags = std::make_shared<KeyFlags>(create);
  create->callback(
      [shell, flags] { shell->action = [shell, flags] { CreateKey(shell, *flags); }; });
}

void AddToken(CLI::App* root, Shell* shell) {
  CLI::App* token = root->add_subcommand("token", "Tokens that work for 15 minutes");
  token->require_subcommand(1);
  CLI::App* create = token->add_subcommand(
      "create", "Obtain a token with the key that signs in; CHAMPIONS_TOKEN takes it");
  auto flags =
      std::make_shared<Flags>(create, champions::v1::CreateTokenRequest::descriptor(), FlagRules{});
  create->callback(
      [shell, flags] { shell->action = [shell, flags] { CreateToken(shell, *flags); }; });
}

void AddSession(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "session",
                  .help = "Tokens that were obtained with keys, and users who signed in",
                  .service = ServiceOf<champions::v1::Session>(),
                  .columns = {"id", "key", "user", "method", "state", "create_time", "expire_time",
                              "idle_expire_time", "last_used_time"}};
  AddNoun(root, shell, noun,
          {{.name = "list", .method = "ListSessions", .help = "List them, without their tokens"},
           {.name = "revoke",
            .method = "RevokeSession",
            .help = "The token is refused from now on",
            .question = "Revoke this session?"},
           {.name = "mine", .method = "ListOwnSessions", .help = "List your own"},
           {.name = "end",
            .method = "RevokeOwnSession",
            .help = "End one of your own: its token is refused from now on",
            .question = "End this session?"},
           {.name = "end-others",
            .method = "RevokeOtherSessions",
            .help = "End all that you signed in to, but this one",
            .question = "End all your other sessions?"}});
}

}  // namespace champions::cli
