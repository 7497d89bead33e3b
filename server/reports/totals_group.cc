#include "reports/totals_group.h"

#include <map>

#include "base/refusal.h"

namespace champions::reports {
namespace {

constexpr int kTimeoutMs = 10'000;
constexpr size_t kMostQueuedBytes = 16 * 1024 * 1024;
constexpr int kAttempts = 3;

// About what a question takes in memory.
size_t BytesOf(const store::Question& question) {
  return sizeof(store::Question) + question.visible.size() * sizeof(int) +
         (question.selection.organisations.size() + question.selection.programmes.size()) *
             sizeof(std::string);
}

// The answers by question, or why there are none.
struct Answers {
  std::map<store::Question, TotalsAnswer> by_question;
  std::optional<Refusal> refusal;
};

// Reading twice does no harm, so a connection that broke is simply tried again.
Answers ReadAll(rpc::Spine& spine, std::vector<store::Question> questions) {
  auto run = [&](std::string_view statement, const std::vector<db::Parameter>& parameters) {
    auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kTimeoutMs);
    return db::ExecuteAlone(spine.group_pool.Acquire(deadline), statement, parameters);
  };
  Answers answers;
  for (int attempt = 1; attempt <= kAttempts; ++attempt) {
    try {
      auto totals = store::Totals(run, questions, kTimeoutMs);
      for (size_t i = 0; i < questions.size(); ++i) {
        answers.by_question[std::move(questions[i])] = std::move(totals[i]);
      }
      answers.refusal.reset();
      return answers;
    } catch (...) {
      answers.refusal = rpc::RefusalOf(std::current_exception(), "ReportService/GetTotals");
      if (answers.refusal->code != Code::kUnavailable) break;
    }
  }
  return answers;
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
  auto now = std::chrono::steady_clock::now();
  // Row-level security stays closed for those who do not see everything: a statement of their own.
  std::map<bool, std::map<store::Question, Group>> kinds;
  for (auto& asked : group) {
    if (asked.deadline <= now) {
      asked.done(nullptr, Refusal(Code::kDeadlineExceeded, "DEADLINE_EXCEEDED",
                                  "the deadline passed while the request waited for its turn"));
    } else if (asked.is_cancelled && asked.is_cancelled()) {
      asked.done(nullptr, Refusal(Code::kDeadlineExceeded, "CANCELLED", "the caller is gone"));
    } else {
      kinds[asked.question.sees_everything][asked.question].push_back(&asked);
    }
  }
  std::map<bool, Answers> answers;
  for (const auto& [sees_everything, askers] : kinds) {
    std::vector<store::Question> questions;
    for (const auto& [question, ignored] : askers) questions.push_back(question);
    answers[sees_everything] = ReadAll(spine_, std::move(questions));
  }
  pass_turn();
  for (const auto& [sees_everything, askers] : kinds) {
    const auto& read = answers[sees_everything];
    for (const auto& [question, waiting] : askers) {
      const auto* answer = read.refusal ? nullptr : &read.by_question.at(question);
      for (auto* asked : waiting) asked->done(answer, read.refusal);
    }
  }
}

}  // namespace champions::reports
