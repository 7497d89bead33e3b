#include "rpc/convert.h"

#include <stdexcept>

#include "base/text.h"
#include "google/api/field_behavior.pb.h"

namespace champions::rpc {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

// REACH_MODE_ of REACH_MODE_UNSPECIFIED.
std::string PrefixOf(const EnumDescriptor* type) {
  std::string zero = type->value(0)->name();
  return zero.substr(0, zero.size() - std::string("UNSPECIFIED").size());
}

bool Settable(const FieldDescriptor* field) {
  if (field->name() == "etag") return false;
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    auto behavior = options.GetExtension(google::api::field_behavior, i);
    if (behavior == google::api::OUTPUT_ONLY || behavior == google::api::IMMUTABLE) return false;
  }
  return true;
}

}  // namespace

std::string LabelOf(const EnumDescriptor* type, int value) {
  if (value == 0) return "";
  return type->FindValueByNumber(value)->name().substr(PrefixOf(type).size());
}

int ValueOf(const EnumDescriptor* type, const std::string& label) {
  if (label.empty()) return 0;
  const auto* value = type->FindValueByName(PrefixOf(type) + label);
  if (value == nullptr) throw std::logic_error(type->full_name() + " has no " + label);
  return value->number();
}

int64_t ToMicros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1000;
}

void SetTimestamp(int64_t micros, google::protobuf::Timestamp* time) {
  int64_t seconds = micros / 1'000'000;
  int64_t rest = micros % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  time->set_seconds(seconds);
  time->set_nanos(static_cast<int>(rest * 1000));
}

std::set<std::string> MaskedFields(const google::protobuf::FieldMask& mask,
                                   const google::protobuf::Descriptor* resource) {
  std::set<std::string> settable;
  for (int i = 0; i < resource->field_count(); ++i) {
    if (Settable(resource->field(i))) settable.insert(resource->field(i)->name());
  }
  if (mask.paths_size() == 0) return settable;
  std::set<std::string> fields;
  for (const auto& path : mask.paths()) {
    if (path == "*") return settable;
    if (!settable.count(path)) {
      std::string known;
      for (const auto& name : settable) known += (known.empty() ? "" : ", ") + name;
      throw InvalidField("update_mask", "names " + Quoted(path) +
                                            ", which cannot be changed: expected some of " + known);
    }
    fields.insert(path);
  }
  return fields;
}

void CopyFields(const std::set<std::string>& fields, const google::protobuf::Message& from,
                google::protobuf::Message* to) {
  const auto* descriptor = from.GetDescriptor();
  auto part = std::unique_ptr<google::protobuf::Message>(from.New());
  part->CopyFrom(from);
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    if (fields.count(field->name())) {
      to->GetReflection()->ClearField(to, field);
    } else {
      part->GetReflection()->ClearField(part.get(), field);
    }
  }
  to->MergeFrom(*part);
}

std::string Etag(int version) { return std::to_string(version); }

void CheckEtag(const std::string& given, int version, const std::string& kind,
               const std::string& name) {
  if (!given.empty() && given != Etag(version)) throw EtagMismatch(kind, name);
}

}  // namespace champions::rpc
