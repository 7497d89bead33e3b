// The signed file of heads.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "audit/audit_sql.h"
#include "audit/chain.h"
#include "auth/token.h"
#include "base/text.h"

namespace champions::audit {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void Fail(const std::string& file, const std::string& what) {
  throw std::runtime_error("audit.heads_file: " + file + " " + what);
}

// The last whole line; a broken one after it is of a write that failed, and is written over by the
// next, which begins with a line feed.
struct Tail {
  std::string line;
  bool is_broken = false;
};

Tail ReadTail(const std::string& file) {
  // More than a line has with a thousand organisations.
  constexpr std::streamoff kMostBytes = 512 * 1024;
  Tail tail;
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in) return tail;
  std::string line;
  std::streamoff from = std::max<std::streamoff>(0, in.tellg() - kMostBytes);
  in.seekg(from);
  if (from > 0) std::getline(in, line);  // the rest of a line
  while (std::getline(in, line)) {
    if (in.eof()) {  // without a line feed at its end
      tail.is_broken = true;
      break;
    }
    if (!line.empty()) tail.line = line;
  }
  return tail;
}

void Append(const std::string& file, const std::string& text) {
  int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) Fail(file, std::string("cannot be written: ") + std::strerror(errno));
  bool good = write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
              fsync(descriptor) == 0;
  good = close(descriptor) == 0 && good;
  if (!good) Fail(file, "cannot be written");
}

}  // namespace

void Heads::Write(db::Transaction& tx) {
  if (file_.empty()) return;
  auto tail = ReadTail(file_);
  int64_t run = 0;
  if (!tail.line.empty()) run = Json::parse(tail.line).at("run").get<int64_t>();
  int64_t last = tx.ExecuteOne(sql::kLastRun).Int64("number");
  if (last <= run) return;
  Json heads = Json::array();
  for (auto row : tx.Execute(sql::kSelectHeads, run, last)) {
    heads.push_back({row.Int64("organisation_id"), row.Int64("number"), ToHex(row.Bytes("hash"))});
  }
  Json line = {{"format", "champions-audit-heads-1"},
               {"at", static_cast<int64_t>(std::time(nullptr))},
               {"run", last},
               {"previous", ToHex(auth::Sha256(tail.line))},
               {"heads", heads},
               {"key", key_.Fingerprint()}};
  line["signature"] = ToHex(key_.Sign(line.dump()));
  Append(file_, (tail.is_broken ? "\n" : "") + line.dump() + "\n");
}

}  // namespace champions::audit
