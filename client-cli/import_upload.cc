#include "client-cli/import_upload.h"

#include <algorithm>
#include <fstream>

#include "champions/v1/import_service.grpc.pb.h"
#include "client-cli/core/terminal.h"

namespace champions::cli {
namespace {

namespace fs = std::filesystem;
namespace v1 = champions::v1;

constexpr std::size_t kPartBytes = 256 << 10;
// A million rows are checked and applied before the answer comes.
constexpr std::chrono::hours kUsualTimeout{1};

using Writer = grpc::ClientWriter<v1::UploadImportRequest>;

// False when the server has ended the call early: its status says why.
bool SendFile(Writer* writer, const fs::path& path, Progress* progress) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Failure(ExitStatus::kOther, "cannot read " + path.string());
  v1::UploadImportRequest part;
  part.mutable_file()->set_name(path.filename().string());
  if (!writer->Write(part)) return false;
  std::string bytes(kPartBytes, '\0');
  while (file) {
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    const auto count = static_cast<std::size_t>(file.gcount());
    if (count == 0) break;
    part.set_data(bytes.data(), count);
    if (!writer->Write(part)) return false;
    progress->Add(count);
  }
  if (file.bad()) throw Failure(ExitStatus::kOther, "cannot read all of " + path.string());
  return true;
}

bool SendAll(Writer* writer, const std::vector<fs::path>& files, const v1::ImportOptions& options,
             Progress* progress) {
  v1::UploadImportRequest first;
  *first.mutable_options() = options;
  if (!writer->Write(first)) return false;
  return std::all_of(files.begin(), files.end(),
                     [&](const fs::path& file) { return SendFile(writer, file, progress); });
}

}  // namespace

std::vector<fs::path> CsvFilesIn(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error) && entry.path().extension() == ".csv") {
      files.push_back(entry.path());
    }
  }
  if (error)
    throw UsageFailure(folder + ": " + error.message() + ", expected a folder of CSV files");
  if (files.empty()) throw UsageFailure(folder + " has no .csv files, such as reach.csv");
  std::sort(files.begin(), files.end());
  return files;
}

v1::Import UploadImport(Shell* shell, const std::vector<fs::path>& files,
                        const v1::ImportOptions& options) {
  std::uint64_t total = 0;
  for (const fs::path& file : files) total += fs::file_size(file);
  Connection& connection = shell->connection(kUsualTimeout);
  const auto stub = v1::ImportService::NewStub(connection.channel());
  v1::UploadImportResponse response;
  connection.Repeat(true, options.request_id(), [&](grpc::ClientContext* context) {
    Progress progress("uploading", total, shell->wants_progress());
    const auto writer = stub->UploadImport(context, &response);
    try {
      if (SendAll(writer.get(), files, options, &progress)) writer->WritesDone();
    } catch (...) {
      context->TryCancel();  // a half-read file must not be taken for the whole
      writer->Finish();
      throw;
    }
    return writer->Finish();
  });
  return response.import_result();
}

}  // namespace champions::cli
