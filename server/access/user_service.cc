// The methods of AccessService about users.
#include "access/access_service.h"
#include "access/access_sql.h"
#include "access/user_store.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::access {
namespace {

constexpr const char* kKind = "user";
constexpr const char* kAdministrator = "ADMINISTRATOR";

v1::User ToProto(const User& user) {
  v1::User proto;
  proto.set_id(user.id);
  proto.set_name(user.name);
  proto.set_email(user.email);
  proto.set_role(rpc::FromLabel<v1::Role>(user.role));
  for (const auto& code : user.organisations) proto.add_organisations(code);
  proto.set_state(rpc::FromLabel<v1::UserState>(user.state));
  proto.set_etag(rpc::Etag(user.version));
  rpc::SetTimestamp(user.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(user.updated_at_us, proto.mutable_update_time());
  return proto;
}

// What a caller may set.
User FromProto(const v1::User& proto) {
  return {.name = proto.name(),
          .email = proto.email(),
          .role = rpc::Label(proto.role()),
          .organisations = {proto.organisations().begin(), proto.organisations().end()}};
}

// The rules that look beyond one field; finds the organisations.
void Check(db::Transaction& tx, User& user) {
  auto violations = CheckRole("user", user.role, user.organisations);
  if (!violations.empty()) throw InvalidFields(std::move(violations));
  user.organisation_ids = store::OrganisationIds(tx, user.organisations);
  if (store::EmailTaken(tx, user.email, user.id)) {
    // Without the address itself: refusals hold no personal data.
    throw Refusal(Code::kAlreadyExists, "ALREADY_EXISTS",
                  "another user has this e-mail address: expected one address for one user");
  }
}

User Locked(db::Transaction& tx, const std::string& id, const std::string& etag) {
  store::LockAdministrators(tx);
  auto user = store::LockUser(tx, id);
  if (!user) throw NotFound(kKind, id);
  rpc::CheckEtag(etag, user->version, kKind, id);
  return *user;
}

void ChangeState(rpc::Call& call, db::Transaction& tx, const std::string& verb,
                 const std::string& id, const std::string& etag, v1::User* answer) {
  User user = Locked(tx, id, etag);
  store::SetUserState(tx, id, NextUserState(verb, user.state));
  if (user.role == kAdministrator && !store::AdministratorLeft(tx)) throw LastAdministrator();
  call.Audit({.object_kind = kKind, .object = id, .fields = {"state"}});
  *answer = ToProto(*store::GetUser(tx, id));
}

}  // namespace

grpc::Status AccessService::Forgetting(grpc::Status status) {
  if (status.ok()) spine_.authenticator.Forget();
  return status;
}

grpc::Status AccessService::CreateUser(grpc::ServerContext* context,
                                       const v1::CreateUserRequest* request,
                                       v1::CreateUserResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    User user = FromProto(request->user());
    Check(tx, user);
    user.id = store::InsertUser(tx, user);
    call.Audit({.object_kind = kKind, .object = user.id});
    *response->mutable_user() = ToProto(*store::GetUser(tx, user.id));
  });
}

grpc::Status AccessService::GetUser(grpc::ServerContext* context, const v1::GetUserRequest* request,
                                    v1::GetUserResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    auto found = store::GetUser(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    if (call.principal().personal()) {
      call.Audit({.object_kind = kKind, .object = found->id, .fields = {"name", "email"}});
    }
    *response->mutable_user() = ToProto(*found);
  });
}

grpc::Status AccessService::ListUsers(grpc::ServerContext* context,
                                      const v1::ListUsersRequest* request,
                                      v1::ListUsersResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    bool personal = call.principal().personal();
    std::vector<rpc::SortKey> orders = {{"id", "u.id", "uuid"}};
    // Page tokens hold the value sorted by, so names order the list only of those who see them.
    if (personal) orders.push_back({"name", "u.name", "text"});
    rpc::ListQuery query(sql::kSelectUsers, "u.id", "uuid");
    auto rows = query.Page(spine_, call, tx, *request, orders, response->mutable_next_page_token());
    for (auto row : rows) *response->add_users() = ToProto(store::UserFromRow(row));
    if (personal && !rows.empty()) {
      call.Audit({.object_kind = kKind,
                  .objects = static_cast<int64_t>(rows.size()),
                  .fields = {"name", "email"}});
    }
  });
}

grpc::Status AccessService::UpdateUser(grpc::ServerContext* context,
                                       const v1::UpdateUserRequest* request,
                                       v1::UpdateUserResponse* response) {
  return Forgetting(
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        const auto& given = request->user();
        auto fields = rpc::MaskedFields(request->update_mask(), v1::User::descriptor());
        User current = Locked(tx, given.id(), given.etag());
        auto merged = ToProto(current);
        rpc::CopyFields(fields, given, &merged);
        User changed = FromProto(merged);
        changed.id = current.id;
        Check(tx, changed);
        store::UpdateUser(tx, changed);
        if (current.role == kAdministrator && !store::AdministratorLeft(tx)) {
          throw LastAdministrator();
        }
        call.Audit(
            {.object_kind = kKind, .object = current.id, .fields = {fields.begin(), fields.end()}});
        *response->mutable_user() = ToProto(*store::GetUser(tx, current.id));
      }));
}

grpc::Status AccessService::DisableUser(grpc::ServerContext* context,
                                        const v1::DisableUserRequest* request,
                                        v1::DisableUserResponse* response) {
  return Forgetting(
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        ChangeState(call, tx, "DisableUser", request->id(), request->etag(),
                    response->mutable_user());
      }));
}

grpc::Status AccessService::EnableUser(grpc::ServerContext* context,
                                       const v1::EnableUserRequest* request,
                                       v1::EnableUserResponse* response) {
  return Forgetting(
      rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
        ChangeState(call, tx, "EnableUser", request->id(), request->etag(),
                    response->mutable_user());
      }));
}

}  // namespace champions::access
