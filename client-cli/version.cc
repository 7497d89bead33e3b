#include <google/protobuf/stubs/common.h>
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>

#include "client-cli/core/shell.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddVersion(CLI::App* root, Shell* shell) {
  CLI::App* version = root->add_subcommand("version", "The version of this program");
  version->callback([shell] {
    shell->action = [shell] {
      shell->output().Record(
          Json{{"version", CHAMPIONS_VERSION},
               {"grpc", grpc::Version()},
               {"protobuf", google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION)}});
    };
  });
}

}  // namespace champions::cli
