#include "db/pool.h"

#include <pqxx/except>

#include "base/refusal.h"

namespace champions::db {
namespace {

// A list's takes about 100 KB in PostgreSQL, that of an explanation over 24 organisations 2.5 MB.
constexpr size_t kMostBuilt = 64;
constexpr size_t kMostCostly = 12;

StatementObserver statement_observer;

}  // namespace

void SetStatementObserver(StatementObserver observer) { statement_observer = std::move(observer); }

std::string BuiltStatements::NameOf(const std::string& statement) {
  auto found = by_text_.find(statement);
  if (found == by_text_.end()) {
    if (built_.size() == most_) DropOldest();
    built_.push_front({statement, ""});
    by_text_.emplace(built_.front().statement, built_.begin());
    if (statement_observer) statement_observer(statement);
    if (prepared_from_ == kSecond) return "";
  } else {
    built_.splice(built_.begin(), built_, found->second);
  }
  auto& name = built_.front().name;
  if (name.empty()) {
    name = prefix_ + std::to_string(++named_);
    raw_.prepare(name, statement);
  }
  return name;
}

void BuiltStatements::DropOldest() {
  const auto& oldest = built_.back();
  if (!oldest.name.empty()) raw_.unprepare(oldest.name);
  by_text_.erase(oldest.statement);
  built_.pop_back();
}

Connection::Connection(const std::string& options)
    : raw_(options),
      built_(raw_, "b", BuiltStatements::kSecond, kMostBuilt),
      costly_(raw_, "c", BuiltStatements::kFirst, kMostCostly) {}

const std::string& Connection::Prepared(std::string_view statement) {
  auto [entry, is_new] = prepared_.try_emplace(std::string(statement));
  if (is_new) {
    entry->second = "s" + std::to_string(prepared_.size());
    raw_.prepare(entry->second, entry->first);
    if (statement_observer) statement_observer(entry->first);
  }
  return entry->second;
}

Pool::Lease::~Lease() {
  if (connection_) pool_->Release(std::move(connection_), discard_);
}

Pool::Lease Pool::Acquire(Deadline deadline) {
  std::unique_lock lock(mutex_);
  if (idle_.empty() && open_ >= options_.size) {
    if (waiting_ >= options_.max_waiting) throw Overloaded("too many requests are waiting");
    ++waiting_;
    bool free =
        freed_.wait_until(lock, deadline, [&] { return !idle_.empty() || open_ < options_.size; });
    --waiting_;
    if (!free) {
      throw Refusal(Code::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                    "the deadline passed while the request waited for its turn");
    }
  }
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return Lease(this, std::move(connection));
  }
  ++open_;
  lock.unlock();
  try {
    return Lease(this, std::make_unique<Connection>(options_.connection));
  } catch (const pqxx::failure&) {
    lock.lock();
    --open_;
    freed_.notify_one();
    Refusal refusal(Code::kUnavailable, "DATABASE_UNAVAILABLE", "the database cannot be reached");
    refusal.retry_after = std::chrono::milliseconds(1000);
    throw refusal;
  }
}

void Pool::Release(std::unique_ptr<Connection> connection, bool discard) {
  std::vector<std::unique_ptr<Connection>> dropped;
  if (discard) connection.reset();
  std::lock_guard lock(mutex_);
  if (discard) {
    // What broke one connection, a restart of PostgreSQL say, broke the idle ones too.
    open_ -= idle_.size();
    dropped.swap(idle_);
  }
  if (connection) {
    idle_.push_back(std::move(connection));
  } else {
    --open_;
  }
  freed_.notify_one();
}

size_t Pool::in_use() const {
  std::lock_guard lock(mutex_);
  return open_ - idle_.size();
}

size_t Pool::waiting() const {
  std::lock_guard lock(mutex_);
  return waiting_;
}

}  // namespace champions::db
