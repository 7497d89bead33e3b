// HTTP/1.1 on a unix socket, behind the edge: what a browser is sent, not the API. Reads only:
// GET and HEAD. Files are sent piece by piece.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

namespace champions::gateway {

struct HttpRequest {
  std::string target;   // path and query
  std::string address;  // of the caller, as the edge saw it; may be empty
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string text;       // or
  std::string file;       // the path of a file to send
  std::string file_name;  // what the browser is to store it as
};

class HttpServer {
 public:
  using Handler = std::function<HttpAnswer(const HttpRequest&)>;

  // Serves on threads of its own for as long as this lives. At most 64 connections at a time; one
  // that is silent for 30 s is closed. Throws std::runtime_error when the socket cannot be made.
  // What `handler` throws is answered with 500 and goes to the log. `mask` is what others may not
  // do with the socket, as of umask.
  HttpServer(const std::string& socket, mode_t mask, Handler handler);
  ~HttpServer();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace champions::gateway
