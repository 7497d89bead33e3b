// The change feed while others write: nothing is missed, told twice, out of order or from a
// transaction that was rolled back; and streams of it.
#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "app/app.h"
#include "integration/change_fixture.h"

namespace champions::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ChangeFeedTest : public ChangeFixture {
 protected:
  // What was committed, or told: `action record version`.
  using Told = std::vector<std::string>;

  struct Stream {
    grpc::ClientContext context;
    std::unique_ptr<v1::ChangeService::Stub> stub;
    std::unique_ptr<grpc::ClientReader<v1::WatchChangesResponse>> reader;
    v1::WatchChangesResponse message;

    // The next message that has changes; false at the end.
    bool Next() {
      while (reader->Read(&message)) {
        if (message.changes_size() > 0) return true;
      }
      return false;
    }
    Outcome End() {
      while (reader->Read(&message)) {
      }
      return OutcomeOf(reader->Finish());
    }
  };
  std::unique_ptr<Stream> Watch(const std::string& fields, const std::string& token) {
    auto stream = std::make_unique<Stream>();
    Prepare(stream->context, token);
    stream->stub = ServerTest::Stub<v1::ChangeService>();
    v1::WatchChangesRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request));
    stream->reader = stream->stub->WatchChanges(&stream->context, request);
    return stream;
  }

  std::string Superuser() {
    return "host=" + config_.database_host + " user=postgres dbname=" + database;
  }

  // Insights are in no figure, so they can be written as they come.
  static constexpr const char* kInsert =
      "insert into insight (organisation_id, heard_on, kind, theme, theme_key, text) select id, "
      "'2024-04-07', 'BARRIER', 'A theme', 'a theme', 'Heard' from organisation where code = 'OWN' "
      "returning id, version";

  // Transactions of a few changes each, one in four rolled back. Some have their number before
  // another commits and change the same record after that.
  void WriteAtRandom(unsigned seed, int transactions, Told* committed) {
    pqxx::connection connection(Superuser());
    std::mt19937 random(seed);
    auto pause = [&] { std::this_thread::sleep_for(milliseconds(random() % 3)); };
    for (int i = 0; i < transactions; ++i) {
      Told mine;
      try {
        pqxx::work work(connection);
        if (random() % 2 == 0) work.exec("select pg_current_xact_id()");
        for (unsigned left = 1 + random() % 3; left > 0; --left) {
          pause();
          auto draw = random() % 10;
          auto one = "(select id from insight order by md5(id::text || " +
                     std::to_string(random()) + ") limit 1)";
          auto rows = work.exec(
              draw < 3   ? std::string(kInsert)
              : draw < 9 ? "update insight set version = version + 1 where id = " + one +
                               " returning id, version"
                         : "delete from insight where id = " + one + " returning id, version");
          const char* action = draw < 3 ? "CREATED" : draw < 9 ? "CHANGED" : "REMOVED";
          for (const auto& row : rows) {
            mine.push_back(std::string(action) + " " + row[0].c_str() + " " + row[1].c_str());
          }
        }
        pause();
        if (random() % 4 == 0) continue;
        work.commit();
      } catch (const pqxx::failure&) {
        continue;  // a deadlock: rolled back
      }
      std::lock_guard lock(mutex_);
      committed->insert(committed->end(), mine.begin(), mine.end());
    }
  }

  std::mutex mutex_;
  std::shared_ptr<grpc::Channel> other_channel_;
};

// Shows that a reader who pages while several write is told every committed change exactly once,
// nothing else, and the versions of each record in their order.
TEST_F(ChangeFeedTest, NothingIsMissedOrOutOfOrder) {
  for (int i = 0; i < 8; ++i) Sql(kInsert);
  auto partner = MakeKey(auth::Role::kCoordinator, {"OWN"});
  auto cursor = Now("", partner);
  Told committed, told;
  std::map<std::string, int> versions;
  std::atomic<bool> done{false};
  auto take = [&](const std::vector<v1::Change>& changes) {
    for (const auto& change : changes) {
      auto& version = versions[change.record()];
      EXPECT_GE(change.version(), version) << change.record();
      version = change.version();
      told.push_back(rpc::Label(change.action()) + " " + change.record() + " " +
                     std::to_string(change.version()));
    }
  };
  std::thread reader([&] {
    while (!done) take(Since(&cursor, "page_size: 7", partner));
  });
  std::vector<std::thread> writers;
  for (unsigned seed = 1; seed <= 5; ++seed) {
    writers.emplace_back([&, seed] { WriteAtRandom(seed, 60, &committed); });
  }
  for (auto& writer : writers) writer.join();
  done = true;
  reader.join();
  for (auto until = Clock::now() + seconds(10);
       told.size() < committed.size() && Clock::now() < until;) {
    take(Since(&cursor, "page_size: 7", partner));
  }
  EXPECT_GT(committed.size(), 100u);
  EXPECT_EQ(Sorted(told), Sorted(committed));
}

// Shows that what is written while a transaction is open waits for its end, and is told then with
// what that wrote, an earlier version first; also on a server that was started meanwhile.
TEST_F(ChangeFeedTest, ALongTransactionDelaysAndLosesNothing) {
  auto id = SqlValue(kInsert);
  auto cursor = Now();
  pqxx::connection connection(Superuser());
  pqxx::work early(connection);
  early.exec("select pg_current_xact_id()");
  Sql("update insight set version = 2");  // by a transaction with a later number
  EXPECT_EQ(Since(&cursor).size(), 0u);
  EXPECT_FALSE(page_.more());

  auto config = config_;
  config.socket += ".other";
  config.audit_heads_file = config.socket + ".heads";
  auto other = std::make_unique<app::App>(config);
  other_channel_ = ChannelTo(config.socket);
  channel_.swap(other_channel_);
  auto outcome = List("", "start: CHANGE_START_NOW");
  EXPECT_EQ(outcome.reason, "CHANGES_NOT_SETTLED") << outcome;
  EXPECT_TRUE(outcome.retry_after);
  EXPECT_EQ(Since(&cursor).size(), 0u);

  early.exec("update insight set version = 3");
  early.commit();
  for (int server = 0; server < 2; ++server) {
    channel_.swap(other_channel_);
    auto from = cursor;
    Lines told;
    for (auto until = Clock::now() + seconds(10); told.size() < 2 && Clock::now() < until;) {
      for (const auto& change : Since(&from)) told.push_back(Line(change) + change.record());
    }
    EXPECT_EQ(told, (Lines{"CHANGED INSIGHT 2" + id, "CHANGED INSIGHT 3" + id})) << server;
  }
  channel_.swap(other_channel_);
  other_channel_.reset();
  other->Drain();
}

// Shows that a stream tells what comes within two seconds, goes on from its cursor, ends when it
// was told to, and with its key, within five seconds.
TEST_F(ChangeFeedTest, StreamsTellWhatComes) {
  auto partner = MakeKey(auth::Role::kPartner, {"OWN"});
  Now();
  auto stream = Watch("start: CHANGE_START_NOW", partner);
  ASSERT_TRUE(stream->reader->Read(&stream->message));
  EXPECT_EQ(stream->message.changes_size(), 0);  // it lives
  auto first = stream->message.cursor();
  // Other tests may have a transaction open meanwhile, but not each time.
  auto quickest = Clock::duration::max();
  for (int i = 0; i < 3; ++i) {
    auto start = Clock::now();
    auto id = LogOne();
    ASSERT_TRUE(stream->Next());
    quickest = std::min(quickest, Clock::now() - start);
    EXPECT_EQ(stream->message.changes(0).record(), id);
  }
  EXPECT_LT(quickest, seconds(2));
  auto cursor = stream->message.cursor();
  LogOne();
  AwaitSettled();
  EXPECT_EQ(LinesOf(Since(&cursor, "", partner)), Lines{"CREATED REACH 1"});

  auto again = Watch("end_after_ms: 1 cursor: '" + first + "'", partner);
  ASSERT_TRUE(again->Next());
  EXPECT_EQ(again->message.changes_size(), 4);
  EXPECT_TRUE(again->End().ok());

  auto start = Clock::now();
  Sql("update access_key set revoked_at = clock_timestamp() where role = 'PARTNER'");
  auto outcome = stream->End();
  EXPECT_LT(Clock::now() - start, seconds(5));
  EXPECT_EQ(outcome.code, grpc::CANCELLED) << outcome;
  EXPECT_EQ(Watch("", partner)->End().code, grpc::UNAUTHENTICATED);
}

// Shows that a caller has only so many streams, with a word of when to come again; that a wrong
// request ends a stream as it does a page; and that a server that stops says so.
TEST_F(ChangeFeedTest, StreamsAreBoundedAndEndWithTheServer) {
  auto partner = MakeKey(auth::Role::kPartner, {"OWN"});
  EXPECT_EQ(Watch("cursor: 'x'", partner)->End().code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Watch("organisations: 'MISSING'", partner)->End().code, grpc::NOT_FOUND);
  EXPECT_EQ(Watch("kinds: CHANGE_KIND_AWARD", partner)->End().code, grpc::PERMISSION_DENIED);
  std::vector<std::unique_ptr<Stream>> streams;
  for (int i = 0; i < 8; ++i) {
    streams.push_back(Watch("", partner));
    ASSERT_TRUE(streams.back()->Next());
  }
  auto outcome = Watch("", partner)->End();
  EXPECT_EQ(outcome.code, grpc::RESOURCE_EXHAUSTED) << outcome;
  EXPECT_EQ(outcome.reason, "TOO_MANY_STREAMS");
  EXPECT_TRUE(outcome.retry_after);
  EXPECT_TRUE(Watch("end_after_ms: 1", admin)->End().ok());
  streams.front()->context.TryCancel();
  streams.front()->End();
  bool is_free = false;
  for (auto until = Clock::now() + seconds(3); !is_free && Clock::now() < until;) {
    is_free = Watch("end_after_ms: 1", partner)->End().ok();
  }
  EXPECT_TRUE(is_free);
  ExpectRecountAgrees();
  auto start = Clock::now();
  app_->Drain();
  EXPECT_LT(Clock::now() - start, seconds(5));
  outcome = streams.back()->End();
  EXPECT_EQ(outcome.code, grpc::UNAVAILABLE) << outcome;
  EXPECT_EQ(outcome.reason, "SHUTTING_DOWN");
  streams.clear();
  app_.reset();
}

// Shows the two commands: what is told, and that a file with the cursor makes each go on.
TEST_F(ChangeFeedTest, Commands) {
  auto file = config_.socket + ".cursor";
  auto run = [&](const std::string& words) {
    auto [out, status] = Run(words);
    EXPECT_EQ(status, 0) << out;
    return out;
  };
  run("changes list -q --start NOW --cursor-file " + file);
  auto one = LogOne(), two = LogOne();
  AwaitSettled();
  auto listed =
      run("changes list -q -o csv --limit 1 --kind REACH --organisation OWN --start OLDEST");
  EXPECT_EQ(listed.substr(0, listed.find("\r\n")),
            "change_time,action,kind,record,organisation,version");
  EXPECT_NE(listed.find(",CREATED,REACH," + one + ",OWN,1\r\n"), std::string::npos) << listed;
  auto followed = run("changes follow -q -o json --limit 2 --cursor-file " + file);
  EXPECT_NE(followed.find("\"record\":\"" + one), std::string::npos) << followed;
  EXPECT_NE(followed.find("\"record\":\"" + two), std::string::npos) << followed;
  EXPECT_EQ(run("changes list -q -o jsonl --cursor-file " + file), "");
  EXPECT_EQ(std::count(followed.begin(), followed.end(), '\n'), 2);
}

}  // namespace
}  // namespace champions::test
