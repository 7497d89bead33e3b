#include "client-cli/doctor.h"

#include <CLI/CLI.hpp>
#include <cmath>

#include "champions/v1/access_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "client-cli/core/fields.h"
#include "client-cli/core/instant.h"
#include "client-cli/core/shell.h"
#include "client-cli/core/terminal.h"
#include "client-cli/nouns.h"
#include "grpc/health/v1/health.grpc.pb.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;
using std::chrono::system_clock;

constexpr double kMaxSkewSeconds = 30;

Finding CheckConfig(Shell* shell, Profile* profile) {
  Finding finding{.check = "config", .status = ExitStatus::kUsage};
  try {
    *profile = shell->LoadProfile();
    finding.ok = true;
    finding.detail = (profile->config_file.empty() ? "environment" : profile->config_file) +
                     ", address " + profile->address;
  } catch (const Failure& failure) {
    finding.detail = failure.what();
    finding.advice = "Correct the config file, or give another with --config.";
  }
  return finding;
}

Finding CheckModes(const Profile& profile) {
  Finding finding{.check = "file modes",
                  .ok = true,
                  .detail = "only you can read the token",
                  .status = ExitStatus::kUsage};
  if (!profile.token_from_file) {
    finding.detail = profile.token.empty() ? "no token" : "the token comes from the environment";
    return finding;
  }
  const std::string unsafe = UnsafeMode(profile.config_file);
  if (unsafe.empty()) return finding;
  finding.ok = false;
  finding.detail = "others can use the token in " + profile.config_file;
  finding.advice = "chmod 600 " + profile.config_file;
  return finding;
}

Finding FromStatus(const std::string& check, const grpc::Status& status) {
  return Finding{.check = check,
                 .ok = false,
                 .detail = Printable(status.error_message()),
                 .advice = "Look at the service: ./deploy/status and its log.",
                 .status = ExitStatusOf(status.error_code())};
}

Finding CheckHealth(Connection& connection) {
  const auto stub = grpc::health::v1::Health::NewStub(connection.channel());
  grpc::health::v1::HealthCheckResponse response;
  try {
    connection.Repeat(true, "", [&](grpc::ClientContext* context) {
      return stub->Check(context, {}, &response);
    });
  } catch (const CallFailure& failure) {
    return FromStatus("health", failure.status());
  }
  Finding finding{.check = "health", .status = ExitStatus::kUnavailable};
  finding.ok = response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
  finding.detail = grpc::health::v1::HealthCheckResponse::ServingStatus_Name(response.status());
  if (!finding.ok) finding.advice = "The service is starting or stopping; see ./deploy/status.";
  return finding;
}

Finding CheckAuthentication(Connection& connection, std::string* server_version) {
  const auto stub = v1::AccessService::NewStub(connection.channel());
  v1::WhoAmIResponse response;
  try {
    connection.Repeat(true, "", [&](grpc::ClientContext* context) {
      const grpc::Status status = stub->WhoAmI(context, {}, &response);
      const auto& metadata = context->GetServerInitialMetadata();
      const auto version = metadata.find("champions-version");
      if (version != metadata.end()) {
        server_version->assign(version->second.data(), version->second.size());
      }
      return status;
    });
  } catch (const CallFailure& failure) {
    Finding finding = FromStatus("authentication", failure.status());
    if (failure.status().error_code() == grpc::StatusCode::UNAUTHENTICATED) {
      finding.advice =
          "Put a valid token in the profile, or in CHAMPIONS_TOKEN; "
          "`champions key create` makes one.";
    }
    return finding;
  }
  return Finding{
      .check = "authentication",
      .ok = true,
      .detail = Printable(response.name()) + ", " + ToJson(response)["role"].get<std::string>()};
}

// The server's clock, as its answer about a quarter tells it.
Finding CheckClock(Connection& connection) {
  const auto stub = v1::ReportService::NewStub(connection.channel());
  v1::GetTotalsRequest request;
  request.set_quarter("2024-25-Q1");
  v1::GetTotalsResponse response;
  Finding finding{.check = "clock", .ok = true};
  auto asked = system_clock::now();
  try {
    connection.Repeat(true, "", [&](grpc::ClientContext* context) {
      asked = system_clock::now();
      return stub->GetTotals(context, request, &response);
    });
  } catch (const CallFailure& failure) {
    if (ExitStatusOf(failure.status().error_code()) != ExitStatus::kNotAllowed) {
      return FromStatus("clock", failure.status());
    }
    finding.detail = "not compared: this key may not read reports";
    return finding;
  }
  const auto answered = system_clock::now();
  const auto middle = asked + (answered - asked) / 2;
  const double here = std::chrono::duration<double>(middle.time_since_epoch()).count();
  const double there =
      static_cast<double>(response.as_known_at().seconds()) + response.as_known_at().nanos() / 1e9;
  const double skew = here - there;
  char text[64];
  std::snprintf(text, sizeof text, "%.1f s %s the server", std::abs(skew),
                skew < 0 ? "behind" : "ahead of");
  finding.detail = text;
  finding.ok = std::abs(skew) <= kMaxSkewSeconds;
  if (!finding.ok) finding.advice = "Set this machine's clock, or the server's (NTP).";
  return finding;
}

Finding CheckVersions(const std::string& server_version) {
  Finding finding{.check = "versions", .ok = true};
  finding.detail = "this program " CHAMPIONS_VERSION ", server " +
                   (server_version.empty() ? "does not say" : Printable(server_version));
  const auto major = [](const std::string& version) {
    return version.substr(0, version.find('.'));
  };
  if (!server_version.empty() && major(server_version) != major(CHAMPIONS_VERSION)) {
    finding.ok = false;
    finding.advice = "Use the command line that came with the server.";
  }
  return finding;
}

std::vector<Finding> CheckServer(Connection& connection) {
  std::vector<Finding> findings = {CheckHealth(connection)};
  if (findings.back().status == ExitStatus::kUnavailable && !findings.back().ok) return findings;
  std::string server_version;
  findings.push_back(CheckAuthentication(connection, &server_version));
  if (findings.back().ok) findings.push_back(CheckClock(connection));
  findings.push_back(CheckVersions(server_version));
  return findings;
}

std::vector<Finding> Diagnose(Shell* shell) {
  Profile profile;
  std::vector<Finding> findings = {CheckConfig(shell, &profile)};
  if (!findings.back().ok) return findings;
  findings.push_back(CheckModes(profile));
  const bool safe = findings.back().ok;
  for (Finding& finding : CheckTransport(profile)) findings.push_back(std::move(finding));
  if (!findings.back().ok || !safe) return findings;
  try {
    Connection& connection = shell->connection(std::chrono::seconds(10));
    for (Finding& finding : CheckServer(connection)) findings.push_back(std::move(finding));
  } catch (const Failure& failure) {
    findings.push_back({.check = "connect", .detail = failure.what(), .status = failure.status()});
  }
  return findings;
}

void Show(Output& output, const std::vector<Finding>& findings) {
  const std::vector<std::string> columns = {"check", "ok", "detail", "advice"};
  if (!output.for_people()) output.BeginRows(columns, columns);
  for (const Finding& finding : findings) {
    if (output.for_people()) {
      output.Line((finding.ok ? "ok      " : "failed  ") + finding.check + ": " + finding.detail);
      if (!finding.advice.empty()) output.Line("          " + finding.advice);
    } else {
      output.Row(Json{{"check", finding.check},
                      {"ok", finding.ok},
                      {"detail", finding.detail},
                      {"advice", finding.advice}});
    }
  }
  if (!output.for_people()) output.EndRows();
}

void RunDoctor(Shell* shell) {
  const std::vector<Finding> findings = Diagnose(shell);
  Show(shell->output(), findings);
  for (const Finding& finding : findings) {
    if (!finding.ok) throw Failure(finding.status, "not all is well: " + finding.check);
  }
}

}  // namespace

void AddDoctor(CLI::App* root, Shell* shell) {
  CLI::App* doctor = root->add_subcommand(
      "doctor", "Check the config, the connection, the certificate, the key and the clock");
  doctor->callback([shell] { shell->action = [shell] { RunDoctor(shell); }; });
}

}  // namespace champions::cli
