// A unary call of a hot method, through gRPC's callback API: no thread waits while it is served.
// It goes through the same steps as rpc/serve.h; what would wait for the database (a token that is
// not remembered) goes by way of the executor.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "rpc/serve.h"

namespace champions::rpc {

class HotCall final : public grpc::ServerUnaryReactor {
 public:
  // Starts the method's own work; it ends with Complete, now or later. What it throws is the
  // call's refusal. Must not wait.
  using Start = std::function<void(Call call, HotCall* hot)>;

  // Whether there is room for a call of this principal: asked before it is looked at, since under
  // too much load what is refused must cost next to nothing.
  using HasRoom = std::function<bool(const auth::Principal&)>;

  static grpc::ServerUnaryReactor* Serve(Spine& spine, grpc::CallbackServerContext* context,
                                         const google::protobuf::Message* request,
                                         google::protobuf::Message* response, HasRoom has_room,
                                         Start start);

  // Ends the call with the response as it is, or with a refusal. Once; this is gone afterwards.
  void Complete(const std::optional<Refusal>& refusal);
  // The refusal behind whatever was thrown.
  void Fail(std::exception_ptr error);
  // Does `work`, which may wait, on the executor, in a transaction of its own.
  void InTransactionLater(Call call, bool dry, Work work);

  bool cancelled() const { return cancelled_; }
  google::protobuf::Message* response() { return response_; }

 private:
  HotCall(Spine& spine, grpc::CallbackServerContext* context,
          const google::protobuf::Message* request, google::protobuf::Message* response,
          HasRoom has_room, Start start)
      : spine_(spine),
        context_(context),
        request_(request),
        response_(response),
        has_room_(std::move(has_room)),
        start_(std::move(start)) {}

  void Admit();
  void Proceed(const Admission& admission, auth::Principal principal);
  void Shed(const grpc::Status& status);
  void Deny(const Admission& admission, const auth::Principal& principal);
  void OnCancel() override { cancelled_ = true; }
  void OnDone() override { delete this; }
  // Neither waits nor takes long, so gRPC need not wake a thread of its own for them. Not part of
  // its API: where a version no longer has it, this can go.
  bool InternalInlineable() override { return true; }

  Spine& spine_;
  grpc::CallbackServerContext* context_;
  const google::protobuf::Message* request_;
  google::protobuf::Message* response_;
  HasRoom has_room_;
  Start start_;
  std::atomic<bool> cancelled_{false};
  CallLine line_;
};

}  // namespace champions::rpc
