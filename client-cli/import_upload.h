// Sends the CSV files of a folder to the server, in parts, never a whole file at once.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "champions/v1/import_service.pb.h"
#include "client-cli/core/shell.h"

namespace champions::cli {

// The regular files of the folder that end in .csv, by name. Throws Failure(kUsage) where there is
// no such folder or none in it.
std::vector<std::filesystem::path> CsvFilesIn(const std::string& folder);

// Uploads them as one import. Tried again from the start, with the same request_id, while the
// server is unavailable. Throws CallFailure.
champions::v1::Import UploadImport(Shell* shell, const std::vector<std::filesystem::path>& files,
                                   const champions::v1::ImportOptions& options);

}  // namespace champions::cli
