#include "risks/risk_check.h"

namespace champions::risks {
namespace {

class Checker {
 public:
  Checker(const Risk& risk, const std::string& as_at) : risk_(risk), as_at_(as_at) {}

  std::vector<Finding> Run() {
    CheckPrinted();
    CheckReview();
    if (risk_.owners.empty()) Add("owners", "", "", "nobody answers for it: it has no owner");
    for (const auto& action : risk_.actions) CheckAction(action);
    return findings_;
  }

 private:
  void Add(const std::string& field, const std::string& printed, const std::string& computed,
           const std::string& explanation) {
    findings_.push_back(
        {"risk " + std::to_string(risk_.number), field, printed, computed, explanation});
  }

  void CheckPrinted() {
    std::string score = std::to_string(risk_.score());
    if (risk_.printed_score != 0 && risk_.printed_score != risk_.score()) {
      Add("score", std::to_string(risk_.printed_score), score,
          "impact " + std::to_string(risk_.impact) + " (" + ImpactName(risk_.impact) +
              ") x probability " + std::to_string(risk_.probability) + " (" +
              ProbabilityName(risk_.probability) + ") = " + score);
    }
    // A history of one entry says nothing about what was before it.
    if (!risk_.printed_direction.empty() && risk_.direction != "NEW" &&
        risk_.printed_direction != risk_.direction) {
      Add("direction", risk_.printed_direction, risk_.direction,
          "the score of " + risk_.assessed_on + " is " + score +
              ", compared with the one before it in the history");
    }
    bool escalated = IsEscalated(risk_);
    if (risk_.printed_escalated && *risk_.printed_escalated != escalated) {
      Add("escalated", *risk_.printed_escalated ? "true" : "false", escalated ? "true" : "false",
          "its score is " + score + ": " + std::to_string(kEscalatedScore) +
              " or more is reported to the Joint Management Board");
    }
  }

  void CheckReview() {
    if (!IsReviewOverdue(risk_, as_at_)) return;
    const auto& reviewed = risk_.last_reviewed_on;
    if (reviewed.empty()) {
      Add("last_reviewed_on", "", "",
          "has no date of review: raised on " + risk_.raised_on + ", " +
              std::to_string(DaysBetween(risk_.raised_on, as_at_)) + " days before " + as_at_);
      return;
    }
    std::string days = std::to_string(DaysBetween(reviewed, as_at_)) + " days";
    Add("last_reviewed_on", reviewed, days,
        "reviewed " + days + " before " + as_at_ + ": overdue from " + std::to_string(kReviewDays) +
            " days on");
  }

  void CheckAction(const Action& action) {
    if (!IsOverdue(action, as_at_)) return;
    Add("actions", action.due_on, std::to_string(DaysBetween(action.due_on, as_at_)) + " days",
        "an action is not done and was due before " + as_at_ + ": " + action.text);
  }

  const Risk& risk_;
  const std::string& as_at_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> CheckFindings(const Risk& risk, const std::string& as_at) {
  if (risk.state != "OPEN") return {};
  return Checker(risk, as_at).Run();
}

}  // namespace champions::risks
