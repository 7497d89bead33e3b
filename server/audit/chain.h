// The chains of the audit log: blocks of events, each with a hash over them and the block before
// (db/migrations/0014_audit_chain.sql, docs/audit.md).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "auth/signing_key.h"
#include "db/transaction.h"

namespace champions::audit {

// Closes the blocks of whatever was committed since the last time; gives how many events. Nothing
// where another server is at it. The transaction sees every organisation.
int64_t CloseBlocks(db::Transaction& transaction);

// Every event that lies in a block, and the blocks, as lines of JSON: what `champions audit verify`
// reads. A page of events at a time is in memory. The transaction sees every organisation, and is
// one snapshot.
using Sink = std::function<void(std::string_view)>;
void ExportChains(db::Transaction& transaction, const Sink& sink);

// The file of heads, outside the database: a signed line for the blocks that each chain ended in at
// that time, and for the line before it. Whoever changes the database cannot change these.
class Heads {
 public:
  // `file` may not exist yet; "": none is kept.
  Heads(std::string file, auth::SigningKey& key) : file_(std::move(file)), key_(key) {}

  // Appends a line where a chain has grown since the last one; on disk when it returns. Throws
  // std::runtime_error where the file cannot be written.
  void Write(db::Transaction& transaction);

  const std::string& file() const { return file_; }

 private:
  std::string file_;
  auth::SigningKey& key_;
};

}  // namespace champions::audit
