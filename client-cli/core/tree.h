// The tree of commands as data: completions and manual pages are made from it, so that they cannot
// forget a command.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace champions::cli {

struct TreeOption {
  std::vector<std::string> names;  // with their dashes; empty for a positional
  std::string positional;          // such as `ID`
  std::string value;               // such as `DATE`; empty for a switch
  std::vector<std::string> choices;
  std::string help;
  bool required = false;
};

struct TreeCommand {
  std::vector<std::string> names;  // the name, then its aliases
  std::string help;
  std::vector<TreeOption> options;
  std::vector<TreeCommand> commands;
};

TreeCommand TreeOf(const CLI::App& app);

// Scripts for the shells. `root` is the tree of the whole program.
std::string BashCompletion(const TreeCommand& root);
std::string ZshCompletion(const TreeCommand& root);
std::string FishCompletion(const TreeCommand& root);

// Pages of the manual in man(7): of the program, and of one of its nouns.
std::string ManualPage(const TreeCommand& root);
std::string NounPage(const TreeCommand& noun);

}  // namespace champions::cli
