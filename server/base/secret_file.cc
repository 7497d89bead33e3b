#include "base/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace champions {

void RefuseSecretFile(const std::string& setting, const std::string& file,
                      const std::string& what) {
  throw std::runtime_error(setting + ": " + file + " " + what);
}

// Written whole under another name, then linked.
void MakeSecretFile(const std::string& setting, const std::string& file, std::string_view text) {
  std::string temporary = file + "." + std::to_string(getpid());
  int descriptor = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    RefuseSecretFile(setting, file, std::string("cannot be made: ") + std::strerror(errno));
  }
  bool good = write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
              fsync(descriptor) == 0;
  good = close(descriptor) == 0 && good;
  good = good && (link(temporary.c_str(), file.c_str()) == 0 || errno == EEXIST);
  unlink(temporary.c_str());
  if (!good) RefuseSecretFile(setting, file, "cannot be written");
}

bool HasSecretFile(const std::string& setting, const std::string& file) {
  struct stat info {};
  if (stat(file.c_str(), &info) != 0) {
    if (errno == ENOENT) return false;
    RefuseSecretFile(setting, file, std::string("cannot be read: ") + std::strerror(errno));
  }
  if ((info.st_mode & 077) != 0) {
    RefuseSecretFile(setting, file, "can be read by others: expected mode 0600");
  }
  return true;
}

}  // namespace champions
