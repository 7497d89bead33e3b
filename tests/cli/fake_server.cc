#include "fake_server.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "client-cli/core/shell.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace champions::cli::test {
namespace {

// Points a stream at a buffer for as long as it lives.
class Redirected {
 public:
  Redirected(std::ios& stream, std::streambuf* buffer)
      : stream_(stream), before_(stream.rdbuf(buffer)) {}
  ~Redirected() { stream_.rdbuf(before_); }

 private:
  std::ios& stream_;
  std::streambuf* before_;
};

}  // namespace

grpc::Status Refusal(grpc::StatusCode code, const std::string& message, const std::string& reason,
                     const std::vector<std::pair<std::string, std::string>>& fields,
                     const std::map<std::string, std::string>& metadata) {
  google::rpc::Status details;
  details.set_code(code);
  details.set_message(message);
  google::rpc::ErrorInfo info;
  info.set_domain("champions");
  info.set_reason(reason);
  info.mutable_metadata()->insert(metadata.begin(), metadata.end());
  details.add_details()->PackFrom(info);
  if (!fields.empty()) {
    google::rpc::BadRequest bad;
    for (const auto& [field, description] : fields) {
      auto* violation = bad.add_field_violations();
      violation->set_field(field);
      violation->set_description(description);
    }
    details.add_details()->PackFrom(bad);
  }
  return grpc::Status(code, message, details.SerializeAsString());
}

WireTest::WireTest() {
  std::string pattern = (std::filesystem::temp_directory_path() / "champions-cli-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  const std::string address = "unix:" + (folder_ / "server.sock").string();
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  for (grpc::Service* service :
       std::vector<grpc::Service*>{&access_, &organisations_, &reach_, &reports_, &imports_}) {
    builder.RegisterService(service);
  }
  server_ = builder.BuildAndStart();
  environment_ = {{"CHAMPIONS_ADDRESS", address}, {"CHAMPIONS_TOKEN", "secret-token"}};
}

WireTest::~WireTest() {
  server_->Shutdown(std::chrono::system_clock::now());
  std::filesystem::remove_all(folder_);
}

Ran WireTest::Run(const std::vector<std::string>& words, const std::string& input) {
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in(input);
  const Redirected redirected_out(std::cout, out.rdbuf());
  const Redirected redirected_err(std::cerr, err.rdbuf());
  const Redirected redirected_in(std::cin, in.rdbuf());
  std::vector<const char*> arguments = {"champions"};
  for (const std::string& word : words) arguments.push_back(word.c_str());
  Shell shell;
  shell.environment = [this](const char* name) -> std::optional<std::string> {
    const auto found = environment_.find(name);
    if (found == environment_.end()) return std::nullopt;
    return found->second;
  };
  Ran ran;
  ran.status = cli::Run(static_cast<int>(arguments.size()), arguments.data(), &shell);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

std::string WireTest::Write(const std::string& name, const std::string& text) {
  const auto path = folder_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

}  // namespace champions::cli::test
