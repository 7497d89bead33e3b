#include "app/migrate.h"

#include <pqxx/connection>
#include <pqxx/transaction>
#include <stdexcept>

#include "app/migrations.h"
#include "auth/token.h"
#include "db/parameter.h"

namespace champions::app {
namespace {

// Kept apart from the advisory locks of the schema's own functions.
constexpr const char* kLock = "select pg_advisory_xact_lock(1279609159, 9)";
constexpr const char* kTable =
    "create table if not exists schema_migration (version int primary key, name text not null, "
    "sha256 bytea not null, applied_at timestamptz not null default clock_timestamp()); "
    "grant select on schema_migration to champions_app, champions_reader, champions_migrator;";

std::string Digest(const Migration& migration) {
  return *db::Bytes(auth::Sha256(migration.script));
}

// True when it was applied before.
bool CheckApplied(pqxx::work& work, const Migration& migration) {
  auto rows =
      work.exec_params("select sha256 from schema_migration where version = $1", migration.version);
  if (rows.empty()) return false;
  if (rows[0][0].as<std::string>() != Digest(migration)) {
    throw std::runtime_error("migration " + std::string(migration.name) +
                             " was changed after it was applied: restore it and add a new one");
  }
  return true;
}

}  // namespace

const std::vector<Migration>& Migrations() {
  static const std::vector<Migration> migrations(std::begin(kMigrations), std::end(kMigrations));
  return migrations;
}

std::vector<std::string> Migrate(const std::string& connection_string) {
  pqxx::connection connection(connection_string);
  std::vector<std::string> applied;
  for (const auto& migration : Migrations()) {
    pqxx::work work(connection);
    work.exec("set local role champions_owner");
    work.exec(kLock);
    work.exec(kTable);
    if (!CheckApplied(work, migration)) {
      work.exec(std::string(migration.script));
      work.exec_params("insert into schema_migration (version, name, sha256) values ($1, $2, $3)",
                       migration.version, std::string(migration.name), Digest(migration));
      applied.emplace_back(migration.name);
    }
    work.commit();
  }
  if (MigrationsMissing(connection_string) < 0) {
    throw std::runtime_error("the database was made by a newer server: use that or a newer one");
  }
  pqxx::work work(connection);
  work.exec("set local role champions_owner");
  work.exec(kLock);
  // After a restore into another cluster (0024_writers.sql).
  work.exec("select continue_writers()");
  work.commit();
  return applied;
}

bool WritersBehind(const std::string& connection_string) {
  pqxx::connection connection(connection_string);
  pqxx::work work(connection);
  return work.exec1("select writers_behind() > 0")[0].as<bool>();
}

int MigrationsMissing(const std::string& connection_string) {
  pqxx::connection connection(connection_string);
  pqxx::work work(connection);
  int latest = 0;
  auto exists = work.exec1("select to_regclass('schema_migration') is not null");
  if (exists[0].as<bool>()) {
    latest = work.exec1("select coalesce(max(version), 0) from schema_migration")[0].as<int>();
  }
  return Migrations().back().version - latest;
}

}  // namespace champions::app
