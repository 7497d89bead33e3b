// JSON for the player: messages to and from it, values at a path, comparison.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>

namespace play {

using nlohmann::json;

// Something went another way than the scenario says.
struct Difference : std::runtime_error {
  using runtime_error::runtime_error;
};

inline json ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) {
    throw Difference("the answer has no JSON form");
  }
  return json::parse(text);
}

template <typename Message>
Message FromJson(const json& value) {
  Message message;
  const auto status = google::protobuf::util::JsonStringToMessage(value.dump(), &message);
  if (!status.ok()) throw Difference("the scenario's request is wrong: " + status.ToString());
  return message;
}

inline const json& At(const json& value, const std::string& path) {
  const json* found = &value;
  std::istringstream parts(path);
  for (std::string part; std::getline(parts, part, '.');) {
    found = found->is_array() ? &found->at(std::stoul(part)) : &found->at(part);
  }
  return *found;
}

// Numbers of 64 bits are strings in JSON.
inline long long Number(const json& value) {
  return value.is_string() ? std::stoll(value.get<std::string>()) : value.get<long long>();
}

// The found value must hold at least what is expected; lists must have the same length.
inline void Compare(const json& expected, const json& found, const std::string& path) {
  if (expected.is_object() && found.is_object()) {
    for (const auto& [key, value] : expected.items()) {
      if (!found.contains(key))
        throw Difference(path + "." + key + " is missing in " + found.dump());
      Compare(value, found[key], path + "." + key);
    }
  } else if (expected.is_array() && found.is_array()) {
    if (expected.size() != found.size()) {
      throw Difference(path + " has " + std::to_string(found.size()) + " entries, expected " +
                       std::to_string(expected.size()) + ": " + found.dump());
    }
    for (std::size_t index = 0; index < expected.size(); ++index) {
      Compare(expected[index], found[index], path + "[" + std::to_string(index) + "]");
    }
  } else if (expected != found) {
    throw Difference(path + " is " + found.dump() + ", expected " + expected.dump());
  }
}

}  // namespace play
