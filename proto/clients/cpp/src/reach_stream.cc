#include "champions/client/reach_stream.h"

#include <champions/v1/reach_service.grpc.pb.h>
#include <grpcpp/client_context.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "champions/client/client.h"

namespace champions::client {

// The items that wait for an acknowledgement, and the thread that runs one connection after
// another.
class ReachStream::State {
 public:
  State(std::shared_ptr<grpc::Channel> channel, const Options& options, Acknowledged acknowledged)
      : stub_(channel),
        options_(options),
        acknowledged_(std::move(acknowledged)),
        runner_([this] { Run(); }) {}

  ~State() {
    {
      std::lock_guard lock(mutex_);
      abandoned_ = true;
      if (context_ != nullptr) context_->TryCancel();
      changed_.notify_all();
    }
    if (runner_.joinable()) runner_.join();
  }

  bool Send(v1::StreamReachRequest item) {
    SetRequestId(item);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_ || waiting_.size() < options_.stream_window; });
    if (ended_ || complete_ || !request_ids_.insert(item.request_id()).second) return false;
    waiting_.emplace(next_number_++, std::move(item));
    changed_.notify_all();
    return true;
  }

  std::optional<Error> Finish() {
    {
      std::lock_guard lock(mutex_);
      complete_ = true;
      changed_.notify_all();
    }
    if (runner_.joinable()) runner_.join();
    return error_;
  }

 private:
  using Stream = grpc::ClientReaderWriter<v1::StreamReachRequest, v1::StreamReachResponse>;

  // Connects, and again while that helps, until everything is acknowledged.
  void Run() {
    std::optional<Error> error;
    int attempt = 0;
    while (!Done()) {
      Error failure = RunConnection(attempt);
      if (Done()) break;
      // Only the connection's time was up, while the caller had nothing to send.
      if (failure.code == grpc::StatusCode::DEADLINE_EXCEEDED && Idle()) continue;
      const auto wait = options_.retry.Backoff(++attempt, failure);
      if (!wait) {
        error = std::move(failure);
        break;
      }
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, *wait, [this] { return abandoned_; });
    }
    std::lock_guard lock(mutex_);
    error_ = std::move(error);
    ended_ = true;
    changed_.notify_all();
  }

  // One connection, to its end. An acknowledgement sets `attempt` back to 0.
  Error RunConnection(int& attempt) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + options_.token);
    context.set_deadline(std::chrono::system_clock::now() + options_.stream_connection);
    Open(&context);
    std::unique_ptr<Stream> stream = stub_.StreamReach(&context);
    std::thread writer([&] { Write(*stream); });
    v1::StreamReachResponse answer;
    while (stream->Read(&answer)) {
      if (!Settle(answer.request_id())) continue;
      attempt = 0;
      Acknowledgement acknowledgement{answer.request_id(), {}, std::nullopt};
      if (answer.has_error()) {
        acknowledgement.error = ErrorFrom(answer.error());
      } else {
        acknowledgement.reach = std::move(*answer.mutable_reach());
      }
      acknowledged_(acknowledgement);
    }
    Open(nullptr);
    writer.join();
    const grpc::Status status = stream->Finish();
    if (!status.ok()) return ErrorFrom(status);
    return Error{grpc::StatusCode::UNAVAILABLE, "the stream ended early", {}, {}, {}, {}};
  }

  // Sends what waits, oldest first, then what is added, until the connection or the items end.
  void Write(Stream& stream) {
    std::uint64_t next = 0;
    while (true) {
      v1::StreamReachRequest item;
      {
        std::unique_lock lock(mutex_);
        auto found = waiting_.end();
        changed_.wait(lock, [&] {
          found = waiting_.lower_bound(next);
          return context_ == nullptr || found != waiting_.end() || complete_;
        });
        if (context_ == nullptr) return;
        if (found == waiting_.end()) break;
        item = found->second;
        next = found->first + 1;
      }
      if (!stream.Write(item)) return;
    }
    stream.WritesDone();
  }

  void Open(grpc::ClientContext* context) {
    std::lock_guard lock(mutex_);
    context_ = context;
    if (abandoned_ && context != nullptr) context->TryCancel();
    changed_.notify_all();
  }

  // Forgets an acknowledged item. False when it is not known, such as one acknowledged before.
  bool Settle(const std::string& request_id) {
    std::lock_guard lock(mutex_);
    for (auto item = waiting_.begin(); item != waiting_.end(); ++item) {
      if (item->second.request_id() != request_id) continue;
      waiting_.erase(item);
      request_ids_.erase(request_id);
      changed_.notify_all();
      return true;
    }
    return false;
  }

  bool Idle() {
    std::lock_guard lock(mutex_);
    return waiting_.empty();
  }

  bool Done() {
    std::lock_guard lock(mutex_);
    return abandoned_ || (complete_ && waiting_.empty());
  }

  v1::ReachService::Stub stub_;
  const Options options_;
  const Acknowledged acknowledged_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // By the order in which they came; a connection sends them in that order.
  std::map<std::uint64_t, v1::StreamReachRequest> waiting_;
  std::set<std::string> request_ids_;
  std::uint64_t next_number_ = 0;
  // Of the connection that is open.
  grpc::ClientContext* context_ = nullptr;
  // Nothing more will be sent; the destructor was called; the thread has ended.
  bool complete_ = false;
  bool abandoned_ = false;
  bool ended_ = false;
  std::optional<Error> error_;
  // Last, so that everything it uses is there when it starts.
  std::thread runner_;
};

ReachStream::ReachStream(std::shared_ptr<grpc::Channel> channel, const Options& options,
                         Acknowledged acknowledged)
    : state_(std::make_unique<State>(std::move(channel), options, std::move(acknowledged))) {}
ReachStream::ReachStream(ReachStream&&) noexcept = default;
ReachStream::~ReachStream() = default;

bool ReachStream::Send(v1::StreamReachRequest item) { return state_->Send(std::move(item)); }
std::optional<Error> ReachStream::Finish() { return state_->Finish(); }

}  // namespace champions::client
