// Recording reach of many callers in one statement, the function log_reaches() of the schema; a
// record alone by log_reach() (ADR 19).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "reach/reach.h"
#include "rpc/call.h"
#include "sealing/vault.h"

namespace champions::reach {

// What one request records, whole or not at all: a record, an item of a stream, or a batch.
struct Unit {
  rpc::Call call;
  std::string body_hash;           // empty without a request_id
  std::vector<Reach> reaches;      // once recorded, with ids and instants
  std::vector<std::string> paths;  // where they stand in the request, for the words of a refusal

  // Asked before it is recorded; a caller who is gone gets nothing recorded.
  std::function<bool()> is_cancelled;
  // Called once, on any thread; must not wait.
  std::function<void(const Unit&, const std::optional<Refusal>&)> done;
};

// Throws what is wrong with the records in themselves (CheckRules).
Unit MakeUnit(rpc::Call call, std::vector<Reach> reaches, std::vector<std::string> paths);

// Runs a statement; alone, or in a transaction.
using Run = std::function<db::Rows(std::string_view statement, const std::vector<db::Parameter>&)>;

// Why a unit is refused, or nothing, per unit in their order. One that was answered before gets
// that answer. No two units may have the same request_id of a key, or the same external_id of an
// organisation.
std::vector<std::optional<Refusal>> Log(const Run& run, const sealing::Vault& vault,
                                        const std::vector<Unit*>& units, int timeout_ms,
                                        int lock_timeout_ms);

// Of validate_only: the records as they would be, or throws; the caller rolls back.
std::vector<Reach> TryLog(rpc::Call& call, db::Transaction& transaction,
                          const sealing::Vault& vault, Unit unit);

}  // namespace champions::reach
