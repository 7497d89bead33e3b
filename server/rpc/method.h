// What the server knows of each method, read from its own descriptors at start.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

namespace champions::rpc {

struct Method {
  std::string name;  // `ReachService/LogReach`
  std::string permission;
  bool write = false;
  bool personal = false;
  bool needs_personal = false;   // takes the permission `personal` as well
  bool every_programme = false;  // not for who manages one programme alone
  bool recent_sign_in = false;   // a session must be no older than sign_in.again_minutes
  bool unauthenticated = false;  // takes no credentials, and then has no permission
};

// By the request's message, which is a method's own. Throws std::logic_error for another message.
const Method& MethodOf(const google::protobuf::Descriptor* request);

// Every method of champions.v1. Throws std::runtime_error that names a method without a permission
// or with one that is not in the permission table: the server then refuses to start.
const std::vector<Method>& AllMethods();

}  // namespace champions::rpc
