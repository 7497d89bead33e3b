#include "load/stream.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "champions/v1/reach_service.grpc.pb.h"
#include "load/channel.h"
#include "load/records.h"
#include "load/tally.h"

namespace champions::bench {
namespace {

constexpr int kPreparedRecords = 2048;

std::vector<v1::StreamReachRequest> PrepareItems(const Options& options, const Token& token,
                                                 Uuids& random) {
  std::vector<v1::StreamReachRequest> items(kPreparedRecords);
  for (auto& item : items) {
    *item.mutable_reach() = DrawReach(options, token, random);
    item.set_request_id(std::string(kUuidLength, '0'));
  }
  return items;
}

grpc::Status ToStatus(const google::rpc::Status& error) {
  return {static_cast<grpc::StatusCode>(error.code()), error.message(), error.SerializeAsString()};
}

// One stream: this thread writes, another reads the acknowledgements.
class StreamRun {
 public:
  StreamRun(const Options& options, int number, Tally& tally, std::mutex& tally_mutex)
      : options_(options),
        token_(options.tokens[static_cast<size_t>(number) % options.tokens.size()]),
        random_(options.seed * 104'729 + static_cast<uint64_t>(number)),
        items_(PrepareItems(options, token_, random_)),
        tally_(tally),
        tally_mutex_(tally_mutex),
        stub_(v1::ReachService::NewStub(Connect(options, number))) {
    context_.AddMetadata("authorization", token_.authorization);
  }

  // Returns how many items have neither an acknowledgement nor a refusal.
  int64_t Run() {
    auto stream = stub_->StreamReach(&context_);
    std::thread reader([&] { ReadAll(stream.get()); });
    int64_t sent = 0;
    for (; sent < options_.count; ++sent) {
      auto& item = items_[random_.Number() % items_.size()];
      random_.Draw(&(*item.mutable_request_id())[0]);
      {
        std::lock_guard lock(open_mutex_);
        open_.insert(item.request_id());
      }
      if (!stream->Write(item)) break;
    }
    stream->WritesDone();
    reader.join();
    auto status = stream->Finish();
    std::lock_guard lock(tally_mutex_);
    if (!status.ok()) tally_.Failed(status, Clock::now(), Clock::now());
    if (status.ok() && !open_.empty()) tally_.Wrong("items without an answer");
    return static_cast<int64_t>(open_.size());
  }

 private:
  void ReadAll(grpc::ClientReaderWriter<v1::StreamReachRequest, v1::StreamReachResponse>* stream) {
    v1::StreamReachResponse answer;
    while (stream->Read(&answer)) {
      bool expected = false;
      {
        std::lock_guard lock(open_mutex_);
        expected = open_.erase(answer.request_id()) == 1;
      }
      auto now = Clock::now();
      std::lock_guard lock(tally_mutex_);
      if (!expected) {
        tally_.Wrong("an answer to what was not asked, or a second one");
      } else if (answer.has_error()) {
        tally_.Failed(ToStatus(answer.error()), now, now);
      } else if (answer.reach().id().size() != kUuidLength) {
        tally_.Wrong("an acknowledgement without an id");
      } else {
        tally_.Acknowledged(answer.request_id().data(), answer.reach().id());
        tally_.Ok(now, now);
      }
    }
  }

  const Options& options_;
  const Token& token_;
  Uuids random_;
  std::vector<v1::StreamReachRequest> items_;
  Tally& tally_;
  std::mutex& tally_mutex_;
  std::mutex open_mutex_;
  std::unordered_set<std::string> open_;
  std::unique_ptr<v1::ReachService::Stub> stub_;
  grpc::ClientContext context_;
};

}  // namespace

nlohmann::json RunStreams(const Options& options) {
  Tally tally(options.acknowledged_file);
  std::mutex mutex;
  std::vector<std::unique_ptr<StreamRun>> runs;
  for (int i = 0; i < options.streams; ++i) {
    runs.push_back(std::make_unique<StreamRun>(options, i, tally, mutex));
  }
  std::atomic<int64_t> unanswered{0};
  auto from = Clock::now();
  tally.MeasureBetween(from, Clock::time_point::max());
  std::vector<std::thread> threads;
  for (auto& run : runs) threads.emplace_back([&] { unanswered += run->Run(); });
  for (auto& thread : threads) thread.join();
  // From the first item to the last acknowledgement.
  tally.MeasureBetween(from, Clock::now());
  auto json = tally.Report();
  json["unknown"] = json["unknown"].get<int64_t>() + unanswered;
  // Items overlap in a stream: only the rate says something.
  for (const char* name : {"p50_ms", "p90_ms", "p99_ms", "max_ms"}) json.erase(name);
  return json;
}

}  // namespace champions::bench
