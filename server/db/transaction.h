// One database transaction: statements with parameters, rows by column name, COPY in and out. It is
// rolled back unless Commit() is called.
#pragma once

#include <functional>
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

// The rows of a SELECT as CSV by COPY, a row at a time, nothing collected here. While it is there
// the connection takes no other statement; one that is not read to its end is cancelled.
class CopyOut {
 public:
  CopyOut(Pool::Lease& lease, pqxx::work& work, const std::string& select);
  CopyOut(const CopyOut&) = delete;
  ~CopyOut();
  // Appends the next row, RFC 4180 with a line feed at its end; NULL is an empty field. Returns how
  // many bytes it has, 0 after the last row.
  size_t AppendRow(std::string& to);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

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
  // Statements that were put together for a request (BuiltStatements), and of those the ones whose
  // plans take longer to make than to run.
  Rows ExecuteBuilt(const std::string& statement, const std::vector<Parameter>& parameters) {
    return ExecuteOneOf(lease_->built(), statement, parameters);
  }
  Rows ExecuteCostly(const std::string& statement, const std::vector<Parameter>& parameters) {
    return ExecuteOneOf(lease_->costly(), statement, parameters);
  }
  // Statements without parameters that need not be prepared, such as those of a migration.
  void ExecuteScript(const std::string& script);
  CopyIn Copy(const std::string& table, const std::vector<std::string>& columns);
  // COPY takes no parameters: `$1` and so on are put in as quoted literals, NULL where nothing.
  CopyOut CopyRows(std::string_view select, const std::vector<Parameter>& parameters);
  // The rows of a SELECT, 2,000 at a time: it is joined and sorted once, however many there
  // are. Other statements may run in `take`, a second one of these may not. Parameters as above.
  void ForEachPage(std::string_view select, const std::vector<Parameter>& parameters,
                   const std::function<void(const Rows&)>& take);

  void Commit();
  // Ends the statement that is under way, if any. The one method for other threads; the transaction
  // must outlive it.
  void Cancel();

 private:
  Rows ExecuteOneOf(BuiltStatements& statements, const std::string& statement,
                    const std::vector<Parameter>& parameters);
  std::string WithLiterals(std::string_view statement,
                           const std::vector<Parameter>& parameters) const;
  static Row One(const Rows& rows);
  static std::optional<Row> Maybe(const Rows& rows);

  Pool::Lease lease_;
  std::unique_ptr<pqxx::work> work_;
};

}  // namespace champions::db
