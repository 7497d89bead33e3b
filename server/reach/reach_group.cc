#include "reach/reach_group.h"

#include <future>
#include <set>

#include "base/refusal.h"
#include "db/errors.h"

namespace champions::reach {
namespace {

constexpr int kAttempts = 3;
constexpr int kTimeoutMs = 10'000;

// About what a unit takes in memory.
size_t BytesOf(const Unit& unit) {
  size_t bytes = sizeof(Unit);
  for (const auto& reach : unit.reaches) {
    bytes += sizeof(Reach) + reach.note.size() + reach.breakdowns.size() * sizeof(Breakdown) +
             reach.partners.size() * sizeof(std::string);
  }
  return bytes;
}

Refusal Conflict() {
  Refusal refusal(Code::kAborted, "CONFLICT", "another change was in the way: try again");
  refusal.retry_after = std::chrono::milliseconds(100);
  return refusal;
}

// As PostgreSQL compares UUIDs.
std::string Lower(std::string id) {
  for (char& c : id) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return id;
}

// What a unit may not have in common with another of its statement: the second copy of a request
// must see the first one's answer, and the second use of a name must see that it is taken.
std::vector<std::string> ClaimsOf(const Unit& unit) {
  std::vector<std::string> claims;
  if (!unit.call.request_id.empty()) {
    claims.push_back("request " + unit.call.principal().key_id + Lower(unit.call.request_id));
  }
  for (const auto& reach : unit.reaches) {
    if (reach.external_id.empty()) continue;
    claims.push_back("name " + reach.organisation + " " + reach.external_id);
  }
  return claims;
}

// Why a unit is not even tried.
std::optional<Refusal> Obstacle(const Unit& unit, std::chrono::steady_clock::time_point since) {
  auto now = std::chrono::steady_clock::now();
  if (unit.is_cancelled && unit.is_cancelled()) {
    return Refusal(Code::kDeadlineExceeded, "CANCELLED", "the caller is gone");
  }
  if (unit.call.deadline() <= now) {
    return Refusal(Code::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                   "the deadline passed while the request waited for its turn");
  }
  if (now - since > kMostQueuedFor) return Overloaded("requests wait for too long");
  return std::nullopt;
}

}  // namespace

ReachGroup::ReachGroup(rpc::Spine& spine)
    : spine_(spine),
      grouper_({.most_in_group = kMostInGroup, .limits = {kMostQueued, kMostQueuedBytes}},
               [this](std::vector<Waiting> group, const std::function<void()>& pass_turn) {
                 Work(std::move(group), pass_turn);
               }) {}

void ReachGroup::Push(Unit unit) {
  std::string owner = unit.call.principal().key_id;
  FairQueue<Waiting>::Size size{unit.reaches.size(), BytesOf(unit)};
  auto dropped =
      grouper_.Push(owner, {std::move(unit), std::chrono::steady_clock::now(), std::nullopt}, size);
  if (dropped) dropped->unit.done(dropped->unit, Overloaded("too many records are waiting"));
}

std::vector<Reach> ReachGroup::LogAndWait(Unit unit) {
  std::promise<std::vector<Reach>> promise;
  unit.done = [&promise](const Unit& logged, const std::optional<Refusal>& refusal) {
    if (refusal) {
      promise.set_exception(std::make_exception_ptr(*refusal));
    } else {
      promise.set_value(logged.reaches);
    }
  };
  auto future = promise.get_future();
  Push(std::move(unit));
  return future.get();
}

void ReachGroup::Work(std::vector<Waiting> group, const std::function<void()>& pass_turn) {
  Group fresh;
  for (auto& waiting : group) {
    waiting.refusal = Obstacle(waiting.unit, waiting.since);
    if (!waiting.refusal) fresh.push_back(&waiting);
  }
  LogWithoutDoubles(std::move(fresh));
  pass_turn();
  for (const auto& waiting : group) waiting.unit.done(waiting.unit, waiting.refusal);
}

void ReachGroup::LogWithoutDoubles(Group group) {
  while (!group.empty()) {
    std::set<std::string> claimed;
    Group now, later;
    for (auto* waiting : group) {
      auto claims = ClaimsOf(waiting->unit);
      bool is_double = false;
      for (const auto& claim : claims) is_double = is_double || claimed.count(claim) > 0;
      claimed.insert(claims.begin(), claims.end());
      (is_double ? later : now).push_back(waiting);
    }
    LogTogether(std::move(now));
    group = std::move(later);
  }
}

void ReachGroup::LogTogether(Group group) {
  for (int attempt = 1; !group.empty() && attempt <= kAttempts; ++attempt) {
    try {
      LogOnce(group);
      return;
    } catch (...) {
      group = AfterFailure(group, std::current_exception());
    }
  }
  // In doubt to the end, it keeps that refusal.
  for (auto* waiting : group) {
    if (!waiting->refusal) waiting->refusal = Conflict();
  }
}

void ReachGroup::LogOnce(const Group& group) {
  std::vector<Unit*> units;
  for (auto* waiting : group) units.push_back(&waiting->unit);
  auto run = [&](std::string_view statement, const std::vector<db::Parameter>& parameters) {
    auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kTimeoutMs);
    return db::ExecuteAlone(spine_.group_pool.Acquire(deadline), statement, parameters);
  };
  auto refusals =
      Log(run, spine_.vault, units, kTimeoutMs, static_cast<int>(spine_.lock_wait.count()));
  for (size_t i = 0; i < group.size(); ++i) group[i]->refusal = refusals[i];
}

// Gives those that have to be logged once more; the others have their refusal.
ReachGroup::Group ReachGroup::AfterFailure(const Group& group, const std::exception_ptr& error) {
  auto meaning = db::Interpret(error);
  Group again;
  if (meaning && meaning->failure == db::Failure::kInDoubt) {
    // With a request_id its answer says whether it was committed; without, nobody can know.
    for (auto* waiting : group) {
      waiting->refusal = meaning->refusal;
      if (!waiting->unit.call.request_id.empty()) again.push_back(waiting);
    }
    return again;
  }
  if (meaning && group.size() > 1) {
    // Each by itself, so that what is wrong with one is the others' no more.
    for (auto* waiting : group) LogTogether({waiting});
    return {};
  }
  // Whoever holds what this record needs, an import under way say, may hold it for long: it is not
  // tried again, so that the other callers need not wait for it.
  if (meaning && meaning->failure == db::Failure::kRetry && !meaning->lock_timeout()) return group;
  auto refusal = rpc::RefusalOf(error, group.front()->unit.call.method().name);
  for (auto* waiting : group) waiting->refusal = refusal;
  return {};
}

}  // namespace champions::reach
