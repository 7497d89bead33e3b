// The answer to a write as it is kept for retries. What holds personal data is kept sealed with a
// key of its own; the ids in it stay readable, so that an erasure finds it.
#pragma once

#include <string>

#include "rpc/call.h"
#include "sealing/vault.h"

namespace champions::rpc {

struct KeptAnswer {
  std::string bytes;
  std::string wrapped_key;  // empty where it is kept in clear
};

KeptAnswer KeepAnswer(const sealing::Vault& vault, const Call& call, const std::string& answer);

// True where OpenAnswer takes the key that was kept with it.
bool IsSealedAnswer(const std::string& kept);
// Throws std::runtime_error where it is not what was kept.
std::string OpenAnswer(const sealing::Vault& vault, const Call& call, const std::string& kept,
                       const std::string& wrapped_key);

}  // namespace champions::rpc
