// Questions about the figures as now known, answered together: those that came in while the last
// group was answered are one statement, and the same question is asked once. Each answer is read
// after its question came, so it has in it every write acknowledged before.
//
// Answers are kept for as long as the database's snapshot stays the same, which is asked for each
// group: then nothing was committed since, by this server or any other.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "reports/report_store.h"
#include "rpc/grouper.h"
#include "rpc/serve.h"

namespace champions::reports {

constexpr size_t kMostQuestionsInGroup = 256;
constexpr size_t kMostQuestionsQueued = 4096;

class TotalsGroup {
 public:
  struct Asked {
    store::Question question;
    db::Deadline deadline;
    std::function<bool()> is_cancelled;
    // Called once, on any thread, with the answer or the refusal; must not wait.
    std::function<void(const TotalsAnswer*, const std::optional<Refusal>&)> done;
  };

  explicit TotalsGroup(rpc::Spine& spine);

  // Whether a question of this principal would find room.
  bool HasRoom(const auth::Principal& principal) { return grouper_.HasRoom(principal.key_id, 1); }
  // Calls asked.done in the end. `owner` is whose turn it takes.
  void Ask(const std::string& owner, Asked asked);

 private:
  using Group = std::vector<Asked*>;
  using Answers = std::map<store::Question, TotalsAnswer>;

  void Work(std::vector<Asked> group, const std::function<void()>& pass_turn);
  Group Waiting(std::vector<Asked>& group);
  std::optional<Refusal> Read(const Group& group, Answers& answers);
  void ReadKept(std::vector<store::Question>& questions, Answers& answers);
  void ReadNew(const std::vector<store::Question>& questions, Answers& answers);
  db::Rows Run(std::string_view statement, const std::vector<db::Parameter>& parameters);

  rpc::Spine& spine_;
  // Of one snapshot; only whoever has the turn touches it.
  std::string snapshot_;
  Answers kept_;
  rpc::Grouper<Asked> grouper_;
};

}  // namespace champions::reports
