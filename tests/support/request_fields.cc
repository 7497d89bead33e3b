#include "support/request_fields.h"

#include <set>

#include "google/api/field_behavior.pb.h"
#include "rpc/method.h"

namespace champions::test {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool Has(const FieldDescriptor* field, google::api::FieldBehavior behavior) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == behavior) return true;
  }
  return false;
}

void Collect(const RequestField& here, const Descriptor* message,
             std::vector<RequestField>* fields) {
  for (int i = 0; i < message->field_count(); ++i) {
    const auto* field = message->field(i);
    if (!IsRead(field)) continue;
    RequestField next = here;
    next.path.push_back(field);
    fields->push_back(next);
    if (HasFields(field)) Collect(next, field->message_type(), fields);
  }
}

void Fill(Message* message);

void FillField(Message* message, const FieldDescriptor* field) {
  const auto* reflection = message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      auto text = SampleOf(RuleOf(field).format()).value_or("");
      if (field->is_repeated()) {
        reflection->AddString(message, field, text);
      } else {
        reflection->SetString(message, field, text);
      }
      break;
    }
    case FieldDescriptor::CPPTYPE_INT32:
      reflection->SetInt32(message, field, 1);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->SetInt64(message, field, 1);
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      if (field->is_repeated()) {
        reflection->AddEnumValue(message, field, 1);
      } else {
        reflection->SetEnumValue(message, field, 1);
      }
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      auto* sub = field->is_repeated() ? reflection->AddMessage(message, field)
                                       : reflection->MutableMessage(message, field);
      if (HasFields(field)) Fill(sub);
      break;
    }
    default:
      break;
  }
}

void Fill(Message* message) {
  const auto* descriptor = message->GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    if (IsRead(descriptor->field(i))) FillField(message, descriptor->field(i));
  }
}

}  // namespace

const v1::Rule& RuleOf(const FieldDescriptor* field) {
  return field->options().GetExtension(v1::rule);
}
int LengthOf(const FieldDescriptor* field) {
  int length = static_cast<int>(RuleOf(field).max_length());
  return length == 0 ? kDefaultLength : length;
}
int ItemsOf(const FieldDescriptor* field) {
  int items = static_cast<int>(RuleOf(field).max_items());
  return items == 0 ? kDefaultItems : items;
}
int64_t MaxOf(const FieldDescriptor* field) {
  return RuleOf(field).max() == 0 ? kDefaultMax : RuleOf(field).max();
}

bool IsRequired(const FieldDescriptor* field) { return Has(field, google::api::REQUIRED); }
bool IsRead(const FieldDescriptor* field) {
  return !Has(field, google::api::OUTPUT_ONLY) || field->name() == "id";
}
bool HasFields(const FieldDescriptor* field) {
  return field->message_type() != nullptr &&
         field->message_type()->full_name().rfind("google.protobuf.", 0) != 0;
}

std::vector<const Descriptor*> RequestTypes() {
  std::vector<const Descriptor*> types;
  for (const auto& method : rpc::AllMethods()) {
    auto slash = method.name.find('/');
    const auto* service = DescriptorPool::generated_pool()->FindServiceByName(
        "champions.v1." + method.name.substr(0, slash));
    types.push_back(service->FindMethodByName(method.name.substr(slash + 1))->input_type());
  }
  return types;
}

std::string RequestField::name() const {
  std::string name;
  for (const auto* field : path) {
    name += (name.empty() ? "" : ".") + field->name();
    if (field->is_repeated() && field != path.back()) name += "[0]";
  }
  return name;
}

std::vector<RequestField> RequestFields() {
  std::vector<RequestField> fields;
  for (const auto* type : RequestTypes()) Collect({type, {}}, type, &fields);
  return fields;
}

std::optional<std::string> SampleOf(v1::Format format) {
  switch (format) {
    case v1::FORMAT_UNSPECIFIED:
    case v1::FORMAT_LINE:
      return "text";
    case v1::FORMAT_CODE:
      return "SAMPLE-RO";
    case v1::FORMAT_UUID:
      return "0f8fad5b-d9cb-469f-a165-70867728950e";
    case v1::FORMAT_DATE:
      return "2024-05-05";
    case v1::FORMAT_QUARTER:
      return "2024-25-Q2";
    case v1::FORMAT_WARD:
      return "E05013552";
    case v1::FORMAT_LANGUAGE:
      return "ro";
    case v1::FORMAT_EMAIL:
      return "name@example.org";
    case v1::FORMAT_ETHNIC_CATEGORY:
      return "A";
    case v1::FORMAT_GENDER:
      return "1";
    case v1::FORMAT_AGE_BAND:
      return "25-34";
    default:
      return std::nullopt;
  }
}

std::unique_ptr<Message> ValidRequest(const Descriptor* request) {
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  std::unique_ptr<Message> message(factory->GetPrototype(request)->New());
  Fill(message.get());
  return message;
}

Message* HolderOf(const RequestField& field, Message* request) {
  auto* holder = request;
  for (size_t i = 0; i + 1 < field.path.size(); ++i) {
    const auto* step = field.path[i];
    const auto* reflection = holder->GetReflection();
    holder = step->is_repeated() ? reflection->MutableRepeatedMessage(holder, step, 0)
                                 : reflection->MutableMessage(holder, step);
  }
  return holder;
}

}  // namespace champions::test
