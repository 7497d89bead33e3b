// What the protos say about their fields, for help and manual pages.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>

namespace champions::cli {

// The comment above the field or method as one line, without what only programmers need.
std::string CommentOf(const google::protobuf::FieldDescriptor* field);
std::string CommentOf(const google::protobuf::MethodDescriptor* method);

// What a value of the field looks like: a list such as `GROUP|BROADCAST`, or a word such as DATE.
std::string ValueName(const google::protobuf::FieldDescriptor* field);

}  // namespace champions::cli
