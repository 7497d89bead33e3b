// Group commit: what callers who are recorded together may and may not notice of each other.
#include <atomic>
#include <cstdlib>
#include <pqxx/pqxx>
#include <thread>

#include "champions/v1/reach_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::ReachService::Stub;

// A call under way.
struct Pending {
  grpc::ClientContext context;
  v1::LogReachRequest request;
  v1::LogReachResponse response;
  grpc::Status status;
  bool finished = false;
};

class ReachGroupTest : public ServerTest {
 protected:
  void SetUp() override {
    // Longer than any hold below, also on a slow machine; one test waits for its end.
    config_.lock_wait_ms = 2'500;
    ServerTest::SetUp();
    for (auto* code : {"VAH", "HACAS"}) MakeOrganisation(code);
    MakeProgramme("MH");
    stub_ = Stub<v1::ReachService>();
    // Tokens that are remembered do not wait for the database.
    for (const auto& token : {admin}) Start(token, "VAH").status.ok();
    WaitForAll();
  }
  void TearDown() override {
    WaitForAll();
    ServerTest::TearDown();
  }

  Pending& Start(const std::string& token, const std::string& organisation,
                 const std::string& request_id = "", const std::string& external_id = "",
                 int timeout_ms = 20'000) {
    auto pending = std::make_unique<Pending>();
    auto& reach = *pending->request.mutable_reach();
    reach.set_organisation(organisation);
    reach.set_programme("MH");
    reach.set_occurred_on("2024-09-30");
    reach.set_mode(v1::REACH_MODE_GROUP);
    reach.set_topic(v1::REACH_TOPIC_DIABETES);
    reach.set_people(1);
    reach.set_external_id(external_id);
    pending->request.set_request_id(request_id.empty() ? NewRequestId() : request_id);
    Prepare(pending->context, token);
    pending->context.set_deadline(std::chrono::system_clock::now() +
                                  std::chrono::milliseconds(timeout_ms));
    auto& call = *pending;
    {
      std::lock_guard lock(mutex_);
      calls_.push_back(std::move(pending));
    }
    stub_->async()->LogReach(&call.context, &call.request, &call.response,
                             [this, &call](grpc::Status status) {
                               std::lock_guard lock(mutex_);
                               call.status = std::move(status);
                               call.finished = true;
                               finished_.notify_all();
                             });
    return call;
  }

  void WaitForAll() {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [&] {
      return std::all_of(calls_.begin(), calls_.end(), [](auto& call) { return call->finished; });
    });
  }
  void Forget() {
    WaitForAll();
    calls_.clear();
  }

  // Keeps every group from being committed while it lives, for less than the time after which the
  // group gives up.
  class Hold {
   public:
    explicit Hold(const std::string& database)
        : connection_("host=" + std::string(std::getenv("CHAMPIONS_TEST_PG_HOST")) +
                      " user=postgres dbname=" + database),
          work_(connection_) {
      work_.exec("lock table ledger_entry in share row exclusive mode");
    }
    void LetGo() { work_.commit(); }
    // Until a group is at work, which waits for this: what comes now is of later groups.
    void WaitForAGroup() {
      while (work_
                 .exec1("select count(*) from pg_locks l join pg_database d on d.oid = l.database "
                        "and d.datname = current_database() where not l.granted and "
                        "l.relation = 'ledger_entry'::regclass")[0]
                 .as<int>() == 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
    }

   private:
    pqxx::connection connection_;
    pqxx::work work_;
  };

  int Recorded() { return std::stoi(SqlValue("select count(*) from reach")); }

  std::unique_ptr<v1::ReachService::Stub> stub_;
  std::mutex mutex_;
  std::condition_variable finished_;
  std::vector<std::unique_ptr<Pending>> calls_;
};

// Shows that of records that are written together each bad one is refused with its own words, and
// all others are recorded, each acknowledged with its own id.
TEST_F(ReachGroupTest, ABadRecordRefusesItselfOnly) {
  Start(admin, "VAH", "", "taken");
  Forget();
  int before = Recorded();
  {
    Hold hold(database);
    Start(admin, "VAH");
    hold.WaitForAGroup();
    for (int i = 0; i < 60; ++i) {
      Start(admin, i % 10 == 3 ? "NOWHERE" : "VAH", "", i % 10 == 7 ? "taken" : "");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    hold.LetGo();
  }
  WaitForAll();
  std::set<std::string> ids;
  int refused = 0;
  for (const auto& call : calls_) {
    auto outcome = OutcomeOf(call->status);
    if (call->request.reach().organisation() == "NOWHERE") {
      EXPECT_EQ(outcome.code, grpc::NOT_FOUND) << outcome;
      EXPECT_NE(outcome.message.find("reach.organisation"), std::string::npos) << outcome;
      ++refused;
    } else if (call->request.reach().external_id() == "taken") {
      EXPECT_EQ(outcome.code, grpc::ALREADY_EXISTS) << outcome;
      ++refused;
    } else {
      EXPECT_TRUE(outcome.ok()) << outcome;
      ids.insert(call->response.reach().id());
    }
  }
  EXPECT_EQ(refused, 12);
  EXPECT_EQ(ids.size(), 49u);
  EXPECT_EQ(Recorded() - before, 49);
  for (const auto& id : ids) {
    EXPECT_EQ(SqlValue("select count(*) from reach where id = '" + id + "'"), "1") << id;
  }
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = 'ReachService/LogReach'"),
            std::to_string(Recorded()));
}

// Shows that copies of a request that come at once are counted once and get the same answer, and
// that a name used twice at once is taken once.
TEST_F(ReachGroupTest, CopiesAtOnceAreCountedOnce) {
  Forget();
  int before = Recorded();
  auto id = NewRequestId();
  {
    Hold hold(database);
    for (int i = 0; i < 20; ++i) Start(admin, "VAH", id);
    for (int i = 0; i < 20; ++i) Start(admin, "VAH", "", "one name");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    hold.LetGo();
  }
  WaitForAll();
  std::set<std::string> answers;
  int named = 0;
  for (const auto& call : calls_) {
    if (call->request.request_id() == id) {
      ASSERT_TRUE(call->status.ok()) << OutcomeOf(call->status);
      answers.insert(call->response.SerializeAsString());
    } else if (call->status.ok()) {
      ++named;
    } else {
      EXPECT_EQ(call->status.error_code(), grpc::ALREADY_EXISTS);
    }
  }
  EXPECT_EQ(answers.size(), 1u);
  EXPECT_EQ(named, 1);
  EXPECT_EQ(Recorded() - before, 2);
  // Another request under the same id is refused, also by another method.
  auto& other = Start(admin, "HACAS", id);
  WaitForAll();
  EXPECT_EQ(OutcomeOf(other.status).reason, "REQUEST_ID_REUSED");
}

// Shows that callers in one group are each held to their own organisations: a foreign one and one
// that is not there get the same answer, and nothing of it is stored.
TEST_F(ReachGroupTest, EachCallerIsHeldToItsOwn) {
  Forget();
  int before = Recorded();
  auto vah = MakeKey(auth::Role::kCoordinator, {"VAH"});
  auto hacas = MakeKey(auth::Role::kPartner, {"HACAS"});
  {
    Hold hold(database);
    for (int i = 0; i < 10; ++i) {
      for (const auto& token : {vah, hacas, admin}) {
        for (auto* organisation : {"VAH", "HACAS"}) Start(token, organisation);
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    hold.LetGo();
  }
  WaitForAll();
  EXPECT_EQ(Recorded() - before, 40);
  auto& foreign = Start(vah, "HACAS");
  auto& missing = Start(vah, "NOWHERE");
  WaitForAll();
  auto message = foreign.status.error_message();
  message.replace(message.find("HACAS"), 5, "NOWHERE");
  EXPECT_EQ(message, missing.status.error_message());
  EXPECT_EQ(foreign.status.error_code(), missing.status.error_code());
  EXPECT_EQ(SqlValue("select count(*) from reach r join organisation o on o.id = r.organisation_id "
                     "join audit_event a on a.object = r.id::text join access_key k on k.id = "
                     "a.key_id where k.role in ('COORDINATOR', 'PARTNER') and r.organisation_id <> "
                     "all (k.organisation_ids)"),
            "0");
}

// Shows that a call whose deadline passes, or whose caller gives up, while it waits for its group
// is not recorded.
TEST_F(ReachGroupTest, WhoIsGoneIsNotRecorded) {
  Forget();
  int before = Recorded();
  {
    Hold hold(database);
    Start(admin, "VAH");
    hold.WaitForAGroup();
    Start(admin, "VAH", "", "", 50);
    Start(admin, "VAH").context.TryCancel();
    Start(admin, "VAH");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    hold.LetGo();
  }
  WaitForAll();
  std::vector<grpc::StatusCode> codes;
  for (const auto& call : calls_) codes.push_back(call->status.error_code());
  EXPECT_EQ(codes, (std::vector<grpc::StatusCode>{grpc::OK, grpc::DEADLINE_EXCEEDED,
                                                  grpc::CANCELLED, grpc::OK}));
  EXPECT_EQ(Recorded() - before, 2);
}

// Shows that one partner's bulk neither keeps a coordinator waiting nor takes all the room: what is
// too much is refused with the time to wait, at the partner's cost, and what was acknowledged is
// there.
TEST_F(ReachGroupTest, BulkDoesNotStarveACoordinator) {
  auto partner = MakeKey(auth::Role::kPartner, {"VAH"});
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"HACAS"});
  Start(partner, "VAH");
  Start(coordinator, "HACAS");
  Forget();
  int before = Recorded();
  v1::BatchLogReachRequest batch;
  for (int i = 0; i < 1000; ++i) *batch.add_reaches() = Start(partner, "VAH").request.reach();
  Forget();
  before = Recorded();
  std::vector<Outcome> outcomes(8);
  std::vector<std::thread> threads;
  std::atomic<int> finished{0};
  {
    Hold hold(database);
    Start(partner, "VAH");
    hold.WaitForAGroup();
    for (auto& outcome : outcomes) {
      threads.emplace_back([&] {
        v1::BatchLogReachResponse response;
        outcome = As(partner, &Stub::BatchLogReach, batch, &response);
        ++finished;
      });
    }
    // The queue takes a few batches; the others are refused while nothing moves.
    while (finished < 4) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    Start(coordinator, "HACAS");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    hold.LetGo();
  }
  for (auto& thread : threads) thread.join();
  WaitForAll();
  EXPECT_TRUE(calls_[0]->status.ok()) << OutcomeOf(calls_[0]->status);
  EXPECT_TRUE(calls_[1]->status.ok()) << OutcomeOf(calls_[1]->status);
  int recorded = 0;
  for (const auto& outcome : outcomes) {
    recorded += outcome.ok() ? 1 : 0;
    if (outcome.ok()) continue;
    EXPECT_EQ(outcome.reason, "OVERLOADED") << outcome;
    EXPECT_TRUE(outcome.retry_after) << outcome;
  }
  EXPECT_GT(recorded, 0);
  EXPECT_EQ(Recorded() - before, 1000 * recorded + 2);
  // It came last and was taken no later than with the second of the bulk.
  EXPECT_GE(std::stoi(SqlValue(
                "select count(*) from reach where recorded_at >= (select max(r.recorded_at) "
                "from reach r join organisation o on o.id = r.organisation_id "
                "where o.code = 'HACAS')")),
            1000 * (recorded - 1));
}

// Shows that who has one connection for all of its calls is refused what is too many, as others
// are, instead of waiting for a free stream.
TEST_F(ReachGroupTest, OfOneConnectionTooManyAreRefusedAtOnce) {
  Forget();
  constexpr int kCalls = 1'100;
  // Beside the 768 that may wait; calls that come at the same moment do not see each other.
  constexpr int kLeast = 300;
  auto refused = [&] {
    return std::count_if(calls_.begin(), calls_.end(), [](auto& call) {
      return call->finished && call->status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED;
    });
  };
  {
    Hold hold(database);
    Start(admin, "VAH");
    hold.WaitForAGroup();
    for (int i = 0; i < kCalls; ++i) Start(admin, "VAH");
    std::unique_lock lock(mutex_);
    finished_.wait_for(lock, std::chrono::seconds(2), [&] { return refused() >= kLeast; });
    lock.unlock();
    hold.LetGo();
  }
  WaitForAll();
  EXPECT_GE(refused(), kLeast);
  for (const auto& call : calls_) {
    auto outcome = OutcomeOf(call->status);
    if (outcome.ok()) continue;
    EXPECT_EQ(outcome.reason, "OVERLOADED") << outcome;
    EXPECT_TRUE(outcome.retry_after) << outcome;
  }
}

// Shows that a record that needs what another transaction holds is refused after a while, with the
// time to wait, and that those who came with it are recorded.
TEST_F(ReachGroupTest, WhoWaitsForAnotherTransactionIsRefusedAlone) {
  Forget();
  int before = Recorded();
  {
    pqxx::connection connection("host=" + std::string(std::getenv("CHAMPIONS_TEST_PG_HOST")) +
                                " user=postgres dbname=" + database);
    pqxx::work other(connection);
    other.exec(
        "insert into reach (organisation_id, external_id, programme_id, occurred_on, mode, topic, "
        "people, "
        "recorded_at, updated_at) select o.id, 'held', p.id, '2024-09-30', 'GROUP', 'OTHER', 0, "
        "now(), now() "
        "from organisation o, programme p where o.code = 'VAH'");
    for (int i = 0; i < 10; ++i) Start(admin, "VAH", "", i == 5 ? "held" : "");
    WaitForAll();
  }
  for (const auto& call : calls_) {
    auto outcome = OutcomeOf(call->status);
    if (call->request.reach().external_id() == "held") {
      EXPECT_EQ(outcome.reason, "CONFLICT") << outcome;
      EXPECT_TRUE(outcome.retry_after);
    } else {
      EXPECT_TRUE(outcome.ok()) << outcome;
    }
  }
  EXPECT_EQ(Recorded() - before, 9);
}

// Shows that a group looks for its own requests among the answers given before and no further, also
// on a connection whose plans were made when there were hardly any.
TEST_F(ReachGroupTest, NoGroupReadsAllAnswers) {
  constexpr int kRounds = 15, kCalls = 40;
  Sql("analyze request_answer");
  for (int round = 0; round < kRounds; ++round) {
    for (int i = 0; i < kCalls; ++i) Start(admin, "VAH");
    Forget();
  }
  EXPECT_EQ(Recorded(), kRounds * kCalls + 1);
  auto read = [&] {
    return std::stoi(
        SqlValue("select idx_tup_read from pg_stat_user_indexes "
                 "where indexrelname = 'request_answer_pkey'"));
  };
  // A connection tells what it has read a second later, with its next statement.
  std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
  Start(admin, "VAH");
  Forget();
  EXPECT_LT(read(), kRounds * kCalls);
}

}  // namespace
}  // namespace champions::test
