// The methods of AccessService about keys, and who the caller is.
#include "access/access_service.h"
#include "access/access_sql.h"
#include "access/key_store.h"
#include "access/membership_store.h"
#include "access/user_store.h"
#include "auth/token.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::access {
namespace {

constexpr const char* kKind = "key";
constexpr const char* kPartner = "PARTNER";

v1::Key ToProto(const Key& key) {
  v1::Key proto;
  proto.set_id(key.id);
  proto.set_name(key.name);
  proto.set_user(key.user);
  proto.set_role(rpc::FromLabel<v1::Role>(key.role));
  for (const auto& code : key.organisations) proto.add_organisations(code);
  if (key.expires_at_us) rpc::SetTimestamp(*key.expires_at_us, proto.mutable_expire_time());
  proto.set_state(rpc::FromLabel<v1::KeyState>(key.state));
  rpc::SetTimestamp(key.created_at_us, proto.mutable_create_time());
  if (key.revoked_at_us) rpc::SetTimestamp(*key.revoked_at_us, proto.mutable_revoke_time());
  proto.set_etag(rpc::Etag(key.version));
  for (const auto& scope : key.scopes) proto.add_scopes(scope);
  proto.set_exchange_only(key.exchange_only);
  proto.set_certificate_sha256(key.certificate_sha256);
  for (const auto& name : key.certificate_names) {
    proto.add_certificate_subject_alternative_names(name);
  }
  if (key.last_used_at_us) rpc::SetTimestamp(*key.last_used_at_us, proto.mutable_last_used_time());
  return proto;
}

// What a caller may set.
Key FromProto(const v1::Key& proto) {
  Key key{.name = proto.name(),
          .user = proto.user(),
          .role = rpc::Label(proto.role()),
          .organisations = {proto.organisations().begin(), proto.organisations().end()},
          .scopes = {proto.scopes().begin(), proto.scopes().end()},
          .exchange_only = proto.exchange_only(),
          .certificate_sha256 = proto.certificate_sha256(),
          .certificate_names = {proto.certificate_subject_alternative_names().begin(),
                                proto.certificate_subject_alternative_names().end()}};
  if (proto.has_expire_time()) key.expires_at_us = rpc::ToMicros(proto.expire_time());
  return key;
}

int64_t NowMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// What a key may do: of a user, all that the user may; and what its scopes may name.
struct Grantable {
  std::set<std::string> by_itself, by_scopes;
  bool of_partner = false;  // by the key's role, or its user's own
};

Grantable GrantableOf(db::Transaction& tx, const Key& key) {
  if (key.user.empty()) {
    auto role = auth::RoleFromName(key.role);
    return {auth::PermissionsOf(role), auth::GrantableTo(role, false), key.role == kPartner};
  }
  auto user = store::GetUser(tx, key.user);
  if (!user) throw NotFound("user", key.user);
  if (user->state != "ENABLED") throw UserDisabled(user->id);
  auto all = auth::GrantableTo(store::GrantsOf(tx, user->id));
  return {all, all, user->role == kPartner};
}

// Scopes are no more than that, and whoever is held back by scopes makes no key that is not.
void CheckGrant(const auth::Principal& caller, const Key& key, const Grantable& grantable) {
  auto violations = CheckScopes("key.scopes", key.scopes, grantable.by_scopes);
  if (!violations.empty()) throw InvalidFields(std::move(violations));
  if (!caller.scopes) return;
  std::set<std::string> granted(key.scopes.begin(), key.scopes.end());
  if (granted.empty()) granted = grantable.by_itself;
  for (const auto& permission : granted) {
    if (caller.May(permission)) continue;
    Refusal refusal(Code::kPermissionDenied, "PERMISSION_DENIED",
                    "the key could do what the caller may not: " + permission);
    throw refusal.With("permission", permission);
  }
}

void CheckRotation(db::Transaction& tx, const Key& key) {
  if (!key.user.empty()) return;
  auto living = store::LockLivingKeys(tx, key);
  if (living.size() >= kMostLivingKeys) throw TwoKeysLive(key.name, living);
}

// One for each place; the ids are for those who may read users.
void AddMemberships(const auth::Principal& who, v1::WhoAmIResponse* response) {
  if (who.user_id.empty()) return;
  auto add = [&](auth::Role role) {
    auto* proto = response->add_memberships();
    proto->set_role(rpc::FromLabel<v1::Role>(auth::RoleName(role)));
    return proto;
  };
  auto all = who.memberships
                 ? *who.memberships
                 : std::vector<auth::Membership>{
                       {.role = who.role, .organisation_codes = who.organisation_codes}};
  for (const auto& one : all) {
    for (const auto& code : one.organisation_codes) add(one.role)->set_organisation(code);
    if (!one.organisation_codes.empty()) continue;
    add(one.role)->set_programme(one.programme_code);
  }
}

}  // namespace

grpc::Status AccessService::CreateKey(grpc::ServerContext* context,
                                      const v1::CreateKeyRequest* request,
                                      v1::CreateKeyResponse* response) {
  std::string token, id;
  auto status =
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        Key key = FromProto(request->key());
        CheckNewKey(key, NowMicros());
        auto grantable = GrantableOf(tx, key);
        if (exchange_only_partners_ && grantable.of_partner && !key.exchange_only) {
          throw InvalidField("key.exchange_only",
                             "is not set: expected true, since here keys of partners only obtain "
                             "tokens (access.partner_keys)");
        }
        CheckGrant(call.principal(), key, grantable);
        key.organisation_ids = store::OrganisationIds(tx, key.organisations);
        CheckRotation(tx, key);
        token = auth::NewToken();
        id = store::InsertKey(tx, key, spine_.authenticator.HashToken(token));
        call.Audit({.object_kind = kKind, .object = id});
        *response->mutable_key() = ToProto(*store::GetKey(tx, id));
      });
  // Only now: the answer is stored with the transaction, for replays, and a token is never stored.
  // In a replay the work above did not run, or lost to the call that made another key.
  bool made = status.ok() && !request->validate_only() && response->key().id() == id;
  if (made) response->set_token(token);
  return status;
}

grpc::Status AccessService::GetKey(grpc::ServerContext* context, const v1::GetKeyRequest* request,
                                   v1::GetKeyResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::GetKey(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_key() = ToProto(*found);
  });
}

grpc::Status AccessService::ListKeys(grpc::ServerContext* context,
                                     const v1::ListKeysRequest* request,
                                     v1::ListKeysResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectKeys, "k.id", "uuid");
    query.Where("k.user_id = ?::uuid", request->user());
    for (auto row : query.Page(spine_, call, tx, *request,
                               {{"id", "k.id", "uuid"}, {"name", "k.name", "text"}},
                               response->mutable_next_page_token())) {
      *response->add_keys() = ToProto(store::KeyFromRow(row));
    }
  });
}

grpc::Status AccessService::RevokeKey(grpc::ServerContext* context,
                                      const v1::RevokeKeyRequest* request,
                                      v1::RevokeKeyResponse* response) {
  return Forgetting(
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        store::LockAdministrators(tx);
        auto key = store::LockKey(tx, request->id());
        if (!key) throw NotFound(kKind, request->id());
        rpc::CheckEtag(request->etag(), key->version, kKind, key->id);
        if (key->state == "REVOKED") throw TransitionNotAllowed(kKind, "RevokeKey", key->state, {});
        store::RevokeKey(tx, key->id);
        if (key->role == "ADMINISTRATOR" && !store::AdministratorLeft(tx)) {
          throw LastAdministrator();
        }
        call.Audit({.object_kind = kKind, .object = key->id, .fields = {"state"}});
        *response->mutable_key() = ToProto(*store::GetKey(tx, key->id));
      }));
}

grpc::Status AccessService::WhoAmI(grpc::ServerContext* context, const v1::WhoAmIRequest* request,
                                   v1::WhoAmIResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction&) {
    const auto& who = call.principal();
    response->set_key(who.key_id);
    response->set_user(who.user_id);
    response->set_name(who.name);
    bool has_role = !who.memberships || !who.memberships->empty();
    if (has_role) response->set_role(rpc::FromLabel<v1::Role>(auth::RoleName(who.role)));
    for (const auto& code : who.organisation_codes) response->add_organisations(code);
    for (const auto& code : who.programme_codes) response->add_programmes(code);
    response->set_all_organisations(who.sees_everything());
    for (const auto& permission : who.Permissions()) response->add_permissions(permission);
    response->set_session(who.session_id);
    AddMemberships(who, response);
  });
}

}  // namespace champions::access
