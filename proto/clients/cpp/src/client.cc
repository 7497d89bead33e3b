#include "champions/client/client.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <thread>
#include <utility>

namespace champions::client {
namespace {

using Clock = std::chrono::system_clock;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file || content.empty()) throw std::runtime_error("cannot read the CA file " + path);
  return content;
}

std::shared_ptr<grpc::Channel> OpenChannel(const Options& options) {
  grpc::ChannelArguments arguments;
  // The policy of the options decides about retries; gRPC's own would multiply them.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  if (options.address.rfind("unix:", 0) == 0) {
    credentials = grpc::InsecureChannelCredentials();
  } else {
    grpc::SslCredentialsOptions tls;
    if (!options.ca_file.empty()) tls.pem_root_certs = ReadFile(options.ca_file);
    credentials = grpc::SslCredentials(tls);
  }
  return grpc::CreateCustomChannel(options.address, credentials, arguments);
}

// A random UUID, version 4.
std::string RandomUuid() {
  thread_local std::random_device device;
  std::uniform_int_distribution<std::uint64_t> bits;
  const std::uint64_t high = (bits(device) & ~0xF000ULL) | 0x4000ULL;
  const std::uint64_t low = (bits(device) & ~(3ULL << 62)) | (2ULL << 62);
  char text[37];
  std::snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(high >> 32),
                static_cast<unsigned>(high >> 16 & 0xFFFF), static_cast<unsigned>(high & 0xFFFF),
                static_cast<unsigned>(low >> 48),
                static_cast<unsigned long long>(low & 0xFFFFFFFFFFFFULL));
  return text;
}

}  // namespace

Client::Client(Options options) : options_(std::move(options)), channel_(OpenChannel(options_)) {}

std::optional<Error> Client::Attempt(
    std::chrono::milliseconds deadline,
    const std::function<grpc::Status(grpc::ClientContext*)>& call) {
  const auto give_up_at = Clock::now() + deadline;
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + options_.token);
    context.set_deadline(
        std::min<Clock::time_point>(give_up_at, Clock::now() + options_.attempt_timeout));
    const grpc::Status status = call(&context);
    if (status.ok()) return std::nullopt;
    Error error = ErrorFrom(status);
    const auto wait = options_.retry.Backoff(attempt, error);
    if (!wait || Clock::now() + *wait >= give_up_at) return error;
    std::this_thread::sleep_for(*wait);
  }
}

ReachStream Client::StreamReach(ReachStream::Acknowledged acknowledged) {
  return ReachStream(channel_, options_, std::move(acknowledged));
}

void SetRequestId(google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return;
  const auto* reflection = request.GetReflection();
  if (reflection->GetString(request, field).empty()) {
    reflection->SetString(&request, field, RandomUuid());
  }
}

}  // namespace champions::client
