// Small conversions between messages and what the stores take, shared by every service.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::rpc {

// `CONVERSATION` of REACH_MODE_CONVERSATION, the name in the database; "" of 0.
std::string LabelOf(const google::protobuf::EnumDescriptor* type, int value);
// The number of a label; 0 of "". Throws std::logic_error for a label that is not there.
int ValueOf(const google::protobuf::EnumDescriptor* type, const std::string& label);

template <class Enum>
std::string Label(Enum value) {
  return LabelOf(google::protobuf::GetEnumDescriptor<Enum>(), value);
}
template <class Enum>
Enum FromLabel(const std::string& label) {
  return static_cast<Enum>(ValueOf(google::protobuf::GetEnumDescriptor<Enum>(), label));
}

// Of a repeated enum field.
template <class Enum>
std::vector<std::string> Labels(const google::protobuf::RepeatedField<int>& values) {
  std::vector<std::string> labels;
  for (int value : values) labels.push_back(Label(static_cast<Enum>(value)));
  return labels;
}

// Instants are whole microseconds since 1970, as PostgreSQL keeps them (functions epoch_us and
// from_epoch_us of the schema).
int64_t ToMicros(const google::protobuf::Timestamp& time);
void SetTimestamp(int64_t micros, google::protobuf::Timestamp* time);

// The fields that an update changes: those that a caller may set and the mask names; all of them
// where the mask is empty or `*`. Throws a Refusal for a path that is no such field.
std::set<std::string> MaskedFields(const google::protobuf::FieldMask& mask,
                                   const google::protobuf::Descriptor* resource);

// Copies the named fields of `from` over those of `to`.
void CopyFields(const std::set<std::string>& fields, const google::protobuf::Message& from,
                google::protobuf::Message* to);

// An etag is the record's version. A given one must be that of the record as stored.
std::string Etag(int version);
void CheckEtag(const std::string& given, int version, const std::string& kind,
               const std::string& name);

}  // namespace champions::rpc
