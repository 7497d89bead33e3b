// The chains of the audit log, and what a superuser of the database cannot do to them unnoticed.
#include "client-cli/audit_chain.h"

#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "app/app.h"
#include "app/housekeeping.h"
#include "app/migrate.h"
#include "audit/chain.h"
#include "champions/v1/access_service.grpc.pb.h"
#include "champions/v1/audit_service.grpc.pb.h"
#include "champions/v1/organisation_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "db/transaction.h"
#include "support/test_server.h"

namespace champions {
namespace {

using test::Outcome;

class AuditChainTest : public test::ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    pool_ = std::make_unique<db::Pool>(
        db::PoolOptions{.connection = config_.ConnectionString(config_.database_user), .size = 2});
    folder_ = std::filesystem::path(config_.socket).parent_path();
    key_ = std::make_unique<auth::SigningKey>(folder_ / "test-key.pem");
    heads_ = std::make_unique<audit::Heads>(folder_ / "test-heads", *key_);
    for (const char* code : {"ONE", "TWO", "THREE"}) MakeOrganisation(code);
    MakeProgramme("P");
  }

  void Log(const std::string& organisation) {
    v1::LogReachRequest request;
    auto* reach = request.mutable_reach();
    reach->set_organisation(organisation);
    reach->set_programme("P");
    reach->set_occurred_on("2024-05-05");
    reach->set_mode(v1::REACH_MODE_GROUP);
    reach->set_topic(v1::REACH_TOPIC_OTHER);
    reach->set_people(3);
    v1::LogReachResponse response;
    auto outcome = As(admin, &v1::ReachService::Stub::LogReach, request, &response);
    ASSERT_TRUE(outcome.ok()) << outcome;
  }

  // Until every event is in a block: whoever writes in another database of this PostgreSQL holds
  // the runs up for as long.
  void CloseAndSign() {
    for (int i = 0; i < 200; ++i) {
      app::CloseAuditBlocks(*pool_);
      if (SqlValue("select (select count(*) from audit_event) = (select sum(events) from "
                   "audit_block)") == "t") {
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    SeeingAll([&](db::Transaction& tx) { heads_->Write(tx); });
  }

  void SeeingAll(const std::function<void(db::Transaction&)>& work) {
    db::Transaction tx(pool_->Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(5)));
    tx.ExecuteScript("select begin_as('{}', true, false, 10000)");
    work(tx);
  }

  std::string Export() {
    std::string log;
    SeeingAll([&](db::Transaction& tx) {
      audit::ExportChains(tx, [&](std::string_view line) { log += line; });
    });
    return log;
  }

  cli::AuditProof Verify(const std::string& log) {
    std::istringstream in(log);
    std::ifstream heads(heads_->file());
    return cli::VerifyAudit(in, &heads, key_->PublicKeyPem());
  }

  // Three organisations and none, in seven runs.
  void MakeHistory() {
    const char* const kWhose[] = {"ONE", "TWO", "ONE", "THREE", "TWO", "ONE", "ONE"};
    for (int run = 0; run < 7; ++run) {
      for (int i = 0; i <= run; ++i) Log(kWhose[(run + i) % 7]);
      MakeUser("Person " + std::to_string(run));
      CloseAndSign();
    }
  }

  void Restart() {
    pool_.reset();
    ServerTest::Restart();
    pool_ = std::make_unique<db::Pool>(
        db::PoolOptions{.connection = config_.ConnectionString(config_.database_user), .size = 2});
  }

  void MakeUser(const std::string& name) {
    v1::CreateUserRequest request;
    request.mutable_user()->set_name(name);
    request.mutable_user()->set_role(v1::ROLE_AUDITOR);
    v1::CreateUserResponse response;
    auto outcome = As(admin, &v1::AccessService::Stub::CreateUser, request, &response);
    ASSERT_TRUE(outcome.ok()) << outcome;
  }

  std::unique_ptr<db::Pool> pool_;
  std::filesystem::path folder_;
  std::unique_ptr<auth::SigningKey> key_;
  std::unique_ptr<audit::Heads> heads_;
};

// Shows that every event is in a block, once, and that the proof holds.
TEST_F(AuditChainTest, WhatWasWrittenHolds) {
  MakeHistory();
  auto proof = Verify(Export());
  EXPECT_EQ(proof.problems, std::vector<std::string>());
  EXPECT_EQ(std::to_string(proof.events), SqlValue("select count(*) from audit_event"));
  EXPECT_EQ(proof.chains, 4);
  EXPECT_GE(proof.heads, 1);
  EXPECT_EQ(proof.signed_run, proof.runs);
}

// Shows that another signing key goes on where the one before it ended, and is vouched for by both
// alone.
TEST_F(AuditChainTest, AnotherSigningKeyGoesOn) {
  Log("ONE");
  CloseAndSign();
  auto former = key_->PublicKeyPem();
  auto key = std::make_unique<auth::SigningKey>(folder_ / "another-key.pem");
  heads_ = std::make_unique<audit::Heads>(folder_ / "test-heads", *key);
  key_ = std::move(key);
  Log("TWO");
  CloseAndSign();
  auto log = Export();
  auto problems = [&](const std::string& keys) {
    std::istringstream in(log);
    std::ifstream heads(heads_->file());
    return cli::VerifyAudit(in, &heads, keys).problems;
  };
  EXPECT_EQ(problems(former + key_->PublicKeyPem()), std::vector<std::string>());
  for (const auto& one : {former, key_->PublicKeyPem()}) {
    ASSERT_FALSE(problems(one).empty());
    EXPECT_NE(problems(one).front().find("is not what was signed"), std::string::npos);
  }
}

// Shows that events of a transaction that lasts longer than others are in a later block, and that
// none is lost or taken twice.
TEST_F(AuditChainTest, WhoCommitsLateIsInALaterBlock) {
  pqxx::connection connection("host=" + config_.database_host +
                              " user=postgres dbname=" + database);
  pqxx::work slow(connection);
  slow.exec("insert into audit_event (key_id, method, object_kind) values (new_id(), 'slow', 'x')");
  Log("ONE");
  app::CloseAuditBlocks(*pool_);
  EXPECT_EQ(Export().find("\"slow\""), std::string::npos);
  EXPECT_EQ(Export().find("LogReach"), std::string::npos) << "it may come before the slow one";
  slow.commit();
  CloseAndSign();
  auto log = Export();
  EXPECT_NE(log.find("\"slow\""), std::string::npos);
  EXPECT_EQ(Verify(log).problems, std::vector<std::string>());
  EXPECT_EQ(std::to_string(Verify(log).events), SqlValue("select count(*) from audit_event"));
}

// Shows that a dump restored into another cluster, where transactions have smaller numbers, is
// served only after a migration, and that the chains then go on. The setting of the database stands
// for the other cluster: a dump does not bring it along.
TEST_F(AuditChainTest, GoesOnInAnotherCluster) {
  Sql("alter database " + database + " set app.writer_offset = '5000000000'");
  Restart();
  MakeHistory();
  Log("TWO");  // an event that no block has yet
  Sql("alter database " + database + " reset app.writer_offset");
  try {
    Restart();
    ADD_FAILURE() << "it started";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("champions-server migrate"), std::string::npos);
  }
  app::Migrate("host=" + config_.database_host + " user=champions_migrator dbname=" + database);
  Restart();
  Log("ONE");
  CloseAndSign();
  auto proof = Verify(Export());
  EXPECT_EQ(proof.problems, std::vector<std::string>());
  EXPECT_EQ(std::to_string(proof.events), SqlValue("select count(*) from audit_event"));
}

// Shows that a caller who may not do something is written down with the reason.
TEST_F(AuditChainTest, RefusalsAreWrittenDown) {
  auto auditor = MakeKey(auth::Role::kAuditor);
  v1::CreateOrganisationRequest request;
  request.mutable_organisation()->set_code("X");
  request.mutable_organisation()->set_name("X");
  v1::CreateOrganisationResponse response;
  auto outcome =
      As(auditor, &v1::OrganisationService::Stub::CreateOrganisation, request, &response);
  EXPECT_EQ(outcome.code, grpc::PERMISSION_DENIED);
  v1::LogReachRequest log;
  log.mutable_reach()->set_organisation("ONE");
  v1::LogReachResponse logged;
  EXPECT_EQ(As(auditor, &v1::ReachService::Stub::LogReach, log, &logged).code,
            grpc::PERMISSION_DENIED);
  EXPECT_EQ(SqlValue("select string_agg(method || ' ' || outcome, ', ' order by recorded_at) from "
                     "audit_event where outcome <> 'OK'"),
            "OrganisationService/CreateOrganisation PERMISSION_DENIED, "
            "ReachService/LogReach PERMISSION_DENIED");
}

// Shows that the log over the API is the same, and is for those who see every organisation.
TEST_F(AuditChainTest, OverTheApi) {
  MakeHistory();
  auto stub = v1::AuditService::NewStub(channel_);
  auto read = [&](const std::string& token, std::string* log) {
    grpc::ClientContext context;
    Prepare(context, token);
    auto reader = stub->ExportAuditLog(&context, v1::ExportAuditLogRequest());
    v1::ExportAuditLogResponse part;
    while (reader->Read(&part)) *log += part.data();
    return test::OutcomeOf(reader->Finish());
  };
  std::string log;
  auto outcome = read(admin, &log);
  ASSERT_TRUE(outcome.ok()) << outcome;
  EXPECT_EQ(Verify(log).problems, std::vector<std::string>());
  EXPECT_EQ(read(MakeKey(auth::Role::kCoordinator, {"ONE"}), &log).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(SqlValue("select count(*) from audit_event where object_kind = 'audit log'"), "1");
}

// What a superuser does to the tables, chosen at random; "" where it found nothing to do it to.
class Tamperer {
 public:
  Tamperer(pqxx::connection& connection, int seed) : connection_(connection), random_(seed) {}

  std::string Once() {
    pqxx::work work(connection_);
    work.exec("set local session_replication_role = replica");  // no triggers, no foreign keys
    std::string what = Choose(work);
    work.commit();
    return what;
  }

 private:
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  std::string Some(const std::string& table) {
    return "(select ctid from " + table + " order by random() limit 1)";
  }

  std::string Choose(pqxx::work& work) {
    static const std::vector<std::string> kEdits = {
        "organisation_id = coalesce(organisation_id, 1) + 1",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "key_id = new_id()",
        "user_id = new_id()",
        "method = method || 'x'",
        "object_kind = 'other'",
        "object = coalesce(object, '') || ' '",
        "objects = objects + 1",
        "fields = array_append(fields, 'name')",
        "request_id = new_id()",
        "address = '192.0.2.1'",
        "outcome = outcome || '!'",
        "id = new_id()",
        "written_by = written_by + 1"};
    auto changed = [&](const std::string& statement) {
      return work.exec(statement).affected_rows() > 0;
    };
    switch (Below(9)) {
      case 0:
      case 1:
      case 2: {
        const auto& edit = kEdits[static_cast<size_t>(Below(static_cast<int>(kEdits.size())))];
        return changed("update audit_event set " + edit + " where ctid = " + Some("audit_event"))
                   ? "edit: " + edit
                   : "";
      }
      case 3:
        return changed("delete from audit_event where ctid = " + Some("audit_event")) ? "delete"
                                                                                      : "";
      case 4:  // two events of a chain change places
        return changed(
                   "with pair as (select a.id as one, b.id as other from audit_event a join "
                   "audit_event b on a.organisation_id = b.organisation_id and a.method = b.method "
                   "and a.written_by < b.written_by order by random() limit 1) "
                   "update audit_event e set written_by = case when e.id = one then (select "
                   "written_by from audit_event where id = other) else (select written_by from "
                   "audit_event where id = one) end from pair where e.id in (one, other)")
                   ? "reorder"
                   : "";
      case 5:  // one more, in between
        return changed(
                   "insert into audit_event (organisation_id, recorded_at, key_id, method, "
                   "object_kind, written_by) select organisation_id, recorded_at, key_id, method, "
                   "object_kind, written_by from audit_event order by random() limit 1")
                   ? "insert"
                   : "";
      case 6: {  // the end goes, with its blocks and runs
        int keep = 1 + Below(6);
        auto after =
            "(select to_writer from audit_run where number = " + std::to_string(keep) + ")";
        changed("delete from audit_event where written_by >= " + after);
        changed("delete from audit_block where run > " + std::to_string(keep));
        return changed("delete from audit_run where number > " + std::to_string(keep))
                   ? "truncate after run " + std::to_string(keep)
                   : "";
      }
      case 7: {
        static const std::vector<std::string> kBlocks = {
            "update audit_block set hash = sha256(hash)",
            "update audit_block set events = events + 1",
            "update audit_block set number = number + 100", "delete from audit_block",
            "update audit_block set organisation_id = organisation_id + 50"};
        const auto& one = kBlocks[static_cast<size_t>(Below(static_cast<int>(kBlocks.size())))];
        return changed(one + " where ctid = " + Some("audit_block")) ? one : "";
      }
      default:
        return changed("delete from audit_run where ctid = " + Some("audit_run")) ? "delete a run"
                                                                                  : "";
    }
  }

  pqxx::connection& connection_;
  std::mt19937 random_;
};

// Shows that whatever a superuser changes, adds, removes, moves or cuts off is found, thousands of
// times (CHAMPIONS_TAMPERINGS; fewer where it is not set), and that the log as it was holds again.
TEST_F(AuditChainTest, TamperingIsFound) {
  MakeHistory();
  app_->Drain();
  app_.reset();  // nobody closes blocks meanwhile
  pqxx::connection connection("host=" + config_.database_host +
                              " user=postgres dbname=" + database);
  auto run = [&](const std::string& script) {
    pqxx::work work(connection);
    work.exec("set local session_replication_role = replica");
    work.exec(script);
    work.commit();
  };
  run("create table kept_event as table audit_event; create table kept_block as table audit_block;"
      "create table kept_run as table audit_run");
  const char* wanted = std::getenv("CHAMPIONS_TAMPERINGS");
  int times = wanted != nullptr ? std::atoi(wanted) : 120;
  int done = 0;
  Tamperer tamperer(connection, 20241124);
  for (int i = 0; i < times; ++i) {
    auto what = tamperer.Once();
    if (what.empty()) continue;
    ++done;
    EXPECT_FALSE(Verify(Export()).problems.empty()) << "not found: " << what;
    run("delete from audit_event; insert into audit_event select * from kept_event;"
        "delete from audit_block; insert into audit_block select * from kept_block;"
        "delete from audit_run; insert into audit_run select * from kept_run");
  }
  EXPECT_GT(done, times * 9 / 10);
  EXPECT_EQ(Verify(Export()).problems, std::vector<std::string>());
}

// Shows that chains made anew over a changed log hold in themselves, and that the signed heads,
// which lie outside the database, give it away all the same; nor can these be changed.
TEST_F(AuditChainTest, ChainsMadeAnewAreFound) {
  MakeHistory();
  app_->Drain();
  app_.reset();
  pqxx::connection connection("host=" + config_.database_host +
                              " user=postgres dbname=" + database);
  {
    pqxx::work work(connection);
    work.exec("set local session_replication_role = replica");
    work.exec(
        "delete from audit_event where id = (select id from audit_event where method like "
        "'%LogReach' limit 1)");
    work.exec("delete from audit_block; delete from audit_run");
    work.commit();
  }
  // Not signed, as a superuser has no key.
  for (int i = 0; i < 200 && app::CloseAuditBlocks(*pool_) == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  auto log = Export();
  std::istringstream in(log);
  EXPECT_EQ(cli::VerifyAudit(in, nullptr, key_->PublicKeyPem()).problems,
            std::vector<std::string>());
  EXPECT_FALSE(Verify(log).problems.empty());

  // The file of heads, changed in each of its places: never taken, never a crash.
  std::ifstream file(heads_->file());
  std::string heads((std::istreambuf_iterator<char>(file)), {});
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    auto changed = heads;
    auto at = random() % changed.size();
    changed[at] = changed[at] == '7' ? '8' : '7';
    std::istringstream in_log(log), in_heads(changed);
    EXPECT_FALSE(cli::VerifyAudit(in_log, &in_heads, key_->PublicKeyPem()).problems.empty());
  }
  // Signed by somebody else.
  auth::SigningKey other(folder_ / "other-key.pem");
  std::istringstream in_log(log), in_heads(heads);
  EXPECT_FALSE(cli::VerifyAudit(in_log, &in_heads, other.PublicKeyPem()).problems.empty());
}

// Shows that a log that was cut off on its way, or has a line too many, is not taken for whole.
TEST_F(AuditChainTest, APartIsNotTheWhole) {
  MakeHistory();
  auto log = Export();
  for (size_t end = log.size() - 2; end > 0;
       end = log.rfind('\n', end - 1) + 1 > 1 ? log.rfind('\n', end - 1) : 0) {
    EXPECT_FALSE(Verify(log.substr(0, end)).problems.empty()) << end;
    if (end < 200) break;
  }
  EXPECT_FALSE(Verify(log + "{\"end\":7,\"events\":1}\n").problems.empty());
  EXPECT_FALSE(Verify("").problems.empty());
}

}  // namespace
}  // namespace champions
