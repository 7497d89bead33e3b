// StreamReach over as many connections as it takes, each item counted once.
//
// An item is held until it is acknowledged. When the connection breaks, those not acknowledged are
// sent again with the same request_id, and the service answers for those that it has already
// recorded.
#pragma once

#include <champions/v1/reach_service.pb.h>
#include <grpcpp/channel.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "champions/client/error.h"
#include "champions/client/options.h"

namespace champions::client {

// What became of one item: recorded when there is no error, else refused and nothing changed.
struct Acknowledgement {
  std::string request_id;
  v1::Reach reach;
  std::optional<Error> error;
};

class ReachStream {
 public:
  // Called on a thread of the stream, one call at a time. Must not throw, nor call Send(), which
  // may wait for it.
  using Acknowledged = std::function<void(const Acknowledgement&)>;

  ReachStream(std::shared_ptr<grpc::Channel> channel, const Options& options,
              Acknowledged acknowledged);
  ReachStream(ReachStream&&) noexcept;
  // Gives up what is not acknowledged. Call Finish() first.
  ~ReachStream();

  // Sends an item, or keeps it to be sent; waits while the window is full. False when the stream
  // has ended with an error, or an item in flight has the same request_id.
  bool Send(v1::StreamReachRequest item);

  // Waits until every item is acknowledged. Gives the error when no connection gets further.
  std::optional<Error> Finish();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace champions::client
