#include <algorithm>
#include <sstream>

#include "client-cli/core/tree.h"

namespace champions::cli {
namespace {

std::string Escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else if (c == '\'' && result.empty()) {
      result += "\\(aq";
    } else if (c == '.' && result.empty()) {
      result += "\\&.";
    } else {
      result += c;
    }
  }
  return result;
}

// Text lines of at most 78 characters; none begins with what roff takes for a request.
std::string Filled(const std::string& line) {
  std::string result;
  std::size_t width = 0;
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    const bool request = word[0] == '.' || word[0] == '\'';
    const bool breaks = width > 0 && width + 1 + word.size() > 78 && !request;
    if (width > 0) result += breaks ? '\n' : ' ';
    width = (breaks || width == 0 ? 0 : width + 1) + word.size();
    result += word;
  }
  return result;
}

std::string WithShortLines(const std::string& page) {
  std::string result;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    const bool is_text = !line.empty() && line[0] != '.' && line.size() > 78;
    result += (is_text ? Filled(line) : line) + "\n";
  }
  return result;
}

std::string UpperCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string Head(const std::string& page, const std::string& help) {
  return ".TH " + UpperCase(page) +
         " 1 \"" CHAMPIONS_BUILT_ON "\" \"champions " CHAMPIONS_VERSION
         "\" \"Champions\"\n.SH NAME\n" +
         Escaped(page) + " \\- " + Escaped(help) + "\n";
}

std::string OptionText(const TreeOption& option) {
  std::string names;
  for (const std::string& name : option.names) {
    names += (names.empty() ? "" : ", ") + ("\\fB" + Escaped(name) + "\\fR");
  }
  if (names.empty()) names = "\\fI" + Escaped(option.positional) + "\\fR";
  if (!option.names.empty() && !option.value.empty())
    names += " \\fI" + Escaped(option.value) + "\\fR";
  std::string help = Escaped(option.help);
  if (option.required) help += std::string(help.empty() ? "" : ". ") + "Required.";
  if (help.empty()) help = "See the description.";
  return ".TP\n" + names + "\n" + help + "\n";
}

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string LowerFirst(std::string text) {
  // Not of an abbreviation such as ENQUIRED.
  if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) != 0) {
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  if (!text.empty() && text.back() == '.') text.pop_back();
  return text;
}

std::string VerbText(const std::string& path, const TreeCommand& verb) {
  // A verb with verbs of its own, such as `risk action add`, is nothing by itself.
  if (!verb.commands.empty()) {
    std::string verbs;
    for (const TreeCommand& child : verb.commands) {
      verbs += VerbText(path + " " + child.names.front(), child);
    }
    return verbs;
  }
  std::string text = ".SS " + Escaped(path) + "\n" + Escaped(verb.help) + ".\n";
  if (verb.names.size() > 1) {
    text += "Also called \\fB" + Escaped(verb.names[1]) + "\\fR.\n";
  }
  for (const TreeOption& option : verb.options) {
    if (!option.names.empty() && option.names.front() == "--help") continue;
    text += OptionText(option);
  }
  return text;
}

constexpr char kConfiguration[] =
    ".SH CONFIGURATION\n"
    "The config file is TOML. Its top level is the profile \\fBdefault\\fR; tables\n"
    "\\fB[profiles.NAME]\\fR are more, each complete in itself.\n"
    ".TP\n\\fBaddress\\fR\nHost and port, or \\fBunix:PATH\\fR for the private socket of the "
    "server.\n"
    ".TP\n\\fBca_file\\fR\nThe authority that signed the server's certificate, relative to the "
    "config file.\n"
    ".TP\n\\fBcertificate_file\\fR, \\fBprivate_key_file\\fR\nA client certificate in PEM, for a "
    "key "
    "that is\nbound to one, and its private key; relative to the config file.\n"
    ".TP\n\\fBtoken\\fR\nThe key that signs in. A file that holds one must have mode 600.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBCHAMPIONS_ADDRESS\\fR, \\fBCHAMPIONS_CA\\fR, \\fBCHAMPIONS_TOKEN\\fR\n"
    "Override the profile.\n"
    ".TP\n\\fBCHAMPIONS_PROFILE\\fR\nThe profile, where \\fB\\-\\-profile\\fR is not given.\n"
    ".TP\n\\fBNO_COLOR\\fR\nNo bold heads in tables.\n"
    ".SH OUTPUT\n"
    "Only the result goes to standard output; progress, messages and errors go to standard error.\n"
    "A list is printed page by page as it arrives: as an array with json, as an object per line "
    "with\n"
    "jsonl. In csv, text that a spreadsheet would run as a formula gets an apostrophe in front, "
    "and\n"
    "lists are joined by semicolons. In a table, instants are London time; elsewhere they are RFC\n"
    "3339. Money is in pence.\n"
    ".SH EXIT STATUS\n"
    ".TP\n0\nDone.\n.TP\n1\nAnother failure.\n"
    ".TP\n2\nBad usage: what was typed cannot be used, or the server found a field of it not "
    "valid.\n"
    ".TP\n3\nCancelled by the person.\n.TP\n4\nNot signed in, or not allowed.\n.TP\n5\nNot found.\n"
    ".TP\n6\nConflict, or refused by a rule.\n"
    ".TP\n7\nThe server is unavailable, did not answer in time, or asks to come back later.\n"
    ".SH EXAMPLES\n"
    ".nf\n"
    "champions reach log \\-\\-organisation SAMPLE\\-RO \\-\\-programme CHAMPS \\e\n"
    "    \\-\\-on 2024\\-09\\-12 \\-\\-mode GROUP \\-\\-topic DIABETES \\-\\-people 24 \\-\\-new "
    "9\n"
    "champions report totals \\-\\-quarter 2024\\-25\\-Q2 \\-\\-by organisation\n"
    "champions import ./harrow \\-\\-dry\\-run\n"
    ".fi\n";

}  // namespace

std::string ManualPage(const TreeCommand& root) {
  std::string text = Head("champions", "keep and count the work of community champions");
  text +=
      ".SH SYNOPSIS\n\\fBchampions\\fR [\\fIoptions\\fR] \\fInoun\\fR \\fIverb\\fR "
      "[\\fIflags\\fR]\n";
  text +=
      ".SH DESCRIPTION\nTalks to a Champions server. Each noun has a page of its own, such as\n"
      "\\fBchampions\\-reach\\fR(1).\n.SH OPTIONS\n";
  for (const TreeOption& option : root.options) text += OptionText(option);
  text += ".SH NOUNS\n";
  for (const TreeCommand& noun : root.commands) {
    text += ".TP\n\\fB" + Escaped(noun.names.front()) + "\\fR\n" + Escaped(FirstLine(noun.help)) +
            ".\n";
  }
  return WithShortLines(text + kConfiguration);
}

std::string NounPage(const TreeCommand& noun) {
  const std::string& name = noun.names.front();
  std::string text = Head("champions-" + name, LowerFirst(FirstLine(noun.help)));
  text += ".SH SYNOPSIS\n\\fBchampions " + Escaped(name) + "\\fR";
  text += noun.commands.empty() ? "" : " \\fIverb\\fR";
  text += " [\\fIflags\\fR]\n.SH DESCRIPTION\n" + Escaped(noun.help) + ".\n";
  text +=
      "A flag that takes several values may be given several times, or once with a list joined by "
      "semicolons. In an update, an empty value takes the value away. Every command takes the "
      "options of \\fBchampions\\fR(1), such as \\fB\\-\\-output\\fR.\n";
  bool own_options = false;
  for (const TreeOption& option : noun.options) {
    if (!option.names.empty() && option.names.front() == "--help") continue;
    if (!own_options) text += ".SH OPTIONS\n";
    own_options = true;
    text += OptionText(option);
  }
  if (!noun.commands.empty()) text += ".SH VERBS\n";
  for (const TreeCommand& verb : noun.commands) {
    text += VerbText("champions " + name + " " + verb.names.front(), verb);
  }
  return WithShortLines(text + ".SH SEE ALSO\n.BR champions (1)\n");
}

}  // namespace champions::cli
