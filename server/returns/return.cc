#include "returns/return.h"

#include <algorithm>

#include "auth/token.h"
#include "base/refusal.h"
#include "base/transitions.h"

namespace champions::returns {

std::string StateAfter(const std::string& verb, const std::string& state) {
  return NextState("return",
                   {{"SubmitReturn", "OPEN", "SUBMITTED"},
                    {"SubmitReturn", "SUBMITTED", "SUBMITTED"},
                    {"SubmitReturn", "RETURNED", "SUBMITTED"},
                    {"SubmitReturn", "REOPENED", "SUBMITTED"},
                    {"SendBackReturn", "SUBMITTED", "RETURNED"},
                    {"SendBackReturn", "APPROVED", "RETURNED"},
                    {"ApproveReturn", "SUBMITTED", "APPROVED"},
                    {"LockReturn", "APPROVED", "LOCKED"},
                    {"ReopenReturn", "LOCKED", "REOPENED"}},
                   verb, state);
}

std::string EtagOf(const Return& one) {
  std::string text = one.state;
  for (const auto* values : {&one.in_quarter, &one.to_date}) {
    for (int64_t value : *values) text += " " + std::to_string(value);
  }
  std::string digest = auth::Sha256(text), hex;
  for (size_t i = 0; i < 8; ++i) {
    constexpr const char* kDigits = "0123456789abcdef";
    auto byte = static_cast<unsigned char>(digest[i]);
    hex += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return std::to_string(one.version) + "-" + hex;
}

Date DueOn(const Quarter& quarter) { return std::chrono::sys_days(quarter.to) + kDueAfter; }

bool IsDue(const Return& one, const Quarter& quarter) {
  bool open = one.state == "OPEN" || one.state == "RETURNED" || one.state == "REOPENED";
  return open && quarter.to < one.today;
}

void CheckOver(const Return& one, const Quarter& quarter) {
  if (quarter.to < one.today) return;
  Refusal refusal(Code::kFailedPrecondition, "QUARTER_NOT_OVER",
                  one.quarter + " lasts until " + FormatDate(quarter.to) +
                      ": its figures can be closed from the day after");
  throw refusal.With("quarter", one.quarter).With("to", FormatDate(quarter.to));
}

void CheckUnchanged(const Return& one) {
  if (!one.changed_since_submission()) return;
  std::string changed;
  for (int i = 0; i < kFigureCount; ++i) {
    auto add = [&](const std::string& name, int64_t was, int64_t is) {
      if (was == is) return;
      changed += (changed.empty() ? "" : ", ") + name + " " + std::to_string(was) + " -> " +
                 std::to_string(is);
    };
    std::string name = kColumns[i];
    add(name, one.submitted_in_quarter[i], one.in_quarter[i]);
    add(name + "_to_date", one.submitted_to_date[i], one.to_date[i]);
  }
  Refusal refusal(Code::kFailedPrecondition, "FIGURES_CHANGED",
                  "the figures of " + one.organisation + " changed since they were submitted (" +
                      changed + "): have them submitted again");
  throw refusal.With("organisation", one.organisation).With("changed", changed);
}

void CheckJustified(const std::vector<Check>& checks,
                    const std::map<std::string, std::string>& justifications,
                    const std::string& comment) {
  std::vector<FieldViolation> unknown;
  for (const auto& [id, text] : justifications) {
    bool known = std::any_of(checks.begin(), checks.end(),
                             [&id = id](const Check& check) { return check.id == id; });
    if (known && !text.empty()) continue;
    unknown.push_back({"justifications['" + id + "']",
                       known ? "is empty: expected why the finding is right all the same"
                             : "is no open check: expected the id of one"});
  }
  if (!unknown.empty()) throw InvalidFields(std::move(unknown));
  if (!comment.empty()) return;
  std::string open, message;
  for (const auto& check : checks) {
    if (justifications.count(check.id) > 0) continue;
    open += (open.empty() ? "" : ", ") + check.id;
    message += (message.empty() ? "" : "; ") + check.id + ": " + check.message;
  }
  if (open.empty()) return;
  Refusal refusal(
      Code::kFailedPrecondition, "CHECKS_OPEN",
      "fix what is odd, or say in comment or justifications why it is right: " + message);
  throw refusal.With("checks", open);
}

}  // namespace champions::returns
