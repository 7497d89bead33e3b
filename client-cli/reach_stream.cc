#include "client-cli/reach_stream.h"

#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "champions/v1/reach_service.grpc.pb.h"

namespace champions::cli {
namespace {

namespace v1 = champions::v1;

// Items sent and not yet acknowledged; keeps memory bounded and the resend after a break short.
constexpr std::size_t kMaxUnderWay = 256;

using Stream = grpc::ClientReaderWriter<v1::StreamReachRequest, v1::StreamReachResponse>;

class Sender {
 public:
  Sender(ReachSource& source, const TakeAcknowledgement& take,
         const std::function<void(const ReachItem&)>& refuse)
      : source_(source), take_(take), refuse_(refuse) {}

  // One stream: sends what has no answer yet, then the rest of the source.
  grpc::Status Run(v1::ReachService::Stub& stub, grpc::ClientContext* context) {
    const auto stream = stub.StreamReach(context);
    broken_ = false;
    std::thread writer([&] { Write(stream.get(), context); });
    v1::StreamReachResponse answer;
    while (stream->Read(&answer)) Acknowledge(answer);
    {
      const std::lock_guard lock(mutex_);
      broken_ = true;
    }
    acknowledged_.notify_all();
    writer.join();
    const grpc::Status status = stream->Finish();
    if (failure_ != nullptr) std::rethrow_exception(failure_);
    if (status.ok() && (!sent_all_ || !under_way_.empty())) {
      return grpc::Status(grpc::StatusCode::UNAVAILABLE,
                          "the server ended the stream before it answered every record");
    }
    return status;
  }

  std::uint64_t acknowledged() const { return acknowledged_count_; }

 private:
  void Write(Stream* stream, grpc::ClientContext* context) {
    try {
      if (SendAgain(stream) && SendRest(stream)) stream->WritesDone();
    } catch (...) {
      failure_ = std::current_exception();
      context->TryCancel();
    }
  }

  bool SendAgain(Stream* stream) {
    std::vector<v1::StreamReachRequest> again;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [id, item] : under_way_) again.push_back(item.request);
    }
    for (const auto& request : again) {
      if (!stream->Write(request)) return false;
    }
    return true;
  }

  bool SendRest(Stream* stream) {
    while (!sent_all_) {
      if (!WaitForRoom()) return false;
      auto item = source_.Next();
      if (!item) {
        sent_all_ = true;
      } else if (!item->error.empty()) {
        refuse_(*item);
      } else {
        const v1::StreamReachRequest request = item->request;
        {
          const std::lock_guard lock(mutex_);
          const auto [place, is_new] = under_way_.emplace(request.request_id(), *item);
          if (!is_new)
            throw UsageFailure("two records have the request_id " + request.request_id());
        }
        if (!stream->Write(request)) return false;
      }
    }
    return true;
  }

  bool WaitForRoom() {
    std::unique_lock lock(mutex_);
    acknowledged_.wait(lock, [&] { return broken_ || under_way_.size() < kMaxUnderWay; });
    return !broken_;
  }

  void Acknowledge(const v1::StreamReachResponse& answer) {
    ReachItem item;
    {
      const std::lock_guard lock(mutex_);
      const auto found = under_way_.find(answer.request_id());
      if (found == under_way_.end()) return;  // an answer again, after a break
      item = std::move(found->second);
      under_way_.erase(found);
    }
    ++acknowledged_count_;
    acknowledged_.notify_all();
    take_(item, answer);
  }

  ReachSource& source_;
  const TakeAcknowledgement& take_;
  const std::function<void(const ReachItem&)>& refuse_;
  std::mutex mutex_;
  std::condition_variable acknowledged_;
  std::map<std::string, ReachItem> under_way_;
  std::uint64_t acknowledged_count_ = 0;  // of the reading thread
  bool broken_ = false;
  std::exception_ptr failure_;
  bool sent_all_ = false;  // only the writer's until it is joined
};

}  // namespace

void StreamReach(Connection& connection, ReachSource& source, const TakeAcknowledgement& take,
                 const std::function<void(const ReachItem&)>& refuse) {
  const auto stub = v1::ReachService::NewStub(connection.channel());
  Sender sender(source, take, refuse);
  for (;;) {
    const std::uint64_t before = sender.acknowledged();
    try {
      connection.Repeat(true, "",
                        [&](grpc::ClientContext* context) { return sender.Run(*stub, context); });
      return;
    } catch (const CallFailure& failure) {
      // A long file may meet several restarts: tries are counted anew while records get through.
      const bool away = failure.status().error_code() == grpc::StatusCode::UNAVAILABLE;
      if (!away || sender.acknowledged() == before) throw;
    }
  }
}

}  // namespace champions::cli
