#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>

#include "client-cli/core/shell.h"
#include "client-cli/core/tree.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

void WritePage(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw Failure(ExitStatus::kOther, "cannot write " + path.string());
}

void WritePages(const TreeCommand& root, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Failure(ExitStatus::kOther, folder.string() + ": " + error.message());
  WritePage(folder / "champions.1", ManualPage(root));
  for (const TreeCommand& noun : root.commands) {
    WritePage(folder / ("champions-" + noun.names.front() + ".1"), NounPage(noun));
  }
}

}  // namespace

void AddManual(CLI::App* root, Shell* shell) {
  CLI::App* app = root->add_subcommand("man", "Write the manual pages");
  auto folder = std::make_shared<std::string>();
  // The folder is this command's own --output: the form of its result has no other.
  app->add_option("--output", *folder, "Folder to write them to")->required()->type_name("DIR");
  app->callback([root, shell, folder] {
    shell->action = [root, folder] { WritePages(TreeOf(*root), *folder); };
  });
}

}  // namespace champions::cli
