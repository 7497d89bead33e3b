#include "app/housekeeping.h"

#include "app/app_sql.h"
#include "db/errors.h"
#include "db/transaction.h"
#include "observability/log.h"

namespace champions::app {
namespace {

constexpr auto kEvery = std::chrono::hours(1);

}  // namespace

int64_t ForgetOldAnswers(db::Pool& pool) {
  int64_t forgotten = 0;
  while (true) {
    db::Transaction transaction(
        pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
    int64_t some = transaction.Execute(sql::kForgetAnswers).affected();
    transaction.Commit();
    forgotten += some;
    if (some == 0) return forgotten;
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
  while (!stopped_.wait_for(lock, kEvery, [&] { return stop_; })) {
    lock.unlock();
    try {
      int64_t forgotten = ForgetOldAnswers(pool_);
      observability::Log(observability::Level::kInfo, "housekeeping",
                         {{"forgotten_answers", forgotten}});
    } catch (const std::exception& error) {
      // It is tried again in an hour.
      observability::Log(observability::Level::kWarning, "housekeeping",
                         {{"detail", db::Interpret(error).detail}});
    }
    lock.lock();
  }
}

}  // namespace champions::app
