// Files of reports: taken from a stream, kept in a folder, checked offline.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace champions::cli {

class Shell;

// A folder that is there whole or not at all: written beside its place, moved there at the end.
class WholeFolder {
 public:
  // Throws Failure(kUsage) where `path` exists and is not an empty folder.
  explicit WholeFolder(std::string path);
  ~WholeFolder();
  WholeFolder(const WholeFolder&) = delete;
  WholeFolder& operator=(const WholeFolder&) = delete;

  // `name` as in `public/figures.csv`; begins the next file.
  void Begin(const std::string& name);
  void Write(const std::string& bytes);
  void Finish();

 private:
  void Close();

  std::string path_, part_;
  int file_ = -1;
};

// What is wrong with a publication's folder; nothing where it is as it was signed.
// `public_key_file` is the key to trust, that of the folder itself where empty.
struct Verified {
  std::vector<std::string> problems;
  std::string id, quarter, key;  // of the manifest
  std::size_t files = 0, not_here = 0;
};
Verified VerifyFolder(const std::string& folder, const std::string& public_key_file);

// The commands of `champions report` that are about files.
void AddReportExport(CLI::App* report, Shell* shell);
void AddReportPublish(CLI::App* report, Shell* shell);
void AddReportVerify(CLI::App* report, Shell* shell);
void AddReportDiff(CLI::App* report, Shell* shell);

}  // namespace champions::cli
