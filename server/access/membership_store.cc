#include "access/membership_store.h"

#include "access/access_sql.h"
#include "access/user_store.h"
#include "base/text.h"

namespace champions::access::store {
namespace {

// The id of the organisation or programme, as a parameter.
db::Parameter PlaceId(const db::Row& row, const char* column, const std::string& kind,
                      const std::string& code) {
  if (code.empty()) return std::nullopt;
  if (row.Null(column)) throw NotFound(kind, code);
  return std::to_string(row.Int(column));
}

}  // namespace

Membership MembershipFromRow(const db::Row& row) {
  Membership membership{.id = row.Text("id"),
                        .user = row.Text("user_id"),
                        .role = row.Text("role"),
                        .organisation = row.Text("organisation"),
                        .programme = row.Text("programme"),
                        .state = row.Text("state"),
                        .created_at_us = row.Int64("created_at_us")};
  if (!row.Null("ended_at_us")) membership.revoked_at_us = row.Int64("ended_at_us");
  return membership;
}

std::optional<Membership> GetMembership(db::Transaction& transaction, const std::string& id) {
  std::string statement(sql::kSelectMemberships);
  statement += " where m.id = $1::uuid";
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return MembershipFromRow(*row);
}

std::string InsertMembership(db::Transaction& transaction, const Membership& membership) {
  auto user = LockUser(transaction, membership.user);
  if (!user) throw NotFound("user", membership.user);
  if (user->state != "ENABLED") throw UserDisabled(user->id);
  auto place = transaction.ExecuteOne(sql::kPlaceOfMembership, membership.organisation,
                                      membership.programme);
  auto made = transaction.ExecuteMaybe(
      sql::kInsertMembership, user->id, membership.role,
      PlaceId(place, "organisation_id", "organisation", membership.organisation),
      PlaceId(place, "programme_id", "programme", membership.programme));
  if (made) return made->Text("id");
  throw Refusal(Code::kAlreadyExists, "ALREADY_EXISTS",
                "the user is " + membership.role + " of " +
                    Quoted(membership.organisation + membership.programme) + " already");
}

bool EndMembership(db::Transaction& transaction, const std::string& id) {
  return transaction.Execute(sql::kEndMembership, id).affected() > 0;
}

std::vector<auth::Membership> GrantsOf(db::Transaction& transaction, const std::string& user_id) {
  std::vector<auth::Membership> grants;
  for (auto row : transaction.Execute(sql::kGrantsOf, user_id)) {
    grants.push_back(
        {.role = auth::RoleFromName(row.Text("role")), .programme_id = row.Int("programme_id")});
  }
  return grants;
}

}  // namespace champions::access::store
