// The composition root: builds every part, registers every service, starts and drains.
#pragma once

#include <grpcpp/server.h>

#include <memory>
#include <vector>

#include "app/housekeeping.h"
#include "audit/chain.h"
#include "auth/authenticator.h"
#include "config/config.h"
#include "console/console.h"
#include "db/pool.h"
#include "gateway/http_server.h"
#include "observability/metrics.h"
#include "reports/export_link.h"
#include "rpc/keep_awake.h"
#include "rpc/serve.h"

namespace champions::app {

class App {
 public:
  // Throws std::runtime_error that says what is wrong: a setting, the database, the schema, a
  // method without a permission, a socket in use.
  explicit App(const config::Config& config);
  ~App();

  // Serves until Drain is called.
  void Wait();
  // Health says NOT_SERVING, no call is taken any more, and those under way may finish for
  // limits.drain_seconds. Not to be called from a signal handler.
  void Drain();

 private:
  // Where one is set; over a channel of its own to the server, which has begun.
  std::unique_ptr<console::Console> MakeConsole();
  // To a request over HTTP: a download of an export.
  gateway::HttpAnswer Answer(const gateway::HttpRequest& request);

  config::Config config_;
  db::Pool pool_;
  db::Pool group_pool_;
  std::unique_ptr<rpc::Executor> executor_;
  auth::Authenticator authenticator_;
  observability::Metrics metrics_;
  auth::SigningKey signing_key_;
  sealing::Vault vault_;
  rpc::OpenStreams open_streams_;
  rpc::Spine spine_;
  reports::ExportLinks export_links_;
  audit::Heads audit_heads_;
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  rpc::KeepAwake keep_awake_;
  std::unique_ptr<observability::MetricsServer> metrics_server_;
  std::unique_ptr<console::Console> console_;
  std::unique_ptr<gateway::HttpServer> http_server_;
  std::unique_ptr<Housekeeping> housekeeping_;
};

}  // namespace champions::app
