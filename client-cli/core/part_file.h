// A file that is there whole or not at all: written beside its place as FILE.part, moved there at
// the end, and gone again when something went wrong before.
#pragma once

#include <string>

namespace champions::cli {

class PartFile {
 public:
  // Readable for the person alone, since what is exported may name people. Throws Failure: kUsage
  // where `path` exists and may not be replaced or is no regular file, kOther where it cannot be
  // written.
  PartFile(std::string path, bool replace);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  void Write(const std::string& bytes);
  // Safe on the disk, then in its place.
  void Finish();

 private:
  void RefuseToReplace() const;

  std::string path_, part_;
  bool replace_;
  int file_ = -1;
};

}  // namespace champions::cli
