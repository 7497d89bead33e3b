// One database transaction: statements with parameters, rows by column name, COPY in. It is rolled
// back unless Commit() is called.
#pragma once

#include <memory>
#include <optional>
#include <pqxx/transaction>
#include <string>
#include <string_view>
#include <vector>

#include "db/parameter.h"
#include "db/pool.h"
#include "db/row.h"

namespace champions::db {

// A COPY into a table: rows are sent as they come, nothing is collected here.
class CopyIn {
 public:
  CopyIn(pqxx::work& work, const std::string& table, const std::vector<std::string>& columns);
  CopyIn(CopyIn&&) noexcept;
  ~CopyIn();
  void Write(const std::vector<Parameter>& row);
  void Finish();

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

// One statement that is a transaction of its own: a single round trip, the commit in it. A broken
// connection leaves it unknown whether it was committed (Failure::kInDoubt).
Rows ExecuteAlone(Pool::Lease lease, std::string_view statement,
                  const std::vector<Parameter>& parameters);

class Transaction {
 public:
  explicit Transaction(Pool::Lease lease);
  ~Transaction();

  template <class... Args>
  Rows Execute(std::string_view statement, const Args&... args) {
    return ExecuteWith(statement, {ToParameter(args)...});
  }
  // Exactly one row; anything else is an error of the statement.
  template <class... Args>
  Row ExecuteOne(std::string_view statement, const Args&... args) {
    return One(ExecuteWith(statement, {ToParameter(args)...}));
  }
  template <class... Args>
  std::optional<Row> ExecuteMaybe(std::string_view statement, const Args&... args) {
    return Maybe(ExecuteWith(statement, {ToParameter(args)...}));
  }
  Rows ExecuteWith(std::string_view statement, const std::vector<Parameter>& parameters);
  // Statements without parameters that need not be prepared, such as those of a migration.
  void ExecuteScript(const std::string& script);
  CopyIn Copy(const std::string& table, const std::vector<std::string>& columns);

  void Commit();

 private:
  static Row One(const Rows& rows);
  static std::optional<Row> Maybe(const Rows& rows);

  Pool::Lease lease_;
  std::unique_ptr<pqxx::work> work_;
};

}  // namespace champions::db
