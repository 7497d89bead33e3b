// What the server tidies up by itself, now and then.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "audit/chain.h"
#include "db/pool.h"

namespace champions::app {

// Forgets answers to writes that are older than 35 days, a few thousand in a transaction; gives how
// many. Until then a repeated request_id gets its first answer (rpc/serve.h).
int64_t ForgetOldAnswers(db::Pool& pool);

// Makes the checkpoints of the ledger that are due, each a transaction; gives how many. With them
// figures as known at a past instant are quick (db/migrations/0007_checkpoints.sql).
int MakeCheckpoints(db::Pool& pool);

// Closes the blocks of the audit log's chains; gives how many events they have.
int64_t CloseAuditBlocks(db::Pool& pool);

// Does the first once an hour, the others every other second, and writes the heads of the chains
// once a minute, on a thread of its own, for as long as this lives.
class Housekeeping {
 public:
  Housekeeping(db::Pool& pool, audit::Heads& heads)
      : pool_(pool), heads_(heads), thread_([this] { Run(); }) {}
  ~Housekeeping();

 private:
  void Run();
  void TidyUp(int round);

  db::Pool& pool_;
  audit::Heads& heads_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace champions::app
