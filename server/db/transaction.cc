#include "db/transaction.h"

#include <cctype>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/stream_from>
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

constexpr std::string_view kNextPage = "fetch 2000 from page";

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

struct CopyOut::Stream {
  // libpqxx 6 writes `COPY ` in front of a table's name and ` TO STDOUT` behind it, with no way to
  // ask for a query or for CSV. What it adds behind becomes a comment here.
  Stream(Pool::Lease& lease, pqxx::work& work, const std::string& select)
      : lease(lease), from(work, "(" + select + "\n) to stdout (format csv) --") {}
  Pool::Lease& lease;
  pqxx::stream_from from;
  std::string row;
  bool finished = false;
};

CopyOut::CopyOut(Pool::Lease& lease, pqxx::work& work, const std::string& select)
    : stream_(std::make_unique<Stream>(lease, work, select)) {}

CopyOut::~CopyOut() {
  if (stream_->finished) return;
  // The rest would be read to its end otherwise, however much that is.
  try {
    stream_->lease->raw().cancel_query();
    stream_->from.complete();
  } catch (const std::exception&) {
    // The cancelled statement, or a connection that is gone: the transaction ends without it.
  }
}

size_t CopyOut::AppendRow(std::string& to) {
  if (stream_->finished) return 0;
  bool more = false;
  try {
    more = stream_->from.get_raw_line(stream_->row);
  } catch (const pqxx::failure&) {
    stream_->finished = true;
    if (stream_->lease->raw().is_open()) throw;
    stream_->lease.Discard();
    throw pqxx::broken_connection("the connection broke during COPY");
  }
  stream_->finished = !more;
  if (!more) return 0;
  to += stream_->row;
  return stream_->row.size();
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

Rows Transaction::ExecuteOneOf(BuiltStatements& statements, const std::string& statement,
                               const std::vector<Parameter>& parameters) {
  try {
    auto name = statements.NameOf(statement);
    auto values = pqxx::prepare::make_dynamic_params(parameters);
    return Rows(name.empty() ? work_->exec_params(statement, values)
                             : work_->exec_prepared(name, values));
  } catch (const pqxx::broken_connection&) {
    lease_.Discard();
    throw;
  }
}

void Transaction::ExecuteScript(const std::string& script) { work_->exec(script); }

CopyIn Transaction::Copy(const std::string& table, const std::vector<std::string>& columns) {
  return CopyIn(*work_, table, columns);
}

CopyOut Transaction::CopyRows(std::string_view select, const std::vector<Parameter>& parameters) {
  try {
    return CopyOut(lease_, *work_, WithLiterals(select, parameters));
  } catch (const pqxx::broken_connection&) {
    lease_.Discard();
    throw;
  }
}

void Transaction::ForEachPage(std::string_view select, const std::vector<Parameter>& parameters,
                              const std::function<void(const Rows&)>& take) {
  ExecuteScript("declare page no scroll cursor for\n" + WithLiterals(select, parameters));
  for (auto rows = Execute(kNextPage); !rows.empty(); rows = Execute(kNextPage)) take(rows);
  ExecuteScript("close page");
}

std::string Transaction::WithLiterals(std::string_view statement,
                                      const std::vector<Parameter>& parameters) const {
  std::string text;
  for (size_t i = 0; i < statement.size(); ++i) {
    size_t number = 0, end = i + 1;
    while (statement[i] == '$' && end < statement.size() && std::isdigit(statement[end]) != 0) {
      number = number * 10 + static_cast<size_t>(statement[end++] - '0');
    }
    if (number == 0) {
      text += statement[i];
      continue;
    }
    const auto& value = parameters.at(number - 1);
    text += value ? work_->quote(*value) : "null";
    i = end - 1;
  }
  return text;
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

void Transaction::Cancel() { lease_->raw().cancel_query(); }

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
