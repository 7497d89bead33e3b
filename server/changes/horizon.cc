#include "changes/horizon.h"

#include <algorithm>
#include <thread>

#include "base/refusal.h"
#include "changes/changes_sql.h"
#include "db/transaction.h"

namespace champions::changes {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMostMarks = 1'000;
constexpr auto kMostPatience = std::chrono::milliseconds(500);
constexpr auto kBetweenLooks = std::chrono::milliseconds(10);
constexpr auto kMostForConnection = std::chrono::seconds(5);

}  // namespace

Settled Horizon::Now(std::chrono::milliseconds fresh, db::Deadline deadline) {
  auto wanted = Clock::now() - fresh;
  std::unique_lock lock(mutex_, deadline);
  if (!lock) throw Refusal(Code::kDeadlineExceeded, "DEADLINE_EXCEEDED", "the deadline passed");
  if (asked_at_ < wanted) Ask(deadline);
  return settled_;
}

Settled Horizon::Await(db::Deadline deadline) {
  auto until = std::min(deadline, Clock::now() + kMostPatience);
  auto settled = Now(std::chrono::milliseconds(0), deadline);
  auto wanted = settled.last;
  while ((!settled.up_to || *settled.up_to < wanted) && Clock::now() < until) {
    std::this_thread::sleep_for(kBetweenLooks);
    settled = Now(kBetweenLooks, deadline);
  }
  return settled;
}

void Horizon::Ask(db::Deadline deadline) {
  auto now = Clock::now();
  db::Transaction transaction(pool_.Acquire(std::min(deadline, now + kMostForConnection)));
  // A mark of a number that has one already would be settled later than that.
  auto mark = transaction.ExecuteOne(sql::kMarkChanges, settled_.last);
  auto oldest = transaction.ExecuteOne(sql::kOldestWriter).Int64("writer");
  transaction.Commit();
  settled_.last = mark.Int64("number");
  if (!mark.Null("writer")) Keep({mark.Int64("writer"), settled_.last});
  while (!marks_.empty() && marks_.front().writer <= oldest) {
    settled_.up_to = marks_.front().number;
    marks_.pop_front();
  }
  asked_at_ = now;
}

// Under a transaction of hours every other one is enough.
void Horizon::Keep(const Mark& mark) {
  if (marks_.size() >= kMostMarks) {
    std::deque<Mark> fewer;
    for (size_t i = 0; i < marks_.size(); i += 2) fewer.push_back(marks_[i]);
    marks_.swap(fewer);
  }
  marks_.push_back(mark);
}

}  // namespace champions::changes
