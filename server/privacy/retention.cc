#include "privacy/retention.h"

#include <stdexcept>

#include "base/refusal.h"
#include "privacy/privacy_sql.h"

namespace champions::privacy {
namespace {

constexpr const char* kReason = "kept no longer (retention)";

// What is due is one statement, by a day; so are holding it and removing it, by ids and
// organisations.
struct Class {
  std::string_view name, due, lock, remove;
  bool erases_people;
};
constexpr Class kClasses[] = {
    {"FORMER_CHAMPIONS", sql::kRetentionFormerChampions, sql::kLockChampions, sql::kEraseChampions,
     true},
    {"UNSUCCESSFUL_ENQUIRIES", sql::kRetentionUnsuccessfulEnquiries, sql::kLockChampions,
     sql::kEraseChampions, true},
    {"REACH_NOTES", sql::kRetentionReachNotes, sql::kLockReach, sql::kRemoveNotes, false},
    {"FORMER_USERS", sql::kRetentionFormerUsers, sql::kLockUsers, sql::kRemoveUsers, false},
    {"CLOSED_CASES", sql::kRetentionClosedCases, sql::kLockCases, sql::kRemoveCases, false}};

const Class& ClassOf(const std::string& name) {
  for (const auto& one : kClasses) {
    if (one.name == name) return one;
  }
  throw std::logic_error("there is no class " + name);
}

std::string Around(std::string_view before, const Class& one, std::string_view after) {
  std::string statement(before);
  statement += one.due;
  statement += after;
  return statement;
}

struct Ids {
  std::vector<std::string> ids;
  std::vector<int> organisations;
};

Ids IdsOf(const std::vector<Due>& dues) {
  Ids ids;
  for (const auto& due : dues) {
    ids.ids.push_back(due.id);
    ids.organisations.push_back(due.organisation_id);
  }
  return ids;
}

std::vector<Due> DuesOf(const db::Rows& rows) {
  std::vector<Due> dues;
  for (auto row : rows) {
    dues.push_back({row.Null("organisation_id") ? 0 : row.Int("organisation_id"),
                    row.Text("object"), row.Text("since")});
  }
  return dues;
}

}  // namespace

std::string CutoffOf(db::Transaction& transaction, const std::string& class_name) {
  auto row = transaction.ExecuteMaybe(sql::kCutoff, class_name);
  if (!row) {
    throw Refusal(Code::kFailedPrecondition, "KEPT_FOR_EVER",
                  class_name + " are kept for ever: set how long first")
        .With("class", class_name);
  }
  return row->Text("day");
}

DueCount CountDue(db::Transaction& transaction, const std::string& class_name,
                  const std::string& until) {
  auto row = transaction.ExecuteOne(
      Around("select count(*) filter (where not held) as due, count(*) filter (where held) as held "
             "from (",
             ClassOf(class_name), ") x"),
      until);
  return {row.Int64("due"), row.Int64("held")};
}

std::vector<Due> ListDue(db::Transaction& transaction, const std::string& class_name,
                         const std::string& until, int limit) {
  return DuesOf(
      transaction.Execute(Around("select * from (", ClassOf(class_name),
                                 ") x where not held order by since, object limit $2::int"),
                          until, limit));
}

std::vector<Due> RemoveDue(db::Transaction& transaction, const std::string& class_name,
                           const std::string& until, int limit, const auth::Principal& who) {
  const auto& one = ClassOf(class_name);
  auto wanted = IdsOf(ListDue(transaction, class_name, until, limit));
  transaction.Execute(one.lock, wanted.ids, wanted.organisations);
  // Somebody may have rejoined, or been held, until now.
  auto dues = DuesOf(transaction.Execute(
      Around("select * from (", one, ") x where not held and object = any ($2::uuid[])"), until,
      wanted.ids));
  auto ids = IdsOf(dues);
  int64_t removed =
      one.erases_people
          ? transaction
                .ExecuteOne(one.remove, ids.ids, ids.organisations, kReason, who.key_id,
                            db::NullIfEmpty(who.user_id))
                .Int64("removed")
          : transaction.ExecuteOne(one.remove, ids.ids, ids.organisations).Int64("removed");
  if (removed != static_cast<int64_t>(dues.size())) {
    throw std::runtime_error("retention removed another number than was due");
  }
  return dues;
}

}  // namespace champions::privacy
