#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "champions/v1/audit_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "client-cli/audit_chain.h"
#include "client-cli/core/failure.h"
#include "client-cli/core/part_file.h"
#include "client-cli/core/temporary_folder.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

constexpr std::chrono::hours kUsualTimeout{1};

struct Paths {
  std::string log, heads, public_key;
  bool force = false;
};

// Takes a stream of parts into a file that is there whole or not at all.
template <class Request, class Response, class Open>
void Receive(Shell* shell, const std::string& path, bool force, Open open) {
  Connection& connection = shell->connection(kUsualTimeout);
  const auto stub = v1::AuditService::NewStub(connection.channel());
  PartFile file(path, force);
  connection.Repeat(false, "", [&](grpc::ClientContext* context) {
    const auto reader = open(*stub, context);
    Response part;
    while (reader->Read(&part)) file.Write(part.data());
    return reader->Finish();
  });
  file.Finish();
  shell->Note("written to " + path);
}

void ReceiveLog(Shell* shell, const std::string& path, bool force) {
  Receive<v1::ExportAuditLogRequest, v1::ExportAuditLogResponse>(
      shell, path, force, [](v1::AuditService::Stub& stub, grpc::ClientContext* context) {
        return stub.ExportAuditLog(context, v1::ExportAuditLogRequest());
      });
}

void ReceiveHeads(Shell* shell, const std::string& path, bool force) {
  Receive<v1::DownloadAuditHeadsRequest, v1::DownloadAuditHeadsResponse>(
      shell, path, force, [](v1::AuditService::Stub& stub, grpc::ClientContext* context) {
        return stub.DownloadAuditHeads(context, v1::DownloadAuditHeadsRequest());
      });
}

std::ifstream Opened(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Failure(ExitStatus::kNotFound, path + ": cannot be read");
  return file;
}

std::string KeyOf(Shell* shell, const Paths& paths) {
  if (!paths.public_key.empty()) {
    auto file = Opened(paths.public_key);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  v1::GetSigningKeyRequest request;
  v1::GetSigningKeyResponse response;
  const auto* method = v1::GetSigningKeyRequest::descriptor()
                           ->file()
                           ->FindServiceByName("ReportService")
                           ->FindMethodByName("GetSigningKey");
  shell->connection().Call(*method, request, &response);
  return response.public_key_pem();
}

void Show(Shell* shell, const AuditProof& proof) {
  Output& output = shell->output();
  if (output.for_people()) {
    output.Line(std::to_string(proof.events) + " events in " + std::to_string(proof.blocks) +
                " blocks of " + std::to_string(proof.chains) + " chains");
    output.Line(std::to_string(proof.heads) + " signed heads, up to run " +
                std::to_string(proof.signed_run) + " of " + std::to_string(proof.runs) +
                ", by key " + proof.key);
  } else {
    output.Object(Json{{"ok", proof.problems.empty()},
                       {"events", proof.events},
                       {"blocks", proof.blocks},
                       {"chains", proof.chains},
                       {"runs", proof.runs},
                       {"heads", proof.heads},
                       {"signed_run", proof.signed_run},
                       {"key", proof.key},
                       {"problems", proof.problems}});
  }
  if (proof.problems.empty()) return;
  std::string all;
  for (const auto& problem : proof.problems) all += "\n  " + problem;
  throw Failure(ExitStatus::kOther, "this is not the log that was written:" + all);
}

// With a file it needs no server; without, the log and the heads are asked for first.
void RunVerify(Shell* shell, const Paths& paths) {
  if (!paths.log.empty()) {
    if (paths.public_key.empty()) {
      throw UsageFailure("--public-key: expected beside FILE, such as `report key` printed it");
    }
    auto log = Opened(paths.log);
    std::ifstream heads;
    if (!paths.heads.empty()) heads = Opened(paths.heads);
    Show(shell, VerifyAudit(log, paths.heads.empty() ? nullptr : &heads, KeyOf(shell, paths)));
    if (paths.heads.empty()) {
      shell->Note("without --heads nothing vouches for the log's end, nor for who wrote it");
    }
    return;
  }
  TemporaryFolder temporary;
  const auto folder = temporary.path().string();
  // The heads first: what they vouch for must be in the log that comes after.
  ReceiveHeads(shell, folder + "/heads", false);
  ReceiveLog(shell, folder + "/log", false);
  auto log = Opened(folder + "/log"), heads = Opened(folder + "/heads");
  Show(shell, VerifyAudit(log, &heads, KeyOf(shell, paths)));
}

CLI::App* AddFileVerb(CLI::App* audit, const char* name, const char* help,
                      const std::shared_ptr<Paths>& paths) {
  CLI::App* app = audit->add_subcommand(name, help);
  app->add_option("-O,--file", paths->log, "Where to write")->type_name("FILE")->required();
  app->add_flag("--force", paths->force, "Replace FILE where it exists");
  return app;
}

}  // namespace

void AddAudit(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "audit",
                  .help = "Who changed or read what, and the proof that this is the whole of it",
                  .service = ServiceOf<v1::AuditEvent>(),
                  .columns = {"record_time", "user", "key", "method", "object_kind", "object",
                              "objects", "organisation", "outcome"}};
  CLI::App* audit =
      AddNoun(root, shell, noun,
              {{.name = "list", .method = "ListAuditEvents", .help = "List audit events"}});
  shell->commands.emplace("ExportAuditLog", "audit export");
  shell->commands.emplace("DownloadAuditHeads", "audit heads");
  auto exported = std::make_shared<Paths>(), headed = std::make_shared<Paths>(),
       verified = std::make_shared<Paths>();
  AddFileVerb(audit, "export", "The whole log with its chains, to be verified", exported)
      ->callback([shell, exported] {
        shell->action = [shell, exported] { ReceiveLog(shell, exported->log, exported->force); };
      });
  AddFileVerb(audit, "heads", "The signed heads of the chains: keep copies elsewhere", headed)
      ->callback([shell, headed] {
        shell->action = [shell, headed] { ReceiveHeads(shell, headed->log, headed->force); };
      });
  CLI::App* verify = audit->add_subcommand(
      "verify", "Whether the log is what was written; of a FILE it needs no server");
  verify->add_option("FILE", verified->log, "What `audit export` wrote; the server's log without");
  verify->add_option("--heads", verified->heads, "What `audit heads` wrote")->type_name("FILE");
  verify
      ->add_option("--public-key", verified->public_key,
                   "Whose signatures: PEM of `report key`; of former keys first")
      ->type_name("FILE");
  verify->callback(
      [shell, verified] { shell->action = [shell, verified] { RunVerify(shell, *verified); }; });
}

}  // namespace champions::cli
