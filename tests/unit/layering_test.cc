// The layers of the server, held against every #include: app -> slices -> rpc -> auth, audit, db,
// observability -> base. Slices never include each other. Outside libraries stay where they belong.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr int kMostLines = 450;

// What each folder of the spine may include beside itself. Other folders but app are slices.
const std::map<std::string, std::set<std::string>> kSpine = {
    {"base", {}},
    {"config", {"base"}},
    {"documents", {"base"}},
    {"gateway", {"base", "observability"}},
    {"console", {"base", "documents", "gateway", "auth", "observability", "signin"}},
    {"mail", {"base"}},
    {"disclosure", {"base"}},
    {"observability", {"base"}},
    {"db", {"base"}},
    {"auth", {"base", "db"}},
    {"sealing", {"base", "db", "auth"}},
    {"audit", {"base", "db", "auth"}},
    {"rpc", {"base", "db", "auth", "sealing", "audit", "observability"}},
};
const std::set<std::string> kUnderSlices = {"base",    "documents", "disclosure",    "db", "auth",
                                            "sealing", "audit",     "observability", "rpc"};

// Files that may know more than their folder, each with its reason.
const std::set<std::string> kMayKnowPqxx = {
    "app/migrate.cc",  // runs as another role, on connections that are not pooled
    "rpc/pch.h",       // compiles what others include, includes nothing for itself
};
const std::set<std::string> kMayKnowGrpc = {
    "console/api.h",  // asks the API, and gives pages plain values
    "console/api.cc",
    "observability/log.cc",  // catches what gRPC itself logs
    "imports/upload.h",      // reads the parts of an upload from its stream
    "imports/upload.cc",
    "reach/reach_export.h",  // writes the parts of an export to its stream
    "reach/reach_export.cc",
    "reports/export_methods.cc",  // reads an instant as people write it
    "reports/file_stream.h",      // writes the parts of files to a stream
    "reports/publish.h",          // a publication is kept as the message that was answered
    "reports/publish.cc",
};

// `reach/reach_store.cc`, relative to server/.
struct File {
  explicit File(const std::string& path) : path(path) {
    auto slash = path.find('/');
    folder = slash == std::string::npos ? "" : path.substr(0, slash);
    name = path.substr(path.rfind('/') + 1);
  }
  bool NameMatches(const char* pattern) const {
    return std::regex_search(name, std::regex(pattern));
  }
  std::string path, folder, name;
};

bool StartsWith(const std::string& text, const char* start) { return text.rfind(start, 0) == 0; }

bool IsProtoOrGrpc(const std::string& include) {
  for (const char* start : {"champions/v1/", "google/", "grpc"}) {
    if (StartsWith(include, start)) return true;
  }
  return false;
}

bool MayKnowPqxx(const File& file) {
  return file.folder == "db" || kMayKnowPqxx.count(file.path) || file.NameMatches("_store\\.");
}

// Services and what translates for them; the pipeline; what puts everything together.
bool MayKnowProtos(const File& file) {
  return file.folder == "rpc" || file.folder == "app" || kMayKnowGrpc.count(file.path) ||
         file.NameMatches("_(service|proto|convert)\\.");
}

std::string CheckFolder(const File& file, const std::string& target,
                        const std::set<std::string>& folders) {
  if (!folders.count(target)) return "there is no folder " + target;
  if (file.folder == target || file.folder == "app" || file.folder.empty()) return "";
  auto spine = kSpine.find(file.folder);
  const auto& allowed = spine == kSpine.end() ? kUnderSlices : spine->second;
  if (allowed.count(target)) return "";
  if (target == "app") return "only main.cc and app itself include app";
  bool slices = spine == kSpine.end() && !kSpine.count(target);
  return slices ? "slices do not include each other" : file.folder + " lies below " + target;
}

// What is wrong with one include; "" when nothing is.
std::string CheckInclude(const File& file, const std::string& include, bool quoted,
                         const std::set<std::string>& folders) {
  if (include.find("pqxx") != std::string::npos) {
    return MayKnowPqxx(file) ? "" : "pqxx is for db and the stores";
  }
  if (include.find("xlsxwriter") != std::string::npos) {
    return file.folder == "documents" ? "" : "xlsxwriter is for documents";
  }
  if (IsProtoOrGrpc(include)) {
    return MayKnowProtos(file) ? "" : "protos and gRPC are for services, rpc and app";
  }
  if (!quoted) return "";
  auto slash = include.find('/');
  if (slash == std::string::npos) return "an include names its folder";
  return CheckFolder(file, include.substr(0, slash), folders);
}

std::set<std::string> FoldersOf(const fs::path& server) {
  std::set<std::string> folders;
  for (const auto& entry : fs::directory_iterator(server)) {
    if (entry.is_directory()) folders.insert(entry.path().filename());
  }
  return folders;
}

// Everything that is wrong under a server folder, as `path:line: what`.
std::vector<std::string> Violations(const fs::path& server, int* files) {
  static const std::regex kInclude("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
  auto folders = FoldersOf(server);
  std::vector<std::string> violations;
  for (const auto& entry : fs::recursive_directory_iterator(server)) {
    auto extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc" && extension != ".sql") continue;
    ++*files;
    File file(fs::relative(entry.path(), server));
    std::ifstream in(entry.path());
    std::string line;
    int number = 0;
    while (std::getline(in, line)) {
      ++number;
      std::smatch match;
      if (!std::regex_search(line, match, kInclude)) continue;
      auto wrong = CheckInclude(file, match[2], match[1] == "\"", folders);
      if (wrong.empty()) continue;
      violations.push_back(file.path + ":" + std::to_string(number) + ": " + match[2].str() + ": " +
                           wrong);
    }
    if (number > kMostLines) {
      violations.push_back(file.path + " has " + std::to_string(number) +
                           " lines: expected at most " + std::to_string(kMostLines));
    }
  }
  return violations;
}

// A server folder for one test, gone at its end.
class LayeringTest : public ::testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/champions-layering-XXXXXX";
    server_ = mkdtemp(pattern);
    for (const char* folder : {"app", "base", "documents", "disclosure", "db", "auth", "audit",
                               "rpc", "reach", "funding"}) {
      fs::create_directory(server_ / folder);
    }
  }
  void TearDown() override { fs::remove_all(server_); }

  // What is found when this file holds these lines and nothing else is there.
  std::vector<std::string> With(const std::string& path, const std::string& text) {
    std::ofstream(server_ / path) << text;
    int files = 0;
    auto violations = Violations(server_, &files);
    EXPECT_EQ(files, 1);
    fs::remove(server_ / path);
    return violations;
  }
  fs::path server_;
};

// Shows that no file of the server includes what it must not, or has grown too long.
TEST_F(LayeringTest, TheServerKeepsItsLayers) {
  int files = 0;
  auto violations = Violations(fs::path(CHAMPIONS_SOURCE_DIR) / "server", &files);
  EXPECT_GT(files, 50) << "the files of the server were not found";
  for (const auto& violation : violations) ADD_FAILURE() << "server/" << violation;
}

// Shows that the check above finds each kind of wrong include, so that its silence means something.
TEST_F(LayeringTest, WrongIncludesAreFound) {
  const std::pair<const char*, const char*> kWrong[] = {
      {"reach/reach.cc", "#include \"funding/award.h\"\n"},
      {"reach/reach_service.cc", "#include \"app/app.h\"\n"},
      {"rpc/serve.cc", "#include \"reach/reach.h\"\n"},
      {"rpc/serve.cc", "#include \"app/app.h\"\n"},
      {"base/text.cc", "  #  include \"db/pool.h\"\n"},
      {"disclosure/audit.cc", "#include \"db/pool.h\"\n"},
      {"db/pool.cc", "#include \"auth/token.h\"\n"},
      {"auth/token.cc", "#include \"audit/audit.h\"\n"},
      {"audit/audit.cc", "#include \"rpc/serve.h\"\n"},
      {"reach/reach.h", "#include <pqxx/pqxx>\n"},
      {"reach/reach_service.cc", "#include <pqxx/except>\n"},
      {"reach/reach.h", "#include \"champions/v1/reach_service.pb.h\"\n"},
      {"reach/reach_store.cc", "#include <grpcpp/grpcpp.h>\n"},
      {"reach/reach_store.cc", "#include <google/protobuf/message.h>\n"},
      {"db/pool.cc", "#include \"google/rpc/status.pb.h\"\n"},
      {"reach/reach.cc", "#include <xlsxwriter.h>\n"},
      {"documents/xlsx.cc", "#include \"db/pool.h\"\n"},
      {"documents/xlsx.cc", "#include <google/protobuf/message.h>\n"},
      {"rpc/serve.cc", "#include \"documents/xlsx.h\"\n"},
      {"reach/reach.cc", "#include \"reach.h\"\n"},
      {"reach/reach.cc", "#include \"nowhere/reach.h\"\n"},
  };
  for (const auto& [path, text] : kWrong) {
    EXPECT_EQ(With(path, text).size(), 1u) << path << " may include " << text;
  }
  EXPECT_EQ(With("reach/reach.cc", std::string(kMostLines + 1, '\n')).size(), 1u);
}

// Shows that what is allowed is not complained about.
TEST_F(LayeringTest, RightIncludesAreTaken) {
  const std::pair<const char*, const char*> kRight[] = {
      {"app/services.cc", "#include \"reach/reach_service.h\"\n#include <grpcpp/grpcpp.h>\n"},
      {"main.cc", "#include \"app/app.h\"\n"},
      {"reach/reach_service.cc", "#include \"rpc/serve.h\"\n#include \"champions/v1/r.pb.h\"\n"},
      {"reach/reach_convert.h", "#include \"champions/v1/reach_service.pb.h\"\n"},
      {"reach/reach_store.cc", "#include \"reach/reach.h\"\n#include <pqxx/except>\n"},
      {"reach/reach.cc", "#include \"disclosure/disclosure.h\"\n"},
      {"rpc/serve.cc", "#include \"audit/audit.h\"\n#include <google/protobuf/message.h>\n"},
      {"db/pool.cc", "#include <pqxx/pqxx>\n#include \"base/refusal.h\"\n"},
      {"documents/xlsx.cc", "#include <xlsxwriter.h>\n#include \"base/text.h\"\n"},
      {"reach/reach_store.cc", "#include \"documents/document.h\"\n"},
      {"reach/reach.cc", "// #include <pqxx/pqxx>\n#include <string>\n"},
  };
  for (const auto& [path, text] : kRight) {
    for (const auto& violation : With(path, text)) ADD_FAILURE() << violation;
  }
  EXPECT_TRUE(With("reach/reach.cc", std::string(kMostLines, '\n')).empty());
}

}  // namespace
