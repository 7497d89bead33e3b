#include "rpc/executor.h"

namespace champions::rpc {

Executor::Executor(int threads, size_t most_queued) : most_queued_(most_queued) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

Executor::~Executor() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  filled_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool Executor::Run(std::function<void()> task) {
  {
    std::lock_guard lock(mutex_);
    if (queue_.size() >= most_queued_) return false;
    queue_.push_back(std::move(task));
  }
  filled_.notify_one();
  return true;
}

void Executor::Work() {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [&] { return !queue_.empty() || stop_; });
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace champions::rpc
