#include "app/housekeeping.h"

#include "app/app_sql.h"
#include "db/errors.h"
#include "db/transaction.h"
#include "observability/log.h"

namespace champions::app {
namespace {

constexpr auto kEvery = std::chrono::seconds(2);
constexpr int kRoundsPerHour = std::chrono::hours(1) / kEvery;
constexpr int kRoundsPerMinute = std::chrono::minutes(1) / kEvery;
constexpr int kTimeoutMs = 60'000;
// The first block of a large log is closed in one go.
constexpr int kBlocksTimeoutMs = 3'600'000;

// Part by part, until none is left; gives how many.
template <class... Parameters>
int64_t ForgetAll(db::Pool& pool, std::string_view statement, const Parameters&... parameters) {
  int64_t forgotten = 0;
  while (true) {
    db::Transaction transaction(
        pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
    transaction.Execute(sql::kSeeEverything, kTimeoutMs);
    int64_t some = transaction.Execute(statement, parameters...).affected();
    transaction.Commit();
    forgotten += some;
    if (some == 0) return forgotten;
  }
}

}  // namespace

int64_t ForgetOldAnswers(db::Pool& pool) { return ForgetAll(pool, sql::kForgetAnswers); }

int64_t ForgetEndedSessions(db::Pool& pool) { return ForgetAll(pool, sql::kForgetSessions); }

int64_t ForgetOldChanges(db::Pool& pool, int keep_days) {
  return ForgetAll(pool, sql::kForgetChanges, keep_days);
}

int MakeCheckpoints(db::Pool& pool) {
  for (int made = 0;; ++made) {
    db::Transaction transaction(
        pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
    transaction.Execute(sql::kSeeEverything, kTimeoutMs);
    if (transaction.ExecuteOne(sql::kCheckpointLedger).Int("made") == 0) return made;
    transaction.Commit();
  }
}

Housekeeping::~Housekeeping() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

void Housekeeping::Run() {
  std::unique_lock lock(mutex_);
  for (int round = 1; !stopped_.wait_for(lock, kEvery, [&] { return stop_; }); ++round) {
    lock.unlock();
    try {
      TidyUp(round);
    } catch (const std::exception& error) {
      // It is tried again the next time.
      observability::Log(observability::Level::kWarning, "housekeeping",
                         {{"detail", db::Interpret(error).detail}});
    }
    lock.lock();
  }
}

int64_t CloseAuditBlocks(db::Pool& pool) {
  db::Transaction transaction(
      pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
  transaction.Execute(sql::kSeeEverything, kBlocksTimeoutMs);
  int64_t events = audit::CloseBlocks(transaction);
  transaction.Commit();
  return events;
}

void Housekeeping::TidyUp(int round) {
  CloseAuditBlocks(pool_);
  if (round % kRoundsPerMinute == 1) {
    db::Transaction transaction(
        pool_.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
    transaction.Execute(sql::kSeeEverything, kTimeoutMs);
    heads_.Write(transaction);
  }
  if (round % kRoundsPerMinute == 0) {
    authenticator_.WriteLastUsed(std::chrono::steady_clock::now() + std::chrono::seconds(10));
  }
  int checkpoints = MakeCheckpoints(pool_);
  if (checkpoints > 0) {
    observability::Log(observability::Level::kInfo, "housekeeping",
                       {{"checkpoints", static_cast<int64_t>(checkpoints)}});
  }
  if (round % kRoundsPerHour != 0) return;
  observability::Log(observability::Level::kInfo, "housekeeping",
                     {{"forgotten_answers", ForgetOldAnswers(pool_)},
                      {"forgotten_sessions", ForgetEndedSessions(pool_)},
                      {"forgotten_changes", ForgetOldChanges(pool_, keep_changes_days_)}});
}

}  // namespace champions::app
