// What people do with their own sessions, by the API and by the command line.
#include <fstream>

#include "integration/sign_in_fixture.h"

namespace champions::test {
namespace {

class OwnSessionsTest : public SignInServerTest {
 protected:
  Outcome End(const std::string& token, const std::string& id) {
    v1::RevokeOwnSessionRequest request;
    request.set_id(id);
    v1::RevokeOwnSessionResponse response;
    return As(token, &Access::RevokeOwnSession, request, &response);
  }
  // Runs the command line with a config file; what it prints, and its exit status.
  std::pair<std::string, int> Champions(const std::string& config, const std::string& words) {
    std::string line = "XDG_CONFIG_HOME=/nonexistent '" CHAMPIONS_PROGRAM "' --config '" + config +
                       "' " + words + " 2>&1";
    return RunLine(line);
  }
  static std::string Read(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

// Shows that whoever may sign in sees their own sessions and ends one or all others, and that
// another's look as if there were none.
TEST_F(OwnSessionsTest, PeopleEndTheirOwnSessions) {
  MakeUser("eve@example.org");
  app::SetPassword(config_, "eve@example.org", kAnother, false);
  auto other = Session("eve@example.org", kAnother);
  auto other_id = IdOf(other);
  auto first = Session(), second = Session(), third = Session();
  auto first_id = IdOf(first);
  auto listed = OwnSessions(second);
  ASSERT_EQ(listed.size(), 3u);
  EXPECT_EQ(listed[0].id(), first_id);
  EXPECT_EQ(listed[0].address(), "192.0.2.1");
  EXPECT_EQ(listed[0].state(), v1::SESSION_STATE_LIVE);
  EXPECT_EQ(OwnSessions(other).size(), 1u);

  auto foreign = End(second, other_id), missing = End(second, NewRequestId());
  EXPECT_EQ(foreign.code, grpc::NOT_FOUND);
  EXPECT_EQ(foreign.reason, missing.reason);
  EXPECT_EQ(foreign.message.size(), missing.message.size());
  EXPECT_TRUE(Lives(other));
  ASSERT_TRUE(End(second, first_id).ok());
  EXPECT_FALSE(Lives(first));
  EXPECT_EQ(End(second, first_id).reason, "TRANSITION_NOT_ALLOWED");

  v1::RevokeOtherSessionsResponse ended;
  ASSERT_TRUE(As(second, &Access::RevokeOtherSessions, {}, &ended).ok());
  EXPECT_EQ(ended.revoked(), 1);
  EXPECT_FALSE(Lives(third));
  EXPECT_TRUE(Lives(second));
  EXPECT_TRUE(Lives(other));
  EXPECT_EQ(SqlValue("select string_agg(split_part(method, '/', 2), ' ' order by recorded_at) from "
                     "audit_event where object_kind = 'session' and method like 'Access%'"),
            "RevokeOwnSession RevokeOtherSessions");
  // A partner system has its tokens, and no sign-ins to end.
  auto key = MakeKey(auth::Role::kAuditor);
  v1::CreateTokenResponse made;
  ASSERT_TRUE(As(key, &Access::CreateToken, {}, &made).ok());
  ASSERT_EQ(OwnSessions(key).size(), 1u);
  EXPECT_EQ(End(key, other_id).code, grpc::NOT_FOUND);
  EXPECT_TRUE(End(key, made.session().id()).ok());
  EXPECT_FALSE(Lives(made.token()));
  EXPECT_EQ(As(key, &Access::RevokeOtherSessions, {}, &ended).reason, "NOT_A_USER");
}

// Shows that signing in again by the command line ends the session whose place in the file it
// takes, and that `logout` takes the token out of the file where no server hears of it, and says
// when the session ends.
TEST_F(OwnSessionsTest, TheCommandLineLeavesNoSessionBehind) {
  auto folder = std::filesystem::path(config_.socket).parent_path();
  auto config = (folder / "config.toml").string(), password = (folder / "password").string();
  std::ofstream(password) << kPassword << "\n";
  std::ofstream(config) << "address = \"unix:" << config_.socket << "\"\n";
  std::filesystem::permissions(
      config, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const std::string login =
      std::string("login --email ") + kEmail + " --password-file '" + password + "'";
  for (int i = 0; i < 2; ++i) {
    auto [out, status] = Champions(config, login);
    ASSERT_EQ(status, 0) << out;
  }
  EXPECT_EQ(SqlValue("select string_agg((revoked_at is null)::text, ' ' order by id) from "
                     "access_session"),
            "false true");
  auto [mine, listed] = Champions(config, "session mine -o json");
  EXPECT_EQ(listed, 0) << mine;
  EXPECT_NE(mine.find("\"state\":\"LIVE\""), std::string::npos) << mine;
  auto kept = Read(config);
  auto at = kept.find("token_expire_time = \"");
  ASSERT_NE(at, std::string::npos) << kept;
  auto end = kept.substr(at + 21, 19);
  channel_.reset();
  app_->Drain();
  app_.reset();
  auto [out, status] = Champions(config, "logout");
  EXPECT_EQ(status, 7) << out;
  EXPECT_NE(out.find("the token is no longer in " + config), std::string::npos) << out;
  EXPECT_NE(out.find("ends by itself, at " + end), std::string::npos) << out;
  EXPECT_EQ(Read(config).find("token"), std::string::npos) << Read(config);
  EXPECT_EQ(Champions(config, "logout").second, 4) << "nobody is signed in any more";
}

}  // namespace
}  // namespace champions::test
