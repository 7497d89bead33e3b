// Fields that not every request has, by name.
#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace champions::rpc {

// "" where the message has no such field.
inline std::string TextField(const google::protobuf::Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

// False where the message has no such field.
inline bool BoolField(const google::protobuf::Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && message.GetReflection()->GetBool(message, field);
}

}  // namespace champions::rpc
