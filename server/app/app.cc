#include "app/app.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server_builder.h>
#include <sys/stat.h>

#include <ctime>
#include <filesystem>
#include <stdexcept>

#include "app/app_sql.h"
#include "app/chores.h"
#include "app/instance_key.h"
#include "app/migrate.h"
#include "app/seal.h"
#include "app/services.h"
#include "auth/token.h"
#include "base/limits.h"
#include "champions/erasure.h"
#include "db/transaction.h"
#include "observability/log.h"
#include "reach/reach_group.h"
#include "reports/export_runner.h"
#include "rpc/method.h"

namespace champions::app {
namespace {

// Far above the connections: the pool bounds the work, and waits no longer than a caller's
// deadline.
constexpr int kMaxThreads = 2000;
constexpr int kMostStreams = 1280;  // of a connection
static_assert(kMostStreams > reach::kMostQueuedCalls + reach::kMostInGroup);

// One group of writes and one of reads at a time; each may have one more that it is about to drop.
constexpr size_t kGroupConnections = 4;
// For callback methods' work that waits for the database.
constexpr int kExecutorThreads = 4;

std::string MediaTypeOf(const std::string& name) {
  auto ends = [&](std::string_view end) {
    return name.size() > end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
  };
  if (ends(".csv")) return "text/csv; charset=utf-8";
  if (ends(".json")) return "application/json";
  if (ends(".html")) return "text/html; charset=utf-8";
  return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

// Where none is named, it lies beside the pepper: outside the database in any case.
std::string BesideThePepper(const config::Config& config, const std::string& named,
                            const char* name) {
  if (!named.empty() || config.pepper_file.empty()) return named;
  return std::filesystem::path(config.pepper_file).parent_path() / name;
}

std::string HeadsFile(const config::Config& config) {
  return BesideThePepper(config, config.audit_heads_file, "audit-heads.jsonl");
}

std::string ErasuresFile(const config::Config& config) {
  return BesideThePepper(config, config.erasures_file, "erasures.jsonl");
}

// A backup that was restored has people again whom somebody erased since: gone before anything is
// served.
void EraseAgain(db::Pool& pool, const std::string& file) {
  db::Transaction transaction(
      pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(30)));
  transaction.Execute(sql::kSeeEverything, 60'000);
  int erased = champions::ReplayErasures(transaction, file);
  transaction.Commit();
  if (erased > 0) {
    observability::Log(observability::Level::kWarning, "erased again",
                       {{"champions", int64_t{erased}}});
  }
}

std::string SigningKeyFile(const config::Config& config) {
  return BesideThePepper(config, config.signing_key_file, "signing-key.pem");
}

signin::SignInSettings SignInSettingsOf(const config::Config& config) {
  return {.issuer = {.issuer = config.sign_in_issuer,
                     .client_id = config.sign_in_client_id,
                     .ca_file = config.sign_in_ca_file,
                     .acr = config.sign_in_issuer_acr},
          .passwords = config.sign_in_passwords == "on",
          .second_factor =
              config.sign_in_second_factor == "everyone"      ? signin::SecondFactor::kEveryone
              : config.sign_in_second_factor == "partnership" ? signin::SecondFactor::kPartnership
                                                              : signin::SecondFactor::kOptional,
          .session = std::chrono::hours(config.sign_in_session_hours),
          .idle = std::chrono::minutes(config.sign_in_idle_minutes),
          .password_words = config.sign_in_password_words,
          .known_passwords_file = config.sign_in_known_passwords_file};
}

void CheckSchema(const config::Config& config) {
  int missing = MigrationsMissing(config.ConnectionString(config.database_user));
  if (missing > 0) {
    throw std::runtime_error("the schema is " + std::to_string(missing) +
                             " migrations behind: run `champions-server migrate` first");
  }
  if (missing < 0) throw std::runtime_error("the database was made by a newer server");
  if (WritersBehind(config.ConnectionString(config.database_user))) {
    throw std::runtime_error(
        "the database was restored into another cluster, and the audit log would not go on: run "
        "`champions-server migrate` first");
  }
}

// What is not for others to have, of a socket that is made.
mode_t SocketMask(const config::Config& config) {
  return config.socket_access == "group" ? 0117 : 0177;
}

std::unique_ptr<grpc::Server> Listen(const std::string& socket, mode_t mask,
                                     std::vector<std::unique_ptr<grpc::Service>>& services) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
  // Calls beyond it wait with their caller instead of unread in here, where nobody could refuse
  // them. More than what waits for a group and is in one, so that who has a single connection is
  // refused as well, instead of waiting until its deadline.
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMostStreams);
  builder.SetResourceQuota(grpc::ResourceQuota("server").SetMaxThreads(kMaxThreads));
  for (auto& service : services) builder.RegisterService(service.get());
  mode_t before = umask(mask);
  int bound = 0;
  builder.AddListeningPort("unix:" + socket, grpc::InsecureServerCredentials(), &bound);
  auto server = builder.BuildAndStart();
  umask(before);
  if (!server) throw std::runtime_error("listen.socket: cannot listen on " + socket);
  return server;
}

}  // namespace

App::App(const config::Config& config)
    : config_(config),
      pool_({.connection = config.ConnectionString(config.database_user),
             .size = static_cast<size_t>(config.pool),
             .max_waiting = static_cast<size_t>(config.max_waiting)}),
      group_pool_(
          {.connection = config.ConnectionString(config.database_user), .size = kGroupConnections}),
      executor_(std::make_unique<rpc::Executor>(kExecutorThreads,
                                                static_cast<size_t>(config.max_waiting))),
      authenticator_(pool_, auth::ReadPepper(config.pepper_file), config.calls_per_second),
      signing_key_(SigningKeyFile(config)),
      vault_(InstanceKeyFile(config)),
      open_streams_(authenticator_),
      spine_{pool_,
             group_pool_,
             authenticator_,
             metrics_,
             rpc::PageTokens(authenticator_.HashToken("page tokens")),
             std::chrono::milliseconds(config.max_deadline_ms),
             std::chrono::seconds(config.max_import_seconds),
             int64_t{config.max_import_mib} * 1024 * 1024,
             std::chrono::milliseconds(config.lock_wait_ms),
             *executor_,
             signing_key_,
             vault_,
             open_streams_,
             std::chrono::minutes(config.sign_in_again_minutes)},
      export_links_(config.exports_public_url, authenticator_.HashToken("export links")),
      audit_heads_(HeadsFile(config), signing_key_) {
  if (config.socket.empty()) throw std::runtime_error("listen.socket: is required");
  rpc::AllMethods();
  CheckSchema(config);
  UseInstanceKey(pool_, &vault_);
  EraseAgain(pool_, ErasuresFile(config));
  services_ = MakeServices(
      spine_, {.links = export_links_,
               .exports = ExportSettingsOf(config),
               .heads_file = HeadsFile(config),
               .erasures_file = ErasuresFile(config),
               .sign_in = SignInSettingsOf(config),
               .exchange_only_partners = config.access_partner_keys == "exchange_only"});
  server_ = Listen(config.socket, SocketMask(config), services_);
  metrics_.Gauge("champions_connections_in_use", "Database connections that serve a call.",
                 [this] { return static_cast<double>(pool_.in_use()); });
  metrics_.Gauge("champions_calls_waiting", "Calls that wait for a database connection.",
                 [this] { return static_cast<double>(pool_.waiting()); });
  if (!config.metrics_socket.empty()) {
    metrics_server_ =
        std::make_unique<observability::MetricsServer>(metrics_, config.metrics_socket);
  }
  console_ = MakeConsole();
  if (!config.http_socket.empty()) {
    gateway::HttpServer::Pages pages;
    if (console_) {
      pages = {"/console",
               [this](const gateway::HttpRequest& request) { return console_->Answer(request); }};
    }
    http_server_ = std::make_unique<gateway::HttpServer>(
        config.http_socket, SocketMask(config),
        [this](const gateway::HttpRequest& request) { return Answer(request); }, std::move(pages));
  }
  housekeeping_ =
      std::make_unique<Housekeeping>(pool_, audit_heads_, authenticator_, config.changes_keep_days);
  observability::Log(observability::Level::kInfo, "serving", {{"socket", config.socket}});
}

App::~App() {
  // Pages are calls of the server.
  http_server_.reset();
  console_.reset();
  // What calls left behind, such as a token to be read anew, needs what is destroyed after this.
  server_.reset();
  executor_.reset();
}

std::unique_ptr<console::Console> App::MakeConsole() {
  if (config_.console_public_url.empty()) return nullptr;
  if (config_.http_socket.empty()) {
    throw std::runtime_error("listen.http_socket: is required with console.public_url");
  }
  return std::make_unique<console::Console>(
      console::Settings{config_.console_public_url, authenticator_.HashToken("console")},
      server_->InProcessChannel(grpc::ChannelArguments()),
      std::make_unique<console::IssuerClient>(config_.sign_in_ca_file));
}

gateway::HttpAnswer App::Answer(const gateway::HttpRequest& request) {
  auto target = export_links_.Read(request.target, std::time(nullptr));
  std::optional<reports::Download> found;
  if (target) {
    found = reports::FindDownload(pool_, config_.exports_folder, *target, request.address);
  }
  // What is expired, withdrawn and invented gets the same answer.
  if (!found) {
    return {.status = 404,
            .text =
                "This link does not work: it has expired, was withdrawn, or is "
                "not complete. Ask whoever sent it for a new one.\n"};
  }
  return {.content_type = MediaTypeOf(found->name), .file = found->path, .file_name = found->name};
}

void App::Wait() { server_->Wait(); }

void App::Drain() {
  observability::Log(observability::Level::kInfo, "draining");
  server_->GetHealthCheckService()->SetServingStatus(false);
  open_streams_.Drain();
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(config_.drain_seconds));
}

}  // namespace champions::app
