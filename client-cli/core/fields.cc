#include "client-cli/core/fields.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "client-cli/core/instant.h"
#include "google/api/field_behavior.pb.h"

namespace champions::cli {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

std::string PrefixOf(const EnumDescriptor& type) {
  // Buf's rule: NAME_OF_TYPE_UNSPECIFIED is the first value.
  const std::string& first = type.value(0)->name();
  const std::string suffix = "UNSPECIFIED";
  return first.size() > suffix.size() ? first.substr(0, first.size() - suffix.size()) : "";
}

template <typename Number>
Number ParseNumber(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    throw std::invalid_argument("found '" + text + "', which is too large");
  }
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
    throw std::invalid_argument("found '" + text + "', expected a whole number");
  }
  return value;
}

bool ParseBool(const std::string& text) {
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  throw std::invalid_argument("found '" + text + "', expected true or false");
}

const EnumValueDescriptor* ParseEnum(const EnumDescriptor& type, const std::string& text) {
  std::string wanted = text;
  std::transform(wanted.begin(), wanted.end(), wanted.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  const std::string prefix = PrefixOf(type);
  for (int i = 0; i < type.value_count(); ++i) {
    const std::string short_name = ShortName(*type.value(i));
    if (short_name.empty()) continue;
    if (wanted == short_name || wanted == type.value(i)->name()) return type.value(i);
  }
  std::string expected;
  for (const std::string& choice : Choices(type))
    expected += (expected.empty() ? "" : ", ") + choice;
  throw std::invalid_argument("found '" + text + "', expected one of " + expected);
}

// `AGE_BAND:16-24:3`; with more colons than fields, the first field takes the extra ones.
void SetMessage(Message* message, const std::string& text) {
  const auto* type = message->GetDescriptor();
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || text[i] == ':') {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    }
  }
  while (parts.size() > static_cast<std::size_t>(type->field_count())) {
    parts[0] += ":" + parts[1];
    parts.erase(parts.begin() + 1);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].empty()) SetFromText(message, type->field(static_cast<int>(i)), parts[i]);
  }
}

Message* Target(Message* message, const FieldDescriptor* field) {
  const auto* reflection = message->GetReflection();
  return field->is_repeated() ? reflection->AddMessage(message, field)
                              : reflection->MutableMessage(message, field);
}

Json Value(const Message& message, const FieldDescriptor* field, int index) {
  const auto* reflection = message.GetReflection();
  const bool many = index >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return many ? reflection->GetRepeatedString(message, field, index)
                  : reflection->GetString(message, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return many ? reflection->GetRepeatedInt32(message, field, index)
                  : reflection->GetInt32(message, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return many ? reflection->GetRepeatedInt64(message, field, index)
                  : reflection->GetInt64(message, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return many ? reflection->GetRepeatedBool(message, field, index)
                  : reflection->GetBool(message, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return ShortName(many ? *reflection->GetRepeatedEnum(message, field, index)
                            : *reflection->GetEnum(message, field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (many) return ToJson(reflection->GetRepeatedMessage(message, field, index));
      if (!reflection->HasField(message, field)) return nullptr;
      return ToJson(reflection->GetMessage(message, field));
    default:
      throw std::logic_error("the API has no field of the type of " + field->full_name());
  }
}

std::string TextOf(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void SetFromJson(Message* message, const FieldDescriptor* field, const Json& value) {
  const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (is_message && value.is_object()) {
    FromJson(value, Target(message, field));
  } else if (value.is_object() || value.is_array()) {
    throw std::invalid_argument("found " + value.dump() + ", expected a single value");
  } else if (!value.is_null()) {
    SetFromText(message, field, TextOf(value));
  }
}

}  // namespace

bool IsInstant(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type() == Timestamp::descriptor();
}

bool HasBehaviour(const FieldDescriptor* field, int behaviour) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behaviour) return true;
  }
  return false;
}

std::string ShortName(const EnumValueDescriptor& value) {
  // A number that this program does not know yet is shown as it is.
  if (value.number() == 0) return "";
  const std::string prefix = PrefixOf(*value.type());
  return value.name().rfind(prefix, 0) == 0 ? value.name().substr(prefix.size()) : value.name();
}

std::vector<std::string> Choices(const EnumDescriptor& type) {
  std::vector<std::string> choices;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) choices.push_back(ShortName(*type.value(i)));
  }
  return choices;
}

Json ToJson(const Message& message) {
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    return FormatInstant(static_cast<const Timestamp&>(message));
  }
  Json object = Json::object();
  const auto* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->is_map()) {
      Json entries = Json::object();
      const int size = message.GetReflection()->FieldSize(message, field);
      for (int item = 0; item < size; ++item) {
        const Message& entry = message.GetReflection()->GetRepeatedMessage(message, field, item);
        const auto* entry_type = entry.GetDescriptor();
        const std::string key = entry.GetReflection()->GetString(entry, entry_type->map_key());
        entries[key] = Value(entry, entry_type->map_value(), -1);
      }
      object[field->name()] = std::move(entries);
    } else if (field->is_repeated()) {
      Json list = Json::array();
      const int size = message.GetReflection()->FieldSize(message, field);
      for (int item = 0; item < size; ++item) list.push_back(Value(message, field, item));
      object[field->name()] = std::move(list);
    } else {
      object[field->name()] = Value(message, field, -1);
    }
  }
  return object;
}

void SetFromText(Message* message, const FieldDescriptor* field, const std::string& text) {
  const auto* reflection = message->GetReflection();
  const bool many = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      many ? reflection->AddString(message, field, text)
           : reflection->SetString(message, field, text);
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection->SetInt32(message, field, ParseNumber<std::int32_t>(text));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->SetInt64(message, field, ParseNumber<std::int64_t>(text));
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection->SetBool(message, field, ParseBool(text));
      break;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = ParseEnum(*field->enum_type(), text);
      many ? reflection->AddEnum(message, field, value)
           : reflection->SetEnum(message, field, value);
      break;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsInstant(field)) {
        Target(message, field)->CopyFrom(ParseInstant(text));
      } else {
        SetMessage(Target(message, field), text);
      }
      break;
    default:
      throw std::logic_error("the API has no field of the type of " + field->full_name());
  }
}

std::vector<std::string> SplitList(const std::string& text) {
  std::vector<std::string> items;
  std::string item;
  for (const char c : text + ";") {
    if (c != ';') {
      item += c;
      continue;
    }
    const auto first = item.find_first_not_of(' ');
    if (first != std::string::npos) {
      items.push_back(item.substr(first, item.find_last_not_of(' ') - first + 1));
    }
    item.clear();
  }
  return items;
}

void FromJson(const Json& object, Message* message) {
  if (!object.is_object()) throw std::invalid_argument("expected an object { ... }");
  for (const auto& [key, value] : object.items()) {
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(key);
    if (field == nullptr) throw std::invalid_argument(key + ": there is no such field");
    try {
      if (field->is_repeated() && value.is_array()) {
        for (const Json& item : value) SetFromJson(message, field, item);
      } else {
        SetFromJson(message, field, value);
      }
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(key + ": " + error.what());
    }
  }
}

}  // namespace champions::cli
