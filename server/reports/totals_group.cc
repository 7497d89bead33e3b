#include "reports/totals_group.h"

#include <algorithm>
#include <set>

#include "base/refusal.h"

namespace champions::reports {
namespace {

constexpr int kTimeoutMs = 10'000;
constexpr size_t kMostQueuedBytes = 16 * 1024 * 1024;
constexpr int kAttempts = 3;
constexpr size_t kMostKept = 10'000;

// About what a question takes in memory.
size_t BytesOf(const store::Question& question) {
  return sizeof(store::Question) + question.visible.size() * sizeof(int) +
         (question.selection.organisations.size() + question.selection.programmes.size()) *
             sizeof(std::string);
}

}  // namespace

TotalsGroup::TotalsGroup(rpc::Spine& spine)
    : spine_(spine),
      grouper_({.most_in_group = kMostQuestionsInGroup,
                .limits = {kMostQuestionsQueued, kMostQueuedBytes}},
               [this](std::vector<Asked> group, const std::function<void()>& pass_turn) {
                 Work(std::move(group), pass_turn);
               }) {}

void TotalsGroup::Ask(const std::string& owner, Asked asked) {
  FairQueue<Asked>::Size size{1, BytesOf(asked.question)};
  auto dropped = grouper_.Push(owner, std::move(asked), size);
  if (dropped) dropped->done(nullptr, Overloaded("too many requests are waiting"));
}

void TotalsGroup::Work(std::vector<Asked> group, const std::function<void()>& pass_turn) {
  Group waiting = Waiting(group);
  Answers answers;
  auto refusal = waiting.empty() ? std::nullopt : Read(waiting, answers);
  pass_turn();
  for (auto* asked : waiting) {
    asked->done(refusal ? nullptr : &answers.at(asked->question), refusal);
  }
}

// Those who still wait; the others are told why not.
TotalsGroup::Group TotalsGroup::Waiting(std::vector<Asked>& group) {
  auto now = std::chrono::steady_clock::now();
  Group waiting;
  for (auto& asked : group) {
    if (asked.deadline <= now) {
      asked.done(nullptr, Refusal(Code::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                                  "the deadline passed while the request waited for its turn"));
    } else if (asked.is_cancelled && asked.is_cancelled()) {
      asked.done(nullptr, Refusal(Code::kDeadlineExceeded, "CANCELLED", "the caller is gone"));
    } else {
      waiting.push_back(&asked);
    }
  }
  return waiting;
}

// Finds the answers of all of them, or gives why not. Reading twice does no harm, so a connection
// that broke is simply tried again.
std::optional<Refusal> TotalsGroup::Read(const Group& group, Answers& answers) {
  std::optional<Refusal> refusal;
  for (int attempt = 1; attempt <= kAttempts; ++attempt) {
    try {
      std::set<store::Question> asked;
      for (const auto* one : group) asked.insert(one->question);
      std::vector<store::Question> questions(asked.begin(), asked.end());
      if (kept_.size() > kMostKept) kept_.clear();
      ReadKept(questions, answers);
      // Row-level security stays closed for those who do not see everything: a statement of their
      // own.
      auto everything = std::partition(questions.begin(), questions.end(),
                                       [](const auto& q) { return !q.sees_everything; });
      ReadNew({questions.begin(), everything}, answers);
      ReadNew({everything, questions.end()}, answers);
      return std::nullopt;
    } catch (...) {
      kept_.clear();
      refusal = rpc::RefusalOf(std::current_exception(), "ReportService/GetTotals");
      if (refusal->code != Code::kUnavailable) break;
    }
  }
  return refusal;
}

// Takes out the questions whose answers are kept and still good.
void TotalsGroup::ReadKept(std::vector<store::Question>& questions, Answers& answers) {
  if (kept_.empty()) return;
  auto now = store::Now([this](auto... arguments) { return Run(arguments...); });
  if (now.snapshot != snapshot_) {
    kept_.clear();
    return;
  }
  std::erase_if(questions, [&](const auto& question) {
    auto kept = kept_.find(question);
    if (kept == kept_.end()) return false;
    auto& answer = answers[question] = kept->second;
    answer.as_known_at_us = now.as_known_at_us;
    return true;
  });
}

// What is committed between two statements of a group ends what was kept, but not what was found.
void TotalsGroup::ReadNew(const std::vector<store::Question>& questions, Answers& answers) {
  if (questions.empty()) return;
  auto read =
      store::Totals([this](auto... arguments) { return Run(arguments...); }, questions, kTimeoutMs);
  if (read.front().snapshot != snapshot_) kept_.clear();
  snapshot_ = read.front().snapshot;
  for (size_t i = 0; i < questions.size(); ++i) {
    kept_[questions[i]] = read[i];
    answers[questions[i]] = std::move(read[i]);
  }
}

db::Rows TotalsGroup::Run(std::string_view statement,
                          const std::vector<db::Parameter>& parameters) {
  auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kTimeoutMs);
  return db::ExecuteAlone(spine_.group_pool.Acquire(deadline), statement, parameters);
}

}  // namespace champions::reports
