// Group commit of reach, shared by LogReach, BatchLogReach and StreamReach: whatever came in while
// the last group was committed is the next group, one statement and one commit. Nothing is
// acknowledged before its commit; one bad record refuses itself only; principals take turns.
#pragma once

#include "reach/reach_log.h"
#include "rpc/grouper.h"
#include "rpc/serve.h"

namespace champions::reach {

// Records in a group, unless one unit alone has more.
constexpr size_t kMostInGroup = 256;
// Records that wait for their group; more are refused with OVERLOADED (FairQueue says whose). Room
// for a few batches, so that none is turned away because of another's call.
constexpr size_t kMostQueued = 2048;
// Single calls beyond three groups: who would wait for longer had better be told at once, unless
// the queue is somebody else's bulk.
constexpr size_t kMostQueuedCalls = 768;
constexpr size_t kMostQueuedBytes = 16 * 1024 * 1024;
// What waited longer than this is refused, should the database stand still.
constexpr auto kMostQueuedFor = std::chrono::seconds(10);

class ReachGroup {
 public:
  explicit ReachGroup(rpc::Spine& spine);

  // Whether a record of this principal would find room.
  bool HasRoom(const auth::Principal& principal) {
    return grouper_.HasRoom(principal.key_id, 1, kMostQueuedCalls);
  }
  // Calls unit.done in the end, whatever happens.
  void Push(Unit unit);
  // Whether those who can wait should: half of the room is kept for those who cannot.
  bool is_busy() const { return grouper_.queued() >= kMostQueued / 2; }
  // The records, or throws.
  std::vector<Reach> LogAndWait(Unit unit);

 private:
  struct Waiting {
    Unit unit;
    std::chrono::steady_clock::time_point since;
    std::optional<Refusal> refusal;
  };
  using Group = std::vector<Waiting*>;

  void Work(std::vector<Waiting> group, const std::function<void()>& pass_turn);
  void LogWithoutDoubles(Group group);
  void LogTogether(Group group);
  void LogOnce(const Group& group);
  Group AfterFailure(const Group& group, const std::exception_ptr& error);

  rpc::Spine& spine_;
  rpc::Grouper<Waiting> grouper_;
};

}  // namespace champions::reach
