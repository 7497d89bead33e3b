#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "client-cli/core/shell.h"
#include "client-cli/core/tree.h"
#include "client-cli/nouns.h"

namespace champions::cli {

void AddCompletion(CLI::App* root, Shell* shell) {
  CLI::App* app =
      root->add_subcommand("completion", "The script that completes commands in a shell");
  auto name = std::make_shared<std::string>();
  app->add_option("SHELL", *name, "Which shell")
      ->required()
      ->type_name("bash|zsh|fish")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""));
  app->footer("Try it: source <(champions completion bash)");
  app->callback([root, shell, name] {
    shell->action = [root, name] {
      const TreeCommand tree = TreeOf(*root);
      std::cout << (*name == "bash"  ? BashCompletion(tree)
                    : *name == "zsh" ? ZshCompletion(tree)
                                     : FishCompletion(tree));
    };
  });
}

}  // namespace champions::cli
