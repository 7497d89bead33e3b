#include "risks/risk.h"

#include <algorithm>
#include <array>

#include "base/civil.h"
#include "base/transitions.h"

namespace champions::risks {
namespace {

std::chrono::sys_days DayOf(const std::string& text) {
  return std::chrono::sys_days(ParseDate(text).value());
}

std::string FromOneToFour(int value) {
  return "is " + std::to_string(value) + ": expected a number from 1 to 4";
}

}  // namespace

const char* ImpactName(int impact) {
  static constexpr std::array<const char*, 4> kNames = {"Minor", "Significant", "Major", "Severe"};
  return kNames.at(static_cast<size_t>(impact - 1));
}

const char* ProbabilityName(int probability) {
  static constexpr std::array<const char*, 4> kNames = {"Almost impossible", "Plausible", "Likely",
                                                        "Almost certain"};
  return kNames.at(static_cast<size_t>(probability - 1));
}

std::string DirectionOf(std::optional<int> before, int score) {
  if (!before) return "NEW";
  if (score == *before) return "STABLE";
  return score > *before ? "RISING" : "FALLING";
}

bool IsEscalated(const Risk& risk) {
  return risk.state == "OPEN" && risk.score() >= kEscalatedScore;
}

bool IsReviewOverdue(const Risk& risk, const std::string& as_at) {
  if (risk.state != "OPEN" || risk.raised_on > as_at) return false;
  return risk.last_reviewed_on.empty() || risk.last_reviewed_on <= LastOverdueReview(as_at);
}

bool IsOverdue(const Action& action, const std::string& as_at) {
  return action.done_on.empty() && !action.due_on.empty() && action.due_on < as_at;
}

std::string LastOverdueReview(const std::string& as_at) {
  return FormatDate(Date(DayOf(as_at) - std::chrono::days(kReviewDays)));
}

int DaysBetween(const std::string& from, const std::string& to) {
  return static_cast<int>((DayOf(to) - DayOf(from)).count());
}

std::string StateAfter(const std::string& verb, const std::string& state) {
  return NextState("risk",
                   {{"AssessRisk", "OPEN", "OPEN"},
                    {"ReviewRisk", "OPEN", "OPEN"},
                    {"AddRiskAction", "OPEN", "OPEN"},
                    {"CloseRisk", "OPEN", "CLOSED"},
                    {"ReopenRisk", "CLOSED", "OPEN"}},
                   verb, state);
}

std::vector<FieldViolation> CheckRisk(const Risk& risk, const std::string& object,
                                      const std::string& today) {
  std::vector<FieldViolation> violations;
  auto expect = [&](bool good, const char* field, const std::string& what) {
    if (!good) violations.push_back({object + "." + field, what});
  };
  expect(risk.impact >= 1 && risk.impact <= 4, "impact", FromOneToFour(risk.impact));
  expect(risk.probability >= 1 && risk.probability <= 4, "probability",
         FromOneToFour(risk.probability));
  const auto& first = risk.first_assessed_on;
  if (risk.raised_on > today) {
    expect(false, "raised_on",
           "is " + risk.raised_on + ": expected a day not after today, " + today);
  } else if (!first.empty() && risk.raised_on > first) {
    expect(false, "raised_on",
           "is " + risk.raised_on + ": expected a day not after its first assessment, " + first);
  }
  const auto& reviewed = risk.last_reviewed_on;
  if (reviewed.empty()) return violations;
  if (reviewed > today) {
    expect(false, "last_reviewed_on",
           "is " + reviewed + ": expected a day not after today, " + today);
  } else {
    expect(reviewed >= risk.raised_on, "last_reviewed_on",
           "is " + reviewed + ": expected a day not before raised_on, " + risk.raised_on);
  }
  return violations;
}

void CheckDay(const Risk& risk, const std::string& on, const std::string& today) {
  if (on > today) {
    throw InvalidField("on", "is " + on + ": expected a day not after today, " + today);
  }
  if (on < risk.assessed_on) {
    throw InvalidField(
        "on", "is " + on + ": expected a day not before the last assessment, " + risk.assessed_on);
  }
}

Risk After(const Risk& risk, const Assessment& assessment) {
  Risk after = risk;
  after.impact = assessment.impact;
  after.probability = assessment.probability;
  after.direction = DirectionOf(risk.score(), after.score());
  after.assessed_on = assessment.on;
  after.last_reviewed_on = std::max(risk.last_reviewed_on, assessment.on);
  after.printed_score = 0;
  after.printed_direction.clear();
  after.printed_escalated.reset();
  return after;
}

}  // namespace champions::risks
