// A few threads for what a callback method may not do on gRPC's own threads: wait. Bounded: when
// too much is queued, the next is turned away.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace champions::rpc {

class Executor {
 public:
  Executor(int threads, size_t most_queued);
  // Does what is queued first.
  ~Executor();

  // False when too much is queued already; then the task is not run. A task must not throw.
  bool Run(std::function<void()> task);

 private:
  void Work();

  const size_t most_queued_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::function<void()>> queue_;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace champions::rpc
