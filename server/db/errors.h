// What a failure of the database means to a caller. Database text holds row data and never leaves
// the server: only the SQLSTATE and the constraint's name are used.
#pragma once

#include <exception>
#include <optional>
#include <string>

#include "base/refusal.h"

namespace champions::db {

enum class Failure {
  kRefused,  // `refusal` says why; trying again gives the same
  kRetry,    // a conflict with another transaction: run the whole transaction again
  kInDoubt,  // the connection broke during COMMIT: whether it happened is not known
  kBug,      // ours; `detail` is for the log
};

struct Meaning {
  Failure failure;
  Refusal refusal;
  std::string detail;  // SQLSTATE and constraint, no data

  // Somebody held for longer than lock_timeout what the statement needed.
  bool lock_timeout() const { return detail == "55P03"; }
};

Meaning Interpret(const std::exception& error);
// Nothing where it is a refusal already.
std::optional<Meaning> Interpret(const std::exception_ptr& error);

}  // namespace champions::db
