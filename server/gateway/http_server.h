// HTTP/1.1 on a unix socket, behind the edge: what a browser is sent, not the API. Downloads are
// read with GET and HEAD and sent piece by piece; pages may be asked for and posted to.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace champions::gateway {

// What a form may have; nothing else is taken in.
constexpr size_t kMostFormBytes = 8192;

struct HttpRequest {
  std::string target;   // path and query
  std::string address;  // of the caller, as the edge saw it; may be empty
  // The rest is of pages alone. A body is a form, `a=b&c=d`, as it was sent.
  std::string method = "GET";  // or POST; what is asked for with HEAD is asked for with GET
  std::string body;
  std::string host, cookie, origin, fetch_site;  // headers, each empty where it is not there
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string text;       // or
  std::string file;       // the path of a file to send
  std::string file_name;  // what the browser is to store it as
  // Beside, or in the place of, those that every answer has; Set-Cookie may be there several times.
  std::vector<std::pair<std::string, std::string>> headers;
};

class HttpServer {
 public:
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;

  // What is answered at `prefix` and below it, on threads of its own, so that downloads go on while
  // it waits for others. What is more than 32 at once, or 8 of one address, gets 503.
  struct Pages {
    std::string prefix;
    Handler handler;
  };

  // Serves on threads of its own for as long as this lives. At most 128 connections at a time; one
  // that is silent for 30 s is closed. Throws std::runtime_error when the socket cannot be made.
  // What `handler` throws is answered with 500 and goes to the log. `mask` is what others may not
  // do with the socket, as of umask.
  HttpServer(const std::string& socket, mode_t mask, Handler handler, Pages pages = {});
  ~HttpServer();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace champions::gateway
