#include <thread>

#include "champions/v1/access_service.grpc.pb.h"
#include "champions/v1/organisation_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::AccessService::Stub;

class AccessTest : public ServerTest {
 protected:
  v1::User NewUser(v1::Role role, const std::vector<std::string>& organisations = {}) {
    v1::CreateUserRequest request;
    request.mutable_user()->set_name("Ada Adeyemi");
    request.mutable_user()->set_role(role);
    for (const auto& code : organisations) request.mutable_user()->add_organisations(code);
    v1::CreateUserResponse response;
    auto outcome = As(admin, &Stub::CreateUser, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.user();
  }

  // Gives the outcome; the answer is in `key_`.
  Outcome CreateKey(const v1::Key& key, const std::string& request_id = "", bool dry = false) {
    v1::CreateKeyRequest request;
    *request.mutable_key() = key;
    request.mutable_key()->set_name("tablet");
    request.set_request_id(request_id);
    request.set_validate_only(dry);
    return As(admin, &Stub::CreateKey, request, &key_);
  }

  // A key of the user; gives its token.
  std::string KeyOf(const v1::User& user) {
    v1::Key key;
    key.set_user(user.id());
    auto outcome = CreateKey(key);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return key_.token();
  }

  Outcome WhoAmI(const std::string& token) {
    return As(token, &Stub::WhoAmI, v1::WhoAmIRequest(), &who_);
  }
  Outcome Revoke(const std::string& id, const std::string& etag = "") {
    v1::RevokeKeyRequest request;
    request.set_id(id);
    request.set_etag(etag);
    v1::RevokeKeyResponse response;
    return As(admin, &Stub::RevokeKey, request, &response);
  }
  Outcome Disable(const std::string& id) {
    v1::DisableUserRequest request;
    request.set_id(id);
    v1::DisableUserResponse response;
    return As(admin, &Stub::DisableUser, request, &response);
  }
  Outcome Enable(const std::string& id) {
    v1::EnableUserRequest request;
    request.set_id(id);
    v1::EnableUserResponse response;
    return As(admin, &Stub::EnableUser, request, &response);
  }
  Outcome Update(const v1::User& user, const std::vector<std::string>& paths) {
    v1::UpdateUserRequest request;
    *request.mutable_user() = user;
    for (const auto& path : paths) request.mutable_update_mask()->add_paths(path);
    return As(admin, &Stub::UpdateUser, request, &updated_);
  }
  v1::User Get(const std::string& token, const std::string& id) {
    v1::GetUserRequest request;
    request.set_id(id);
    v1::GetUserResponse response;
    EXPECT_TRUE(As(token, &Stub::GetUser, request, &response).ok());
    return response.user();
  }
  std::string AuditOf(const std::string& id) {
    return SqlValue(
        "select string_agg(method || ':' || array_to_string(fields, ','), ' ' order by "
        "recorded_at) "
        "from audit_event where object = '" +
        id + "'");
  }

  v1::CreateKeyResponse key_;
  v1::UpdateUserResponse updated_;
  v1::WhoAmIResponse who_;
};

// Shows that a user survives create, get, list and update, that an update touches only what its
// mask names, and that each change and each reading of the name is in the audit log.
TEST_F(AccessTest, UsersLiveThroughTheirMethods) {
  MakeOrganisation("ORG-A");
  MakeOrganisation("ORG-B");
  auto user = NewUser(v1::ROLE_COORDINATOR, {"ORG-B", "ORG-A"});
  EXPECT_EQ(user.state(), v1::USER_STATE_ENABLED);
  ASSERT_EQ(user.organisations_size(), 2);
  EXPECT_EQ(user.organisations(0), "ORG-A");
  user.set_email("ada@example.org");
  user.set_name("not in the mask");
  ASSERT_TRUE(Update(user, {"email"}).ok());
  EXPECT_EQ(updated_.user().name(), "Ada Adeyemi");
  EXPECT_NE(updated_.user().etag(), user.etag());
  auto stale = Update(user, {"name"});
  EXPECT_EQ(stale.code, grpc::ABORTED);
  EXPECT_EQ(stale.reason, "ETAG_MISMATCH");
  EXPECT_EQ(Update(updated_.user(), {"state"}).code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Get(admin, user.id()).SerializeAsString(), updated_.user().SerializeAsString());
  EXPECT_EQ(AuditOf(user.id()),
            "AccessService/CreateUser: AccessService/UpdateUser:email "
            "AccessService/GetUser:name,email");
  v1::ListUsersRequest list;
  list.set_page_size(1);
  list.set_order_by("name desc");
  std::string names;
  v1::ListUsersResponse page;
  do {
    ASSERT_TRUE(As(admin, &Stub::ListUsers, list, &page).ok());
    for (const auto& one : page.users()) names += one.name() + ";";
    list.set_page_token(page.next_page_token());
  } while (!page.next_page_token().empty());
  EXPECT_EQ(names, "Test administrator;Ada Adeyemi;");
}

// Shows that a role without the organisations it needs, or with some it does not take, is refused
// by field, and that organisations that do not exist are named.
TEST_F(AccessTest, RoleRulesAreEnforced) {
  MakeOrganisation("ORG-A");
  v1::CreateUserRequest request;
  v1::CreateUserResponse response;
  request.mutable_user()->set_name("Ada");
  request.mutable_user()->set_role(v1::ROLE_COORDINATOR);
  auto without = As(admin, &Stub::CreateUser, request, &response);
  EXPECT_EQ(without.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(without.fields.size(), 1u);
  EXPECT_EQ(without.fields[0].first, "user.organisations");
  for (const char* code : {"NO-SUCH-1", "ORG-A", "NO-SUCH-2"}) {
    request.mutable_user()->add_organisations(code);
  }
  auto unknown = As(admin, &Stub::CreateUser, request, &response);
  EXPECT_EQ(unknown.code, grpc::NOT_FOUND);
  EXPECT_EQ(unknown.message, "there is no organisation 'NO-SUCH-1, NO-SUCH-2'");
  request.mutable_user()->set_role(v1::ROLE_AUDITOR);
  EXPECT_EQ(As(admin, &Stub::CreateUser, request, &response).code, grpc::INVALID_ARGUMENT);
  auto user = NewUser(v1::ROLE_COORDINATOR, {"ORG-A"});
  user.set_role(v1::ROLE_AUDITOR);
  EXPECT_EQ(Update(user, {"role"}).code, grpc::INVALID_ARGUMENT);
  user.clear_organisations();
  EXPECT_TRUE(Update(user, {"role", "organisations"}).ok());
  EXPECT_EQ(updated_.user().role(), v1::ROLE_AUDITOR);
}

// Shows that one e-mail address, in whatever letters, belongs to one user, and that the refusal
// does not repeat it.
TEST_F(AccessTest, EmailAddressesAreUnique) {
  v1::CreateUserRequest request;
  v1::CreateUserResponse response;
  request.mutable_user()->set_name("Ada");
  request.mutable_user()->set_email("ada@example.org");
  request.mutable_user()->set_role(v1::ROLE_AUDITOR);
  ASSERT_TRUE(As(admin, &Stub::CreateUser, request, &response).ok());
  request.mutable_user()->set_email("ADA@example.org");
  auto taken = As(admin, &Stub::CreateUser, request, &response);
  EXPECT_EQ(taken.code, grpc::ALREADY_EXISTS);
  EXPECT_EQ(taken.message.find("example.org"), std::string::npos);
  // Its own address is no obstacle to a user.
  v1::User same = Get(admin, SqlValue("select id from access_user where email is not null"));
  same.set_email("Ada@example.org");
  EXPECT_TRUE(Update(same, {"email"}).ok());
}

// Shows that a token is in the first answer alone: not in a replay, not in a dry run, and nowhere
// in the database, where its keyed hash is.
TEST_F(AccessTest, TokensAreShownOnce) {
  v1::Key key;
  key.set_role(v1::ROLE_AUDITOR);
  auto id = NewRequestId();
  ASSERT_TRUE(CreateKey(key, id).ok());
  auto first = key_;
  ASSERT_EQ(first.token().size(), 68u);
  EXPECT_TRUE(WhoAmI(first.token()).ok());
  ASSERT_TRUE(CreateKey(key, id).ok());
  EXPECT_EQ(key_.token(), "");
  EXPECT_EQ(key_.key().SerializeAsString(), first.key().SerializeAsString());
  auto secret = first.token().substr(4);
  EXPECT_EQ(SqlValue("select count(*) from request_answer where position('" + secret +
                     "' in convert_from(answer, 'LATIN1')) > 0"),
            "0");
  EXPECT_EQ(SqlValue("select count(*) from request_answer where position('chk_' in "
                     "convert_from(answer, 'LATIN1')) > 0"),
            "0");
  EXPECT_EQ(SqlValue("select count(*) from access_key where token_hash = '\\x" + secret + "'"),
            "0");
  auto keys = SqlValue("select count(*) from access_key");
  ASSERT_TRUE(CreateKey(key, "", true).ok());
  EXPECT_EQ(key_.token(), "");
  EXPECT_EQ(SqlValue("select count(*) from access_key"), keys);
  ASSERT_TRUE(CreateKey(key).ok());
  EXPECT_NE(key_.token(), first.token());
}

// Shows what WhoAmI says: of a partner's own key, and of a user's key, which borrows role,
// organisations and name.
TEST_F(AccessTest, WhoAmISaysWhoCalls) {
  MakeOrganisation("ORG-A");
  v1::Key key;
  key.set_role(v1::ROLE_PARTNER);
  key.add_organisations("ORG-A");
  ASSERT_TRUE(CreateKey(key).ok());
  ASSERT_TRUE(WhoAmI(key_.token()).ok());
  EXPECT_EQ(who_.key(), key_.key().id());
  EXPECT_EQ(who_.user(), "");
  EXPECT_EQ(who_.name(), "tablet");
  EXPECT_EQ(who_.role(), v1::ROLE_PARTNER);
  EXPECT_FALSE(who_.all_organisations());
  ASSERT_EQ(who_.organisations_size(), 1);
  EXPECT_EQ(who_.organisations(0), "ORG-A");
  const auto& given = auth::PermissionsOf(auth::Role::kPartner);
  EXPECT_EQ(std::set<std::string>(who_.permissions().begin(), who_.permissions().end()), given);
  auto user = NewUser(v1::ROLE_PROGRAMME_MANAGER);
  ASSERT_TRUE(WhoAmI(KeyOf(user)).ok());
  EXPECT_EQ(who_.user(), user.id());
  EXPECT_EQ(who_.name(), "Ada Adeyemi");
  EXPECT_EQ(who_.role(), v1::ROLE_PROGRAMME_MANAGER);
  EXPECT_TRUE(who_.all_organisations());
  EXPECT_EQ(key_.key().role(), v1::ROLE_PROGRAMME_MANAGER);
}

// Shows that a key with a user and a role, with neither, with a missing or disabled user, or that
// has expired already, is refused.
TEST_F(AccessTest, KeysThatMakeNoSenseAreRefused) {
  EXPECT_EQ(CreateKey({}).code, grpc::INVALID_ARGUMENT);
  auto user = NewUser(v1::ROLE_AUDITOR);
  v1::Key key;
  key.set_user(user.id());
  key.set_role(v1::ROLE_AUDITOR);
  EXPECT_EQ(CreateKey(key).code, grpc::INVALID_ARGUMENT);
  key.clear_role();
  key.mutable_expire_time()->set_seconds(time(nullptr) - 1);
  auto past = CreateKey(key);
  ASSERT_EQ(past.fields.size(), 1u) << past;
  EXPECT_EQ(past.fields[0].first, "key.expire_time");
  key.clear_expire_time();
  ASSERT_TRUE(Disable(user.id()).ok());
  auto disabled = CreateKey(key);
  EXPECT_EQ(disabled.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(disabled.reason, "USER_DISABLED");
  key.set_user(NewRequestId());
  EXPECT_EQ(CreateKey(key).code, grpc::NOT_FOUND);
}

// Shows that a revocation takes effect with its answer, is for good, and is audited.
TEST_F(AccessTest, RevokedKeysStopAtOnce) {
  v1::Key key;
  key.set_role(v1::ROLE_AUDITOR);
  ASSERT_TRUE(CreateKey(key).ok());
  auto id = key_.key().id();
  ASSERT_TRUE(WhoAmI(key_.token()).ok());
  EXPECT_EQ(Revoke(id, "99").reason, "ETAG_MISMATCH");
  EXPECT_TRUE(WhoAmI(key_.token()).ok());
  ASSERT_TRUE(Revoke(id, key_.key().etag()).ok());
  auto after = WhoAmI(key_.token());
  EXPECT_EQ(after.code, grpc::UNAUTHENTICATED);
  EXPECT_EQ(after.reason, "INVALID_CREDENTIALS");
  auto again = Revoke(id);
  EXPECT_EQ(again.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(again.reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Revoke(NewRequestId()).code, grpc::NOT_FOUND);
  v1::GetKeyRequest get;
  get.set_id(id);
  v1::GetKeyResponse got;
  ASSERT_TRUE(As(admin, &Stub::GetKey, get, &got).ok());
  EXPECT_EQ(got.key().state(), v1::KEY_STATE_REVOKED);
  EXPECT_TRUE(got.key().has_revoke_time());
  EXPECT_EQ(AuditOf(id), "AccessService/CreateKey: AccessService/RevokeKey:state");
}

// Shows that another server, which does not hear of a revocation, heeds it within a second.
TEST_F(AccessTest, OtherServersHeedARevocationWithinASecond) {
  auto token = MakeKey(auth::Role::kAuditor);
  ASSERT_TRUE(WhoAmI(token).ok());
  Sql("update access_key set revoked_at = clock_timestamp() where role = 'AUDITOR'");
  std::this_thread::sleep_for(std::chrono::milliseconds(1050));
  EXPECT_EQ(WhoAmI(token).code, grpc::UNAUTHENTICATED);
}

// Shows that a key stops when it expires, and says so.
TEST_F(AccessTest, KeysExpire) {
  v1::Key key;
  key.set_role(v1::ROLE_AUDITOR);
  key.mutable_expire_time()->set_seconds(time(nullptr) + 3600);
  ASSERT_TRUE(CreateKey(key).ok());
  EXPECT_EQ(key_.key().state(), v1::KEY_STATE_VALID);
  EXPECT_EQ(key_.key().expire_time().seconds(), key.expire_time().seconds());
  Sql("update access_key set expires_at = clock_timestamp() where role = 'AUDITOR'");
  EXPECT_EQ(WhoAmI(key_.token()).code, grpc::UNAUTHENTICATED);
  v1::ListKeysRequest list;
  v1::ListKeysResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListKeys, list, &listed).ok());
  ASSERT_EQ(listed.keys_size(), 2);
  EXPECT_EQ(listed.keys(1).state(), v1::KEY_STATE_EXPIRED);
  list.set_user(listed.keys(0).user());
  ASSERT_TRUE(As(admin, &Stub::ListKeys, list, &listed).ok());
  EXPECT_EQ(listed.keys_size(), 1);
}

// Shows that a disabled user's keys stop with the answer and work again once it is enabled, that a
// changed role is in force with the answer, and that each state allows only its verb.
TEST_F(AccessTest, DisabledUsersStopAtOnce) {
  auto user = NewUser(v1::ROLE_PROGRAMME_MANAGER);
  auto token = KeyOf(user);
  ASSERT_TRUE(WhoAmI(token).ok());
  ASSERT_TRUE(Disable(user.id()).ok());
  EXPECT_EQ(WhoAmI(token).code, grpc::UNAUTHENTICATED);
  auto twice = Disable(user.id());
  EXPECT_EQ(twice.reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_NE(twice.message.find("EnableUser"), std::string::npos) << twice;
  ASSERT_TRUE(Enable(user.id()).ok());
  ASSERT_TRUE(WhoAmI(token).ok());
  EXPECT_EQ(Enable(user.id()).reason, "TRANSITION_NOT_ALLOWED");
  auto changed = Get(admin, user.id());
  changed.set_role(v1::ROLE_AUDITOR);
  ASSERT_TRUE(Update(changed, {"role"}).ok());
  ASSERT_TRUE(WhoAmI(token).ok());
  EXPECT_EQ(who_.role(), v1::ROLE_AUDITOR);
  EXPECT_EQ(Disable(NewRequestId()).code, grpc::NOT_FOUND);
}

// Shows that whoever is the last to sign in as an administrator cannot be disabled, demoted or lose
// the key, until another one can sign in; a user without a key is no such one.
TEST_F(AccessTest, TheLastAdministratorStays) {
  ASSERT_TRUE(WhoAmI(admin).ok());
  auto me = who_;
  auto demoted = Get(admin, me.user());
  demoted.set_role(v1::ROLE_AUDITOR);
  auto other = NewUser(v1::ROLE_ADMINISTRATOR);
  for (const auto& outcome : {Disable(me.user()), Revoke(me.key()), Update(demoted, {"role"})}) {
    EXPECT_EQ(outcome.code, grpc::FAILED_PRECONDITION) << outcome;
    EXPECT_EQ(outcome.reason, "LAST_ADMINISTRATOR");
  }
  EXPECT_TRUE(WhoAmI(admin).ok());
  EXPECT_EQ(who_.role(), v1::ROLE_ADMINISTRATOR);
  auto second = KeyOf(other);
  ASSERT_TRUE(Disable(me.user()).ok());
  EXPECT_EQ(WhoAmI(admin).code, grpc::UNAUTHENTICATED);
  admin = second;
  EXPECT_EQ(Disable(other.id()).reason, "LAST_ADMINISTRATOR");
}

// Shows that of two administrators who take each other away at the same moment, one stays.
TEST_F(AccessTest, TwoAdministratorsCannotTakeEachOtherAway) {
  for (int round = 0; round < 5; ++round) {
    auto a = NewUser(v1::ROLE_ADMINISTRATOR), b = NewUser(v1::ROLE_ADMINISTRATOR);
    auto token_a = KeyOf(a), token_b = KeyOf(b);
    Sql("update access_key set revoked_at = clock_timestamp() where user_id not in ('" + a.id() +
        "', '" + b.id() + "') and revoked_at is null");
    auto disable = [&](const std::string& token, const std::string& id) {
      v1::DisableUserRequest request;
      request.set_id(id);
      v1::DisableUserResponse response;
      return As(token, &Stub::DisableUser, request, &response).ok();
    };
    bool first = false;
    std::thread other([&] { first = disable(token_a, b.id()); });
    bool second = disable(token_b, a.id());
    other.join();
    EXPECT_NE(first, second);
    admin = first ? token_a : token_b;
  }
}

// Shows that an auditor reads users and keys but no names and no e-mail addresses, changes
// nothing, and that programme managers do not even read.
TEST_F(AccessTest, AuditorsSeeNoNames) {
  auto user = NewUser(v1::ROLE_AUDITOR);
  auto auditor = MakeKey(auth::Role::kAuditor);
  auto seen = Get(auditor, user.id());
  EXPECT_EQ(seen.id(), user.id());
  EXPECT_EQ(seen.name(), "");
  v1::ListUsersRequest list;
  v1::ListUsersResponse listed;
  ASSERT_TRUE(As(auditor, &Stub::ListUsers, list, &listed).ok());
  EXPECT_EQ(listed.users_size(), 2);
  EXPECT_EQ(listed.DebugString().find("Ada"), std::string::npos);
  list.set_order_by("name");
  EXPECT_EQ(As(auditor, &Stub::ListUsers, list, &listed).code, grpc::INVALID_ARGUMENT);
  v1::DisableUserRequest disable;
  disable.set_id(user.id());
  v1::DisableUserResponse disabled;
  EXPECT_EQ(As(auditor, &Stub::DisableUser, disable, &disabled).code, grpc::PERMISSION_DENIED);
  auto manager = MakeKey(auth::Role::kProgrammeManager);
  EXPECT_EQ(As(manager, &Stub::ListUsers, {}, &listed).code, grpc::PERMISSION_DENIED);
}

}  // namespace
}  // namespace champions::test
