// Keeps gRPC's threads of the callback API awake. Those of gRPC 1.51 sleep for 100 ms after a
// second in which they had nothing to do; when all of them do, nobody looks at the sockets, and
// whoever calls then waits until they wake. So there is something to do, a few times a second: a
// call on a channel that leads nowhere.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/generic/generic_stub.h>

#include <condition_variable>
#include <memory>
#include <mutex>

namespace champions::rpc {

class KeepAwake {
 public:
  KeepAwake();
  ~KeepAwake();

 private:
  void Call();
  void Called();

  grpc::GenericStub nowhere_;
  std::unique_ptr<grpc::Alarm> alarm_;  // a new one each time: the last may still be returning
  std::unique_ptr<grpc::ClientContext> context_;
  grpc::ByteBuffer request_, response_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool stop_ = false, over_ = false;
};

}  // namespace champions::rpc
