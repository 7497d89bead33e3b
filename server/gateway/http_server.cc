#include "gateway/http_server.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "observability/log.h"

namespace champions::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Unix = asio::local::stream_protocol;
using Stream = beast::basic_stream<Unix>;

constexpr auto kSilence = std::chrono::seconds(30);
constexpr int kThreads = 2;
constexpr int kMostConnections = 64;
constexpr size_t kMostHeaderBytes = 8192;

template <class Response>
void SetCommon(Response& response, const HttpAnswer& answer, bool keep_alive) {
  response.set(http::field::content_type, answer.content_type);
  response.set(http::field::cache_control, "no-store");
  response.set("Referrer-Policy", "no-referrer");
  response.set("X-Content-Type-Options", "nosniff");
  // What is opened in place may draw itself, reach nothing else, and stand in nobody's page.
  response.set("Content-Security-Policy",
               "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
               "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  response.keep_alive(keep_alive);
}

asio::awaitable<void> SendText(Stream& stream, const HttpAnswer& answer, bool head,
                               bool keep_alive) {
  http::response<http::string_body> response(static_cast<http::status>(answer.status), 11);
  SetCommon(response, answer, keep_alive);
  if (answer.status == 405) response.set(http::field::allow, "GET, HEAD");
  response.body() = answer.text;
  response.prepare_payload();
  if (head) response.body().clear();
  http::response_serializer<http::string_body> serializer(response);
  if (head) {
    co_await http::async_write_header(stream, serializer, asio::use_awaitable);
  } else {
    co_await http::async_write(stream, serializer, asio::use_awaitable);
  }
}

asio::awaitable<void> SendFile(Stream& stream, const HttpAnswer& answer, bool head,
                               bool keep_alive) {
  http::response<http::file_body> response(http::status::ok, 11);
  beast::error_code error;
  response.body().open(answer.file.c_str(), beast::file_mode::scan, error);
  if (error) throw std::runtime_error("cannot read " + answer.file);
  SetCommon(response, answer, keep_alive);
  response.set(http::field::content_disposition,
               "attachment; filename=\"" + answer.file_name + "\"");
  response.prepare_payload();
  http::response_serializer<http::file_body> serializer(response);
  if (head) {
    co_await http::async_write_header(stream, serializer, asio::use_awaitable);
    co_return;
  }
  // A slow reader has as long as it likes, but not without taking anything.
  while (!serializer.is_done()) {
    stream.expires_after(kSilence);
    co_await http::async_write_some(stream, serializer, asio::use_awaitable);
  }
}

HttpAnswer AnswerTo(const http::request<http::empty_body>& request,
                    const HttpServer::Handler& handler) {
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    return {.status = 405, .text = "GET and HEAD only.\n"};
  }
  try {
    return handler({std::string(request.target()),
                    std::string(request["x-champions-client-address"]).substr(0, 100)});
  } catch (const std::exception&) {
    // Its text may name what is nobody's business.
    observability::Log(observability::Level::kError, "http", {{"status", int64_t{500}}});
    return {.status = 500, .text = "Something went wrong here. Try again later.\n"};
  }
}

asio::awaitable<void> Serve(Stream stream, const HttpServer::Handler& handler) {
  beast::flat_buffer buffer(kMostHeaderBytes);
  for (bool keep_alive = true; keep_alive;) {
    http::request_parser<http::empty_body> parser;
    parser.header_limit(kMostHeaderBytes);
    parser.body_limit(0);
    stream.expires_after(kSilence);
    co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
    const auto& request = parser.get();
    auto answer = AnswerTo(request, handler);
    bool head = request.method() == http::verb::head;
    keep_alive = request.keep_alive();
    stream.expires_after(kSilence);
    if (answer.file.empty()) {
      co_await SendText(stream, answer, head, keep_alive);
    } else {
      co_await SendFile(stream, answer, head, keep_alive);
    }
  }
}

}  // namespace

struct HttpServer::Running {
  Running(const std::string& socket, mode_t socket_mask, Handler handler)
      : path(socket), mask(socket_mask), handler(std::move(handler)), acceptor(context) {}

  void Listen() {
    unlink(path.c_str());
    mode_t before = umask(mask);
    beast::error_code error;
    acceptor.open(Unix(), error);
    if (!error) acceptor.bind(Unix::endpoint(path), error);
    umask(before);
    if (!error) acceptor.listen(kMostConnections, error);
    if (error) {
      throw std::runtime_error("listen.http_socket: cannot listen on " + path + ": " +
                               error.message());
    }
  }

  asio::awaitable<void> Accept() {
    for (;;) {
      beast::error_code error;
      auto socket =
          co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted) co_return;
      if (error) {
        // Out of descriptors: it is not asked again at once.
        asio::steady_timer pause(context, std::chrono::milliseconds(100));
        co_await pause.async_wait(asio::use_awaitable);
        continue;
      }
      if (open.load() >= kMostConnections) continue;  // which closes it
      ++open;
      asio::co_spawn(context, Serve(Stream(std::move(socket)), handler),
                     [this](std::exception_ptr) { --open; });
    }
  }

  std::string path;
  mode_t mask;
  Handler handler;
  asio::io_context context;
  Unix::acceptor acceptor;
  std::atomic<int> open{0};
  std::vector<std::thread> threads;
};

HttpServer::HttpServer(const std::string& socket, mode_t mask, Handler handler)
    : running_(std::make_unique<Running>(socket, mask, std::move(handler))) {
  running_->Listen();
  asio::co_spawn(running_->context, running_->Accept(), asio::detached);
  for (int i = 0; i < kThreads; ++i) {
    running_->threads.emplace_back([this] { running_->context.run(); });
  }
}

HttpServer::~HttpServer() {
  running_->context.stop();
  for (auto& thread : running_->threads) thread.join();
  unlink(running_->path.c_str());
}

}  // namespace champions::gateway
