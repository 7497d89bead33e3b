#include "client-cli/core/pdf.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "client-cli/core/part_file.h"
#include "client-cli/core/temporary_folder.h"

namespace champions::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kTimeoutMs = 60'000;

std::vector<std::string> Command(const std::string& chromium, const fs::path& folder,
                                 const std::string& html_path) {
  std::vector<std::string> words = {
      chromium, "--headless", "--user-data-dir=" + (folder / "profile").string(), "--no-first-run",
      "--no-default-browser-check", "--disable-gpu", "--disable-extensions",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--disable-dev-shm-usage",
      // No name is looked up, whatever the page asks for.
      "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "--export-tagged-pdf",
      "--generate-pdf-document-outline", "--print-to-pdf=" + (folder / "out.pdf").string()};
  // Chromium refuses to run as root with its sandbox, so that nobody who is root can choose.
  if (geteuid() == 0) words.push_back("--no-sandbox");
  words.push_back(FileUrl(html_path));
  return words;
}

// Starts a program in a process group of its own, with what it says in a file.
pid_t Start(const std::vector<std::string>& words, const fs::path& log) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int failed =
      posix_spawn(&child, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0)
    throw std::runtime_error("cannot run " + words[0] + ": " + std::strerror(failed));
  return child;
}

// Whether a process ends before the time is over; it is there to be waited for either way.
bool EndsInTime(pid_t child) {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  if (handle < 0) throw std::runtime_error(std::string("pidfd_open: ") + std::strerror(errno));
  pollfd ready = {handle, POLLIN, 0};
  int count = poll(&ready, 1, kTimeoutMs);
  while (count < 0 && errno == EINTR) count = poll(&ready, 1, kTimeoutMs);
  close(handle);
  return count > 0;
}

std::string Read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The last line that Chromium said, which is the nearest to a reason that it gives.
std::string LastLine(const fs::path& log) {
  std::istringstream text(Read(log));
  std::string line, last;
  while (std::getline(text, line)) {
    if (!line.empty()) last = line;
  }
  return last.empty() ? "" : ": " + last;
}

void Print(const std::string& chromium, const std::string& html_path, const std::string& pdf_path) {
  if (!fs::is_regular_file(html_path)) throw std::runtime_error("there is no file " + html_path);
  const TemporaryFolder folder;
  const fs::path log = folder.path() / "log";
  const pid_t child = Start(Command(chromium, folder.path(), html_path), log);
  bool in_time = false;
  std::string reason = "took over a minute";
  try {
    in_time = EndsInTime(child);
  } catch (const std::exception& failure) {
    reason = failure.what();
  }
  // Its helpers are in its group; where it has ended well there are none left.
  kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) throw std::runtime_error(chromium + ": " + reason);
  const std::string pdf = Read(folder.path() / "out.pdf");
  if (status != 0 || pdf.compare(0, 5, "%PDF-") != 0) {
    throw std::runtime_error(chromium + " could not print the page" + LastLine(log));
  }
  PartFile file(pdf_path, true);
  file.Write(pdf);
  file.Finish();
}

}  // namespace

std::string FileUrl(const std::string& path) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string url = "file://";
  for (const char c : fs::absolute(path).string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::strchr("/-._~", c);
    if (plain && c != '\0') {
      url += c;
    } else {
      url += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return url;
}

std::string FindChromium(const std::string& path_variable) {
  for (const char* name :
       {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}) {
    std::istringstream folders(path_variable);
    std::string folder;
    while (std::getline(folders, folder, ':')) {
      // An empty entry would be the folder that the person happens to be in.
      if (folder.empty()) continue;
      const fs::path candidate = fs::path(folder) / name;
      std::error_code ignored;
      if (fs::is_regular_file(candidate, ignored) && access(candidate.c_str(), X_OK) == 0) {
        return candidate.string();
      }
    }
  }
  return "";
}

bool PrintPdf(const std::string& html_path, const std::string& pdf_path, std::string* error) {
  const char* path_variable = std::getenv("PATH");
  const std::string chromium = FindChromium(path_variable ? path_variable : "");
  if (chromium.empty()) {
    *error =
        "a PDF is printed by Chromium, which is not installed: install the package chromium (or "
        "Google Chrome), or open the HTML file in a browser and print it there";
    return false;
  }
  try {
    Print(chromium, html_path, pdf_path);
    return true;
  } catch (const std::exception& failure) {
    *error = failure.what();
    return false;
  }
}

}  // namespace champions::cli
