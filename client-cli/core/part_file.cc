#include "client-cli/core/part_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "client-cli/core/failure.h"

namespace champions::cli {
namespace {

Failure CannotWrite(const std::string& path) {
  return Failure(ExitStatus::kOther, "cannot write " + path + ": " + std::strerror(errno));
}

}  // namespace

PartFile::PartFile(std::string path, bool replace)
    : path_(std::move(path)), part_(path_ + ".part"), replace_(replace) {
  RefuseToReplace();
  // One that is left from a program that was killed is written over.
  file_ = open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file_ < 0) throw CannotWrite(part_);
}

PartFile::~PartFile() {
  if (file_ < 0) return;
  close(file_);
  unlink(part_.c_str());
}

void PartFile::RefuseToReplace() const {
  std::error_code error;
  const auto found = std::filesystem::symlink_status(path_, error);
  if (!std::filesystem::exists(found)) return;
  // A folder, a link or a device is never what should make way for a file.
  if (!std::filesystem::is_regular_file(found)) throw UsageFailure(path_ + " is no regular file");
  if (!replace_) throw UsageFailure(path_ + " exists: --force replaces it");
}

void PartFile::Write(const std::string& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const auto count = write(file_, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw CannotWrite(part_);
    done += static_cast<std::size_t>(count);
  }
}

void PartFile::Finish() {
  if (fsync(file_) != 0) throw CannotWrite(part_);
  RefuseToReplace();
  if (std::rename(part_.c_str(), path_.c_str()) != 0) throw CannotWrite(path_);
  close(file_);
  file_ = -1;
}

}  // namespace champions::cli
