#include "client-cli/core/connection.h"

#include <grpc/support/log.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "champions/v1/options.pb.h"
#include "client-cli/core/failure.h"
#include "client-cli/core/status_details.h"

namespace champions::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr int kMaxTries = 5;
constexpr milliseconds kFirstPause{200};
// A page of 1,000 records with long notes and all their breakdowns.
constexpr int kMaxAnswerBytes = 128 << 20;

grpc::ChannelArguments ArgumentsFor(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  arguments.SetUserAgentPrefix("champions/" CHAMPIONS_VERSION);
  const bool loopback = address.rfind("localhost:", 0) == 0 || address.rfind("127.", 0) == 0 ||
                        address.rfind("[::1]", 0) == 0;
  // A proxy cannot reach this machine's own loopback.
  if (loopback) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return arguments;
}

// A file in PEM that the profile names, as `ca_file`.
std::string ReadPem(const std::string& name, const std::string& path, const std::string& what) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file || text.str().find(what + "-----") == std::string::npos) {
    throw UsageFailure(name + " " + path + " is not a readable file of PEM " +
                       (what == "CERTIFICATE" ? "certificates" : "with a private key"));
  }
  return text.str();
}

std::shared_ptr<grpc::Channel> Open(const Profile& profile) {
  // gRPC prints what it meets on the network to stderr; the failure says it better.
  gpr_set_log_function([](gpr_log_func_args*) {});
  if (profile.token_from_file) {
    const std::string unsafe = UnsafeMode(profile.config_file);
    if (!unsafe.empty()) throw UsageFailure(unsafe);
  }
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  if (profile.is_local()) {
    credentials = grpc::InsecureChannelCredentials();
  } else {
    grpc::SslCredentialsOptions tls;
    if (!profile.ca_file.empty()) {
      tls.pem_root_certs = ReadPem("ca_file", profile.ca_file, "CERTIFICATE");
    }
    if (!profile.certificate_file.empty()) {
      tls.pem_cert_chain = ReadPem("certificate_file", profile.certificate_file, "CERTIFICATE");
      tls.pem_private_key = ReadPem("private_key_file", profile.private_key_file, "PRIVATE KEY");
    }
    credentials = grpc::SslCredentials(tls);
  }
  return grpc::CreateCustomChannel(profile.address, credentials, ArgumentsFor(profile.address));
}

grpc::Status CallOnce(grpc::GenericStub& stub, const std::string& path,
                      const grpc::ByteBuffer& request, grpc::ClientContext* context,
                      google::protobuf::Message* response) {
  grpc::CompletionQueue queue;
  auto call = stub.PrepareUnaryCall(context, path, request, &queue);
  call->StartCall();
  grpc::ByteBuffer answer;
  grpc::Status status;
  call->Finish(&answer, &status, nullptr);
  void* tag = nullptr;
  bool finished = false;
  if (!queue.Next(&tag, &finished) || !finished) {
    return grpc::Status(grpc::StatusCode::INTERNAL, "the call did not finish");
  }
  if (!status.ok()) return status;
  return grpc::GenericDeserialize<grpc::ProtoBufferReader, google::protobuf::Message>(&answer,
                                                                                      response);
}

std::string RequestIdOf(const google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  return field == nullptr ? "" : request.GetReflection()->GetString(request, field);
}

milliseconds Jittered(milliseconds pause) {
  static thread_local std::mt19937 random{std::random_device{}()};
  return milliseconds(
      std::uniform_int_distribution<milliseconds::rep>(pause.count() / 2, pause.count())(random));
}

// How long to wait before trying again, or nothing where that would be no use.
std::optional<milliseconds> PauseBefore(int next_try, const grpc::Status& status) {
  const auto asked_for = DetailsOf(status).retry_delay;
  const bool unavailable = status.error_code() == grpc::StatusCode::UNAVAILABLE;
  if (!unavailable && !asked_for) return std::nullopt;
  if (next_try > kMaxTries) return std::nullopt;
  if (asked_for) return *asked_for + Jittered(milliseconds(50));
  return Jittered(kFirstPause * (1 << (next_try - 2)));
}

}  // namespace

Connection::Connection(const Profile& profile, milliseconds timeout)
    : Connection(Open(profile), profile.token, timeout) {}

Connection::Connection(std::shared_ptr<grpc::Channel> channel, std::string token,
                       milliseconds timeout)
    : channel_(std::move(channel)), token_(std::move(token)), timeout_(timeout) {}

void Connection::Authorise(grpc::ClientContext* context) const {
  if (!token_.empty()) context->AddMetadata("authorization", "Bearer " + token_);
}

void Connection::Repeat(bool repeatable, const std::string& request_id,
                        const std::function<grpc::Status(grpc::ClientContext*)>& once) {
  const auto deadline = system_clock::now() + timeout_;
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(deadline);
    Authorise(&context);
    const grpc::Status status = once(&context);
    if (status.ok()) return;
    const auto pause = repeatable ? PauseBefore(attempt + 1, status) : std::nullopt;
    if (!pause || system_clock::now() + *pause >= deadline) throw CallFailure(status, request_id);
    std::this_thread::sleep_for(*pause);
  }
}

void Connection::Call(const google::protobuf::MethodDescriptor& method,
                      const google::protobuf::Message& request,
                      google::protobuf::Message* response) {
  const std::string path = "/" + method.service()->full_name() + "/" + method.name();
  grpc::ByteBuffer bytes;
  bool own_buffer = false;
  const grpc::Status written =
      grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(request, &bytes,
                                                                                 &own_buffer);
  if (!written.ok()) throw CallFailure(written, "");
  const std::string request_id = RequestIdOf(request);
  grpc::GenericStub stub(channel_);
  Repeat(!IsWrite(method) || !request_id.empty(), request_id, [&](grpc::ClientContext* context) {
    return CallOnce(stub, path, bytes, context, response);
  });
}

bool IsWrite(const google::protobuf::MethodDescriptor& method) {
  return method.options().GetExtension(champions::v1::access).write();
}

}  // namespace champions::cli
