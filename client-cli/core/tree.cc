#include "client-cli/core/tree.h"

#include <CLI/CLI.hpp>

namespace champions::cli {
namespace {

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

TreeOption OptionOf(const CLI::Option& option) {
  TreeOption result;
  for (const std::string& name : option.get_lnames()) result.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) result.names.push_back("-" + name);
  result.positional = result.names.empty() ? option.get_name(true) : "";
  const bool is_switch = option.get_items_expected_max() == 0;
  if (!is_switch) {
    result.value = option.get_type_name();
    if (result.value.find('|') != std::string::npos) result.choices = Split(result.value, '|');
  }
  result.help = option.get_description();
  result.required = option.get_required();
  return result;
}

}  // namespace

TreeCommand TreeOf(const CLI::App& app) {
  TreeCommand command;
  command.names.push_back(app.get_name());
  for (const std::string& alias : app.get_aliases()) command.names.push_back(alias);
  command.help = app.get_description();
  for (const CLI::Option* option : app.get_options()) command.options.push_back(OptionOf(*option));
  for (const CLI::App* child : app.get_subcommands([](const CLI::App*) { return true; })) {
    command.commands.push_back(TreeOf(*child));
  }
  return command;
}

}  // namespace champions::cli
