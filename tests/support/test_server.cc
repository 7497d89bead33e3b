#include "support/test_server.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "app/admin.h"
#include "app/app.h"
#include "app/migrate.h"
#include "auth/token.h"
#include "db/parameter.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "observability/log.h"

namespace champions::test {
namespace {

std::string Host() {
  const char* host = std::getenv("CHAMPIONS_TEST_PG_HOST");
  if (host == nullptr) {
    throw std::runtime_error("CHAMPIONS_TEST_PG_HOST is not set: run the tests with tests/run");
  }
  return host;
}

std::string Superuser() {
  const char* user = std::getenv("CHAMPIONS_TEST_PG_USER");
  return user == nullptr ? "postgres" : user;
}

std::string SuperuserConnection(const std::string& database) {
  return "host=" + Host() + " user=" + Superuser() + " dbname=" + database;
}

std::string ToHex(const std::string& bytes) { return db::Bytes(bytes)->substr(2); }

// The migrated database that every test copies; made once per content of the migrations.
std::string Template() {
  std::string all;
  for (const auto& migration : app::Migrations()) all += migration.script;
  std::string name = "template_" + ToHex(auth::Sha256(all)).substr(0, 16);
  pqxx::connection connection(SuperuserConnection("postgres"));
  pqxx::nontransaction work(connection);
  // Test programs run side by side: one makes it, the others wait.
  work.exec("select pg_advisory_lock(4711)");
  if (work.exec("select from pg_database where datname = '" + name + "'").empty()) {
    work.exec("create database " + name + "_new owner champions_owner");
    app::Migrate("host=" + Host() + " user=champions_migrator dbname=" + name + "_new");
    work.exec("alter database " + name + "_new rename to " + name);
  }
  work.exec("select pg_advisory_unlock(4711)");
  return name;
}

}  // namespace

std::pair<std::string, int> RunLine(const std::string& line) {
  FILE* pipe = popen(line.c_str(), "r");
  std::string out;
  std::array<char, 4096> buffer{};
  while (auto count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    out.append(buffer.data(), count);
  }
  return {out, WEXITSTATUS(pclose(pipe))};
}

Outcome OutcomeOf(const grpc::Status& status) {
  Outcome outcome{status.error_code(), status.error_message(), "", {}};
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  for (const auto& any : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    if (any.UnpackTo(&info)) outcome.reason = info.reason();
    if (any.Is<google::rpc::RetryInfo>()) outcome.retry_after = true;
    if (any.UnpackTo(&bad)) {
      for (const auto& field : bad.field_violations()) {
        outcome.fields.emplace_back(field.field(), field.description());
      }
    }
  }
  return outcome;
}

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << "status " << outcome.code << " " << outcome.reason << ": " << outcome.message;
}

std::string NewRequestId() {
  unsigned char bytes[16];
  if (getentropy(bytes, sizeof bytes) != 0) throw std::runtime_error("no entropy");
  std::string hex = ToHex({reinterpret_cast<char*>(bytes), sizeof bytes});
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-4" + hex.substr(13, 3) + "-a" +
         hex.substr(17, 3) + "-" + hex.substr(20);
}

ServerTest::ServerTest() = default;
ServerTest::~ServerTest() = default;

std::shared_ptr<grpc::Channel> ChannelTo(const std::string& socket) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel("unix:" + socket, grpc::InsecureChannelCredentials(), arguments);
}

void ServerTest::SetUp() {
  observability::SetLogLevel(observability::Level::kError);
  std::string source = Template();
  database = "test_" + ToHex(auth::Sha256(NewRequestId())).substr(0, 20);
  {
    pqxx::connection connection(SuperuserConnection("postgres"));
    pqxx::nontransaction work(connection);
    work.exec("create database " + database + " template " + source + " owner champions_owner");
  }
  char pattern[] = "/tmp/champions-test-XXXXXX";
  folder_ = mkdtemp(pattern);
  config_.socket = folder_ / "server.sock";
  config_.database_host = Host();
  config_.database_name = database;
  config_.pool = 8;
  config_.exports_folder = folder_ / "exports";
  config_.exports_public_url = "https://champions.test";
  config_.pepper_file = folder_ / "pepper";
  std::ofstream(config_.pepper_file) << std::string(64, 'a') << "\n";
  std::filesystem::permissions(config_.pepper_file, std::filesystem::perms::owner_read);
  admin = app::CreateAdministrator(config_, "Test administrator");
  app_ = std::make_unique<app::App>(config_);
  channel_ = ChannelTo(config_.socket);
}

void ServerTest::TearDown() {
  if (app_) ExpectRecountAgrees();
  channel_.reset();
  if (app_) app_->Drain();
  app_.reset();
  std::filesystem::remove_all(folder_);
  pqxx::connection connection(SuperuserConnection("postgres"));
  pqxx::nontransaction work(connection);
  work.exec("drop database if exists " + database + " with (force)");
}

void ServerTest::Restart() {
  channel_.reset();
  if (app_) app_->Drain();
  app_.reset();
  app_ = std::make_unique<app::App>(config_);
  channel_ = ChannelTo(config_.socket);
}

void ServerTest::Prepare(grpc::ClientContext& context, const std::string& token) {
  if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
}

std::string ServerTest::MakeKey(auth::Role role, const std::vector<std::string>& organisations) {
  std::string token = auth::NewToken();
  std::string hash = auth::HmacSha256(auth::ReadPepper(config_.pepper_file), token);
  pqxx::connection connection(SuperuserConnection(database));
  pqxx::work work(connection);
  work.exec_params(
      "insert into access_key (token_hash, name, role, organisation_ids) select $1::bytea, "
      "$2::text, "
      "$2::text::access_role, coalesce(array_agg(id), '{}') from organisation where code = any "
      "($3::text[])",
      *db::Bytes(hash), auth::RoleName(role), *db::ToParameter(organisations));
  work.commit();
  return token;
}

void ServerTest::MakeOrganisation(const std::string& code) {
  Sql("insert into organisation (code, name) values ('" + code + "', '" + code + "')");
}

void ServerTest::MakeProgramme(const std::string& code) {
  Sql("insert into programme (code, name, state) values ('" + code + "', '" + code +
      "', 'ACTIVE')");
}

pqxx::result ServerTest::Sql(const std::string& statement) {
  pqxx::connection connection(SuperuserConnection(database));
  pqxx::work work(connection);
  auto result = work.exec(statement);
  work.commit();
  return result;
}

std::string ServerTest::SqlValue(const std::string& statement) {
  auto result = Sql(statement);
  return result.size() == 1 && !result[0][0].is_null() ? result[0][0].c_str() : "";
}

void ServerTest::ExpectRecountAgrees() {
  for (const auto& row : Sql("select organisation_id, quarter, at from checkpoint_recount()")) {
    ADD_FAILURE() << "checkpoint " << row[2].c_str() << " differs from the ledger: organisation "
                  << row[0].c_str() << ", " << row[1].c_str();
  }
  auto differences =
      Sql("select what, organisation_id, source_kind, source_id from ledger_recount()");
  for (const auto& row : differences) {
    ADD_FAILURE() << row[0].c_str() << ": organisation " << row[1].c_str() << " " << row[2].c_str()
                  << " " << row[3].c_str();
  }
}

}  // namespace champions::test
