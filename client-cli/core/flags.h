// The flags of a command, made from the fields of the request that it sends.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace champions::cli {

// Where a command differs from what its request's fields say. Paths are as in the request, such as
// `reach.occurred_on`.
struct FlagRules {
  // The field given without a flag; `id` or `code` where empty and there is one.
  std::string positional;
  // Flags whose name is not the field's.
  std::map<std::string, std::string> names;
  // Required on the command line beside those that the API requires.
  std::set<std::string> required;
  // Not offered.
  std::set<std::string> hidden;
};

class Flags {
 public:
  // Adds the flags to the command.
  Flags(CLI::App* command, const google::protobuf::Descriptor* request, FlagRules rules);

  // Sets what was typed; of an update, the mask too. Gives a write a request_id where it has none.
  // Throws Failure(kUsage) that names the flag.
  void Fill(google::protobuf::Message* request) const;

  // What the person typed for a proto path, with or without the resource's name in front; the path
  // itself where there is no flag for it.
  std::string NameOf(const std::string& path) const;

 private:
  using Path = std::vector<const google::protobuf::FieldDescriptor*>;
  struct Flag {
    Path path;
    CLI::Option* option = nullptr;
    std::string shown;  // `--people`, or `ID` for the positional
    bool is_switch = false;
  };

  void AddFields(const google::protobuf::Descriptor* type, const Path& above);
  bool Offered(const google::protobuf::FieldDescriptor* field, const Path& above) const;
  bool IsPositional(const Path& path) const;
  void AddFlag(const Path& path);
  void AddPositional(const Path& path);
  void SetFlag(google::protobuf::Message* request, const Flag& flag) const;
  void SetMask(google::protobuf::Message* request) const;

  CLI::App* command_;
  const google::protobuf::Descriptor* request_;
  FlagRules rules_;
  std::vector<Flag> flags_;
};

// `--limit` and the others that only one command has are added by that command; this is how a
// repeated field is called when it is given once: `language` for `languages`.
std::string Singular(const std::string& plural);

}  // namespace champions::cli
