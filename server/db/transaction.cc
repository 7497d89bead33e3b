#include "db/transaction.h"

#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/stream_to>
#include <stdexcept>

namespace champions::db {

// A line of COPY text, fields already escaped. libpqxx 6 offers no such row: its stream_to takes
// tuples, which it joins with separated_list; this overload, found by argument, hands it the line.
struct CopyLine {
  std::string text;
};

inline std::string separated_list(const char*, const CopyLine& line,
                                  const pqxx::internal::TypedCopyEscaper&) {
  return line.text;
}

namespace {

void AppendEscaped(std::string& line, const std::string& field) {
  for (char c : field) {
    switch (c) {
      case '\\':
        line += "\\\\";
        break;
      case '\t':
        line += "\\t";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      default:
        line += c;
    }
  }
}

}  // namespace

struct CopyIn::Stream {
  Stream(pqxx::work& work, const std::string& table, const std::vector<std::string>& columns)
      : to(work, table, columns) {}
  pqxx::stream_to to;
  CopyLine line;
};

CopyIn::CopyIn(pqxx::work& work, const std::string& table, const std::vector<std::string>& columns)
    : stream_(std::make_unique<Stream>(work, table, columns)) {}
CopyIn::CopyIn(CopyIn&&) noexcept = default;
CopyIn::~CopyIn() = default;
void CopyIn::Write(const std::vector<Parameter>& row) {
  std::string& line = stream_->line.text;
  line.clear();
  for (const auto& field : row) {
    if (&field != row.data()) line += '\t';
    if (field) {
      AppendEscaped(line, *field);
    } else {
      line += "\\N";
    }
  }
  stream_->to << stream_->line;
}
void CopyIn::Finish() { stream_->to.complete(); }

Rows ExecuteAlone(Pool::Lease lease, std::string_view statement,
                  const std::vector<Parameter>& parameters) {
  try {
    pqxx::nontransaction work(lease->raw());
    const std::string& name = lease->Prepared(statement);
    return Rows(work.exec_prepared(name, pqxx::prepare::make_dynamic_params(parameters)));
  } catch (const pqxx::broken_connection& error) {
    lease.Discard();
    throw pqxx::in_doubt_error(error.what());
  }
}

Transaction::Transaction(Pool::Lease lease) : lease_(std::move(lease)) {
  try {
    work_ = std::make_unique<pqxx::work>(lease_->raw());
  } catch (const pqxx::failure&) {
    lease_.Discard();
    throw;
  }
}

Transaction::~Transaction() = default;

Rows Transaction::ExecuteWith(std::string_view statement,
                              const std::vector<Parameter>& parameters) {
  try {
    const std::string& name = lease_->Prepared(statement);
    return Rows(work_->exec_prepared(name, pqxx::prepare::make_dynamic_params(parameters)));
  } catch (const pqxx::broken_connection&) {
    // It would reconnect silently, without the state of the session.
    lease_.Discard();
    throw;
  }
}

void Transaction::ExecuteScript(const std::string& script) { work_->exec(script); }

CopyIn Transaction::Copy(const std::string& table, const std::vector<std::string>& columns) {
  return CopyIn(*work_, table, columns);
}

void Transaction::Commit() {
  try {
    work_->commit();
  } catch (const pqxx::sql_error&) {
    throw;
  } catch (const pqxx::failure&) {
    lease_.Discard();
    throw;
  }
}

Row Transaction::One(const Rows& rows) {
  if (rows.size() != 1) {
    throw std::logic_error("a statement gave " + std::to_string(rows.size()) +
                           " rows where it gives one");
  }
  return rows[0];
}

std::optional<Row> Transaction::Maybe(const Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return One(rows);
}

}  // namespace champions::db
