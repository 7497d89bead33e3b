#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "client-cli/core/failure.h"
#include "client-cli/report_files.h"

namespace champions::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Fail(const std::string& path, const std::string& what) {
  throw Failure(ExitStatus::kOther, path + ": " + what);
}

// Names come from a server: nothing outside the folder is written.
bool IsSafe(const std::string& name) {
  fs::path path(name);
  if (name.empty() || path.is_absolute()) return false;
  for (const auto& part : path) {
    if (part == ".." || part == "." || part.empty()) return false;
  }
  return true;
}

}  // namespace

WholeFolder::WholeFolder(std::string path) : path_(std::move(path)) {
  while (path_.size() > 1 && path_.back() == '/') path_.pop_back();
  std::error_code error;
  if (fs::exists(path_, error) &&
      (!fs::is_directory(path_, error) || !fs::is_empty(path_, error))) {
    throw UsageFailure("-O: " + path_ + " exists and is not an empty folder: expected a new one");
  }
  part_ = path_ + ".part." + std::to_string(getpid());
  fs::create_directories(part_, error);
  if (error) Fail(part_, "cannot be made: " + error.message());
}

WholeFolder::~WholeFolder() {
  if (file_ >= 0) close(file_);
  std::error_code error;
  if (!part_.empty()) fs::remove_all(part_, error);
}

void WholeFolder::Close() {
  if (file_ < 0) return;
  bool good = fsync(file_) == 0;
  good = close(file_) == 0 && good;
  file_ = -1;
  if (!good) Fail(part_, "cannot be written: " + std::string(std::strerror(errno)));
}

void WholeFolder::Begin(const std::string& name) {
  Close();
  if (!IsSafe(name)) Fail(name, "the server named a file that may not be written");
  fs::path path = fs::path(part_) / name;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  file_ = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file_ < 0) Fail(path, "cannot be made: " + std::string(std::strerror(errno)));
}

void WholeFolder::Write(const std::string& bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    auto written = write(file_, bytes.data() + at, bytes.size() - at);
    if (written < 0) Fail(part_, "cannot be written: " + std::string(std::strerror(errno)));
    at += static_cast<std::size_t>(written);
  }
}

void WholeFolder::Finish() {
  Close();
  std::error_code error;
  fs::remove(path_, error);  // an empty folder that was there
  fs::rename(part_, path_, error);
  if (error) Fail(path_, "cannot be made: " + error.message());
  part_.clear();
}

}  // namespace champions::cli
