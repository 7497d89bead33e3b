// Between proto fields and text or JSON, by their descriptors, so that a new field needs no code.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace champions::cli {

// Keys stay in the order of the proto.
using Json = nlohmann::ordered_json;

// Every field by its proto name, also those that are zero; enums without their type's prefix,
// 64-bit integers as numbers, instants as RFC 3339, and null where a message is not set.
Json ToJson(const google::protobuf::Message& message);

// `CONVERSATION` for REACH_MODE_CONVERSATION; empty for the unspecified value.
std::string ShortName(const google::protobuf::EnumValueDescriptor& value);

// The short names that a person may give.
std::vector<std::string> Choices(const google::protobuf::EnumDescriptor& type);

// Sets a field, or adds to a repeated one, from what a person typed. Throws std::invalid_argument
// with what was found and what is expected. A message is typed as its fields joined by `:`.
void SetFromText(google::protobuf::Message* message, const google::protobuf::FieldDescriptor* field,
                 const std::string& text);

// A list may be given in one go, as in the import format: `ro;en`.
std::vector<std::string> SplitList(const std::string& text);

// Sets every field named in the object. Throws std::invalid_argument that names the field.
void FromJson(const Json& object, google::protobuf::Message* message);

bool IsInstant(const google::protobuf::FieldDescriptor* field);
bool HasBehaviour(const google::protobuf::FieldDescriptor* field, int behaviour);

}  // namespace champions::cli
