// What was taken away is gone on every server of an installation: for unary calls within a second,
// on open streams within five. A second server on the same database hears of nothing that the first
// does; it is asked here.
#include <algorithm>
#include <atomic>
#include <thread>

#include "app/admin.h"
#include "app/app.h"
#include "champions/v1/import_service.grpc.pb.h"
#include "champions/v1/sign_in_service.grpc.pb.h"
#include "integration/session_fixture.h"

namespace champions::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

class RevocationTest : public SessionServerTest {
 protected:
  void TearDown() override {
    other_channel_.reset();
    if (other_) other_->Drain();
    other_.reset();
    SessionServerTest::TearDown();
  }

  void StartOther(int calls_per_second = 20'000) {
    auto config = config_;
    config.socket += ".other";
    config.audit_heads_file = config.socket + ".heads";
    config.calls_per_second = calls_per_second;
    other_ = std::make_unique<app::App>(config);
    other_channel_ = ChannelTo(config.socket);
  }

  // Of the second server.
  Outcome WhoAmIThere(const std::string& token) {
    grpc::ClientContext context;
    Prepare(context, token);
    return OutcomeOf(v1::AccessService::NewStub(other_channel_)->WhoAmI(&context, {}, &who_));
  }
  Outcome LogThere(const std::string& token) {
    grpc::ClientContext context;
    Prepare(context, token);
    return OutcomeOf(v1::ReachService::NewStub(other_channel_)
                         ->LogReach(&context, ReachRequest(NewRequestId()), &logged_));
  }

  v1::User NewUser() {
    v1::CreateUserRequest request;
    request.mutable_user()->set_name("A coordinator");
    request.mutable_user()->set_role(v1::ROLE_COORDINATOR);
    request.mutable_user()->add_organisations("OWN");
    request.mutable_user()->add_organisations("OTHER");
    v1::CreateUserResponse response;
    EXPECT_TRUE(As(admin, &Access::CreateUser, request, &response).ok());
    return response.user();
  }
  v1::CreateKeyResponse KeyOf(const v1::User& user) {
    v1::Key key;
    key.set_name("of a user");
    key.set_user(user.id());
    return Make(key);
  }
  void Disable(const v1::User& user) {
    v1::DisableUserRequest request;
    request.set_id(user.id());
    v1::DisableUserResponse response;
    EXPECT_TRUE(As(admin, &Access::DisableUser, request, &response).ok());
  }
  // Takes the membership of OWN away.
  void Move(v1::User user) {
    user.clear_organisations();
    user.add_organisations("OTHER");
    v1::UpdateUserRequest request;
    *request.mutable_user() = user;
    request.mutable_update_mask()->add_paths("organisations");
    v1::UpdateUserResponse response;
    EXPECT_TRUE(As(admin, &Access::UpdateUser, request, &response).ok());
  }

  // A user who is coordinator of OTHER by a role of its own, and of OWN by a membership; its key's
  // token.
  std::string NewMember() {
    auto user = NewUser();
    Move(user);
    v1::CreateMembershipRequest request;
    request.mutable_membership()->set_user(user.id());
    request.mutable_membership()->set_role(v1::ROLE_COORDINATOR);
    request.mutable_membership()->set_organisation("OWN");
    v1::CreateMembershipResponse response;
    EXPECT_TRUE(As(admin, &Access::CreateMembership, request, &response).ok());
    membership_ = response.membership().id();
    return KeyOf(user).token();
  }
  void EndMembership() {
    v1::RevokeMembershipRequest request;
    request.set_id(membership_);
    v1::RevokeMembershipResponse response;
    EXPECT_TRUE(As(admin, &Access::RevokeMembership, request, &response).ok());
  }

  std::string membership_;
  std::unique_ptr<app::App> other_;
  std::shared_ptr<grpc::Channel> other_channel_;
};

// Shows that a revoked key with its token, a revoked session, a disabled user with the token of its
// key, and a membership that was taken away are gone on another server within a second, for hot and
// other calls, while that server is being called all the time.
TEST_F(RevocationTest, UnaryCallsOnAnotherServerStopWithinASecond) {
  StartOther();
  auto key = Make(PartnerKey()), other_key = Make(PartnerKey());
  auto by_key = Token(key.token()), by_session = Token(other_key.token());
  auto disabled = NewUser(), moved = NewUser();
  auto by_user = Token(KeyOf(disabled).token()), by_member = Token(KeyOf(moved).token());
  std::vector<std::string> gone = {key.token(), by_key.token(), by_session.token(),
                                   by_user.token()};
  // Remembered there just before, which is when it takes longest.
  for (const auto& token : gone) {
    EXPECT_TRUE(WhoAmIThere(token).ok());
    EXPECT_TRUE(LogThere(token).ok());
  }
  EXPECT_TRUE(LogThere(by_member.token()).ok());
  ASSERT_TRUE(RevokeKey(key.key().id()).ok());
  ASSERT_TRUE(RevokeSession(by_session.session().id()).ok());
  Disable(disabled);
  Move(moved);
  // Here at once.
  for (const auto& token : gone) EXPECT_EQ(WhoAmI(token).reason, "INVALID_CREDENTIALS");
  EXPECT_EQ(Log(by_member.token(), ReachRequest("")).code, grpc::NOT_FOUND);
  auto end = Clock::now() + milliseconds(1'000);
  while (Clock::now() < end) {
    for (const auto& token : gone) LogThere(token);
    LogThere(by_member.token());
    std::this_thread::sleep_for(milliseconds(20));
  }
  auto before = SqlValue("select count(*) from reach");
  for (const auto& token : gone) {
    EXPECT_EQ(WhoAmIThere(token).reason, "INVALID_CREDENTIALS");
    EXPECT_EQ(LogThere(token).reason, "INVALID_CREDENTIALS");
  }
  EXPECT_EQ(LogThere(by_member.token()).code, grpc::NOT_FOUND);
  EXPECT_EQ(SqlValue("select count(*) from reach"), before);
  EXPECT_TRUE(WhoAmIThere(other_key.token()).ok()) << "what was not revoked goes on";
}

// Shows the same of people's sessions: one that its user ended, the oldest of too many, one whose
// user's second factor was reset, and one that nobody used for an hour; others go on.
TEST_F(RevocationTest, SessionsOfPeopleEndOnAnotherServerWithinASecond) {
  StartOther();
  for (const char* email : {"ada@example.org", "eve@example.org"}) {
    Sql("insert into access_user (name, email, role) values ('Somebody', '" + std::string(email) +
        "', 'AUDITOR')");
    app::SetPassword(config_, email, "a walk in the park", false);
  }
  auto sign_in = [&](const char* email) {
    v1::SignInWithPasswordRequest request;
    request.set_email(email);
    request.set_password("a walk in the park");
    v1::SignInWithPasswordResponse response;
    auto outcome = As("", &v1::SignInService::Stub::SignInWithPassword, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.token();
  };
  std::vector<std::string> of_ada;
  for (int i = 0; i < 10; ++i) of_ada.push_back(sign_in("ada@example.org"));
  auto of_eve = sign_in("eve@example.org");
  ASSERT_TRUE(WhoAmI(of_ada[1]).ok());
  auto ended = who_.session();
  ASSERT_TRUE(WhoAmI(of_ada[2]).ok());
  auto unused = who_.session();
  ASSERT_TRUE(WhoAmI(of_eve).ok());
  v1::ResetTotpRequest reset;
  reset.set_user(who_.user());
  Sql("insert into user_totp (user_id, sealed_secret) values ('" + who_.user() + "', '')");
  std::vector<std::string> gone = {of_ada[0], of_ada[1], of_ada[2], of_eve};
  for (const auto& token : gone) EXPECT_TRUE(WhoAmIThere(token).ok());

  sign_in("ada@example.org");
  v1::RevokeOwnSessionRequest end;
  end.set_id(ended);
  v1::RevokeOwnSessionResponse own;
  ASSERT_TRUE(As(of_ada[3], &Access::RevokeOwnSession, end, &own).ok());
  v1::ResetTotpResponse done;
  ASSERT_TRUE(As(admin, &v1::SignInService::Stub::ResetTotp, reset, &done).ok());
  Sql("update access_session set last_used_at = clock_timestamp() - interval '61 minutes' where id "
      "= '" +
      unused + "'");
  auto until = Clock::now() + milliseconds(1'000);
  while (Clock::now() < until) {
    for (const auto& token : gone) WhoAmIThere(token);
    std::this_thread::sleep_for(milliseconds(20));
  }
  for (const auto& token : gone) EXPECT_EQ(WhoAmIThere(token).reason, "INVALID_CREDENTIALS");
  EXPECT_TRUE(WhoAmIThere(of_ada[3]).ok()) << "what was not ended goes on";
}

// Shows that a membership that was revoked is gone here at once and on another server within a
// second, and that what its user has otherwise goes on.
TEST_F(RevocationTest, AMembershipEndsOnAnotherServerWithinASecond) {
  StartOther();
  auto member = NewMember();
  EXPECT_TRUE(LogThere(member).ok());
  EndMembership();
  EXPECT_EQ(Log(member, ReachRequest("")).code, grpc::NOT_FOUND);
  auto end = Clock::now() + milliseconds(1'000);
  while (Clock::now() < end) {
    LogThere(member);
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(LogThere(member).code, grpc::NOT_FOUND);
  EXPECT_TRUE(WhoAmIThere(member).ok());
}

// A stream that is silent after its first record, and when it ended.
class Silent {
 public:
  Silent(const std::shared_ptr<grpc::Channel>& channel, const std::string& token,
         const v1::LogReachRequest& record)
      : stub_(v1::ReachService::NewStub(channel)) {
    context_.AddMetadata("authorization", "Bearer " + token);
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    stream_ = stub_->StreamReach(&context_);
    v1::StreamReachRequest item;
    *item.mutable_reach() = record.reach();
    item.set_request_id(record.request_id());
    v1::StreamReachResponse ack;
    EXPECT_TRUE(stream_->Write(item) && stream_->Read(&ack) && !ack.has_error());
    reader_ = std::thread([this] {
      v1::StreamReachResponse ack;
      while (stream_->Read(&ack)) continue;
      ended_ = Clock::now();
      is_over_ = true;
    });
  }
  ~Silent() {
    context_.TryCancel();
    if (reader_.joinable()) reader_.join();
  }
  bool is_over() const { return is_over_; }
  Clock::time_point ended() const { return ended_; }
  grpc::Status Finish() {
    context_.TryCancel();  // of one that is over by itself this changes nothing
    reader_.join();
    return stream_->Finish();
  }

 private:
  std::unique_ptr<v1::ReachService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::StreamReachRequest, v1::StreamReachResponse>>
      stream_;
  std::thread reader_;
  std::atomic<bool> is_over_{false};
  Clock::time_point ended_;
};

// Shows the same of streams on another server: those of whom something was taken from are cut off
// within five seconds, also when they are silent, and an import that was being sent is not applied;
// another's goes on.
TEST_F(RevocationTest, OpenStreamsOnAnotherServerAreCutOffWithinFiveSeconds) {
  StartOther();
  auto key = Make(PartnerKey()), other_key = Make(PartnerKey());
  auto by_session = Token(other_key.token());
  auto disabled = NewUser(), moved = NewUser();
  auto member = NewMember();
  v1::Key manager;
  manager.set_name("imports");
  manager.set_role(v1::ROLE_PROGRAMME_MANAGER);
  auto importer = Make(manager);
  std::vector<std::unique_ptr<Silent>> gone;
  for (const auto& token :
       {key.token(), by_session.token(), KeyOf(disabled).token(), KeyOf(moved).token(), member}) {
    gone.push_back(std::make_unique<Silent>(other_channel_, token, ReachRequest(NewRequestId())));
  }
  Silent stays(other_channel_, other_key.token(), ReachRequest(NewRequestId()));
  grpc::ClientContext context;
  Prepare(context, importer.token());
  v1::UploadImportResponse imported;
  auto stub = v1::ImportService::NewStub(other_channel_);
  auto upload = stub->UploadImport(&context, &imported);
  v1::UploadImportRequest options, file, data;
  options.mutable_options()->set_dry_run(false);
  file.mutable_file()->set_name("organisations.csv");
  data.set_data("code,name\nIMPORTED,An imported organisation\n");
  for (const auto& part : {options, file, data}) EXPECT_TRUE(upload->Write(part));
  std::this_thread::sleep_for(milliseconds(300));  // until it is let in
  auto start = Clock::now();
  ASSERT_TRUE(RevokeKey(key.key().id()).ok());
  ASSERT_TRUE(RevokeKey(importer.key().id()).ok());
  ASSERT_TRUE(RevokeSession(by_session.session().id()).ok());
  Disable(disabled);
  Move(moved);
  EndMembership();
  auto over = [&] {
    return std::all_of(gone.begin(), gone.end(), [](const auto& one) { return one->is_over(); });
  };
  while (!over() && Clock::now() < start + std::chrono::seconds(6)) {
    std::this_thread::sleep_for(milliseconds(50));
  }
  for (const auto& stream : gone) {
    ASSERT_TRUE(stream->is_over());
    EXPECT_LE(stream->ended() - start, std::chrono::seconds(5));
    EXPECT_EQ(stream->Finish().error_code(), grpc::CANCELLED);
  }
  upload->WritesDone();
  EXPECT_FALSE(upload->Finish().ok());
  EXPECT_EQ(SqlValue("select count(*) from organisation where code = 'IMPORTED'"), "0");
  EXPECT_FALSE(stays.is_over());
}

// Shows that a principal has its calls and no more, with RetryInfo, on hot and other methods and
// with whichever of its tokens; that they come back within a second; and that another's are its
// own.
TEST_F(RevocationTest, APrincipalHasItsRateOfCalls) {
  auto key = Make(PartnerKey()), other_key = Make(PartnerKey());
  auto token = Token(key.token());
  StartOther(5);
  int ok = 0;
  Outcome limited;
  auto start = Clock::now();
  for (int i = 0; i < 15; ++i) {
    auto outcome = i % 2 == 0 ? LogThere(key.token()) : WhoAmIThere(token.token());
    if (outcome.ok()) {
      ++ok;
      continue;
    }
    limited = outcome;
    EXPECT_EQ(outcome.code, grpc::RESOURCE_EXHAUSTED) << outcome;
    EXPECT_EQ(outcome.reason, "RATE_LIMITED");
    EXPECT_TRUE(outcome.retry_after);
  }
  auto seconds = std::chrono::duration<double>(Clock::now() - start).count();
  EXPECT_GE(ok, 5);
  EXPECT_LE(ok, 6 + 5 * seconds);
  EXPECT_EQ(limited.code, grpc::RESOURCE_EXHAUSTED) << "nothing was refused";
  EXPECT_TRUE(WhoAmIThere(other_key.token()).ok());
  std::this_thread::sleep_for(milliseconds(1'000));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(LogThere(key.token()).ok());
}

}  // namespace
}  // namespace champions::test
