#include "client-cli/core/documentation.h"

#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <unordered_map>

#include "champions/v1/options.pb.h"
#include "client-cli/core/fields.h"

namespace champions::cli {

extern const unsigned char kDocumentedDescriptors[];
extern const std::size_t kDocumentedDescriptorsSize;

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptorProto;
using Comments = std::unordered_map<std::string, std::string>;

// The full name of what a source location points at, or empty where it is not a field or method.
template <typename Path>
std::string NameAt(const FileDescriptorProto& file, const Path& path) {
  if (path.size() != 4 || path[2] != 2) return "";
  const auto index = path[1];
  const auto member = path[3];
  if (path[0] == FileDescriptorProto::kMessageTypeFieldNumber) {
    const auto& type = file.message_type(index);
    return file.package() + "." + type.name() + "." + type.field(member).name();
  }
  if (path[0] == FileDescriptorProto::kServiceFieldNumber) {
    const auto& service = file.service(index);
    return file.package() + "." + service.name() + "." + service.method(member).name();
  }
  return "";
}

std::string OneLine(const std::string& comment) {
  std::string text;
  for (const char c : comment) {
    const char shown = c == '\n' ? ' ' : c;
    if (shown == '`' || (shown == ' ' && (text.empty() || text.back() == ' '))) continue;
    text += shown;
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

Comments ReadComments() {
  Comments comments;
  google::protobuf::FileDescriptorSet files;
  files.ParseFromArray(kDocumentedDescriptors, static_cast<int>(kDocumentedDescriptorsSize));
  for (const auto& file : files.file()) {
    for (const auto& location : file.source_code_info().location()) {
      if (location.leading_comments().empty()) continue;
      const std::string name = NameAt(file, location.path());
      if (!name.empty()) comments[name] = OneLine(location.leading_comments());
    }
  }
  return comments;
}

const std::string& Comment(const std::string& full_name) {
  static const Comments comments = ReadComments();
  static const std::string none;
  const auto found = comments.find(full_name);
  return found == comments.end() ? none : found->second;
}

std::string Joined(const std::vector<std::string>& choices) {
  std::string text;
  for (const std::string& choice : choices) text += (text.empty() ? "" : "|") + choice;
  return text;
}

std::string ShapeName(champions::v1::Format format) {
  switch (format) {
    case champions::v1::FORMAT_CODE:
      return "CODE";
    case champions::v1::FORMAT_UUID:
      return "UUID";
    case champions::v1::FORMAT_DATE:
      return "DATE";
    case champions::v1::FORMAT_QUARTER:
      return "QUARTER";
    case champions::v1::FORMAT_WARD:
      return "WARD";
    case champions::v1::FORMAT_LANGUAGE:
      return "LANGUAGE";
    case champions::v1::FORMAT_EMAIL:
      return "EMAIL";
    case champions::v1::FORMAT_ETHNIC_CATEGORY:
      return "A|B|C|D|E|F|G|H|J|K|L|M|N|P|R|S|Z|99";
    case champions::v1::FORMAT_GENDER:
      return "1|2|3|4|X|Z";
    case champions::v1::FORMAT_AGE_BAND:
      return "0-15|16-24|25-34|35-44|45-54|55-64|65-74|75-84|85+";
    default:
      return "TEXT";
  }
}

std::string MessageShape(const google::protobuf::Descriptor& type) {
  std::string shape;
  for (int i = 0; i < type.field_count(); ++i) {
    std::string name = type.field(i)->name();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const bool required = HasBehaviour(type.field(i), 2) || i == 0;
    shape += (required ? (i == 0 ? "" : ":") + name : "[:" + name + "]");
  }
  return shape;
}

}  // namespace

std::string CommentOf(const FieldDescriptor* field) { return Comment(field->full_name()); }

std::string CommentOf(const google::protobuf::MethodDescriptor* method) {
  return Comment(method->full_name());
}

std::string ValueName(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return Joined(Choices(*field->enum_type()));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return IsInstant(field) ? "INSTANT" : MessageShape(*field->message_type());
    case FieldDescriptor::CPPTYPE_STRING:
      return ShapeName(field->options().GetExtension(champions::v1::rule).format());
    case FieldDescriptor::CPPTYPE_BOOL:
      return "";
    default:
      return "N";
  }
}

}  // namespace champions::cli
