// champions-server: wiring of the command line alone.
#include <absl/synchronization/mutex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <thread>

#include "app/admin.h"
#include "app/app.h"
#include "app/chores.h"
#include "app/instance_key.h"
#include "app/migrate.h"
#include "app/rekey.h"
#include "app/seal.h"
#include "db/errors.h"
#include "observability/log.h"

// Read by jemalloc before main: an arena for each of few processors, since every arena keeps some
// memory that is free.
extern "C" {
const char* malloc_conf = "narenas:2";
}

namespace {

using champions::config::Config;

int Serve(const Config& config) {
  // No core file: keys and what they opened would be in it.
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  // gRPC takes and leaves locks all the time, and the library checks their order unless told not
  // to.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  // SIGTERM and SIGINT drain: a thread waits for them, since a handler may do next to nothing.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  champions::observability::CaptureGrpcLog();
  champions::app::App app(config);
  std::thread drain([&] {
    int signal_number = 0;
    sigwait(&signals, &signal_number);
    app.Drain();
  });
  app.Wait();
  drain.join();
  return 0;
}

// Once: the exit status says whether all went well. Again and again: the log says it.
int Chores(const Config& config, int every_seconds) {
  signal(SIGPIPE, SIG_IGN);
  if (every_seconds == 0) return champions::app::RunChores(config) ? 0 : 1;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  timespec pause{every_seconds, 0};
  do {
    try {
      champions::app::RunChores(config);
    } catch (const std::exception& error) {
      champions::observability::Log(champions::observability::Level::kError, "chores",
                                    {{"detail", champions::db::Interpret(error).detail}});
    }
  } while (sigtimedwait(&signals, nullptr, &pause) < 0);
  return 0;
}

int Migrate(const Config& config) {
  for (const auto& name :
       champions::app::Migrate(config.ConnectionString(config.database_migrator))) {
    std::cout << "applied " << name << "\n";
  }
  auto key_file = champions::app::InstanceKeyFile(config);
  if (key_file.empty()) return 0;
  champions::sealing::Vault vault(key_file);
  auto sealed =
      champions::app::SealClear(config.ConnectionString(config.database_migrator), &vault);
  if (sealed > 0) std::cout << "sealed what is personal of " << sealed << " records\n";
  return 0;
}

int Rekey(const Config& config) {
  champions::sealing::Vault vault(champions::app::InstanceKeyFile(config));
  auto done = champions::app::Rekey(config.ConnectionString(config.database_migrator), vault);
  std::cout << "wrapped " << done.keys << " keys by the instance key " << vault.key_names().front()
            << "\n";
  for (const auto& name : done.given_up) {
    std::cout << "gave up the instance key " << name << "\n";
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App cli("The Champions server.");
  cli.require_subcommand(1);
  std::string path;
  std::vector<std::string> settings;
  cli.add_option("--config", path, "The configuration file (TOML)");
  cli.add_option("--set", settings, "A setting that wins over file and environment: key=value");
  cli.fallthrough();
  auto* serve = cli.add_subcommand("serve", "Serve until SIGTERM, which drains");
  auto* migrate = cli.add_subcommand("migrate", "Bring the schema up to date");
  auto* rekey = cli.add_subcommand(
      "rekey", "Wrap every data key by the first instance key of the file, give up the others");
  auto* check = cli.add_subcommand("check-config", "Show the settings in force");
  auto* health = cli.add_subcommand("health", "Exit 0 when the server answers SERVING");
  auto* chores = cli.add_subcommand(
      "chores", "Make the exports that are due, send e-mails that are due; for a timer");
  int every = 0;
  chores->add_option("--every", every, "Again and again, so many seconds apart, until SIGTERM")
      ->check(CLI::Range(1, 86'400));
  auto* admin = cli.add_subcommand("admin", "What is done on this machine alone");
  admin->require_subcommand(1);
  auto* create = admin->add_subcommand("create-administrator", "Print the token of a new one");
  std::string name = "Administrator";
  create->add_option("--name", name, "The name of the administrator");
  std::string email;
  create->add_option("--email", email, "To sign in with");
  auto* set_password = admin->add_subcommand(
      "set-password", "Give a user a password, read from standard input, whoever is locked out");
  set_password->add_option("EMAIL", email, "Of the user")->required();
  bool without_totp = false;
  set_password->add_flag("--without-totp", without_totp, "Take the user's second factor away");
  auto* link = admin->add_subcommand(
      "link-identity", "Link a user to an account of the issuer that vouches for no address");
  std::string subject;
  link->add_option("EMAIL", email, "Of the user")->required();
  link->add_option("SUBJECT", subject, "The account's `sub` at the issuer")->required();
  CLI11_PARSE(cli, argc, argv);

  try {
    std::map<std::string, std::string> overrides;
    for (const auto& setting : settings) {
      auto equals = setting.find('=');
      if (equals == std::string::npos) throw std::runtime_error("--set: expected key=value");
      overrides[setting.substr(0, equals)] = setting.substr(equals + 1);
    }
    auto config = champions::config::Load(path, overrides);
    champions::observability::SetLogLevel(
        champions::observability::LevelFromName(config.log_level));
    if (*serve) return Serve(config);
    if (*chores) return Chores(config, every);
    if (*migrate) return Migrate(config);
    if (*rekey) return Rekey(config);
    if (*health) return champions::app::IsHealthy(config) ? 0 : 1;
    if (*check) std::cout << config.Dump();
    if (*create) std::cout << champions::app::CreateAdministrator(config, name, email) << "\n";
    if (*set_password) {
      std::string password;
      std::getline(std::cin, password);
      champions::app::SetPassword(config, email, password, without_totp);
      std::cerr << "The password is set; all that this user had signed in to has ended.\n";
    }
    if (*link) champions::app::LinkIdentity(config, email, subject);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "champions-server: " << error.what() << "\n";
    return 1;
  }
}
