// What the server tidies up by itself, now and then.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "audit/chain.h"
#include "auth/authenticator.h"
#include "db/pool.h"

namespace champions::app {

// Forgets answers to writes that are older than 35 days, a few thousand in a transaction; gives how
// many. Until then a repeated request_id gets its first answer (rpc/serve.h).
int64_t ForgetOldAnswers(db::Pool& pool);

// Deletes sessions that ended more than a day ago, a few thousand in a transaction; gives how many.
// Who had them is in the audit log.
int64_t ForgetEndedSessions(db::Pool& pool);

// Removes changes of the feed that are older, a few thousand in a transaction; gives how many.
int64_t ForgetOldChanges(db::Pool& pool, int keep_days);

// Makes the checkpoints of the ledger that are due, each a transaction; gives how many. With them
// figures as known at a past instant are quick (db/migrations/0007_checkpoints.sql).
int MakeCheckpoints(db::Pool& pool);

// Closes the blocks of the audit log's chains; gives how many events they have.
int64_t CloseAuditBlocks(db::Pool& pool);

// Does the first three once an hour, the others every other second, and writes the heads of the
// chains and which keys were used once a minute, on a thread of its own, for as long as this lives.
class Housekeeping {
 public:
  Housekeeping(db::Pool& pool, audit::Heads& heads, auth::Authenticator& authenticator,
               int keep_changes_days)
      : pool_(pool),
        heads_(heads),
        authenticator_(authenticator),
        keep_changes_days_(keep_changes_days),
        thread_([this] { Run(); }) {}
  ~Housekeeping();

 private:
  void Run();
  void TidyUp(int round);

  db::Pool& pool_;
  audit::Heads& heads_;
  auth::Authenticator& authenticator_;
  const int keep_changes_days_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace champions::app
