#include "client-cli/core/flags.h"

#include <google/protobuf/field_mask.pb.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "champions/v1/options.pb.h"
#include "client-cli/core/connection.h"
#include "client-cli/core/documentation.h"
#include "client-cli/core/failure.h"
#include "client-cli/core/fields.h"
#include "google/api/field_behavior.pb.h"

namespace champions::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;

template <typename Fields>
std::string Dotted(const Fields& path) {
  std::string text;
  for (const FieldDescriptor* field : path) text += (text.empty() ? "" : ".") + field->name();
  return text;
}

std::string Dashed(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

// Messages whose fields are flags of their own: the resource, filters.
bool IsFlattened(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated() &&
         !IsInstant(field) && field->message_type() != FieldMask::descriptor();
}

bool IsUpdate(const Descriptor* request) {
  return request->FindFieldByName("update_mask") != nullptr;
}

std::string HelpOf(const FieldDescriptor* field) {
  const std::string& name = field->name();
  if (name == "request_id") {
    return "A UUID of your choice: sent again with the same one, the command counts once";
  }
  if (name == "etag") return "Refuse if the record changed since it had this etag";
  if (name == "validate_only") return "Check everything and show the answer, but change nothing";
  std::string help = CommentOf(field);
  if (field->is_repeated() && help.empty()) help = "May be given several times";
  return help;
}

bool IsFreeText(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !field->is_repeated() &&
         field->options().HasExtension(v1::rule) &&
         field->options().GetExtension(v1::rule).format() == v1::FORMAT_UNSPECIFIED;
}

// `-` is what stands on standard input: whoever uses this machine sees the arguments of a command.
std::string FreeText(const std::string& given) {
  if (given != "-") return given;
  std::string text(std::istreambuf_iterator<char>(std::cin), {});
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (text.empty()) throw std::invalid_argument("nothing was on standard input: expected a text");
  return text;
}

std::string WithoutIndexes(const std::string& path) {
  std::string text;
  bool inside = false;
  for (const char c : path) {
    if (c == '[') inside = true;
    if (!inside) text += c;
    if (c == ']') inside = false;
  }
  return text;
}

// An entry of a map of texts, typed as KEY=TEXT.
void AddEntry(Message* target, const FieldDescriptor* field, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw std::invalid_argument("is '" + text + "': expected KEY=TEXT");
  }
  const std::string key = text.substr(0, equals);
  const auto* reflection = target->GetReflection();
  const auto* key_field = field->message_type()->map_key();
  for (int i = 0; i < reflection->FieldSize(*target, field); ++i) {
    const Message& other = reflection->GetRepeatedMessage(*target, field, i);
    if (other.GetReflection()->GetString(other, key_field) == key) {
      throw std::invalid_argument("names " + key + " twice: expected it once");
    }
  }
  Message* entry = reflection->AddMessage(target, field);
  SetFromText(entry, key_field, key);
  SetFromText(entry, field->message_type()->map_value(), text.substr(equals + 1));
}

}  // namespace

std::string Singular(const std::string& plural) {
  const auto ends_with = [&](const std::string& end) {
    return plural.size() > end.size() &&
           plural.compare(plural.size() - end.size(), end.size(), end) == 0;
  };
  if (ends_with("ies")) return plural.substr(0, plural.size() - 3) + "y";
  if (ends_with("s")) return plural.substr(0, plural.size() - 1);
  return plural;
}

Flags::Flags(CLI::App* command, const Descriptor* request, FlagRules rules)
    : command_(command), request_(request), rules_(std::move(rules)) {
  AddFields(request, {});
}

void Flags::AddFields(const Descriptor* type, const Path& above) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (!Offered(field, above)) continue;
    Path path = above;
    path.push_back(field);
    if (IsPositional(path)) {
      AddPositional(path);
    } else if (IsFlattened(field)) {
      AddFields(field->message_type(), path);
    } else {
      AddFlag(path);
    }
  }
}

bool Flags::Offered(const FieldDescriptor* field, const Path& above) const {
  Path path = above;
  path.push_back(field);
  const std::string& name = field->name();
  if (rules_.hidden.count(Dotted(path)) > 0) return false;
  if (IsPositional(path)) return true;
  if (name == "page_size" || name == "page_token" || name == "update_mask") {
    return false;
  }
  if (above.empty()) return true;
  if (HasBehaviour(field, google::api::OUTPUT_ONLY)) return false;
  if (IsUpdate(request_)) {
    const bool own_etag = request_->FindFieldByName("etag") != nullptr;
    if (name == "etag") return !own_etag;
    return !HasBehaviour(field, google::api::IMMUTABLE);
  }
  return name != "etag";
}

bool Flags::IsPositional(const Path& path) const {
  const std::string dotted = Dotted(path);
  if (!rules_.positional.empty()) return dotted == rules_.positional;
  const std::string& name = path.back()->name();
  if (name != "id" && name != "code") return false;
  // Of a resource only in an update, which has no id of its own; a created one has a --code.
  if (path.size() == 1) return true;
  return path.size() == 2 && IsUpdate(request_) && request_->FindFieldByName("id") == nullptr;
}

void Flags::AddPositional(const Path& path) {
  Flag flag;
  flag.path = path;
  flag.shown = path.back()->name();
  std::transform(flag.shown.begin(), flag.shown.end(), flag.shown.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  flag.option = command_->add_option(flag.shown)->required()->type_name(ValueName(path.back()));
  const std::string comment = HelpOf(path.back());
  flag.option->description(comment.empty() ? "Which one" : comment);
  flags_.push_back(std::move(flag));
}

void Flags::AddFlag(const Path& path) {
  const FieldDescriptor* field = path.back();
  const auto renamed = rules_.names.find(Dotted(path));
  const std::string name = renamed != rules_.names.end() ? renamed->second
                           : field->is_repeated()        ? Dashed(Singular(field->name()))
                                                         : Dashed(field->name());
  Flag flag;
  flag.path = path;
  flag.shown = "--" + name;
  flag.is_switch = field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL;
  if (flag.is_switch) {
    flag.option = command_->add_flag(flag.shown);
  } else {
    flag.option = command_->add_option(flag.shown)->type_name(ValueName(field));
  }
  auto help = HelpOf(field);
  if (IsFreeText(field)) {
    help += (help.empty() ? "" : " ") + std::string("`-`: from standard input");
  }
  flag.option->description(help);
  if (field->is_repeated()) {
    flag.option->expected(1, 100000)->allow_extra_args(false);
    flag.option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  const bool in_resource = path.size() > 1 && HasBehaviour(path[0], google::api::REQUIRED);
  const bool must = HasBehaviour(field, google::api::REQUIRED) &&
                    (path.size() == 1 || in_resource) && !IsUpdate(request_);
  if (must || rules_.required.count(Dotted(path)) > 0) flag.option->required();
  flags_.push_back(std::move(flag));
}

void Flags::SetFlag(Message* request, const Flag& flag) const {
  Message* target = request;
  for (std::size_t i = 0; i + 1 < flag.path.size(); ++i) {
    target = target->GetReflection()->MutableMessage(target, flag.path[i]);
  }
  const FieldDescriptor* field = flag.path.back();
  try {
    if (flag.is_switch) {
      SetFromText(target, field, flag.option->as<bool>() ? "true" : "false");
      return;
    }
    for (const std::string& text : flag.option->results()) {
      if (field->is_map()) {
        AddEntry(target, field, text);
      } else if (field->is_repeated()) {
        for (const std::string& item : SplitList(text)) SetFromText(target, field, item);
      } else if (!text.empty() || field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        SetFromText(target, field, IsFreeText(field) ? FreeText(text) : text);
      } else {
        target->GetReflection()->ClearField(target, field);  // `--ends-at ''` takes it away
      }
    }
  } catch (const std::invalid_argument& error) {
    throw UsageFailure(flag.shown + ": " + error.what());
  }
}

void Flags::SetMask(Message* request) const {
  const FieldDescriptor* mask_field = request_->FindFieldByName("update_mask");
  if (mask_field == nullptr) return;
  auto* mask =
      static_cast<FieldMask*>(request->GetReflection()->MutableMessage(request, mask_field));
  std::string offered;
  for (const Flag& flag : flags_) {
    const std::string& name = flag.path.back()->name();
    if (flag.path.size() != 2 || name == "etag" || IsPositional(flag.path)) continue;
    offered += (offered.empty() ? "" : ", ") + flag.shown;
    if (flag.option->count() > 0) mask->add_paths(name);
  }
  if (mask->paths_size() == 0) throw UsageFailure("nothing to change: give one of " + offered);
}

void Flags::Fill(Message* request) const {
  for (const Flag& flag : flags_) {
    if (flag.option->count() > 0) SetFlag(request, flag);
  }
  SetMask(request);
  const FieldDescriptor* request_id = request_->FindFieldByName("request_id");
  if (request_id != nullptr && request->GetReflection()->GetString(*request, request_id).empty()) {
    request->GetReflection()->SetString(request, request_id, NewRequestId());
  }
}

std::string Flags::NameOf(const std::string& path) const {
  std::string wanted = WithoutIndexes(path);
  for (; !wanted.empty();
       wanted.resize(wanted.rfind('.') == std::string::npos ? 0 : wanted.rfind('.'))) {
    for (const Flag& flag : flags_) {
      const std::string dotted = Dotted(flag.path);
      if (wanted == dotted || wanted == flag.path.back()->name()) return flag.shown;
    }
  }
  return path;
}

}  // namespace champions::cli
