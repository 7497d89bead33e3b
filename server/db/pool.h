// A bounded set of connections to PostgreSQL. Whoever cannot get one waits, no longer than the
// caller's deadline; when too many wait already, the next is refused at once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <pqxx/connection>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace champions::db {

using Deadline = std::chrono::steady_clock::time_point;

// Told of each statement when a connection first prepares it, before its first use; for tests that
// look at plans. Set before any connection is open.
using StatementObserver = std::function<void(std::string_view)>;
void SetStatementObserver(StatementObserver observer);

// One connection and the statements prepared on it.
class Connection {
 public:
  explicit Connection(const std::string& options);

  // The name under which the statement is prepared; prepares it when it is new.
  const std::string& Prepared(std::string_view statement);
  pqxx::connection& raw() { return raw_; }

 private:
  pqxx::connection raw_;
  std::unordered_map<std::string, std::string> prepared_;
};

struct PoolOptions {
  std::string connection;  // a libpq connection string
  size_t size = 16;        // connections
  size_t max_waiting = 1024;
};

class Pool {
 public:
  // A connection for as long as this lives.
  class Lease {
   public:
    Lease(Pool* pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }
    // The connection is in an unknown state: close it instead of giving it back.
    void Discard() { discard_ = true; }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
    bool discard_ = false;
  };

  explicit Pool(PoolOptions options) : options_(std::move(options)) {}

  // Refuses with OVERLOADED, DEADLINE_EXCEEDED or DATABASE_UNAVAILABLE.
  Lease Acquire(Deadline deadline);
  size_t in_use() const;
  size_t waiting() const;

 private:
  void Release(std::unique_ptr<Connection> connection, bool discard);

  PoolOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  size_t open_ = 0;  // idle and leased
  size_t waiting_ = 0;
};

}  // namespace champions::db
