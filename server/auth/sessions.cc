#include "auth/sessions.h"

#include "auth/auth_sql.h"

namespace champions::auth {

IssuedSession IssueSession(db::Transaction& transaction, const Authenticator& authenticator,
                           const NewSession& session) {
  IssuedSession issued;
  issued.token = NewToken("chs_");
  auto row = transaction.ExecuteOne(
      sql::kInsertSession, db::Bytes(authenticator.HashToken(issued.token)),
      db::NullIfEmpty(session.key_id), db::NullIfEmpty(session.user_id), session.method,
      session.scopes ? db::ToParameter(*session.scopes) : db::Parameter(),
      db::NullIfEmpty(session.certificate_sha256), db::NullIfEmpty(session.address),
      static_cast<int64_t>(session.lifetime.count()),
      session.idle ? std::optional<int64_t>(session.idle->count()) : std::nullopt);
  issued.id = row.Text("id");
  issued.expires_at_us = row.Int64("expires_at_us");
  if (session.user_id.empty()) return issued;
  for (auto old :
       transaction.Execute(sql::kEndOldestSessions, session.user_id, kMostSessionsOfUser)) {
    issued.ended.push_back(old.Text("id"));
  }
  return issued;
}

bool RevokeSession(db::Transaction& transaction, const std::string& id) {
  return transaction.Execute(sql::kRevokeSession, id).affected() > 0;
}

int64_t RevokeSessionsOfUser(db::Transaction& transaction, const std::string& user_id) {
  return transaction.Execute(sql::kRevokeSessionsOfUser, user_id).affected();
}

int64_t RevokeOtherSessions(db::Transaction& transaction, const std::string& user_id,
                            const std::string& session_id) {
  return transaction.Execute(sql::kRevokeOtherSessions, user_id, db::NullIfEmpty(session_id))
      .affected();
}

}  // namespace champions::auth
