// A page is read once the horizon has passed it, under the caller's row-level security. A stream
// waits for the horizon to move, which all streams ask about together, and holds no connection
// meanwhile.
#include "changes/change_service.h"

#include <algorithm>
#include <thread>

#include "base/refusal.h"
#include "changes/change_proto.h"
#include "changes/change_reader.h"
#include "rpc/list_query.h"
#include "rpc/validate.h"

namespace champions::changes {
namespace {

using Clock = std::chrono::steady_clock;
using Writer = grpc::ServerWriter<v1::WatchChangesResponse>;

constexpr size_t kMostPerMessage = 1'000;
constexpr int kMostStreams = 256;
constexpr int kMostStreamsOfOne = 8;
constexpr auto kFresh = std::chrono::milliseconds(500);
constexpr auto kPause = std::chrono::milliseconds(250);
constexpr auto kHeartbeat = std::chrono::seconds(10);
// Of one transaction of a stream, which may itself be open for an hour.
constexpr auto kMostForPage = std::chrono::seconds(30);

Refusal TooManyStreams() {
  Refusal refusal(Code::kResourceExhausted, "TOO_MANY_STREAMS",
                  "too many streams of changes are open: one follows all organisations and kinds "
                  "of a caller; ListChanges needs none");
  refusal.retry_after = std::chrono::seconds(5);
  return refusal;
}

// One stream of WatchChanges while it is served.
class Watch {
 public:
  Watch(rpc::Spine& spine, grpc::ServerContext* context, rpc::Call& call, Reader& reader,
        Writer* writer)
      : spine_(spine), context_(context), call_(call), reader_(reader), writer_(writer) {}

  // Sends what is settled and not sent yet, or that the stream lives.
  void Send(const Settled& settled) {
    do {
      CheckOpen();
      v1::WatchChangesResponse message;
      if (reader_.IsBehind(settled)) ReadInto(settled, &message);
      if (message.changes_size() == 0 && Clock::now() < silent_until_) continue;
      message.set_cursor(reader_.Cursor());
      if (!writer_->Write(message)) throw Gone();
      silent_until_ = Clock::now() + kHeartbeat;
    } while (reader_.IsBehind(settled));
  }

 private:
  void ReadInto(const Settled& settled, v1::WatchChangesResponse* message) {
    Reader::Page page;
    rpc::Call call(call_.method(), call_.principal(),
                   std::min(call_.deadline(), Clock::now() + kMostForPage));
    rpc::InTransaction(spine_, call, nullptr, nullptr, false, [&](rpc::Call&, db::Transaction& tx) {
      page = reader_.Read(tx, settled, kMostPerMessage);
    });
    for (const auto& change : page.changes) *message->add_changes() = ToProto(change);
    reader_.Take(page);
  }

  void CheckOpen() {
    if (context_->IsCancelled()) throw Gone();
    if (spine_.open_streams.draining()) {
      throw Refusal(Code::kUnavailable, "SHUTTING_DOWN",
                    "the server stops: go on with the cursor of the last message");
    }
  }

  Refusal Gone() {
    call_.check_not_cut();  // throws why, where it was
    return Refusal(Code::kUnavailable, "CANCELLED", "the caller is gone");
  }

  rpc::Spine& spine_;
  grpc::ServerContext* context_;
  rpc::Call& call_;
  Reader& reader_;
  Writer* writer_;
  Clock::time_point silent_until_;  // the first message goes out at once
};

}  // namespace

StreamPlaces::Place::Place(StreamPlaces& places, const std::string& principal)
    : places_(places), principal_(principal) {
  std::lock_guard lock(places_.mutex_);
  auto of_one = places_.by_principal_.find(principal_);
  bool is_full = of_one != places_.by_principal_.end() && of_one->second >= kMostStreamsOfOne;
  if (is_full || places_.all_ >= kMostStreams) throw TooManyStreams();
  ++places_.by_principal_[principal_];
  ++places_.all_;
}

StreamPlaces::Place::~Place() {
  std::lock_guard lock(places_.mutex_);
  --places_.all_;
  auto of_one = places_.by_principal_.find(principal_);
  if (--of_one->second == 0) places_.by_principal_.erase(of_one);
}

grpc::Status ChangeService::ListChanges(grpc::ServerContext* context,
                                        const v1::ListChangesRequest* request,
                                        v1::ListChangesResponse* response) {
  return rpc::ServeDirect(spine_, context, *request, response, [&](rpc::Call& call) {
    Reader reader(spine_.page_tokens, call.principal(), WantedOf(*request));
    Reader::Page page;
    auto settled = horizon_.Await(call.deadline());
    rpc::InTransaction(spine_, call, nullptr, nullptr, false, [&](rpc::Call&, db::Transaction& tx) {
      page = reader.Read(tx, settled, rpc::PageRows(request->page_size()));
    });
    reader.Take(page);
    for (const auto& change : page.changes) *response->add_changes() = ToProto(change);
    response->set_next_cursor(reader.Cursor());
    response->set_more(reader.IsBehind(settled));
  });
}

grpc::Status ChangeService::WatchChanges(grpc::ServerContext* context,
                                         const v1::WatchChangesRequest* request, Writer* writer) {
  auto body = [&](rpc::Call& call) {
    rpc::Validate(*request);
    Reader reader(spine_.page_tokens, call.principal(), WantedOf(*request));
    StreamPlaces::Place place(places_, call.principal().id());
    // Before its deadline, so that it ends well.
    auto end = call.deadline() - std::chrono::seconds(1);
    if (request->end_after_ms() > 0) {
      end = std::min(end, Clock::now() + std::chrono::milliseconds(request->end_after_ms()));
    }
    Watch watch(spine_, context, call, reader, writer);
    auto settled = horizon_.Await(call.deadline());
    while (true) {
      watch.Send(settled);
      auto now = Clock::now();
      if (now >= end) return;
      std::this_thread::sleep_for(std::min<Clock::duration>(kPause, end - now));
      settled = horizon_.Now(kFresh, now + kMostForPage);
    }
  };
  return rpc::ServeStream(spine_, context, v1::WatchChangesRequest::descriptor(), spine_.max_import,
                          body);
}

}  // namespace champions::changes
