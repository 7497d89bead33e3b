#include "app/admin.h"

#include <grpcpp/create_channel.h>

#include "app/app_sql.h"
#include "auth/authenticator.h"
#include "auth/token.h"
#include "db/transaction.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "signin/break_glass.h"

namespace champions::app {

std::string CreateAdministrator(const config::Config& config, const std::string& name,
                                const std::string& email) {
  db::Pool pool({.connection = config.ConnectionString(config.database_user), .size = 1});
  auth::Authenticator authenticator(pool, auth::ReadPepper(config.pepper_file));
  std::string token = auth::NewToken();
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  db::Transaction transaction(pool.Acquire(deadline));
  transaction.Execute(sql::kInsertAdministrator, name, db::Bytes(authenticator.HashToken(token)),
                      db::NullIfEmpty(email));
  transaction.Commit();
  return token;
}

void SetPassword(const config::Config& config, const std::string& email,
                 const std::string& password, bool without_totp) {
  db::Pool pool({.connection = config.ConnectionString(config.database_user), .size = 1});
  auth::Authenticator authenticator(pool, auth::ReadPepper(config.pepper_file));
  db::Transaction transaction(
      pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
  signin::BreakGlass(transaction, authenticator, email, password, without_totp,
                     config.sign_in_password_words,
                     signin::KnownPasswords(config.sign_in_known_passwords_file));
  transaction.Commit();
}

void LinkIdentity(const config::Config& config, const std::string& email,
                  const std::string& subject) {
  db::Pool pool({.connection = config.ConnectionString(config.database_user), .size = 1});
  db::Transaction transaction(
      pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
  signin::LinkByHand(transaction, config.sign_in_issuer, email, subject);
  transaction.Commit();
}

bool IsHealthy(const config::Config& config) {
  auto channel = grpc::CreateChannel("unix:" + config.socket, grpc::InsecureChannelCredentials());
  auto stub = grpc::health::v1::Health::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(3));
  grpc::health::v1::HealthCheckResponse response;
  auto status = stub->Check(&context, {}, &response);
  return status.ok() && response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
}

}  // namespace champions::app
