// Checks a request against the rules written at its fields (proto options `rule` and
// `field_behavior`): required, form, length, range, number of items. One place for every method.
#pragma once

#include <google/protobuf/message.h>

namespace champions::rpc {

// Throws a Refusal that lists every field that is wrong, each with what was found and what is
// expected. With an update mask, only the fields that it names must be given.
void Validate(const google::protobuf::Message& request);

}  // namespace champions::rpc
