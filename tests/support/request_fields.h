// Every field of every request, from the descriptors, with its limits: for the tests that hold the
// validation against them and for the page that publishes them.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "champions/v1/options.pb.h"

namespace champions::test {

// What a field has whose options say nothing; written at the fields of `Rule`.
constexpr int kDefaultLength = 200;
constexpr int kDefaultItems = 100;
constexpr int64_t kDefaultMax = 1'000'000'000;

const v1::Rule& RuleOf(const google::protobuf::FieldDescriptor* field);
int LengthOf(const google::protobuf::FieldDescriptor* field);
int ItemsOf(const google::protobuf::FieldDescriptor* field);
int64_t MaxOf(const google::protobuf::FieldDescriptor* field);

bool IsRequired(const google::protobuf::FieldDescriptor* field);
// False for what only the server sets.
bool IsRead(const google::protobuf::FieldDescriptor* field);
// True for messages with fields of their own, unlike timestamps and field masks.
bool HasFields(const google::protobuf::FieldDescriptor* field);

// The messages that the methods of the API take, in their order.
std::vector<const google::protobuf::Descriptor*> RequestTypes();

// A field within a request: those on the way to it, itself last.
struct RequestField {
  const google::protobuf::Descriptor* request;
  std::vector<const google::protobuf::FieldDescriptor*> path;

  const google::protobuf::FieldDescriptor* field() const { return path.back(); }
  // Such as `reaches[0].people`, as a refusal names it.
  std::string name() const;
};
// All that are read, of all requests.
std::vector<RequestField> RequestFields();

// A text of this form; nothing where a form has no sample, which a test then says.
std::optional<std::string> SampleOf(v1::Format format);
// A request with every field given and each acceptable.
std::unique_ptr<google::protobuf::Message> ValidRequest(
    const google::protobuf::Descriptor* request);
// The message within a request that the field is in.
google::protobuf::Message* HolderOf(const RequestField& field, google::protobuf::Message* request);

}  // namespace champions::test
