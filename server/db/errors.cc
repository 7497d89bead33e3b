#include "db/errors.h"

#include <pqxx/except>

#include "base/rights_refusal.h"

namespace champions::db {
namespace {

// The constraint that a message names, as in: violates unique constraint "reach_external_id_key".
std::string ConstraintOf(const std::string& message) {
  auto start = message.find("constraint \"");
  if (start == std::string::npos) return "";
  start += 12;
  auto end = message.find('"', start);
  return end == std::string::npos ? "" : message.substr(start, end - start);
}

// libpqxx leaves the state out of some of its types.
std::string StateOf(const pqxx::sql_error& error) {
  if (!error.sqlstate().empty()) return error.sqlstate();
  if (dynamic_cast<const pqxx::unique_violation*>(&error) != nullptr) return "23505";
  if (dynamic_cast<const pqxx::foreign_key_violation*>(&error) != nullptr) return "23503";
  if (dynamic_cast<const pqxx::check_violation*>(&error) != nullptr) return "23514";
  if (dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr) return "42501";
  return "";
}

Refusal Internal() {
  return Refusal(Code::kInternal, "INTERNAL",
                 "an error of the server; its log has the details under the request id");
}

Refusal Unavailable() {
  Refusal refusal(Code::kUnavailable, "DATABASE_UNAVAILABLE", "the database cannot be reached");
  refusal.retry_after = std::chrono::milliseconds(1000);
  return refusal;
}

// Stores check before they write, so that people get better words; these catch what slips in
// between the check and the write.
Meaning OfConstraint(Code code, const std::string& reason, const std::string& what,
                     const std::string& constraint) {
  Refusal refusal(code, reason, what + " (" + constraint + ")");
  refusal.With("constraint", constraint);
  return {Failure::kRefused, refusal, constraint};
}

Meaning OfSqlState(const std::string& state, const std::string& constraint) {
  if (state == "23505") {
    return OfConstraint(Code::kAlreadyExists, "ALREADY_EXISTS", "it exists already", constraint);
  }
  if (state == "23503") {
    return OfConstraint(Code::kFailedPrecondition, "STILL_REFERRED_TO",
                        "another record refers to it, or what it refers to is gone", constraint);
  }
  if (state == "23514" && constraint == "late_reason_required") {
    return {Failure::kRefused, LateReasonRequired(""), constraint};
  }
  if (state == "23514") {
    return OfConstraint(Code::kInvalidArgument, "INVALID_FIELD", "a rule of the record is broken",
                        constraint);
  }
  if (state == "40001" || state == "40P01" || state == "55P03") {
    Refusal refusal(Code::kAborted, "CONFLICT", "another change was in the way: try again");
    refusal.retry_after = std::chrono::milliseconds(100);
    return {Failure::kRetry, refusal, state};
  }
  if (state == "57014") {
    return {Failure::kRefused,
            Refusal(Code::kDeadlineExceeded, "DEADLINE_EXCEEDED", "the deadline passed"), state};
  }
  if (state == "CH001") {
    return {Failure::kRefused,
            Refusal(Code::kInvalidArgument, "INSTANT_IN_FUTURE",
                    "as_known_at lies in the future: expected an instant that has passed"),
            state};
  }
  if (state == "CH002") {
    return {Failure::kRefused,
            Refusal(Code::kFailedPrecondition, "CHAMPION_ERASED",
                    "this person was erased and may not be recorded again: leave them out"),
            state};
  }
  if (state == "CH003") return {Failure::kRefused, ChampionRestricted(""), state};
  if (state == "CH004")
    return {Failure::kRefused, PurposeRefused("EQUALITY_MONITORING", ""), state};
  if (state.substr(0, 2) == "57" || state.substr(0, 2) == "08" || state.substr(0, 2) == "53") {
    return {Failure::kRefused, Unavailable(), state};
  }
  return {Failure::kBug, Internal(), "SQLSTATE " + state + " " + constraint};
}

}  // namespace

Meaning Interpret(const std::exception& error) {
  if (dynamic_cast<const pqxx::in_doubt_error*>(&error) != nullptr) {
    return {Failure::kInDoubt, Unavailable(), "commit in doubt"};
  }
  if (dynamic_cast<const pqxx::broken_connection*>(&error) != nullptr) {
    // Before COMMIT nothing has happened: the same work on a new connection is safe.
    return {Failure::kRetry, Unavailable(), "broken connection"};
  }
  if (dynamic_cast<const pqxx::transaction_rollback*>(&error) != nullptr) {
    return OfSqlState("40001", "");
  }
  if (auto* sql = dynamic_cast<const pqxx::sql_error*>(&error)) {
    return OfSqlState(StateOf(*sql), ConstraintOf(sql->what()));
  }
  return {Failure::kBug, Internal(), error.what()};
}

std::optional<Meaning> Interpret(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Refusal&) {
    return std::nullopt;
  } catch (const std::exception& failure) {
    return Interpret(failure);
  }
}

}  // namespace champions::db
