// ReachService.StreamReach: items are taken up as they come and join the groups of all callers
// (reach/reach_group.h). Each is acknowledged by itself, after its commit.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/refusal.h"
#include "reach/reach_proto.h"
#include "reach/reach_service.h"
#include "rpc/validate.h"

namespace champions::reach {
namespace {

using Item = v1::StreamReachRequest;
using Ack = v1::StreamReachResponse;
using Stream = grpc::ServerReaderWriter<Ack, Item>;

// Items of one stream that are not acknowledged yet, at most; a caller who sends faster is slowed
// down by HTTP/2 flow control.
constexpr size_t kMostOpen = 512;
// How long an item waits before it asks again whether there is room for it.
constexpr auto kPause = std::chrono::milliseconds(5);

Ack Refused(const std::string& request_id, const Refusal& refusal) {
  Ack ack;
  ack.set_request_id(request_id);
  *ack.mutable_error() = rpc::ToStatusMessage(refusal);
  return ack;
}

// The acknowledgements on their way, and how many items wait for theirs.
class Outbox {
 public:
  // Waits for a free place; false once the stream is given up.
  bool Open() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_ < kMostOpen || abandoned_; });
    if (abandoned_) return false;
    ++open_;
    return true;
  }
  void Acknowledge(Ack ack) {
    std::lock_guard lock(mutex_);
    ready_.push_back(std::move(ack));
    changed_.notify_all();
  }
  void AtEnd() {
    std::lock_guard lock(mutex_);
    at_end_ = true;
    changed_.notify_all();
  }
  void Abandon() {
    std::lock_guard lock(mutex_);
    abandoned_ = true;
    changed_.notify_all();
  }
  // Waits for at least one acknowledgement; none when all items have theirs and the caller sends no
  // more.
  std::deque<Ack> Next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !ready_.empty() || (at_end_ && open_ == 0); });
    std::deque<Ack> acks;
    acks.swap(ready_);
    open_ -= acks.size();
    changed_.notify_all();
    return acks;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Ack> ready_;
  size_t open_ = 0;
  bool at_end_ = false;
  bool abandoned_ = false;
};

// Who sends, asked again every second: a key that was revoked since, or has lost an organisation,
// records nothing more by a stream that is open.
class Sender {
 public:
  Sender(rpc::Spine& spine, grpc::ServerContext* context, const rpc::Call& call)
      : spine_(spine),
        admission_(rpc::AdmissionOf(context, call.method(), spine.max_import)),
        call_(call) {
    admission_.deadline = call.deadline();
  }

  // Throws the refusal of whoever may not send any more.
  const rpc::Call& Now() {
    auto now = std::chrono::steady_clock::now();
    if (now - asked_ >= kAskEvery) {
      asked_ = now;
      refused_ = nullptr;
      try {
        call_ = rpc::MakeCall(
            spine_, admission_,
            spine_.authenticator.Authenticate(admission_.credentials, admission_.deadline));
      } catch (const Refusal&) {
        refused_ = std::current_exception();
      }
    }
    if (refused_) std::rethrow_exception(refused_);
    return call_;
  }

 private:
  static constexpr auto kAskEvery = std::chrono::seconds(1);

  rpc::Spine& spine_;
  rpc::Admission admission_;
  rpc::Call call_;
  std::exception_ptr refused_;
  std::chrono::steady_clock::time_point asked_ = std::chrono::steady_clock::now();
};

// Reads the stream on a thread of its own and hands each item to the group.
class Reader {
 public:
  Reader(rpc::Spine& spine, rpc::Call& call, grpc::ServerContext* context, Stream* stream,
         ReachGroup& group, Outbox& outbox)
      : method_(call.method().name),
        sender_(spine, context, call),
        context_(context),
        group_(group),
        outbox_(outbox),
        thread_([this, stream] { ReadAll(stream); }) {}
  ~Reader() { thread_.join(); }

 private:
  void ReadAll(Stream* stream) {
    Item item;
    while (stream->Read(&item)) {
      // Given up: reads on to the end, so that the call can finish.
      if (!outbox_.Open()) continue;
      try {
        rpc::Validate(item);
        Submit(item);
      } catch (...) {
        outbox_.Acknowledge(
            Refused(item.request_id(), rpc::RefusalOf(std::current_exception(), method_)));
      }
    }
    outbox_.AtEnd();
  }

  void Submit(const Item& item) {
    rpc::Call call = sender_.Now();
    call.request_id = item.request_id();
    call.late_reason = item.late_reason();
    auto unit = MakeUnit(std::move(call), {FromProto(item.reach())}, {"reach"});
    unit.body_hash = rpc::BodyHash(item);
    unit.is_cancelled = [context = context_] { return context->IsCancelled(); };
    unit.done = [this](const Unit& logged, const std::optional<Refusal>& refusal) {
      Answer(logged, refusal);
    };
    // A stream is slowed down where a single call is refused.
    while (group_.is_busy() && !context_->IsCancelled()) std::this_thread::sleep_for(kPause);
    group_.Push(std::move(unit));
  }

  void Answer(const Unit& logged, const std::optional<Refusal>& refusal) {
    if (refusal) {
      outbox_.Acknowledge(Refused(logged.call.request_id, *refusal));
      return;
    }
    Ack ack;
    ack.set_request_id(logged.call.request_id);
    *ack.mutable_reach() = ToProto(logged.reaches[0], logged.call.principal().personal());
    outbox_.Acknowledge(std::move(ack));
  }

  const std::string method_;
  Sender sender_;
  grpc::ServerContext* context_;
  ReachGroup& group_;
  Outbox& outbox_;
  std::thread thread_;
};

// Acknowledgements that are ready together go out together. The first of a stream goes by itself:
// it carries the initial metadata, and a write of these that may be held back is over only once
// something else is sent (gRPC 1.51), which a caller that has sent everything never causes.
class Writer {
 public:
  explicit Writer(Stream* stream) : stream_(stream) {}

  bool WriteAll(const std::deque<Ack>& acks) {
    for (size_t i = 0; i < acks.size(); ++i) {
      grpc::WriteOptions options;
      if (!is_first_ && i + 1 < acks.size()) options.set_buffer_hint();
      is_first_ = false;
      if (!stream_->Write(acks[i], options)) return false;
    }
    return true;
  }

 private:
  Stream* stream_;
  bool is_first_ = true;
};

}  // namespace

grpc::Status ReachService::StreamReach(grpc::ServerContext* context, Stream* stream) {
  return rpc::ServeStream(spine_, context, Item::descriptor(), spine_.max_import,
                          [&](rpc::Call& call) {
                            Outbox outbox;
                            Reader reader(spine_, call, context, stream, group_, outbox);
                            Writer writer(stream);
                            bool is_open = true;
                            for (auto acks = outbox.Next(); !acks.empty(); acks = outbox.Next()) {
                              // The items that were handed over are waited for even when nobody
                              // hears of them.
                              if (is_open && !writer.WriteAll(acks)) {
                                is_open = false;
                                outbox.Abandon();
                              }
                            }
                          });
}

}  // namespace champions::reach
