// Another instance key in the place of the present one: every data key is wrapped anew by the first
// key of the file, whose other keys are then needed no more (docs/encryption.md).
#pragma once

#include <string>
#include <vector>

#include "sealing/vault.h"

namespace champions::app {

struct Rekeyed {
  int64_t keys = 0;                   // that were wrapped anew
  std::vector<std::string> given_up;  // names of instance keys that nothing is wrapped by any more
};

// While servers serve, as the migrator, a thousand keys to a transaction; one that was broken off
// is gone on with by the next. Before, every server has to have been started with the same first
// line. From then on no server wraps by another key: the database refuses it. Throws
// std::runtime_error where no server was started with the key in force, the file lacks a key that
// something is wrapped by, or a transaction from before does not end within ten minutes.
Rekeyed Rekey(const std::string& connection_string, const sealing::Vault& vault);

}  // namespace champions::app
