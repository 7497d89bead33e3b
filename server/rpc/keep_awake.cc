#include "rpc/keep_awake.h"

#include <grpcpp/create_channel.h>

#include <chrono>

namespace champions::rpc {
namespace {

// Less than half of the second after which a thread sleeps: of two, one at least is awake then.
constexpr auto kEvery = std::chrono::milliseconds(400);

}  // namespace

// Without credentials gRPC makes a channel each call of which ends at once.
KeepAwake::KeepAwake() : nowhere_(grpc::CreateChannel("", nullptr)) {
  grpc::Slice nothing;
  request_ = grpc::ByteBuffer(&nothing, 1);
  Call();
}

KeepAwake::~KeepAwake() {
  std::unique_lock lock(mutex_);
  stop_ = true;
  if (alarm_) alarm_->Cancel();
  ended_.wait(lock, [&] { return over_; });
}

void KeepAwake::Call() {
  context_ = std::make_unique<grpc::ClientContext>();
  nowhere_.UnaryCall(context_.get(), "/none/None", {}, &request_, &response_,
                     [this](const grpc::Status&) { Called(); });
}

void KeepAwake::Called() {
  std::lock_guard lock(mutex_);
  over_ = stop_;
  if (over_) {
    ended_.notify_all();
    return;
  }
  alarm_ = std::make_unique<grpc::Alarm>();
  alarm_->Set(std::chrono::system_clock::now() + kEvery, [this](bool) { Call(); });
}

}  // namespace champions::rpc
