// Commands of the form `champions NOUN VERB`, one for each method of the API.
#pragma once

#include <google/protobuf/descriptor.h>

#include <functional>
#include <string>
#include <vector>

#include "client-cli/core/flags.h"
#include "client-cli/core/shell.h"

namespace champions::cli {

struct Verb {
  std::string name;
  // The method of the noun's service, such as `RecruitChampion`.
  std::string method;
  std::string help;
  FlagRules flags;
  std::vector<std::string> aliases;
  // Asked before the call, unless --yes.
  std::string question;
  // Columns of a table, where not those of the noun.
  std::vector<std::string> columns;
  // The field of the answer that is the result, where it has others; what `after` says of those
  // goes beside it.
  std::string result;
  std::function<void(Shell*, const google::protobuf::Message&)> after;
};

struct Noun {
  std::string name;
  std::string help;
  const google::protobuf::ServiceDescriptor* service;
  // The columns of a table of many; every field where empty.
  std::vector<std::string> columns;
};

// Adds the noun and its verbs; returns the noun's command, for verbs of its own making.
CLI::App* AddNoun(CLI::App* root, Shell* shell, const Noun& noun, const std::vector<Verb>& verbs);
CLI::App* AddVerb(CLI::App* command, Shell* shell, const Noun& noun, const Verb& verb);

// Calls `method` page by page; hands over each page and then each of its records as they come, and
// stops after `limit` records (0: none).
using TakeMessage = std::function<void(const google::protobuf::Message&)>;
void ForEachListed(Connection& connection, const google::protobuf::MethodDescriptor& method,
                   google::protobuf::Message* request, std::uint64_t limit,
                   const TakeMessage& take_page, const TakeMessage& take_record);

}  // namespace champions::cli
