// Works off whatever has queued while the last group was at work as the next group: nobody waits
// for a group to fill, and under load a group costs little more than one item alone.
//
// One group at a time has the turn (the database); what a group does after it has passed the turn
// on, such as answering its callers, goes on beside the next group.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/fair_queue.h"

namespace champions::rpc {

template <class Item>
class Grouper {
 public:
  using Queue = FairQueue<Item>;
  using PassTurn = std::function<void()>;
  // Must not throw. It calls `pass_turn` once, when the next group may start.
  using Work = std::function<void(std::vector<Item> group, const PassTurn& pass_turn)>;

  struct Options {
    size_t most_in_group;           // in the items' cost; one item may pass it
    typename Queue::Limits limits;  // of the queue
    int threads = 2;                // one at work, one that answers
  };

  Grouper(Options options, Work work)
      : options_(options), work_(std::move(work)), queue_(options.limits) {
    for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { Run(); });
  }
  // Works off what is queued.
  ~Grouper() {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
      for (auto* worker : waiting_) worker->wake.notify_one();
    }
    for (auto& thread : threads_) thread.join();
  }

  // Gives back the item that found no room, this one or another (see FairQueue).
  std::optional<Item> Push(const std::string& owner, Item item, typename Queue::Size size) {
    std::lock_guard lock(mutex_);
    auto dropped = queue_.Push(owner, std::move(item), size);
    PassTurnToWaiting();
    return dropped;
  }

  // Whether an item of this owner would find room, before anything is spent on it. Beyond
  // `cost_of_calls` in the queue, only where the owner has not yet had its share of that.
  bool HasRoom(const std::string& owner, size_t cost,
               size_t cost_of_calls = std::numeric_limits<size_t>::max()) {
    std::lock_guard lock(mutex_);
    return queue_.HasRoom(owner, cost) &&
           (queue_.cost() < cost_of_calls || queue_.WithinShare(owner, cost_of_calls));
  }

  size_t queued() const {
    std::lock_guard lock(mutex_);
    return queue_.cost();
  }

 private:
  // Each thread waits by itself and is given the turn by name: a call that comes alone wakes one
  // thread, and no signal can go to another than the one it was meant for.
  struct Worker {
    std::condition_variable wake;
    bool has_turn = false;
  };

  void Run() {
    Worker self;
    while (true) {
      std::vector<Item> group;
      {
        std::unique_lock lock(mutex_);
        if (!WaitForTurn(lock, self)) return;
        group = queue_.Take(options_.most_in_group);
      }
      work_(std::move(group), [this] {
        std::lock_guard lock(mutex_);
        turn_is_taken_ = false;
        PassTurnToWaiting();
      });
    }
  }

  // False at the end, when nothing is left for this thread: whoever has the turn sees to the rest.
  bool WaitForTurn(std::unique_lock<std::mutex>& lock, Worker& self) {
    if (!turn_is_taken_ && !queue_.empty()) {
      turn_is_taken_ = true;
      return true;
    }
    if (stop_) return false;
    waiting_.push_back(&self);
    self.wake.wait(lock, [&] { return self.has_turn || stop_; });
    if (self.has_turn) {
      self.has_turn = false;
      return true;
    }
    waiting_.erase(std::find(waiting_.begin(), waiting_.end(), &self));
    return false;
  }

  // Where there is work and the turn is free, and somebody waits for it; otherwise whoever is
  // answering takes it next. With the lock held.
  void PassTurnToWaiting() {
    if (turn_is_taken_ || queue_.empty() || waiting_.empty()) return;
    Worker* next = waiting_.back();
    waiting_.pop_back();
    turn_is_taken_ = next->has_turn = true;
    next->wake.notify_one();
  }

  const Options options_;
  const Work work_;
  mutable std::mutex mutex_;
  std::vector<Worker*> waiting_;
  Queue queue_;
  bool turn_is_taken_ = false;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace champions::rpc
