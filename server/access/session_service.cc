// The methods of AccessService about sessions.
#include "access/access_service.h"
#include "access/access_sql.h"
#include "access/key.h"
#include "auth/sessions.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::access {
namespace {

constexpr const char* kKind = "session";
// Of one key: enough for a token in every process of a partner's, and no way to fill the database.
constexpr int kMostLive = 100;

v1::Session ToProto(const db::Row& row) {
  v1::Session proto;
  proto.set_id(row.Text("id"));
  proto.set_key(row.Text("key_id"));
  proto.set_user(row.Text("user_id"));
  proto.set_method(rpc::FromLabel<v1::SessionMethod>(row.Text("method")));
  for (const auto& scope : row.TextArray("scopes")) proto.add_scopes(scope);
  proto.set_state(rpc::FromLabel<v1::SessionState>(row.Text("state")));
  proto.set_certificate_sha256(row.Text("certificate_sha256"));
  proto.set_address(row.Text("address"));
  rpc::SetTimestamp(row.Int64("created_at_us"), proto.mutable_create_time());
  rpc::SetTimestamp(row.Int64("expires_at_us"), proto.mutable_expire_time());
  if (!row.Null("last_used_at_us")) {
    rpc::SetTimestamp(row.Int64("last_used_at_us"), proto.mutable_last_used_time());
  }
  if (!row.Null("idle_end_us")) {
    rpc::SetTimestamp(row.Int64("idle_end_us"), proto.mutable_idle_expire_time());
  }
  if (!row.Null("revoked_at_us")) {
    rpc::SetTimestamp(row.Int64("revoked_at_us"), proto.mutable_revoke_time());
  }
  return proto;
}

std::optional<v1::Session> Get(db::Transaction& tx, const std::string& id, const char* lock = "") {
  auto row =
      tx.ExecuteMaybe(std::string(sql::kSelectSessions) + " where s.id = $1::uuid" + lock, id);
  if (!row) return std::nullopt;
  return ToProto(*row);
}

// The user, or a partner system's key.
const std::string& OwnerOf(const v1::Session& session) {
  return session.user().empty() ? session.key() : session.user();
}

// What is LIVE, from now on refused; the caller has locked it.
void Revoke(rpc::Call& call, db::Transaction& tx, const v1::Session& session, const char* verb,
            v1::Session* revoked) {
  if (session.state() != v1::SESSION_STATE_LIVE) {
    throw TransitionNotAllowed(kKind, verb, rpc::Label(session.state()), {});
  }
  auth::RevokeSession(tx, session.id());
  call.Audit({.object_kind = kKind, .object = session.id(), .fields = {"state"}});
  *revoked = *Get(tx, session.id());
}

// What the key may do, which an `exchange_only` one may do by its tokens alone.
std::set<std::string> PermissionsOfKey(auth::Principal principal) {
  principal.exchange_only = false;
  return principal.Permissions();
}

auth::NewSession NewSessionOf(const rpc::Call& call, const v1::CreateTokenRequest& request) {
  const auto& who = call.principal();
  if (!who.session_id.empty()) {
    // Else whoever got hold of a token for 15 minutes would have it for good.
    throw Refusal(Code::kFailedPrecondition, "KEY_REQUIRED",
                  "a token is obtained with a key, not with another token: call with the key");
  }
  auth::NewSession session{.key_id = who.key_id, .method = "KEY", .address = call.address};
  if (who.certificate) session.certificate_sha256 = call.certificate_sha256;
  if (request.scopes_size() == 0) return session;
  session.scopes = {request.scopes().begin(), request.scopes().end()};
  auto violations = CheckScopes("scopes", *session.scopes, PermissionsOfKey(who));
  if (!violations.empty()) throw InvalidFields(std::move(violations));
  return session;
}

void CheckNotTooMany(db::Transaction& tx, const std::string& key) {
  if (tx.ExecuteOne(sql::kLiveSessions, key, kMostLive).Int("live") < kMostLive) return;
  Refusal refusal(Code::kResourceExhausted, "TOO_MANY_SESSIONS",
                  "100 tokens of this key are live: use one of them until it expires");
  refusal.retry_after = std::chrono::minutes(1);
  throw refusal;
}

}  // namespace

grpc::Status AccessService::CreateToken(grpc::ServerContext* context,
                                        const v1::CreateTokenRequest* request,
                                        v1::CreateTokenResponse* response) {
  auth::IssuedSession issued;
  auto status =
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        auto session = NewSessionOf(call, *request);
        CheckNotTooMany(tx, session.key_id);
        issued = auth::IssueSession(tx, spine_.authenticator, session);
        call.Audit({.object_kind = kKind, .object = issued.id});
        *response->mutable_session() = *Get(tx, issued.id);
        rpc::SetTimestamp(issued.expires_at_us, response->mutable_expire_time());
      });
  // Only now, as CreateKey does: a token is never stored with the answer.
  bool made = status.ok() && !request->validate_only() && response->session().id() == issued.id;
  if (made) response->set_token(issued.token);
  return status;
}

grpc::Status AccessService::ListSessions(grpc::ServerContext* context,
                                         const v1::ListSessionsRequest* request,
                                         v1::ListSessionsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectSessions, "s.id", "uuid");
    query.Where("s.key_id = ?::uuid", request->key());
    query.Where("coalesce(s.user_id, k.user_id) = ?::uuid", request->user());
    for (auto row : query.Page(spine_, call, tx, *request, {{"id", "s.id", "uuid"}},
                               response->mutable_next_page_token())) {
      *response->add_sessions() = ToProto(row);
    }
  });
}

grpc::Status AccessService::RevokeSession(grpc::ServerContext* context,
                                          const v1::RevokeSessionRequest* request,
                                          v1::RevokeSessionResponse* response) {
  return Forgetting(
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        auto session = Get(tx, request->id(), " for no key update of s");
        if (!session) throw NotFound(kKind, request->id());
        Revoke(call, tx, *session, "RevokeSession", response->mutable_session());
      }));
}

grpc::Status AccessService::ListOwnSessions(grpc::ServerContext* context,
                                            const v1::ListOwnSessionsRequest* request,
                                            v1::ListOwnSessionsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectSessions, "s.id", "uuid");
    query.Where("coalesce(s.user_id, k.user_id, s.key_id) = ?::uuid", call.principal().id());
    for (auto row : query.Page(spine_, call, tx, *request, {{"id", "s.id", "uuid"}},
                               response->mutable_next_page_token())) {
      *response->add_sessions() = ToProto(row);
    }
  });
}

grpc::Status AccessService::RevokeOwnSession(grpc::ServerContext* context,
                                             const v1::RevokeOwnSessionRequest* request,
                                             v1::RevokeOwnSessionResponse* response) {
  return Forgetting(
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        auto session = Get(tx, request->id(), " for no key update of s");
        // Those of others look as if there were none.
        if (!session || OwnerOf(*session) != call.principal().id()) {
          throw NotFound(kKind, request->id());
        }
        Revoke(call, tx, *session, "RevokeOwnSession", response->mutable_session());
      }));
}

grpc::Status AccessService::RevokeOtherSessions(grpc::ServerContext* context,
                                                const v1::RevokeOtherSessionsRequest* request,
                                                v1::RevokeOtherSessionsResponse* response) {
  return Forgetting(
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        const auto& user_id = OwnUserId(call);
        auto revoked = auth::RevokeOtherSessions(tx, user_id, call.principal().session_id);
        if (revoked > 0) {
          call.Audit({.object_kind = kKind, .objects = revoked, .fields = {"state"}});
        }
        response->set_revoked(static_cast<int>(revoked));
      }));
}

}  // namespace champions::access
