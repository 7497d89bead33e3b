// What the server tidies up by itself, now and then.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "db/pool.h"

namespace champions::app {

// Forgets answers to writes that are older than 35 days, a few thousand in a transaction; gives how
// many. Until then a repeated request_id gets its first answer (rpc/serve.h).
int64_t ForgetOldAnswers(db::Pool& pool);

// Does so once an hour, on a thread of its own, for as long as this lives.
class Housekeeping {
 public:
  explicit Housekeeping(db::Pool& pool) : pool_(pool), thread_([this] { Run(); }) {}
  ~Housekeeping();

 private:
  void Run();

  db::Pool& pool_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace champions::app
