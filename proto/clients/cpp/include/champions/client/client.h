// The connection to the service and the one place through which every call goes.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "champions/client/error.h"
#include "champions/client/options.h"
#include "champions/client/reach_stream.h"

namespace champions::client {

// Gives the request a random request_id where its method takes one and it has none.
void SetRequestId(google::protobuf::Message& request);

// One connection, safe to share between threads.
//
//   Client client(options);
//   auto logged = client.Call(&v1::ReachService::Stub::LogReach, request);
//   if (!logged) std::cerr << logged.error();
class Client {
 public:
  // Throws std::runtime_error when the options' ca_file cannot be read.
  explicit Client(Options options);

  // A method of a generated stub that takes one request and gives one answer.
  template <typename Stub, typename Request, typename Response>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

  // Calls the method, again where that helps. A write without a request_id is given one, the same
  // for every attempt. Give your own where the program may be restarted between attempts.
  template <typename Stub, typename Request, typename Response>
  Result<Response> Call(Method<Stub, Request, Response> method, Request request,
                        std::optional<std::chrono::milliseconds> deadline = {}) {
    SetRequestId(request);
    Stub stub(channel_);
    Response response;
    auto error = Attempt(deadline.value_or(options_.deadline), [&](grpc::ClientContext* context) {
      response.Clear();
      return (stub.*method)(context, request, &response);
    });
    if (error) return *std::move(error);
    return response;
  }

  // Hands the answers of a List method to `each`, page after page. Gives the error that ended it.
  template <typename Stub, typename Request, typename Response, typename Each>
  std::optional<Error> Pages(Method<Stub, Request, Response> method, Request request, Each each) {
    while (true) {
      auto page = Call(method, request);
      if (!page) return page.error();
      each(*page);
      if (page->next_page_token().empty()) return std::nullopt;
      request.set_page_token(page->next_page_token());
    }
  }

  // A stream of reach records whose fate `acknowledged` is told; see reach_stream.h.
  ReachStream StreamReach(ReachStream::Acknowledged acknowledged);

 private:
  std::optional<Error> Attempt(std::chrono::milliseconds deadline,
                               const std::function<grpc::Status(grpc::ClientContext*)>& call);

  Options options_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace champions::client
