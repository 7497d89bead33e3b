// `champions report export`: a report in one format.
#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "champions/v1/report_service.grpc.pb.h"
#include "client-cli/core/flags.h"
#include "client-cli/core/part_file.h"
#include "client-cli/core/pdf.h"
#include "client-cli/core/shell.h"
#include "client-cli/report_files.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

constexpr std::chrono::hours kUsualTimeout{1};

struct ExportCommand {
  std::unique_ptr<Flags> flags;
  std::string path, pdf;
  bool force = false;
};

struct Received {
  std::string name, bytes;
};

std::vector<Received> Receive(Shell* shell, const v1::ExportReportRequest& request) {
  Connection& connection = shell->connection(kUsualTimeout);
  const auto stub = v1::ReportService::NewStub(connection.channel());
  std::vector<Received> files;
  connection.Repeat(true, "", [&](grpc::ClientContext* context) {
    files.clear();
    const auto reader = stub->ExportReport(context, request);
    v1::ExportReportResponse message;
    while (reader->Read(&message)) {
      if (!message.name().empty()) files.push_back({message.name(), ""});
      if (!files.empty()) files.back().bytes += message.data();
    }
    return reader->Finish();
  });
  return files;
}

// pack.pdf of pack.html
std::string BesideIt(const std::string& path) {
  const std::string end = ".html";
  const bool ends =
      path.size() > end.size() && path.compare(path.size() - end.size(), end.size(), end) == 0;
  return (ends ? path.substr(0, path.size() - end.size()) : path) + ".pdf";
}

void Keep(const std::string& path, bool force, const std::string& bytes) {
  PartFile file(path, force);
  file.Write(bytes);
  file.Finish();
}

void RunExport(Shell* shell, const ExportCommand& command) {
  shell->name_of = [&command](const std::string& path) { return command.flags->NameOf(path); };
  v1::ExportReportRequest request;
  command.flags->Fill(&request);
  const bool to_stdout = command.path.empty() || command.path == "-";
  if (!command.pdf.empty() && (to_stdout || request.format() != v1::REPORT_FORMAT_HTML)) {
    throw UsageFailure("--pdf: expected --format html and -O FILE beside it");
  }
  const auto files = Receive(shell, request);
  if (files.empty()) throw Failure(ExitStatus::kOther, "the server sent no file");
  if (to_stdout) {
    std::cout.write(files[0].bytes.data(), static_cast<std::streamsize>(files[0].bytes.size()));
    if (!std::cout.flush()) throw Failure(ExitStatus::kOther, "could not write the result");
    return;
  }
  Keep(command.path, command.force, files[0].bytes);
  // A CSV file and what describes it (CSVW) find each other by their names.
  for (std::size_t i = 1; i < files.size(); ++i) {
    std::string bytes = files[i].bytes;
    const std::string own = "\"figures.csv\"";
    const auto slash = command.path.find_last_of('/');
    const std::string base =
        slash == std::string::npos ? command.path : command.path.substr(slash + 1);
    for (auto at = bytes.find(own); at != std::string::npos; at = bytes.find(own, at + 1)) {
      bytes.replace(at, own.size(), "\"" + base + "\"");
    }
    Keep(command.path + "-metadata.json", command.force, bytes);
  }
  shell->Note("written to " + command.path);
  if (command.pdf.empty()) return;
  std::string error;
  if (!PrintPdf(command.path, command.pdf, &error)) throw Failure(ExitStatus::kOther, error);
  shell->Note("printed to " + command.pdf);
}

}  // namespace

void AddReportExport(CLI::App* report, Shell* shell) {
  shell->commands.emplace("ExportReport", "report export");
  CLI::App* app = report->add_subcommand(
      "export", "A report of a quarter as a file: what was published, else a draft");
  auto command = std::make_shared<ExportCommand>();
  command->flags = std::make_unique<Flags>(app, v1::ExportReportRequest::descriptor(), FlagRules{});
  app->add_option("-O,--file", command->path, "Where to write; standard output where not given")
      ->type_name("FILE");
  // Without a name it lies beside the board pack.
  CLI::Option* pdf = app->add_option(
      "--pdf", command->pdf,
      "Print the board pack to a PDF too, through Chromium; beside it where FILE is not given");
  pdf->type_name("[FILE]")->expected(0, 1);
  app->add_flag("--force", command->force, "Replace FILE where it exists");
  app->callback([shell, command, pdf] {
    const bool named = !command->pdf.empty() && command->pdf != "true";
    if (pdf->count() > 0 && !named) command->pdf = BesideIt(command->path);
    shell->action = [shell, command] { RunExport(shell, *command); };
  });
}

}  // namespace champions::cli
