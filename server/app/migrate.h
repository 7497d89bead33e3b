// Brings the schema up to date: each migration once, in the order of its number, each in a
// transaction of its own, and never a changed one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace champions::app {

struct Migration {
  int version;
  std::string_view name;  // 0001_foundation
  std::string_view script;
};

// Those that the build embedded from db/migrations.
const std::vector<Migration>& Migrations();

// Gives the names of those that were applied now; after a restore into another cluster also lets
// the numbers of writers go on (0024_writers.sql). Throws std::runtime_error when an applied one
// was changed since, or the database is ahead of this server.
std::vector<std::string> Migrate(const std::string& connection_string);

// How many migrations the database is behind (negative: ahead) of this server.
int MigrationsMissing(const std::string& connection_string);

// Whether transactions have smaller numbers than the audit log knows: after a restore into another
// cluster, until Migrate has run.
bool WritersBehind(const std::string& connection_string);

}  // namespace champions::app
