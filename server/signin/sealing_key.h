#pragma once

#include <string>

#include "auth/authenticator.h"

namespace champions::signin {

// Made of the pepper, and used for nothing else.
inline std::string SealingKey(const auth::Authenticator& authenticator) {
  return authenticator.HashToken("sealing key of sign-in secrets");
}

}  // namespace champions::signin
