// ReachService.StreamReach: items are taken up as they come; whatever has arrived while the last
// batch was written down is the next batch, one transaction, acknowledged after its commit.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "auth/token.h"
#include "base/refusal.h"
#include "reach/reach_log.h"
#include "reach/reach_proto.h"
#include "reach/reach_service.h"
#include "reach/reach_store.h"
#include "rpc/validate.h"

namespace champions::reach {
namespace {

using Item = v1::StreamReachRequest;
using Ack = v1::StreamReachResponse;
using Stream = grpc::ServerReaderWriter<Ack, Item>;

// Items in memory at most; a caller who sends faster is slowed down by HTTP/2 flow control.
constexpr size_t kMostQueued = 512;
constexpr size_t kMostInBatch = 256;

// Reads the stream on a thread of its own into a bounded queue.
class Inbox {
 public:
  explicit Inbox(Stream* stream) : thread_([this, stream] { ReadAll(stream); }) {}
  ~Inbox() {
    {
      std::lock_guard lock(mutex_);
      abandoned_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  // Waits for at least one item; empty at the end of the stream. No request_id comes twice in a
  // batch: the second copy must see the first one's answer.
  std::vector<Item> NextBatch() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !queue_.empty() || at_end_; });
    std::vector<Item> batch;
    std::set<std::string> ids;
    while (!queue_.empty() && batch.size() < kMostInBatch &&
           ids.insert(queue_.front().request_id()).second) {
      batch.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    changed_.notify_all();
    return batch;
  }

 private:
  void ReadAll(Stream* stream) {
    Item item;
    while (stream->Read(&item)) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return queue_.size() < kMostQueued || abandoned_; });
      if (abandoned_) continue;  // reads on to the end, so that the call can finish
      queue_.push_back(std::move(item));
      changed_.notify_all();
    }
    std::lock_guard lock(mutex_);
    at_end_ = true;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> queue_;
  bool at_end_ = false;
  bool abandoned_ = false;
  std::thread thread_;
};

Ack Refused(const Item& item, const Refusal& refusal) {
  Ack ack;
  ack.set_request_id(item.request_id());
  *ack.mutable_error() = rpc::ToStatusMessage(refusal);
  return ack;
}

// The answer that an item had before, or why its request_id cannot be used.
Ack Replayed(const Item& item, const store::Answer& before, const std::string& method,
             const std::string& body_hash) {
  if (before.method != method || before.body_hash != body_hash) {
    return Refused(item,
                   Refusal(Code::kAlreadyExists, "REQUEST_ID_REUSED",
                           "this request_id was used for another request: expected a new UUID"));
  }
  Ack ack;
  ack.set_request_id(item.request_id());
  ack.mutable_reach()->ParseFromString(before.answer);
  return ack;
}

// Items of one transaction, with their answers.
class Batch {
 public:
  Batch(rpc::Spine& spine, rpc::Call& call) : spine_(spine), call_(call) {}

  // All of them, or throws.
  std::vector<Ack> Write(const std::vector<Item>& items) {
    std::vector<Ack> acks;
    rpc::InTransaction(
        spine_, call_, nullptr, nullptr, false,
        [&](rpc::Call& call, db::Transaction& tx) { acks = WriteIn(call, tx, items); });
    return acks;
  }

  // All of them; where one is refused, each by itself, so that it is refused alone.
  std::vector<Ack> WriteOrRefuse(const std::vector<Item>& items) {
    try {
      return Write(items);
    } catch (...) {
      auto refusal = rpc::RefusalOf(std::current_exception(), call_.method().name);
      if (items.size() == 1) return {Refused(items[0], refusal)};
    }
    std::vector<Ack> acks;
    for (const auto& item : items) acks.push_back(WriteOrRefuse({item}).front());
    return acks;
  }

 private:
  std::vector<Ack> WriteIn(rpc::Call& call, db::Transaction& tx, const std::vector<Item>& items) {
    std::vector<std::string> ids;
    for (const auto& item : items) ids.push_back(item.request_id());
    auto before = store::FindAnswers(tx, call.principal().key_id, ids);
    std::vector<Ack> acks(items.size());
    std::vector<size_t> fresh;
    std::vector<Reach> reaches;
    std::vector<std::string> fresh_ids, hashes, answers;
    for (size_t i = 0; i < items.size(); ++i) {
      auto hash = rpc::BodyHash(items[i]);
      auto found = before.find(Lower(items[i].request_id()));
      if (found != before.end()) {
        acks[i] = Replayed(items[i], found->second, call.method().name, hash);
        continue;
      }
      fresh.push_back(i);
      reaches.push_back(FromProto(items[i].reach()));
      fresh_ids.push_back(items[i].request_id());
      hashes.push_back(std::move(hash));
    }
    if (fresh.empty()) return acks;
    auto recorded =
        LogAll(call, tx, std::move(reaches), std::vector<std::string>(fresh.size(), "reach"));
    for (size_t k = 0; k < fresh.size(); ++k) {
      auto& ack = acks[fresh[k]];
      ack.set_request_id(fresh_ids[k]);
      *ack.mutable_reach() = ToProto(recorded[k], call.principal().personal());
      answers.push_back(ack.reach().SerializeAsString());
    }
    store::InsertAnswers(tx, call.principal().key_id, call.method().name, fresh_ids, hashes,
                         answers);
    return acks;
  }

  // As PostgreSQL writes a UUID.
  static std::string Lower(std::string id) {
    for (char& c : id) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return id;
  }

  rpc::Spine& spine_;
  rpc::Call& call_;
};

// What is wrong with an item in itself, before it costs a transaction.
std::optional<Refusal> Problem(const Item& item) {
  try {
    rpc::Validate(item);
    auto violations = CheckRules(FromProto(item.reach()), "reach");
    if (!violations.empty()) return InvalidFields(std::move(violations));
    return std::nullopt;
  } catch (const Refusal& refusal) {
    return refusal;
  }
}

}  // namespace

grpc::Status ReachService::StreamReach(grpc::ServerContext* context, Stream* stream) {
  return rpc::ServeStream(
      spine_, context, Item::descriptor(), spine_.max_import, [&](rpc::Call& call) {
        Inbox inbox(stream);
        Batch batch(spine_, call);
        for (auto items = inbox.NextBatch(); !items.empty(); items = inbox.NextBatch()) {
          std::vector<Item> good;
          for (const auto& item : items) {
            auto problem = Problem(item);
            if (!problem) {
              good.push_back(item);
            } else if (!stream->Write(Refused(item, *problem))) {
              return;
            }
          }
          if (good.empty()) continue;
          for (const auto& ack : batch.WriteOrRefuse(good)) {
            if (!stream->Write(ack)) return;
          }
        }
      });
}

}  // namespace champions::reach
