// `champions report publish`, `restate`, `download`, `publications` and `key`.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "champions/v1/report_service.grpc.pb.h"
#include "client-cli/core/flags.h"
#include "client-cli/core/part_file.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"
#include "client-cli/report_files.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

constexpr std::chrono::hours kUsualTimeout{1};

struct PublishCommand {
  std::unique_ptr<Flags> flags;
  std::string folder;
};

const google::protobuf::MethodDescriptor& MethodNamed(const std::string& name) {
  return *ServiceOf<v1::Totals>()->FindMethodByName(name);
}

void Download(Shell* shell, const std::string& id, const std::string& path) {
  Connection& connection = shell->connection(kUsualTimeout);
  const auto stub = v1::ReportService::NewStub(connection.channel());
  v1::DownloadPublicationRequest request;
  request.set_publication(id);
  connection.Repeat(true, "", [&](grpc::ClientContext* context) {
    WholeFolder folder(path);  // a new one for each try
    const auto reader = stub->DownloadPublication(context, request);
    v1::DownloadPublicationResponse message;
    while (reader->Read(&message)) {
      if (!message.name().empty()) folder.Begin(message.name());
      folder.Write(message.data());
    }
    const grpc::Status status = reader->Finish();
    if (status.ok()) folder.Finish();
    return status;
  });
  const Verified verified = VerifyFolder(path, "");
  if (!verified.problems.empty()) {
    throw Failure(ExitStatus::kOther, path + " is not what was published: " +
                                          verified.problems.front() + "; download it again");
  }
}

template <class Request, class Response>
void RunPublish(Shell* shell, const PublishCommand& command, const std::string& method) {
  shell->name_of = [&command](const std::string& path) { return command.flags->NameOf(path); };
  Request request;
  command.flags->Fill(&request);
  // Before anything is published it is known that there is a place for it.
  if (!command.folder.empty()) WholeFolder check(command.folder);
  Response response;
  shell->connection(kUsualTimeout).Call(MethodNamed(method), request, &response);
  const auto& publication = response.publication();
  if (!publication.not_approved().empty()) {
    std::string names;
    for (const auto& name : publication.not_approved()) names += (names.empty() ? "" : ", ") + name;
    shell->Note("published without an approved return of: " + names);
  }
  if (!command.folder.empty() && !request.validate_only()) {
    try {
      Download(shell, publication.id(), command.folder);
    } catch (...) {
      shell->Note("it is published; fetch it with: champions report download " + publication.id() +
                  " -O " + command.folder);
      throw;
    }
    shell->Note("written to " + command.folder);
  }
  shell->output().Record(ToJson(publication));
}

template <class Request, class Response>
void AddPublish(CLI::App* report, Shell* shell, const std::string& name, const std::string& method,
                const std::string& help) {
  shell->commands.emplace(method, "report " + name);
  CLI::App* app = report->add_subcommand(name, help);
  auto command = std::make_shared<PublishCommand>();
  command->flags = std::make_unique<Flags>(app, Request::descriptor(), FlagRules{});
  app->add_option("-O,--folder", command->folder,
                  "Where every file and the signed manifest are written; a new folder")
      ->type_name("DIR");
  app->callback([shell, command, method] {
    shell->action = [shell, command, method] {
      RunPublish<Request, Response>(shell, *command, method);
    };
  });
}

void AddDownload(CLI::App* report, Shell* shell) {
  shell->commands.emplace("DownloadPublication", "report download");
  CLI::App* app =
      report->add_subcommand("download", "Every file of a publication, as it was published");
  auto command = std::make_shared<PublishCommand>();
  command->flags = std::make_unique<Flags>(app, v1::DownloadPublicationRequest::descriptor(),
                                           FlagRules{.positional = "publication"});
  app->add_option("-O,--folder", command->folder, "A new folder")->type_name("DIR")->required();
  app->callback([shell, command] {
    shell->action = [shell, command] {
      shell->name_of = [&command](const std::string& path) { return command->flags->NameOf(path); };
      v1::DownloadPublicationRequest request;
      command->flags->Fill(&request);
      Download(shell, request.publication(), command->folder);
      shell->Note("written to " + command->folder);
    };
  });
}

void AddKeyCommand(CLI::App* report, Shell* shell) {
  shell->commands.emplace("GetSigningKey", "report key");
  CLI::App* app = report->add_subcommand("key", "The public key that publications are signed with");
  auto path = std::make_shared<std::string>();
  app->add_option("-O,--file", *path, "Where to write it, as PEM")->type_name("FILE");
  app->callback([shell, path] {
    shell->action = [shell, path] {
      v1::GetSigningKeyRequest request;
      v1::GetSigningKeyResponse response;
      shell->connection().Call(MethodNamed("GetSigningKey"), request, &response);
      if (!path->empty()) {
        PartFile file(*path, false);
        file.Write(response.public_key_pem());
        file.Finish();
        return shell->Note("written to " + *path + ", fingerprint " + response.fingerprint());
      }
      if (!shell->output().for_people()) return shell->output().Record(ToJson(response));
      std::cout << response.public_key_pem();
      shell->Note("fingerprint " + response.fingerprint());
    };
  });
}

}  // namespace

void AddReportPublish(CLI::App* report, Shell* shell) {
  AddPublish<v1::PublishQuarterRequest, v1::PublishQuarterResponse>(
      report, shell, "publish", "PublishQuarter",
      "Publish a quarter: lock it, and write every file and the signed manifest");
  AddPublish<v1::RestateQuarterRequest, v1::RestateQuarterResponse>(
      report, shell, "restate", "RestateQuarter",
      "Publish a quarter once more, with what came late, and say what changed and why");
  AddDownload(report, shell);
  const Noun noun{.name = "report",
                  .help = "",
                  .service = ServiceOf<v1::Totals>(),
                  .columns = {"id", "quarter", "number", "publish_time", "policy", "reason"}};
  AddVerb(
      report, shell, noun,
      {.name = "publications", .method = "ListPublications", .help = "List what was published"});
  AddVerb(report, shell, noun,
          {.name = "publication",
           .method = "GetPublication",
           .help = "Show one publication, with its files and what it changed"});
  AddKeyCommand(report, shell);
}

}  // namespace champions::cli
