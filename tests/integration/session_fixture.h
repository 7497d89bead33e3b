// A fixture for tests about tokens: short ways to keys, to tokens obtained with them, and to calls
// that show a client certificate as the edge does.
#pragma once

#include "champions/v1/access_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {

class SessionServerTest : public ServerTest {
 protected:
  using Access = v1::AccessService::Stub;

  void SetUp() override {
    ServerTest::SetUp();
    for (const char* code : {"OWN", "OTHER"}) MakeOrganisation(code);
    MakeProgramme("ONE");
  }

  static v1::Key PartnerKey(const std::vector<std::string>& scopes = {}) {
    v1::Key key;
    key.set_name("partner " + NewRequestId());
    key.set_role(v1::ROLE_PARTNER);
    key.add_organisations("OWN");
    for (const auto& scope : scopes) key.add_scopes(scope);
    return key;
  }
  Outcome TryKey(const v1::Key& key, v1::CreateKeyResponse* made, const std::string& as = "") {
    v1::CreateKeyRequest request;
    *request.mutable_key() = key;
    return As(as.empty() ? admin : as, &Access::CreateKey, request, made);
  }
  v1::CreateKeyResponse Make(const v1::Key& key) {
    v1::CreateKeyResponse made;
    auto outcome = TryKey(key, &made);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return made;
  }

  Outcome TryToken(const std::string& key, v1::CreateTokenResponse* made,
                   const std::vector<std::string>& scopes = {}, const std::string& id = "",
                   bool dry = false) {
    v1::CreateTokenRequest request;
    for (const auto& scope : scopes) request.add_scopes(scope);
    request.set_request_id(id);
    request.set_validate_only(dry);
    return As(key, &Access::CreateToken, request, made);
  }
  v1::CreateTokenResponse Token(const std::string& key,
                                const std::vector<std::string>& scopes = {}) {
    v1::CreateTokenResponse made;
    auto outcome = TryToken(key, &made, scopes);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return made;
  }

  Outcome WhoAmI(const std::string& token) {
    return As(token, &Access::WhoAmI, v1::WhoAmIRequest(), &who_);
  }
  Outcome RevokeKey(const std::string& id) {
    v1::RevokeKeyRequest request;
    request.set_id(id);
    v1::RevokeKeyResponse response;
    return As(admin, &Access::RevokeKey, request, &response);
  }
  Outcome RevokeSession(const std::string& id) {
    v1::RevokeSessionRequest request;
    request.set_id(id);
    v1::RevokeSessionResponse response;
    return As(admin, &Access::RevokeSession, request, &response);
  }
  std::vector<v1::Session> Sessions(const std::string& key, const std::string& user = "") {
    v1::ListSessionsRequest request;
    request.set_key(key);
    request.set_user(user);
    v1::ListSessionsResponse response;
    EXPECT_TRUE(As(admin, &Access::ListSessions, request, &response).ok());
    return {response.sessions().begin(), response.sessions().end()};
  }

  static v1::LogReachRequest ReachRequest(const std::string& request_id) {
    v1::LogReachRequest request;
    auto* reach = request.mutable_reach();
    reach->set_organisation("OWN");
    reach->set_programme("ONE");
    reach->set_occurred_on("2024-09-30");
    reach->set_mode(v1::REACH_MODE_GROUP);
    reach->set_topic(v1::REACH_TOPIC_DIABETES);
    reach->set_people(3);
    request.set_request_id(request_id);
    return request;
  }
  Outcome Log(const std::string& token, const v1::LogReachRequest& request) {
    logged_.Clear();
    return As(token, &v1::ReachService::Stub::LogReach, request, &logged_);
  }

  v1::WhoAmIResponse who_;
  v1::LogReachResponse logged_;
};

}  // namespace champions::test
