// Another instance key in the place of the present one: everything personal is read as before, by
// servers that have no other key, nothing is lost to one that has not heard of it, and what is
// broken off is gone on with.
#include "app/rekey.h"

#include <fstream>
#include <future>

#include "app/app.h"
#include "app/instance_key.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "support/champion_server_test.h"

namespace champions {
namespace {

using test::Outcome;
using Champions = v1::ChampionService::Stub;

class RekeyTest : public test::ChampionServerTest {
 protected:
  void SetUp() override {
    ChampionServerTest::SetUp();
    own_ = MakeKey(auth::Role::kCoordinator, {"OWN"});
    old_key_ = Read();
    new_key_ = std::string(64, 'b') + "\n";
    made_ = NewChampion("C1");
    auto* given = made_.mutable_champion();
    given->set_given_name("Ada");
    given->set_family_name("Lovelace");
    given->set_email("ada@example.org");
    given->set_age_band("25-34");
    made_.set_request_id(test::NewRequestId());
    ASSERT_TRUE(As(own_, &Champions::CreateChampion, made_, &first_).ok());
    EXPECT_TRUE(Log("told before").ok());
  }
  void TearDown() override {
    Write(old_key_ + new_key_);
    ChampionServerTest::TearDown();
  }

  std::string Read() {
    std::ifstream in(app::InstanceKeyFile(config_));
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void Write(const std::string& lines) { std::ofstream(app::InstanceKeyFile(config_)) << lines; }
  std::string NameIn(const std::string& lines) {
    auto before = Read();
    Write(lines);
    auto name = sealing::Vault(app::InstanceKeyFile(config_)).key_names().front();
    Write(before);
    return name;
  }

  app::Rekeyed Rekey() {
    return app::Rekey(
        "host=" + config_.database_host + " user=champions_migrator dbname=" + database,
        sealing::Vault(app::InstanceKeyFile(config_)));
  }
  // What it says where it does not do it, or "".
  std::string Complaint(const std::function<void()>& what) {
    try {
      what();
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

  Outcome Log(const std::string& note) {
    v1::LogReachResponse response;
    return As(own_, &v1::ReachService::Stub::LogReach, NewReach(note), &response);
  }

  // What is read of everything that is sealed, by a key of the person's own organisation.
  std::string Everything() {
    std::string all;
    v1::GetChampionRequest get;
    get.set_id(first_.champion().id());
    v1::GetChampionResponse got;
    auto outcome = As(own_, &Champions::GetChampion, get, &got);
    EXPECT_TRUE(outcome.ok()) << outcome;
    all += got.ShortDebugString();
    v1::ListReachesResponse listed;
    outcome = As(own_, &v1::ReachService::Stub::ListReaches, {}, &listed);
    EXPECT_TRUE(outcome.ok()) << outcome;
    all += listed.ShortDebugString();
    v1::FindDuplicatesRequest find;
    find.set_organisation("OWN");
    find.set_email("ADA@example.org");
    v1::FindDuplicatesResponse found;
    outcome = As(own_, &Champions::FindDuplicates, find, &found);
    EXPECT_TRUE(outcome.ok()) << outcome;
    EXPECT_EQ(found.duplicates_size(), 1);
    all += found.ShortDebugString();
    // The answer that was kept for a retry.
    v1::CreateChampionResponse again;
    outcome = As(own_, &Champions::CreateChampion, made_, &again);
    EXPECT_TRUE(outcome.ok()) << outcome;
    EXPECT_EQ(again.SerializeAsString(), first_.SerializeAsString());
    return all;
  }

  std::string NamesOf(const std::string& table) {
    return SqlValue("select string_agg(distinct split_part(wrapped, ':', 1), ' ') from keyring." +
                    table);
  }

  std::string own_, old_key_, new_key_;
  v1::CreateChampionRequest made_;
  v1::CreateChampionResponse first_;
};

// Shows the whole way: the new line first, a restart, rekey, the old line away, a restart.
TEST_F(RekeyTest, TheOldKeyIsNeededNoMore) {
  auto before = Everything();
  auto old_name = NamesOf("data_key"), new_name = NameIn(new_key_);
  Write(new_key_ + old_key_);
  Restart();
  EXPECT_TRUE(Log("told between").ok());
  EXPECT_EQ(Complaint([&] {
              Write(new_key_);
              app::App app(config_);
            })
                .find("secrets.instance_key_file: personal data was sealed with the instance key " +
                      old_name),
            0u);
  Write(new_key_ + old_key_);
  auto done = Rekey();
  // A champion and a note; the answer of the request that made the champion.
  EXPECT_EQ(done.keys, 3);
  EXPECT_EQ(done.given_up, std::vector<std::string>{old_name});
  for (const char* table : {"data_key", "answer_key", "index_key"}) {
    EXPECT_EQ(NamesOf(table), new_name) << table;
  }
  EXPECT_EQ(SqlValue("select string_agg(name, ' ') from keyring.instance_key"), new_name);
  auto after = Everything();
  Write(new_key_);
  Restart();
  EXPECT_EQ(Everything(), after);
  EXPECT_NE(after.find("told before"), std::string::npos);
  EXPECT_NE(after.find("told between"), std::string::npos);
  EXPECT_TRUE(Log("told after").ok());
  EXPECT_EQ(before.substr(0, before.find("reaches")), after.substr(0, after.find("reaches")));
  // A second time there is nothing to do.
  auto again = Rekey();
  EXPECT_EQ(again.keys, 0);
  EXPECT_TRUE(again.given_up.empty());
  // Whoever still has the old key alone has nothing.
  Write(old_key_);
  EXPECT_NE(Complaint([&] { app::App app(config_); }), "");
}

// Shows that nothing is wrapped by a key that no server was started with, or that is unknown.
TEST_F(RekeyTest, RefusedBeforeAnythingIsChanged) {
  auto before = SqlValue("select string_agg(wrapped, ' ' order by wrapped) from keyring.data_key");
  auto unchanged = [&] {
    return SqlValue("select string_agg(wrapped, ' ' order by wrapped) from keyring.data_key") ==
               before &&
           SqlValue("select count(*) from keyring.instance_key where retired_at is not null") ==
               "0";
  };
  Write(new_key_ + old_key_);
  EXPECT_NE(Complaint([&] { Rekey(); }).find("no server was started with its first line"),
            std::string::npos);
  EXPECT_TRUE(unchanged());
  Write(old_key_);
  EXPECT_TRUE(Everything() != "");
}

// Shows that a server with the old key alone, which was not started anew, cannot wrap by it any
// more: what is personal it refuses to take, and does not take it and lose it.
TEST_F(RekeyTest, AServerThatHasNotHeardIsRefused) {
  Write(new_key_ + old_key_);
  auto config = config_;
  config.socket += ".other";
  config.audit_heads_file = config.socket + ".heads";
  auto other = std::make_unique<app::App>(config);
  EXPECT_TRUE(Log("by the old one").ok());
  auto done = Rekey();
  EXPECT_EQ(done.given_up.size(), 1u);
  auto refused = Log("by the old one, afterwards");
  EXPECT_EQ(refused.code, grpc::INTERNAL) << refused;
  EXPECT_TRUE(Log("").ok());  // nothing personal
  v1::CreateChampionResponse response;
  EXPECT_FALSE(As(own_, &Champions::CreateChampion, NewChampion("C2"), &response).ok());
  EXPECT_EQ(NamesOf("data_key"), NameIn(new_key_));
  other->Drain();
  other.reset();
  Restart();
  EXPECT_TRUE(Log("by the old one, afterwards").ok());
  EXPECT_NE(Everything(), "");
}

// Shows that what was broken off in the middle is gone on with, that keys of both names open
// meanwhile, and that the old key is not put in force again by a file in the old order.
TEST_F(RekeyTest, GoesOnWhereItWasBrokenOff) {
  Write(new_key_ + old_key_);
  Restart();
  auto old_name = NameIn(old_key_);
  Sql("update keyring.data_key set wrapped = '" + old_name +
      ":AAAA' where owner_id = (select reach_id from reach_note)");
  EXPECT_NE(Complaint([&] { Rekey(); }).find("was wrapped by an instance key"), std::string::npos);
  EXPECT_EQ(SqlValue("select count(*) from keyring.instance_key where retired_at is not null"),
            "1");
  Write(old_key_ + new_key_);
  EXPECT_NE(Complaint([&] { app::App app(config_); }).find("was given up"), std::string::npos);
  EXPECT_NE(Complaint([&] { Rekey(); }), "");
  Write(new_key_ + old_key_);
  Sql("delete from keyring.data_key where wrapped like '%:AAAA'; delete from personal_history; "
      "delete from reach_note");
  Restart();
  EXPECT_EQ(Rekey().given_up, std::vector<std::string>{old_name});
  EXPECT_NE(Everything(), "");
}

// Shows that the last transaction that may have wrapped by the old key is waited for.
TEST_F(RekeyTest, WaitsForWhoBeganBefore) {
  Write(new_key_ + old_key_);
  Restart();
  pqxx::connection connection("host=" + config_.database_host +
                              " user=champions_app dbname=" + database);
  auto work = std::make_unique<pqxx::work>(connection);
  work->exec("select begin_as('{}', true, true, 60000)");
  work->exec("insert into keyring.data_key select organisation_id, gen_random_uuid(), '" +
             NameIn(old_key_) + ":AAAA' from champion limit 1");
  auto rekeying = std::async(std::launch::async, [&] { return Complaint([&] { Rekey(); }); });
  EXPECT_EQ(rekeying.wait_for(std::chrono::seconds(1)), std::future_status::timeout);
  work->commit();
  work.reset();
  // It has seen the last one: what was written there opens with nothing.
  EXPECT_NE(rekeying.get().find("was wrapped by an instance key"), std::string::npos);
}

}  // namespace
}  // namespace champions
