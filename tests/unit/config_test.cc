#include "config/config.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace champions::config {
namespace {

// What is refused, or "" when nothing is.
std::string RefusalOf(const Config& config) {
  try {
    config.ConnectionString("champions_app");
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

// Shows which hosts of a database count as this machine.
TEST(ConfigTest, DatabasesOfThisMachineAreKnown) {
  for (const char* host : {"/run/postgresql", "@champions", "localhost", "127.0.0.1", "127.8.9.10",
                           "::1", "/run/a,localhost", "localhost,127.0.0.1"}) {
    EXPECT_TRUE(StaysHere(host)) << host;
  }
  for (const char* host :
       {"db.example.org", "10.0.0.5", "192.0.2.1", "128.0.0.1", "0.0.0.0", "::", "::2", "fe80::1",
        "localhost.example.org", "127.0.0.1.example.org", "127.1", "localhost,db.example.org",
        "/run/postgresql,10.0.0.5", "LOCALHOST", " localhost", "run/postgresql", ""}) {
    EXPECT_FALSE(StaysHere(host)) << host;
  }
}

// Shows that a database on another machine takes TLS with a checked certificate, and that without
// one nothing is connected to.
TEST(ConfigTest, ADatabaseElsewhereTakesTls) {
  Config config;
  config.database_host = "db.example.org";
  auto refusal = RefusalOf(config);
  EXPECT_NE(refusal.find("database.ca_file: is missing"), std::string::npos) << refusal;
  EXPECT_NE(refusal.find("'db.example.org'"), std::string::npos) << refusal;
  config.database_ca_file = "/etc/champions/database ca's.pem";
  auto connection = config.ConnectionString("champions_app");
  EXPECT_NE(connection.find("sslmode=verify-full"), std::string::npos) << connection;
  EXPECT_NE(connection.find("sslrootcert='/etc/champions/database ca\\'s.pem'"), std::string::npos)
      << connection;
  config.database_host = "localhost";  // it is used wherever it is named
  EXPECT_NE(config.ConnectionString("x").find("sslmode=verify-full"), std::string::npos);
  config.database_ca_file = "";
  EXPECT_EQ(config.ConnectionString("x").find("sslmode"), std::string::npos);
  config.database_host = "";
  EXPECT_NE(RefusalOf(config).find("database.host: is missing"), std::string::npos);
}

}  // namespace
}  // namespace champions::config
