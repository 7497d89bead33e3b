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
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "gateway/page_request.h"
#include "gateway/places.h"
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
// 48 for downloads and 64 for pages, as the edge has it, and some to spare.
constexpr int kMostConnections = 128;
constexpr size_t kMostHeaderBytes = 8192;
// A page waits for the API, or for an issuer.
constexpr int kPageThreads = 8;
constexpr int kMostPages = 32;
constexpr int kMostPagesOfOne = 8;

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
  for (const auto& [name, value] : answer.headers) {
    if (name == "Set-Cookie") {
      response.insert(name, value);
    } else {
      response.set(name, value);
    }
  }
  response.keep_alive(keep_alive);
}

asio::awaitable<void> SendText(Stream& stream, const HttpAnswer& answer, bool head,
                               bool keep_alive) {
  http::response<http::string_body> response(static_cast<http::status>(answer.status), 11);
  SetCommon(response, answer, keep_alive);
  bool has_allow = response.find(http::field::allow) != response.end();
  if (answer.status == 405 && !has_allow) response.set(http::field::allow, "GET, HEAD");
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

// What the handler gives, or 500.
HttpAnswer Ask(const HttpServer::Handler& handler, const HttpRequest& request) {
  try {
    return handler(request);
  } catch (const std::exception&) {
    // Its text may name what is nobody's business.
    observability::Log(observability::Level::kError, "http", {{"status", int64_t{500}}});
    return {.status = 500, .text = "Something went wrong here. Try again later.\n"};
  }
}

HttpAnswer AnswerTo(const http::request<http::empty_body>& request,
                    const HttpServer::Handler& handler) {
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    return {.status = 405, .text = "GET and HEAD only.\n"};
  }
  return Ask(handler,
             {.target = std::string(request.target()), .address = AddressOf(request.base())});
}

}  // namespace

struct HttpServer::Running {
  Running(const std::string& socket, mode_t socket_mask, Handler handler, Pages pages)
      : path(socket),
        mask(socket_mask),
        handler(std::move(handler)),
        pages(std::move(pages)),
        acceptor(context) {}

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
      asio::co_spawn(context, Serve(Stream(std::move(socket))),
                     [this](std::exception_ptr) { --open; });
    }
  }

  asio::awaitable<void> Serve(Stream stream) {
    beast::flat_buffer buffer(kMostHeaderBytes);
    for (bool keep_alive = true; keep_alive;) {
      http::request_parser<http::empty_body> parser;
      parser.header_limit(kMostHeaderBytes);
      parser.body_limit(boost::none);  // looked at when it is known what for
      stream.expires_after(kSilence);
      co_await http::async_read_header(stream, buffer, parser, asio::use_awaitable);
      if (IsBelow(parser.get().target(), pages.prefix)) {
        keep_alive = co_await ServePage(stream, buffer, std::move(parser));
        continue;
      }
      // A body that nobody asked for ends the connection.
      parser.body_limit(0);
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

  // Gives whether the connection goes on.
  asio::awaitable<bool> ServePage(Stream& stream, beast::flat_buffer& buffer,
                                  http::request_parser<http::empty_body>&& head_alone) {
    http::request_parser<http::string_body> parser(std::move(head_alone));
    parser.body_limit(kMostFormBytes);
    auto length = parser.content_length();
    beast::error_code error;
    if (length && *length > kMostFormBytes) {
      error = http::error::body_limit;
    } else {
      co_await http::async_read(stream, buffer, parser,
                                asio::redirect_error(asio::use_awaitable, error));
    }
    if (error && error != http::error::body_limit) throw beast::system_error(error);
    auto& request = parser.get();
    HttpAnswer answer;
    if (error) {
      answer = TooLarge();
    } else if (auto refused = RefusePage(request)) {
      answer = std::move(*refused);
    } else {
      answer = co_await MakePage(PageRequest(request));
    }
    // After what was not read to its end nothing else can be.
    bool keep_alive = !error && request.keep_alive();
    stream.expires_after(kSilence);
    co_await SendText(stream, answer, request.method() == http::verb::head, keep_alive);
    co_return keep_alive;
  }

  asio::awaitable<HttpAnswer> MakePage(HttpRequest request) {
    auto place = places.Take(request.address);
    if (!place) {
      co_return HttpAnswer{.status = 503,
                           .text = "Too much is asked for at once. Try again in a moment.\n",
                           .headers = {{"Retry-After", "2"}}};
    }
    auto work = [](const Handler& handler, HttpRequest request,
                   Places::Place) -> asio::awaitable<HttpAnswer> {
      co_return Ask(handler, request);
    };
    co_return co_await asio::co_spawn(page_threads,
                                      work(pages.handler, std::move(request), std::move(place)),
                                      asio::use_awaitable);
  }

  std::string path;
  mode_t mask;
  Handler handler;
  Pages pages;
  asio::io_context context;
  Unix::acceptor acceptor;
  std::atomic<int> open{0};
  std::vector<std::thread> threads;
  Places places{kMostPages, kMostPagesOfOne};
  asio::thread_pool page_threads{kPageThreads};
};

HttpServer::HttpServer(const std::string& socket, mode_t mask, Handler handler, Pages pages)
    : running_(std::make_unique<Running>(socket, mask, std::move(handler), std::move(pages))) {
  running_->Listen();
  asio::co_spawn(running_->context, running_->Accept(), asio::detached);
  for (int i = 0; i < kThreads; ++i) {
    running_->threads.emplace_back([this] { running_->context.run(); });
  }
}

HttpServer::~HttpServer() {
  running_->context.stop();
  for (auto& thread : running_->threads) thread.join();
  // What is being made is made to its end; what waits is not begun.
  running_->page_threads.stop();
  running_->page_threads.join();
  unlink(running_->path.c_str());
}

}  // namespace champions::gateway
