#include "load/http2.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string_view>

namespace champions::bench {
namespace {

[[noreturn]] void Fail(const std::string& what) { throw std::runtime_error(what); }

Http2Call* CallOf(nghttp2_session* session, int32_t stream) {
  return static_cast<Http2Call*>(nghttp2_session_get_stream_user_data(session, stream));
}

nghttp2_nv Field(std::string_view name, std::string_view value) {
  auto bytes = [](std::string_view text) {
    return const_cast<uint8_t*>(reinterpret_cast<const uint8_t*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(),
          NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE};
}

int OnHeader(nghttp2_session* session, const nghttp2_frame* frame, const uint8_t* name,
             size_t name_size, const uint8_t* value, size_t value_size, uint8_t, void*) {
  auto* call = CallOf(session, frame->hd.stream_id);
  std::string_view key(reinterpret_cast<const char*>(name), name_size);
  std::string text(reinterpret_cast<const char*>(value), value_size);
  if (call != nullptr && key == "grpc-status") call->status = std::atoi(text.c_str());
  if (call != nullptr && key == "grpc-status-details-bin") call->details = text;
  return 0;
}

int OnData(nghttp2_session* session, uint8_t, int32_t stream, const uint8_t* bytes, size_t size,
           void*) {
  auto* call = CallOf(session, stream);
  if (call != nullptr) call->answer.append(reinterpret_cast<const char*>(bytes), size);
  return 0;
}

int OnClose(nghttp2_session* session, int32_t stream, uint32_t, void* done) {
  auto* call = CallOf(session, stream);
  if (call != nullptr) (*static_cast<const std::function<void(Http2Call*)>*>(done))(call);
  return 0;
}

ssize_t ReadRequest(nghttp2_session*, int32_t, uint8_t* bytes, size_t size, uint32_t* flags,
                    nghttp2_data_source* source, void*) {
  auto* call = static_cast<Http2Call*>(source->ptr);
  size_t piece = std::min(size, call->request.size() - call->sent);
  std::memcpy(bytes, call->request.data() + call->sent, piece);
  call->sent += piece;
  if (call->sent == call->request.size()) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return static_cast<ssize_t>(piece);
}

}  // namespace

Http2Connection::Http2Connection(const Options& options, std::string path,
                                 std::function<void(Http2Call*)> done)
    : path_(std::move(path)),
      timeout_(std::to_string(options.deadline_ms) + "m"),
      done_(std::move(done)) {
  Connect(options.target);
  if (!options.ca_file.empty()) StartTls(options.ca_file);
  fcntl(descriptor_, F_SETFL, fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
  StartSession();
  Flush();
}

Http2Connection::~Http2Connection() {
  nghttp2_session_del(session_);
  tls_.reset();
  if (descriptor_ >= 0) close(descriptor_);
}

void Http2Connection::Connect(const std::string& target) {
  int result = -1;
  if (target.rfind("unix:", 0) == 0) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    target.copy(address.sun_path, sizeof address.sun_path - 1, 5);
    descriptor_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    result = connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  } else {
    auto colon = target.rfind(':');
    if (colon == std::string::npos) Fail("--target: expected unix:PATH or localhost:PORT");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(std::stoi(target.substr(colon + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    descriptor_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    result = connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  if (result != 0) Fail("there is no connection to " + target + ": " + std::strerror(errno));
}

void Http2Connection::StartTls(const std::string& ca_file) {
  tls_context_.reset(SSL_CTX_new(TLS_client_method()));
  if (SSL_CTX_load_verify_locations(tls_context_.get(), ca_file.c_str(), nullptr) != 1) {
    Fail("--ca: cannot read " + ca_file);
  }
  SSL_CTX_set_verify(tls_context_.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(tls_context_.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Records as they come, instead of a read for the head of each and another for the rest.
  SSL_CTX_set_read_ahead(tls_context_.get(), 1);
  tls_.reset(SSL_new(tls_context_.get()));
  SSL_set_fd(tls_.get(), descriptor_);
  SSL_set_tlsext_host_name(tls_.get(), "localhost");
  SSL_set1_host(tls_.get(), "localhost");
  static const unsigned char kH2[] = "\x02h2";
  SSL_set_alpn_protos(tls_.get(), kH2, 3);
  if (SSL_connect(tls_.get()) != 1) Fail("the handshake failed");
}

void Http2Connection::StartSession() {
  nghttp2_session_callbacks* callbacks = nullptr;
  nghttp2_session_callbacks_new(&callbacks);
  nghttp2_session_callbacks_set_on_header_callback(callbacks, OnHeader);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, OnData);
  nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, OnClose);
  auto* done = const_cast<std::function<void(Http2Call*)>*>(&done_);
  int result = nghttp2_session_client_new(&session_, callbacks, done);
  nghttp2_session_callbacks_del(callbacks);
  if (result != 0 || nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0) != 0) {
    Fail("libnghttp2 makes no session");
  }
}

void Http2Connection::Submit(Http2Call* call) {
  const nghttp2_nv fields[] = {
      Field(":method", "POST"),        Field(":scheme", tls_ ? "https" : "http"),
      Field(":path", path_),           Field(":authority", "localhost"),
      Field("te", "trailers"),         Field("content-type", "application/grpc"),
      Field("grpc-timeout", timeout_), Field("authorization", *call->authorization)};
  nghttp2_data_provider body{};
  body.source.ptr = call;
  body.read_callback = ReadRequest;
  call->stream = nghttp2_submit_request(session_, nullptr, fields, std::size(fields), &body, call);
  if (call->stream < 0) Fail("libnghttp2 takes no call");
}

void Http2Connection::Cancel(Http2Call* call) {
  call->is_late = true;
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, call->stream, NGHTTP2_CANCEL);
}

void Http2Connection::Flush() {
  while (true) {
    if (!has_unsent()) {
      unsent_.clear();
      unsent_at_ = 0;
      const uint8_t* bytes = nullptr;
      ssize_t size = 0;
      while (unsent_.size() < 65'536 && (size = nghttp2_session_mem_send(session_, &bytes)) > 0) {
        unsent_.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
      }
      if (size < 0) Fail(nghttp2_strerror(static_cast<int>(size)));
      if (unsent_.empty()) return;
    }
    size_t written = Write(unsent_.data() + unsent_at_, unsent_.size() - unsent_at_);
    if (written == 0) return;
    unsent_at_ += written;
  }
}

void Http2Connection::Receive() {
  char bytes[65'536];
  while (size_t size = Read(bytes, sizeof bytes)) {
    auto taken = nghttp2_session_mem_recv(session_, reinterpret_cast<uint8_t*>(bytes), size);
    if (taken < 0) Fail(nghttp2_strerror(static_cast<int>(taken)));
    if (size < sizeof bytes && !tls_) return;
  }
}

size_t Http2Connection::Read(char* bytes, size_t size) {
  if (tls_) {
    int got = SSL_read(tls_.get(), bytes, static_cast<int>(size));
    if (got > 0) return static_cast<size_t>(got);
    if (SSL_get_error(tls_.get(), got) == SSL_ERROR_WANT_READ) return 0;
  } else {
    ssize_t got = read(descriptor_, bytes, size);
    if (got > 0) return static_cast<size_t>(got);
    if (got < 0 && errno == EAGAIN) return 0;
  }
  Fail("the server ended the connection");
}

size_t Http2Connection::Write(const char* bytes, size_t size) {
  if (tls_) {
    int sent = SSL_write(tls_.get(), bytes, static_cast<int>(size));
    if (sent > 0) return static_cast<size_t>(sent);
    if (SSL_get_error(tls_.get(), sent) == SSL_ERROR_WANT_WRITE) return 0;
  } else {
    ssize_t sent = send(descriptor_, bytes, size, MSG_NOSIGNAL);
    if (sent > 0) return static_cast<size_t>(sent);
    if (sent < 0 && errno == EAGAIN) return 0;
  }
  Fail("the server ended the connection");
}

}  // namespace champions::bench
