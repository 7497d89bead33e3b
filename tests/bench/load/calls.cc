#include "load/calls.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <cstring>
#include <optional>

#include "champions/v1/reach_service.pb.h"
#include "champions/v1/report_service.pb.h"
#include "load/channel.h"
#include "load/records.h"
#include "load/tally.h"

namespace champions::bench {
namespace {

constexpr const char* kLogReach = "/champions.v1.ReachService/LogReach";
constexpr const char* kGetTotals = "/champions.v1.ReportService/GetTotals";

struct Call {
  std::optional<grpc::ClientContext> context;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  grpc::ByteBuffer answer;
  grpc::Status status;
  Clock::time_point started;
  char request_id[kUuidLength];
};

bool Parse(grpc::ByteBuffer* buffer, google::protobuf::Message* message) {
  grpc::Slice slice;
  if (buffer->TrySingleSlice(&slice).ok()) {
    return message->ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
  }
  return buffer->DumpToSingleSlice(&slice).ok() &&
         message->ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
}

// Starts calls and takes their answers.
class Caller {
 public:
  explicit Caller(const Options& options)
      : options_(options),
        writes_(options.mode != "totals"),
        prepared_(writes_ ? PrepareLogReach(options, kPreparedRequests)
                          : PrepareGetTotals(options)),
        random_(options.seed * 7919 + 1),
        tally_(options.acknowledged_file) {
    for (int i = 0; i < options.channels; ++i) stubs_.emplace_back(Connect(options, i));
  }

  Tally& tally() { return tally_; }
  int outstanding() const { return outstanding_; }

  void Start() {
    Call* call = Free();
    const auto& request = prepared_[random_.Number() % prepared_.size()];
    scratch_ = request.bytes;
    if (writes_) {
      random_.Draw(call->request_id);
      std::memcpy(&scratch_[request.request_id_at], call->request_id, kUuidLength);
    }
    grpc::Slice slice(scratch_);
    grpc::ByteBuffer bytes(&slice, 1);
    call->answer.Clear();
    call->context.emplace();
    call->context->AddMetadata("authorization", *request.authorization);
    call->context->set_deadline(std::chrono::system_clock::now() +
                                std::chrono::milliseconds(options_.deadline_ms));
    auto& stub = stubs_[static_cast<size_t>(started_) % stubs_.size()];
    ++started_;
    ++outstanding_;
    call->started = Clock::now();
    call->reader =
        stub.PrepareUnaryCall(&*call->context, writes_ ? kLogReach : kGetTotals, bytes, &queue_);
    call->reader->StartCall();
    call->reader->Finish(&call->answer, &call->status, call);
  }

  // Takes one answer; false when none came until then.
  bool Take(std::chrono::system_clock::time_point until) {
    void* tag = nullptr;
    bool ok = false;
    if (queue_.AsyncNext(&tag, &ok, until) != grpc::CompletionQueue::GOT_EVENT) return false;
    Finish(static_cast<Call*>(tag));
    return true;
  }

 private:
  Call* Free() {
    if (free_.empty()) {
      calls_.push_back(std::make_unique<Call>());
      return calls_.back().get();
    }
    Call* call = free_.back();
    free_.pop_back();
    return call;
  }

  void Finish(Call* call) {
    auto ended = Clock::now();
    if (call->status.ok()) {
      CheckAnswer(call, ended);
    } else {
      tally_.Failed(call->status, call->started, ended);
    }
    call->reader.reset();
    call->context.reset();
    --outstanding_;
    free_.push_back(call);
  }

  void CheckAnswer(Call* call, Clock::time_point ended) {
    if (writes_) {
      if (!Parse(&call->answer, &logged_) || logged_.reach().id().size() != kUuidLength) {
        tally_.Wrong("an acknowledgement without an id");
        return;
      }
      tally_.Acknowledged(call->request_id, logged_.reach().id());
    } else if (!Parse(&call->answer, &totals_) || !totals_.has_total() ||
               totals_.quarter().empty()) {
      tally_.Wrong("totals without a figure");
      return;
    }
    tally_.Ok(call->started, ended);
  }

  const Options& options_;
  const bool writes_;
  std::vector<Prepared> prepared_;
  Uuids random_;
  Tally tally_;
  std::vector<grpc::GenericStub> stubs_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Call>> calls_;
  std::vector<Call*> free_;
  std::string scratch_;
  v1::LogReachResponse logged_;
  v1::GetTotalsResponse totals_;
  int outstanding_ = 0;
  int64_t started_ = 0;
};

Clock::duration Seconds(double seconds) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

std::chrono::system_clock::time_point FarAway() {
  return std::chrono::system_clock::now() + std::chrono::seconds(120);
}

// Every call has a deadline, so all of them come back.
void TakeTheRest(Caller& caller) {
  while (caller.outstanding() > 0 && caller.Take(FarAway())) {
  }
  if (caller.outstanding() > 0) throw std::runtime_error("calls never came back");
}

}  // namespace

nlohmann::json RunClosedLoop(const Options& options) {
  Caller caller(options);
  auto from = Clock::now() + Seconds(options.warm_up_seconds);
  auto to = from + Seconds(options.seconds);
  caller.tally().MeasureBetween(from, to);
  for (int i = 0; i < options.in_flight; ++i) caller.Start();
  while (Clock::now() < to) {
    if (!caller.Take(FarAway())) throw std::runtime_error("nothing was answered for two minutes");
    caller.Start();
  }
  TakeTheRest(caller);
  return caller.tally().Report();
}

}  // namespace champions::bench
