// A bounded set of connections to PostgreSQL. Whoever cannot get one waits, no longer than the
// caller's deadline; when too many wait already, the next is refused at once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <pqxx/connection>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace champions::db {

using Deadline = std::chrono::steady_clock::time_point;

// Told of each statement before its first use on a connection; for tests that look at plans. Set
// before any connection is open.
using StatementObserver = std::function<void(std::string_view)>;
void SetStatementObserver(StatementObserver observer);

// Statements that were put together for a request, of which there may be any number. The `most`
// last used are remembered: what they take in PostgreSQL is theirs times the connections of the
// pool.
class BuiltStatements {
 public:
  enum Use { kFirst, kSecond };
  // Each is prepared from this use on: the second, where to plan it once more costs no more than to
  // prepare what may never come again.
  BuiltStatements(pqxx::connection& raw, std::string prefix, Use prepared_from, size_t most)
      : raw_(raw), prefix_(std::move(prefix)), prepared_from_(prepared_from), most_(most) {}
  BuiltStatements(const BuiltStatements&) = delete;

  // The name under which it is prepared, or "".
  std::string NameOf(const std::string& statement);

 private:
  struct Built {
    std::string statement, name;
  };

  void DropOldest();

  pqxx::connection& raw_;
  const std::string prefix_;
  const Use prepared_from_;
  const size_t most_;
  size_t named_ = 0;
  std::list<Built> built_;  // the last used first
  std::unordered_map<std::string_view, std::list<Built>::iterator> by_text_;
};

// One connection and the statements prepared on it.
class Connection {
 public:
  explicit Connection(const std::string& options);
  Connection(const Connection&) = delete;

  // The name under which the statement is prepared; prepares it when it is new. For statements of
  // which there are only so many, since they are kept as long as the connection.
  const std::string& Prepared(std::string_view statement);
  BuiltStatements& built() { return built_; }
  // Those whose plans take longer to make than to run.
  BuiltStatements& costly() { return costly_; }
  pqxx::connection& raw() { return raw_; }

 private:
  pqxx::connection raw_;
  std::unordered_map<std::string, std::string> prepared_;
  BuiltStatements built_, costly_;
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
