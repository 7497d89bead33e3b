#include <algorithm>
#include <set>
#include <thread>

#include "app/app.h"
#include "app/housekeeping.h"
#include "auth/authenticator.h"
#include "champions/v1/champion_service.grpc.pb.h"
#include "champions/v1/organisation_service.grpc.pb.h"
#include "integration/session_fixture.h"

namespace champions::test {
namespace {

// A certificate for DNS:Tablet.Example.Org and URI:spiffe://example.org/tablet.
constexpr const char* kCertificate =
    "MIIBxjCCAWygAwIBAgIUCPRQD+wOqom0u15jixCDhJCM158wCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHcGFydG5lcjAe"
    "Fw0yNjExMjQxNjMxMDBaFw0zNjExMjExNjMxMDBaMBIxEDAOBgNVBAMMB3BhcnRuZXIwWTATBgcqhkjOPQIBBggqhkjO"
    "PQMBBwNCAAQ8euLTRlZwVQXRcqbBeWCbv5XGM0ERDMSgHN5764BQ278Nk6x0zf7oc6YAGZwKNcNBlbl+EjtIct+QgUmN"
    "7Ho7o4GfMIGcMB0GA1UdDgQWBBQTd+Twd/2v24G6sExSMAI2hgamPzAfBgNVHSMEGDAWgBQTd+Twd/2v24G6sExSMAI2"
    "hgamPzAPBgNVHRMBAf8EBTADAQH/MEkGA1UdEQRCMECCElRhYmxldC5FeGFtcGxlLk9yZ4Ybc3BpZmZlOi8vZXhhbXBs"
    "ZS5vcmcvdGFibGV0gQ14QGV4YW1wbGUub3JnMAoGCCqGSM49BAMCA0gAMEUCIQC+Eug9KsNmtOP1Dil/DlfuQckuagsE"
    "7dytI1F8j8IWQwIgTOdH0iL83mmxLy6JXh0RhLgsHwZcOYEQGjjShSqkR04=";
constexpr const char* kDigest = "fdf9055650c748f6238ab0dc4ad726384e9468d44cfb2dffcfe5384dc004094e";

class SessionTest : public SessionServerTest {
 protected:
  // A hot and another call that show a certificate, as the edge puts it into headers; both come to
  // the same, which is given.
  Outcome Showing(const std::string& token, const std::string& digest,
                  const std::string& certificate = "") {
    Outcome outcomes[2];
    for (int hot = 0; hot < 2; ++hot) {
      grpc::ClientContext context;
      Prepare(context, token);
      if (!digest.empty()) context.AddMetadata("x-champions-client-certificate-sha256", digest);
      if (!certificate.empty()) {
        context.AddMetadata("x-champions-client-certificate", certificate);
      }
      auto status = hot == 1 ? Stub<v1::ReachService>()->LogReach(
                                   &context, ReachRequest(NewRequestId()), &logged_)
                             : Stub<v1::AccessService>()->WhoAmI(&context, {}, &who_);
      outcomes[hot] = OutcomeOf(status);
    }
    EXPECT_EQ(outcomes[0].code, outcomes[1].code) << outcomes[0] << outcomes[1];
    return outcomes[0];
  }
  std::string TokenShowing(const std::string& key, const std::string& digest) {
    grpc::ClientContext context;
    Prepare(context, key);
    context.AddMetadata("x-champions-client-certificate-sha256", digest);
    v1::CreateTokenResponse response;
    EXPECT_TRUE(Stub<v1::AccessService>()->CreateToken(&context, {}, &response).ok());
    return response.token();
  }
};

// Shows that a token works as its key does, says so, lives for 15 minutes, is stored nowhere, is
// shown once, and is made by no dry run.
TEST_F(SessionTest, AKeyObtainsAToken) {
  auto key = Make(PartnerKey());
  auto id = NewRequestId();
  v1::CreateTokenResponse first, again, dry;
  ASSERT_TRUE(TryToken(key.token(), &first, {}, id).ok());
  EXPECT_EQ(first.token().substr(0, 4), "chs_");
  auto left = first.expire_time().seconds() - time(nullptr);
  EXPECT_TRUE(left > 895 && left <= 900) << left;
  ASSERT_TRUE(WhoAmI(first.token()).ok());
  EXPECT_EQ(who_.key(), key.key().id());
  EXPECT_EQ(who_.session(), first.session().id());
  EXPECT_EQ(who_.role(), v1::ROLE_PARTNER);
  EXPECT_EQ(who_.organisations(0), "OWN");
  ASSERT_TRUE(TryToken(key.token(), &again, {}, id).ok());
  EXPECT_EQ(again.token(), "");
  EXPECT_EQ(again.session().id(), first.session().id());
  ASSERT_TRUE(TryToken(key.token(), &dry, {}, "", true).ok());
  EXPECT_EQ(dry.token(), "");
  EXPECT_EQ(SqlValue("select count(*) from access_session"), "1");
  EXPECT_EQ(SqlValue("select count(*) from request_answer where position('chs_' in "
                     "convert_from(answer, 'LATIN1')) > 0"),
            "0");
  EXPECT_EQ(SqlValue("select count(*) from access_session where token_hash = '\\x" +
                     first.token().substr(4) + "'"),
            "0");
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = 'AccessService/CreateToken' "
                     "and object = '" +
                     first.session().id() + "' and key_id = '" + key.key().id() + "'"),
            "1");
}

// Shows that a token is obtained with a key alone, and that a key has no more than 100.
TEST_F(SessionTest, TokensAreObtainedWithKeysAlone) {
  auto key = Make(PartnerKey());
  v1::CreateTokenResponse made;
  auto token = Token(key.token()).token();
  auto by_token = TryToken(token, &made);
  EXPECT_EQ(by_token.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(by_token.reason, "KEY_REQUIRED");
  Sql("insert into access_session (token_hash, key_id, method, expires_at) select "
      "sha256(i::text::bytea), '" +
      key.key().id() + "', 'KEY', now() + interval '1 day' from generate_series(1, 99) i");
  auto too_many = TryToken(key.token(), &made);
  EXPECT_EQ(too_many.code, grpc::RESOURCE_EXHAUSTED);
  EXPECT_EQ(too_many.reason, "TOO_MANY_SESSIONS");
  EXPECT_TRUE(too_many.retry_after);
  Sql("update access_session set expires_at = now() where id = (select min(id::text)::uuid from "
      "access_session)");
  EXPECT_TRUE(TryToken(key.token(), &made).ok());
}

// Shows that a write is counted once though it is tried again with another token of the key, with
// the key itself; and that another key is another caller.
TEST_F(SessionTest, ARetryWithAFreshTokenGetsTheFirstAnswer) {
  auto key = Make(PartnerKey()), other = Make(PartnerKey());
  auto request = ReachRequest(NewRequestId());
  ASSERT_TRUE(Log(Token(key.token()).token(), request).ok());
  auto id = logged_.reach().id();
  for (const auto& token : {Token(key.token()).token(), key.token()}) {
    ASSERT_TRUE(Log(token, request).ok());
    EXPECT_EQ(logged_.reach().id(), id);
  }
  EXPECT_EQ(SqlValue("select count(*) from reach"), "1");
  auto changed = request;
  changed.mutable_reach()->set_people(4);
  EXPECT_EQ(Log(Token(key.token()).token(), changed).reason, "REQUEST_ID_REUSED");
  ASSERT_TRUE(Log(Token(other.token()).token(), changed).ok());
  EXPECT_NE(logged_.reach().id(), id);
}

// Shows that the first answer to a write, with personal data in it, is not given to a token of the
// same key without that scope, which cannot write such data either and is told so.
TEST_F(SessionTest, AnAnswerWithPersonalDataTakesItsScope) {
  v1::CreateUserRequest user;
  user.mutable_user()->set_name("A user");
  user.mutable_user()->set_role(v1::ROLE_COORDINATOR);
  user.mutable_user()->add_organisations("OWN");
  v1::CreateUserResponse made;
  ASSERT_TRUE(As(admin, &Access::CreateUser, user, &made).ok());
  v1::Key of_user;
  of_user.set_name("of a user");
  of_user.set_user(made.user().id());
  auto key = Make(of_user).token();
  v1::CreateChampionRequest create;
  create.mutable_champion()->set_organisation("OWN");
  create.mutable_champion()->set_given_name("Amina");
  create.mutable_champion()->set_family_name("Personalia");
  v1::CreateChampionResponse created;
  auto send = [&](const std::string& token) {
    created.Clear();
    return As(token, &v1::ChampionService::Stub::CreateChampion, create, &created);
  };
  auto narrow = [&] { return Token(key, {"champions.write"}).token(); };
  create.set_request_id(NewRequestId());
  ASSERT_TRUE(send(Token(key).token()).ok());
  EXPECT_EQ(created.champion().family_name(), "Personalia");
  auto other = send(narrow());
  EXPECT_EQ(other.reason, "REQUEST_ID_REUSED");
  EXPECT_EQ(created.champion().family_name(), "");
  create.set_request_id(NewRequestId());
  auto denied = send(narrow());
  EXPECT_EQ(denied.code, grpc::PERMISSION_DENIED) << denied;
  EXPECT_NE(denied.message.find("personal"), std::string::npos) << denied;
  EXPECT_EQ(SqlValue("select count(*) from champion"), "1");
}

// Shows that a page token outlives the token that the page was read with.
TEST_F(SessionTest, PagesGoOnWithAFreshToken) {
  auto key = Make(PartnerKey());
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(Log(key.token(), ReachRequest(NewRequestId())).ok());
  v1::ListReachesRequest list;
  v1::ListReachesResponse page;
  list.set_page_size(1);
  auto read = [&] {
    return As(Token(key.token()).token(), &v1::ReachService::Stub::ListReaches, list, &page);
  };
  ASSERT_TRUE(read().ok());
  list.set_page_token(page.next_page_token());
  ASSERT_FALSE(page.next_page_token().empty());
  EXPECT_TRUE(read().ok());
}

// Shows that scopes narrow a key, and a token within its key; that those of no permission, beyond
// the role, or beyond the key are refused by field.
TEST_F(SessionTest, ScopesNarrow) {
  auto key = Make(PartnerKey({"reach.read", "reach.write"}));
  auto request = ReachRequest("");
  EXPECT_TRUE(Log(key.token(), request).ok());
  v1::GetOrganisationRequest get;
  get.set_code("OWN");
  v1::GetOrganisationResponse got;
  auto read = [&](const std::string& token) {
    return As(token, &v1::OrganisationService::Stub::GetOrganisation, get, &got);
  };
  auto denied = read(key.token());
  EXPECT_EQ(denied.code, grpc::PERMISSION_DENIED);
  EXPECT_NE(denied.message.find("scopes"), std::string::npos) << denied;
  ASSERT_TRUE(WhoAmI(key.token()).ok());
  EXPECT_EQ(std::set<std::string>(who_.permissions().begin(), who_.permissions().end()),
            (std::set<std::string>{"reach.read", "reach.write", "tokens.write", "whoami.read"}));
  auto narrow = Token(key.token(), {"reach.read"}).token();
  EXPECT_EQ(Log(narrow, request).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(Sessions(key.key().id())[0].scopes(0), "reach.read");
  EXPECT_TRUE(Log(Token(key.token()).token(), request).ok());
  v1::CreateTokenResponse made;
  auto wide = TryToken(key.token(), &made, {"reach.read", "organisations.read"});
  EXPECT_EQ(wide.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(wide.fields.size(), 1u);
  EXPECT_EQ(wide.fields[0].first, "scopes[1]");
  v1::CreateKeyResponse unmade;
  auto wrong = TryKey(PartnerKey({"reach.read", "reach.fly", "access.write"}), &unmade);
  EXPECT_EQ(wrong.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(wrong.fields.size(), 2u) << wrong;
  EXPECT_EQ(wrong.fields[0].first, "key.scopes[1]");
  EXPECT_EQ(wrong.fields[1].first, "key.scopes[2]");
}

// Shows that an administrator's key with few scopes makes no key that may more than itself.
TEST_F(SessionTest, ScopesAreNotPassedByWithAnotherKey) {
  v1::Key key;
  key.set_name("makes keys");
  key.set_role(v1::ROLE_ADMINISTRATOR);
  key.add_scopes("access.write");
  key.add_scopes("reach.read");
  auto few = Make(key).token();
  v1::CreateKeyResponse made;
  EXPECT_EQ(TryKey(PartnerKey(), &made, few).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(TryKey(PartnerKey({"personal"}), &made, few).code, grpc::PERMISSION_DENIED);
  EXPECT_TRUE(TryKey(PartnerKey({"reach.read"}), &made, few).ok());
}

// Shows that a PARTNER or AUDITOR sees names exactly with the scope `personal`, of the key and of
// the token, that each such reading is audited, and that no user of such a role can have it.
TEST_F(SessionTest, PersonalDataTakesItsScope) {
  v1::CreateChampionRequest create;
  create.mutable_champion()->set_organisation("OWN");
  create.mutable_champion()->set_given_name("Amina");
  create.mutable_champion()->set_family_name("Personalia");
  v1::CreateChampionResponse created;
  auto outcome = As(admin, &v1::ChampionService::Stub::CreateChampion, create, &created);
  ASSERT_TRUE(outcome.ok()) << outcome;
  v1::GetChampionRequest get;
  get.set_id(created.champion().id());
  auto name = [&](const std::string& token) {
    v1::GetChampionResponse got;
    auto outcome = As(token, &v1::ChampionService::Stub::GetChampion, get, &got);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return got.champion().family_name();
  };
  for (auto role : {v1::ROLE_PARTNER, v1::ROLE_AUDITOR}) {
    auto without = PartnerKey(), with = PartnerKey({"champions.read", "personal"});
    for (auto* key : {&without, &with}) {
      key->set_role(role);
      if (role == v1::ROLE_AUDITOR) key->clear_organisations();
    }
    EXPECT_EQ(name(Make(without).token()), "");
    auto key = Make(with);
    EXPECT_EQ(name(key.token()), "Personalia");
    EXPECT_EQ(name(Token(key.token()).token()), "Personalia");
    EXPECT_EQ(name(Token(key.token(), {"champions.read"}).token()), "");
    EXPECT_EQ(SqlValue("select count(*) from audit_event where method = "
                       "'ChampionService/GetChampion' and key_id = '" +
                       key.key().id() + "'"),
              "2");
    v1::CreateUserRequest user;
    user.mutable_user()->set_name("A user");
    user.mutable_user()->set_role(role);
    if (role == v1::ROLE_PARTNER) user.mutable_user()->add_organisations("OWN");
    v1::CreateUserResponse made;
    ASSERT_TRUE(As(admin, &Access::CreateUser, user, &made).ok());
    v1::Key of_user;
    of_user.set_name("of a user");
    of_user.set_user(made.user().id());
    of_user.add_scopes("personal");
    v1::CreateKeyResponse unmade;
    EXPECT_EQ(TryKey(of_user, &unmade).code, grpc::INVALID_ARGUMENT);
  }
}

// Shows that a user whose role is taken down loses `personal` with it, whatever the key's scopes.
TEST_F(SessionTest, AScopeDoesNotOutliveTheRole) {
  v1::CreateUserRequest user;
  user.mutable_user()->set_name("A user");
  user.mutable_user()->set_role(v1::ROLE_COORDINATOR);
  user.mutable_user()->add_organisations("OWN");
  v1::CreateUserResponse made;
  ASSERT_TRUE(As(admin, &Access::CreateUser, user, &made).ok());
  v1::Key key;
  key.set_name("of a user");
  key.set_user(made.user().id());
  key.add_scopes("personal");
  auto token = Make(key).token();
  auto may = [&] {
    EXPECT_TRUE(WhoAmI(token).ok());
    return std::count(who_.permissions().begin(), who_.permissions().end(), "personal");
  };
  EXPECT_EQ(may(), 1);
  v1::UpdateUserRequest update;
  *update.mutable_user() = made.user();
  update.mutable_user()->set_role(v1::ROLE_PARTNER);
  update.mutable_update_mask()->add_paths("role");
  v1::UpdateUserResponse updated;
  ASSERT_TRUE(As(admin, &Access::UpdateUser, update, &updated).ok());
  EXPECT_EQ(may(), 0);
}

// Shows that a key that only obtains tokens does nothing else, on hot methods neither, and that its
// tokens work.
TEST_F(SessionTest, ExchangeOnlyKeysOnlyObtainTokens) {
  auto wanted = PartnerKey();
  wanted.set_exchange_only(true);
  auto key = Make(wanted);
  for (const auto& outcome : {WhoAmI(key.token()), Log(key.token(), ReachRequest(""))}) {
    EXPECT_EQ(outcome.code, grpc::PERMISSION_DENIED);
    EXPECT_EQ(outcome.reason, "EXCHANGE_ONLY");
  }
  auto token = Token(key.token()).token();
  EXPECT_TRUE(WhoAmI(token).ok());
  EXPECT_TRUE(Log(token, ReachRequest("")).ok());
  EXPECT_TRUE(Log(Token(key.token(), {"reach.write"}).token(), ReachRequest("")).ok());
}

// Shows that where the settings ask for it a new key of a partner only obtains tokens, also one of
// a user, and that other roles' keys and those made before are as they were.
TEST_F(SessionTest, KeysOfPartnersMayHaveToBeExchanged) {
  auto before = Make(PartnerKey());
  config_.access_partner_keys = "exchange_only";
  Restart();
  v1::CreateKeyResponse made;
  auto refused = TryKey(PartnerKey(), &made);
  ASSERT_EQ(refused.fields.size(), 1u) << refused;
  EXPECT_EQ(refused.fields[0].first, "key.exchange_only");
  v1::Key of_user;
  of_user.set_name("of a user");
  of_user.set_user(
      SqlValue("insert into access_user (name, role, organisation_ids) select 'A "
               "partner', 'PARTNER', array[id] from organisation where code = 'OWN' "
               "returning id"));
  EXPECT_EQ(TryKey(of_user, &made).fields.size(), 1u);
  auto key = PartnerKey();
  key.set_exchange_only(true);
  EXPECT_TRUE(WhoAmI(Token(Make(key).token()).token()).ok());
  key.set_role(v1::ROLE_AUDITOR);
  key.clear_organisations();
  key.set_exchange_only(false);
  Make(key);
  EXPECT_TRUE(WhoAmI(before.token()).ok());
}

// Shows that two keys of a partner live at once and a third is refused with the two named, until
// one of them is revoked or has expired; and that other partners, and users, are not held up.
TEST_F(SessionTest, TwoKeysOfAPartnerLiveAtOnce) {
  auto key = PartnerKey();
  key.mutable_expire_time()->set_seconds(time(nullptr) + 3600);
  auto first = Make(key), second = Make(key);
  v1::CreateKeyResponse made;
  auto third = TryKey(key, &made);
  EXPECT_EQ(third.code, grpc::FAILED_PRECONDITION);
  EXPECT_EQ(third.reason, "TWO_KEYS_LIVE");
  for (const auto& living : {first, second}) {
    EXPECT_NE(third.message.find(living.key().id()), std::string::npos) << third;
  }
  auto elsewhere = key;
  elsewhere.set_organisations(0, "OTHER");
  EXPECT_TRUE(TryKey(elsewhere, &made).ok());
  ASSERT_TRUE(RevokeKey(first.key().id()).ok());
  EXPECT_TRUE(TryKey(key, &made).ok());
  EXPECT_EQ(TryKey(key, &made).reason, "TWO_KEYS_LIVE");
  Sql("update access_key set expires_at = now() where id = '" + second.key().id() + "'");
  bool ok[2];
  std::thread other([&] {
    v1::CreateKeyResponse also;
    ok[0] = TryKey(key, &also).ok();
  });
  ok[1] = TryKey(key, &made).ok();
  other.join();
  EXPECT_NE(ok[0], ok[1]) << "of two at the same moment, one is the third";
  v1::Key of_user;
  of_user.set_name("of a user");
  of_user.set_user(SqlValue("select id from access_user"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(TryKey(of_user, &made).ok());
}

// Shows that a key bound to a certificate works with it alone, and so do its tokens; without it, or
// with another, the answer is that of an unknown key.
TEST_F(SessionTest, AKeyIsBoundToACertificate) {
  auto wanted = PartnerKey();
  wanted.set_certificate_sha256(kDigest);
  auto key = Make(wanted).token();
  auto unknown = WhoAmI("chk_" + std::string(64, '0'));
  EXPECT_TRUE(Showing(key, kDigest).ok());
  auto token = TokenShowing(key, kDigest);
  EXPECT_TRUE(Showing(token, kDigest).ok());
  for (const auto& credential : {key, token}) {
    for (const std::string& digest : {std::string(), std::string(64, 'a')}) {
      auto outcome = Showing(credential, digest, kCertificate);
      EXPECT_EQ(outcome.code, grpc::UNAUTHENTICATED);
      EXPECT_EQ(outcome.reason, unknown.reason);
      EXPECT_EQ(outcome.message, unknown.message);
    }
  }
  // A key that is bound to none takes any.
  EXPECT_TRUE(Showing(Make(PartnerKey()).token(), std::string(64, 'a')).ok());
}

// Shows that a key can be bound to names instead, which the server finds in the certificate itself,
// and that a digest without its certificate, of one never seen, does for none.
TEST_F(SessionTest, AKeyIsBoundToNamesOfACertificate) {
  for (const char* name : {"DNS:tablet.example.org", "URI:spiffe://example.org/tablet"}) {
    auto wanted = PartnerKey();
    wanted.add_certificate_subject_alternative_names("DNS:elsewhere.example.org");
    wanted.add_certificate_subject_alternative_names(name);
    auto key = Make(wanted);
    EXPECT_EQ(Showing(key.token(), std::string(64, 'a'), kCertificate).code, grpc::UNAUTHENTICATED);
    if (name[0] == 'D') {  // a certificate that was seen once is known by its digest
      EXPECT_EQ(Showing(key.token(), kDigest).code, grpc::UNAUTHENTICATED);
      EXPECT_EQ(Showing(key.token(), kDigest, "####").code, grpc::UNAUTHENTICATED);
    }
    EXPECT_TRUE(Showing(key.token(), kDigest, kCertificate).ok()) << name;
  }
  auto other = PartnerKey();
  other.add_certificate_subject_alternative_names("DNS:spiffe://example.org/tablet");
  EXPECT_EQ(Showing(Make(other).token(), kDigest, kCertificate).code, grpc::UNAUTHENTICATED);
  v1::CreateKeyResponse made;
  auto wrong = PartnerKey();
  wrong.add_certificate_subject_alternative_names("tablet.example.org");
  EXPECT_EQ(TryKey(wrong, &made).fields[0].first, "key.certificate_subject_alternative_names[0]");
  wrong = PartnerKey();
  wrong.set_certificate_sha256(std::string(63, 'a'));
  EXPECT_EQ(TryKey(wrong, &made).fields[0].first, "key.certificate_sha256");
}

// Shows what is listed, and that sessions are revoked once, with an audit event.
TEST_F(SessionTest, SessionsAreListedAndRevoked) {
  auto key = Make(PartnerKey()), other = Make(PartnerKey());
  auto token = Token(key.token());
  Token(other.token());
  auto listed = Sessions(key.key().id());
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].SerializeAsString(), token.session().SerializeAsString());
  EXPECT_EQ(listed[0].state(), v1::SESSION_STATE_LIVE);
  EXPECT_EQ(Sessions("").size(), 2u);
  EXPECT_EQ(Sessions("", SqlValue("select id from access_user")).size(), 0u);
  ASSERT_TRUE(WhoAmI(token.token()).ok());
  ASSERT_TRUE(RevokeSession(token.session().id()).ok());
  EXPECT_EQ(WhoAmI(token.token()).reason, "INVALID_CREDENTIALS");
  EXPECT_TRUE(WhoAmI(key.token()).ok());
  EXPECT_EQ(Sessions(key.key().id())[0].state(), v1::SESSION_STATE_REVOKED);
  EXPECT_EQ(RevokeSession(token.session().id()).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(RevokeSession(NewRequestId()).code, grpc::NOT_FOUND);
  ASSERT_TRUE(RevokeKey(other.key().id()).ok());
  EXPECT_EQ(Sessions(other.key().id())[0].state(), v1::SESSION_STATE_REVOKED);
  EXPECT_EQ(SqlValue("select string_agg(split_part(method, '/', 2), ' ' order by recorded_at) from "
                     "audit_event where object = '" +
                     token.session().id() + "'"),
            "CreateToken RevokeSession");
}

// Shows that use is written down beside the calls, of keys and sessions, and once for many calls.
TEST_F(SessionTest, TheLastUseIsWrittenDown) {
  auto key = Make(PartnerKey()), unused = Make(PartnerKey());
  auto token = Token(key.token());
  db::Pool pool({.connection = config_.ConnectionString(config_.database_user), .size = 1});
  auth::Authenticator authenticator(pool, auth::ReadPepper(config_.pepper_file));
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  authenticator.Authenticate({"Bearer " + token.token(), "", ""}, deadline);
  EXPECT_FALSE(Sessions(key.key().id())[0].has_last_used_time());
  authenticator.WriteLastUsed(deadline);
  EXPECT_TRUE(Sessions(key.key().id())[0].has_last_used_time());
  auto last_used = [&](const std::string& id) {
    v1::GetKeyRequest get;
    get.set_id(id);
    v1::GetKeyResponse got;
    EXPECT_TRUE(As(admin, &Access::GetKey, get, &got).ok());
    return got.key().last_used_time().seconds();
  };
  EXPECT_LE(std::abs(last_used(key.key().id()) - time(nullptr)), 5);
  EXPECT_EQ(last_used(unused.key().id()), 0);
  auto version = SqlValue("select xmin from access_key where id = '" + key.key().id() + "'");
  authenticator.WriteLastUsed(deadline);
  EXPECT_EQ(SqlValue("select xmin from access_key where id = '" + key.key().id() + "'"), version);
}

// Shows that the database is asked about a token twice a second, however often it is used: one
// caller in half a second is told to look, beside its call.
TEST_F(SessionTest, ATokenIsLookedUpTwiceASecond) {
  auto key = Make(PartnerKey());
  db::Pool pool({.connection = config_.ConnectionString(config_.database_user), .size = 1});
  auth::Authenticator authenticator(pool, auth::ReadPepper(config_.pepper_file));
  auth::Credentials credentials{"Bearer " + key.token(), "", ""};
  auto start = std::chrono::steady_clock::now();
  int looks = 0, misses = 0;
  bool refresh = false;
  EXPECT_FALSE(authenticator.Remembered(credentials, &refresh));
  authenticator.Authenticate(credentials, start + std::chrono::seconds(10));
  auto last = start;
  std::chrono::steady_clock::duration longest_pause{};
  while (last - start < std::chrono::milliseconds(1'400)) {
    if (!authenticator.Remembered(credentials, &refresh)) ++misses;
    if (refresh) {
      ++looks;
      authenticator.Refresh(credentials,
                            std::chrono::steady_clock::now() + std::chrono::seconds(10));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    auto now = std::chrono::steady_clock::now();
    longest_pause = std::max(longest_pause, now - last);
    last = now;
  }
  EXPECT_LE(looks, 2);
  // Unless the machine stood still for so long that the second of the token went by.
  if (longest_pause < std::chrono::milliseconds(400)) {
    EXPECT_GE(looks, 1);
    EXPECT_EQ(misses, 0);
  }
}

// Shows that sessions that ended more than a day ago are deleted, and no others.
TEST_F(SessionTest, EndedSessionsAreForgotten) {
  auto key = Make(PartnerKey()).key().id();
  Sql("insert into access_session (token_hash, key_id, method, expires_at, revoked_at) values "
      "('1', '" +
      key +
      "', 'KEY', now() - interval '25 hours', null), "
      "('2', '" +
      key +
      "', 'KEY', now() + interval '1 hour', now() - interval '25 hours'), "
      "('3', '" +
      key +
      "', 'KEY', now() - interval '23 hours', null), "
      "('4', '" +
      key + "', 'KEY', now() + interval '1 hour', null)");
  db::Pool pool({.connection = config_.ConnectionString(config_.database_user), .size = 1});
  EXPECT_EQ(app::ForgetEndedSessions(pool), 2);
  EXPECT_EQ(SqlValue("select string_agg(convert_from(token_hash, 'UTF8'), '' order by token_hash) "
                     "from access_session"),
            "34");
}

}  // namespace
}  // namespace champions::test
