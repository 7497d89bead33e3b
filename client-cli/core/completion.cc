#include <functional>

#include "client-cli/core/tree.h"

namespace champions::cli {
namespace {

// Calls `visit` with the words that lead to each command (aliases too) and the command.
using Visit = std::function<void(const std::string& path, const TreeCommand& command)>;

void Walk(const TreeCommand& command, const std::string& path, const Visit& visit) {
  visit(path, command);
  for (const TreeCommand& child : command.commands) {
    for (const std::string& name : child.names) {
      Walk(child, path.empty() ? name : path + " " + name, visit);
    }
  }
}

std::string Join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> ChildNames(const TreeCommand& command) {
  std::vector<std::string> names;
  for (const TreeCommand& child : command.commands) {
    names.insert(names.end(), child.names.begin(), child.names.end());
  }
  for (const TreeOption& option : command.options) {
    if (!option.positional.empty()) {
      names.insert(names.end(), option.choices.begin(), option.choices.end());
    }
  }
  return names;
}

// Flags of the command and of the program, which may stand anywhere.
std::vector<const TreeOption*> FlagsOf(const TreeCommand& root, const TreeCommand& command) {
  std::vector<const TreeOption*> flags;
  for (const TreeOption& option : command.options) {
    if (!option.names.empty()) flags.push_back(&option);
  }
  if (&root == &command) return flags;
  for (const TreeOption& option : root.options) {
    const bool own =
        !option.names.empty() && (option.names[0] == "--help" || option.names[0] == "--version");
    if (!option.names.empty() && !own) flags.push_back(&option);
  }
  return flags;
}

// `@file` and `@dir` ask the shell for its own; nothing means that there is nothing to offer.
std::string ValuesOf(const TreeOption& option) {
  if (!option.choices.empty()) return Join(option.choices);
  if (option.value == "FILE") return "@file";
  if (option.value == "DIR") return "@dir";
  return "";
}

std::string PositionalKind(const TreeCommand& command) {
  for (const TreeOption& option : command.options) {
    if (option.positional.empty()) continue;
    if (option.value == "FILE" || option.value == "DIR") return ValuesOf(option);
  }
  return "";
}

std::string CaseLine(const std::string& pattern, const std::string& words) {
  return "    \"" + pattern + "\") echo \"" + words + "\" ;;\n";
}

// Functions that bash and zsh both understand: the words, flags, and values of a command.
std::string SharedFunctions(const TreeCommand& root) {
  std::string words;
  std::string flags;
  std::string values;
  std::string positionals;
  Walk(root, "", [&](const std::string& path, const TreeCommand& command) {
    const auto names = ChildNames(command);
    if (!names.empty()) words += CaseLine(path, Join(names));
    if (!PositionalKind(command).empty()) positionals += CaseLine(path, PositionalKind(command));
    std::vector<std::string> spelled;
    for (const TreeOption* option : FlagsOf(root, command)) {
      spelled.insert(spelled.end(), option->names.begin(), option->names.end());
      if (option->value.empty()) continue;
      for (const std::string& name : option->names) {
        values += CaseLine(path + " " + name, ValuesOf(*option));
      }
    }
    flags += CaseLine(path, Join(spelled));
  });
  const auto function = [](const std::string& name, const std::string& subject,
                           const std::string& cases) {
    return name + "() {\n  case \"" + subject + "\" in\n" + cases +
           "    *) return 1 ;;\n  esac\n}\n\n";
  };
  return function("_champions_words", "$1", words) + function("_champions_flags", "$1", flags) +
         function("_champions_positional", "$1", positionals) +
         "# Fails for a flag that takes no value.\n" +
         function("_champions_values", "$1 $2", values);
}

// Finds the command in the words typed so far: sets `at`, and `flag` where the last one waits for
// its value.
constexpr char kFindCommand[] = R"sh(
  at="" flag=""
  for word in "$@"; do
    if [[ -n $flag ]]; then
      flag=""
    elif [[ $word == -* ]]; then
      if _champions_values "$at" "$word" > /dev/null; then flag=$word; fi
    else
      case " $(_champions_words "$at") " in
        *" $word "*) at="${at:+$at }$word" ;;
      esac
    fi
  done
)sh";

constexpr char kBashMain[] = R"sh(}

_champions() {
  local cur=${COMP_WORDS[COMP_CWORD]} at flag offered
  COMPREPLY=()
  _champions_find "${COMP_WORDS[@]:1:COMP_CWORD-1}"
  if [[ -n $flag ]]; then
    offered=$(_champions_values "$at" "$flag")
  elif [[ $cur == -* ]]; then
    offered=$(_champions_flags "$at")
  else
    offered="$(_champions_words "$at") $(_champions_positional "$at")"
  fi
  case $offered in
    *@file*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    *@dir*) mapfile -t COMPREPLY < <(compgen -d -W "${offered/@dir/}" -- "$cur") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$cur") ;;
  esac
}
complete -o filenames -o bashdefault -F _champions champions
)sh";

constexpr char kZshMain[] = R"sh(}

_champions() {
  local at flag offered
  local cur=${words[CURRENT]}
  _champions_find "${(@)words[2,CURRENT-1]}"
  if [[ -n $flag ]]; then
    offered=$(_champions_values "$at" "$flag")
  elif [[ $cur == -* ]]; then
    offered=$(_champions_flags "$at")
  else
    offered="$(_champions_words "$at") $(_champions_positional "$at")"
  fi
  case $offered in
    *@file*) _files; return ;;
    *@dir*) _files -/; offered=${offered/@dir/} ;;
  esac
  compadd -- ${=offered}
}

if [[ $funcstack[1] == _champions ]]; then
  _champions "$@"
else
  compdef _champions champions
fi
)sh";

std::string FishQuoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

std::string FishFlag(const std::string& path, const TreeOption& option) {
  std::string line = "complete -c champions -n " + FishQuoted("__champions_at " + FishQuoted(path));
  for (const std::string& name : option.names) {
    line += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  const std::string values = ValuesOf(option);
  if (values == "@file") {
    line += " -r -F";
  } else if (values == "@dir") {
    line += " -x -a '(__fish_complete_directories)'";
  } else if (!option.value.empty()) {
    line += " -x" + (values.empty() ? "" : " -a " + FishQuoted(values));
  }
  return line + " -d " + FishQuoted(option.help) + "\n";
}

}  // namespace

std::string BashCompletion(const TreeCommand& root) {
  return "# bash completion for champions, made by `champions completion bash`.\n" +
         SharedFunctions(root) + "_champions_find() {\n  local word" + kFindCommand + kBashMain;
}

std::string ZshCompletion(const TreeCommand& root) {
  return "#compdef champions\n# Made by `champions completion zsh`.\n" + SharedFunctions(root) +
         "_champions_find() {\n  local word" + kFindCommand + kZshMain;
}

std::string FishCompletion(const TreeCommand& root) {
  std::string commands;
  std::string script;
  Walk(root, "", [&](const std::string& path, const TreeCommand& command) {
    const std::string condition = " -n " + FishQuoted("__champions_at " + FishQuoted(path));
    if (!path.empty()) commands += "    " + FishQuoted(path) + " \\\n";
    for (const TreeCommand& child : command.commands) {
      for (const std::string& name : child.names) {
        script += "complete -c champions" + condition + " -f -a " + FishQuoted(name) + " -d " +
                  FishQuoted(child.help) + "\n";
      }
    }
    for (const TreeOption& option : command.options) {
      if (option.positional.empty()) continue;
      const std::string values = ValuesOf(option);
      if (values == "@file") script += "complete -c champions" + condition + " -F\n";
      if (values == "@dir") {
        script += "complete -c champions" + condition + " -a '(__fish_complete_directories)'\n";
      }
      if (!option.choices.empty()) {
        script += "complete -c champions" + condition + " -a " + FishQuoted(values) + "\n";
      }
    }
    for (const TreeOption* option : FlagsOf(root, command)) script += FishFlag(path, *option);
  });
  return "# fish completion for champions, made by `champions completion fish`.\n"
         "set -g __champions_commands \\\n" +
         commands +
         "    ''\n\n"
         "# True where the words typed so far lead to this command and no further.\n"
         "function __champions_at\n"
         "    set -l at ''\n"
         "    for word in (commandline -opc)[2..-1]\n"
         "        set -l next (string trim -- \"$at $word\")\n"
         "        contains -- $next $__champions_commands; and set at $next\n"
         "    end\n"
         "    test \"$at\" = \"$argv[1]\"\n"
         "end\n\n"
         "complete -c champions -f\n" +
         script;
}

}  // namespace champions::cli
