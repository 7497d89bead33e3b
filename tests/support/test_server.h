// The real server on a real database of its own, in this process, for one test.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <utility>
#include <vector>

#include "auth/principal.h"
#include "config/config.h"

namespace champions::app {
class App;
}

namespace champions::test {

// What a call came to: the status and what its details say.
struct Outcome {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string message;
  std::string reason;                                       // of google.rpc.ErrorInfo
  std::vector<std::pair<std::string, std::string>> fields;  // of google.rpc.BadRequest
  bool retry_after = false;                                 // there is a google.rpc.RetryInfo
  bool ok() const { return code == grpc::StatusCode::OK; }
};
Outcome OutcomeOf(const grpc::Status& status);
std::ostream& operator<<(std::ostream& out, const Outcome& outcome);

std::string NewRequestId();

// A channel to a server's socket. A stream's window stays at HTTP/2's 64 KiB: gRPC would let it
// grow with the speed of the machine, until a caller who reads nothing has the whole of a stream.
std::shared_ptr<grpc::Channel> ChannelTo(const std::string& socket);

// A fixture: a fresh copy of the migrated template database, a server on it, and a key per role.
// Needs CHAMPIONS_TEST_PG_HOST, the folder of the socket of a PostgreSQL where this user is a
// superuser (CHAMPIONS_TEST_PG_USER, `postgres` by default).
// Runs a line of the shell; what it printed, and its exit status.
std::pair<std::string, int> RunLine(const std::string& line);

class ServerTest : public ::testing::Test {
 protected:
  ServerTest();
  ~ServerTest() override;
  void SetUp() override;
  void TearDown() override;

  template <class Service>
  std::unique_ptr<typename Service::Stub> Stub() {
    return Service::NewStub(channel_);
  }

  // Calls a method as the bearer of a token:
  //   auto outcome = As(admin, &v1::ReachService::Stub::LogReach, request, &response);
  template <class StubType, class Request, class Response>
  Outcome As(const std::string& token,
             grpc::Status (StubType::*method)(grpc::ClientContext*, const Request&, Response*),
             const Request& request, Response* response) {
    StubType stub(channel_);
    grpc::ClientContext context;
    Prepare(context, token);
    return OutcomeOf((stub.*method)(&context, request, response));
  }
  // Gives a call the token and a deadline of 20 s; for streams.
  void Prepare(grpc::ClientContext& context, const std::string& token);

  // A key with this role, for these organisations (codes, which must exist); gives its token.
  std::string MakeKey(auth::Role role, const std::vector<std::string>& organisations = {});
  // Makes organisations and programmes straight in the database, as a starting point.
  void MakeOrganisation(const std::string& code);
  void MakeProgramme(const std::string& code);

  // A statement as superuser, past row-level security, to look at what is stored.
  pqxx::result Sql(const std::string& statement);
  // One value of one row.
  std::string SqlValue(const std::string& statement);
  // No figure may differ from its records; called for every test at its end.
  void ExpectRecountAgrees();

  // The server ends and starts again, with what config_ then says.
  void Restart();

  std::string admin;  // an administrator's token
  std::string database;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<app::App> app_;
  config::Config config_;

 private:
  std::filesystem::path folder_;
};

}  // namespace champions::test
