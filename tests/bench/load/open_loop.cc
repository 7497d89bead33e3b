#include "load/open_loop.h"

#include <openssl/evp.h>
#include <poll.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <stdexcept>
#include <thread>

#include "champions/v1/reach_service.pb.h"
#include "load/http2.h"

namespace champions::bench {
namespace {

constexpr size_t kPrefixBytes = 5;  // of gRPC, before a message: packed or not, and its length
// Between two looks at the sockets: to wake for each frame takes a third more of processors that
// are the server's as well.
constexpr auto kPause = std::chrono::microseconds(500);
// Calls under way on a connection, before another is used: what many servers allow on one.
constexpr int kStreams = 100;

std::string WithPrefix(const std::string& message) {
  std::string framed(kPrefixBytes, '\0');
  for (int i = 0; i < 4; ++i) framed[4 - i] = static_cast<char>(message.size() >> (8 * i));
  return framed + message;
}

std::string FromBase64(std::string text) {
  size_t missing = (4 - text.size() % 4) % 4;
  text.append(missing, '=');
  std::string bytes(text.size() / 4 * 3, '\0');
  int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                             reinterpret_cast<const unsigned char*>(text.data()),
                             static_cast<int>(text.size()));
  if (size < 0) return "";
  bytes.resize(static_cast<size_t>(size) - missing);
  return bytes;
}

class OpenLoop {
 public:
  explicit OpenLoop(const Options& options)
      : options_(options),
        prepared_(PrepareLogReach(options, kPreparedRequests)),
        random_(options.seed * 7919 + 1),
        tally_(options.acknowledged_file) {
    for (auto& request : prepared_) {
      request.bytes = WithPrefix(request.bytes);
      request.request_id_at += kPrefixBytes;
    }
    under_way_.resize(static_cast<size_t>(options.channels));
    for (auto& under_way : under_way_) {
      auto done = [this, &under_way](auto* call) {
        --under_way;
        Finish(call);
      };
      connections_.push_back(
          std::make_unique<Http2Connection>(options, "/champions.v1.ReachService/LogReach", done));
    }
  }

  nlohmann::json Run() {
    auto seconds = [](double number) {
      return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(number));
    };
    auto started = Clock::now();
    auto from = started + seconds(options_.warm_up_seconds), to = from + seconds(options_.seconds);
    tally_.MeasureBetween(from, to);
    auto interval = seconds(1 / options_.rate_per_second);
    auto due = started, before = started;
    while (due < to || outstanding_ > 0) {
      auto now = Clock::now();
      longest_turn_ = std::max(longest_turn_, now - before);
      before = now;
      for (; due < to && due <= now; due += interval) StartOne();
      if (due < to) sent_for_ = now - started;
      GiveUpLate(now);
      Exchange();
    }
    auto json = tally_.Report();
    json["offered_rate"] =
        static_cast<double>(count_) / std::chrono::duration<double>(sent_for_).count();
    json["held_back"] = held_back_;
    json["longest_turn_ms"] = std::chrono::duration<double, std::milli>(longest_turn_).count();
    return json;
  }

 private:
  struct Started {
    std::unique_ptr<Http2Call> call;
    Http2Connection* connection = nullptr;
  };

  void StartOne() {
    if (outstanding_ >= options_.in_flight) {
      ++held_back_;
      return;
    }
    auto call = std::make_unique<Http2Call>();
    const auto& request = prepared_[random_.Number() % prepared_.size()];
    call->request = request.bytes;
    random_.Draw(call->request_id);
    std::memcpy(&call->request[request.request_id_at], call->request_id, kUuidLength);
    call->authorization = request.authorization;
    call->started = Clock::now();
    size_t chosen = ChooseConnection();
    auto* connection = connections_[chosen].get();
    connection->Submit(call.get());
    ++under_way_[chosen];
    calls_.push_back({std::move(call), connection});
    ++count_;
    ++outstanding_;
  }

  // The first with a free stream, as a pool does that fills one before it uses another: what is due
  // together goes out in one piece. Where all are taken, the emptiest.
  size_t ChooseConnection() const {
    if (options_.spread) return static_cast<size_t>(count_) % under_way_.size();
    for (size_t i = 0; i < under_way_.size(); ++i) {
      if (under_way_[i] < kStreams) return i;
    }
    auto emptiest = std::min_element(under_way_.begin(), under_way_.end());
    return static_cast<size_t>(emptiest - under_way_.begin());
  }

  // Calls start in order, and so do their deadlines end.
  void GiveUpLate(Clock::time_point now) {
    while (!calls_.empty() && calls_.front().call->is_done) calls_.pop_front();
    for (auto& [call, connection] : calls_) {
      if (now - call->started < std::chrono::milliseconds(options_.deadline_ms)) break;
      if (!call->is_done && !call->is_late) connection->Cancel(call.get());
    }
  }

  // Sends what can be sent and takes what has come a little later.
  void Exchange() {
    std::vector<pollfd> polled;
    for (auto& connection : connections_) {
      connection->Flush();
      short events = POLLIN;
      if (connection->has_unsent()) events |= POLLOUT;
      polled.push_back({connection->descriptor(), events, 0});
    }
    std::this_thread::sleep_for(kPause);
    if (poll(polled.data(), polled.size(), 0) <= 0) return;
    for (size_t i = 0; i < polled.size(); ++i) {
      if (polled[i].revents & (POLLIN | POLLHUP | POLLERR)) connections_[i]->Receive();
    }
  }

  void Finish(Http2Call* call) {
    auto ended = Clock::now();
    int status = call->status;
    if (status < 0) status = call->is_late ? grpc::DEADLINE_EXCEEDED : grpc::UNAVAILABLE;
    if (status != grpc::OK) {
      tally_.Failed({static_cast<grpc::StatusCode>(status), "", FromBase64(call->details)},
                    call->started, ended);
    } else if (call->answer.size() < kPrefixBytes ||
               !logged_.ParseFromArray(call->answer.data() + kPrefixBytes,
                                       static_cast<int>(call->answer.size() - kPrefixBytes)) ||
               logged_.reach().id().size() != kUuidLength) {
      tally_.Wrong("an acknowledgement without an id");
    } else {
      tally_.Acknowledged(call->request_id, logged_.reach().id());
      tally_.Ok(call->started, ended);
    }
    call->is_done = true;
    --outstanding_;
  }

  const Options& options_;
  std::vector<Prepared> prepared_;
  Uuids random_;
  Tally tally_;
  std::deque<Started> calls_;
  std::vector<std::unique_ptr<Http2Connection>> connections_;
  std::vector<int> under_way_;  // by connection
  v1::LogReachResponse logged_;
  Clock::duration sent_for_{}, longest_turn_{};
  int64_t count_ = 0, held_back_ = 0;
  int outstanding_ = 0;
};

}  // namespace

nlohmann::json RunOpenLoop(const Options& options) { return OpenLoop(options).Run(); }

}  // namespace champions::bench
