// Up to which number the feed is settled: nothing can come in at or below it any more.
//
// Numbers are given before their transactions commit, in no order of commits. So now and then a
// mark is made: the last number given, and then the number of a transaction that begins to write.
// Once every transaction before that one has ended, no number up to the mark is still to come:
// whoever has not ended began to write after the mark, and so was given numbers above it.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "db/pool.h"

namespace champions::changes {

struct Settled {
  // Nothing before the transactions have ended that were under way when this server first asked.
  std::optional<int64_t> up_to;
  int64_t last = -1;  // number that was given, settled or not
};

class Horizon {
 public:
  explicit Horizon(db::Pool& pool) : pool_(pool) {}

  // As it was found `fresh` ago at most, by whoever asked: all open streams share one question.
  Settled Now(std::chrono::milliseconds fresh, db::Deadline deadline);
  // With everything that was committed before the call, unless a transaction that was under way
  // then goes on for long: how long that is waited for is bounded.
  Settled Await(db::Deadline deadline);

 private:
  struct Mark {
    int64_t writer;
    int64_t number;
  };

  void Ask(db::Deadline deadline);
  void Keep(const Mark& mark);

  db::Pool& pool_;
  std::timed_mutex mutex_;
  std::deque<Mark> marks_;  // not settled yet, both numbers ascending
  Settled settled_;
  std::chrono::steady_clock::time_point asked_at_;
};

}  // namespace champions::changes
