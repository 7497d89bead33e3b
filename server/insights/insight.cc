#include "insights/insight.h"

#include "base/personal.h"
#include "base/transitions.h"

namespace champions::insights {
namespace {

// A field that must name nobody. What it holds is not repeated: a refusal travels further than the
// text should.
void CheckText(const std::string& field, const std::string& text,
               std::vector<FieldViolation>* violations) {
  auto found = FindPersonal(text);
  if (found.empty()) return;
  violations->push_back(
      {field, "holds what looks like " + found +
                  ": expected nothing that tells who a person is, no names either"});
}

}  // namespace

std::string CountingKey(const std::string& text) {
  std::string key;
  bool space = false;
  for (size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    if (byte == ' ' || byte == '\t') {
      space = true;
      continue;
    }
    if (space && !key.empty()) key += ' ';
    space = false;
    if (byte >= 'A' && byte <= 'Z') {
      key += static_cast<char>(byte + 0x20);
    } else if (byte == 0xC3 && i + 1 < text.size()) {
      // U+00C0 to U+00DE but the sign of multiplication: its small letter lies 0x20 further on.
      auto next = static_cast<unsigned char>(text[++i]);
      bool capital = next >= 0x80 && next <= 0x9E && next != 0x97;
      key += static_cast<char>(byte);
      key += static_cast<char>(capital ? next + 0x20 : next);
    } else {
      key += static_cast<char>(byte);
    }
  }
  return key;
}

std::string StateAfter(const std::string& verb, const std::string& state) {
  return NextState("insight",
                   {{"UpdateInsight", "OPEN", "OPEN"},
                    {"UpdateInsight", "ANSWERED", "ANSWERED"},
                    {"AnswerInsight", "OPEN", "ANSWERED"},
                    {"AnswerInsight", "ANSWERED", "ANSWERED"},
                    {"WithdrawInsight", "OPEN", "WITHDRAWN"},
                    {"WithdrawInsight", "ANSWERED", "WITHDRAWN"}},
                   verb, state);
}

std::vector<FieldViolation> CheckInsight(const Insight& insight, const std::string& today) {
  std::vector<FieldViolation> violations;
  if (insight.heard_on > today) {
    violations.push_back({"insight.heard_on",
                          "is " + insight.heard_on + ": expected a day not after today, " + today});
  } else if (!insight.responded_on.empty() && insight.heard_on > insight.responded_on) {
    violations.push_back({"insight.heard_on", "is " + insight.heard_on +
                                                  ": expected a day not after its answer, " +
                                                  insight.responded_on});
  }
  if (CountingKey(insight.theme).empty()) {
    violations.push_back({"insight.theme", "is blank: expected a word or two"});
  }
  CheckText("insight.theme", insight.theme, &violations);
  CheckText("insight.community", insight.community, &violations);
  CheckText("insight.text", insight.text, &violations);
  CheckText("insight.quote_permission", insight.quote_permission, &violations);
  if (insight.quotable && insight.quote_permission.empty()) {
    violations.push_back({"insight.quote_permission",
                          "is required of what may be quoted: expected the role of who gave the "
                          "permission, such as 'the speaker', and no name"});
  } else if (!insight.quotable && !insight.quote_permission.empty()) {
    violations.push_back({"insight.quote_permission",
                          "is given for what may not be quoted: expected it only with quotable"});
  }
  return violations;
}

std::vector<FieldViolation> CheckAnswer(const Insight& insight, const std::string& today) {
  std::vector<FieldViolation> violations;
  CheckText("response", insight.response, &violations);
  const auto& day = insight.responded_on;
  if (day > today) {
    violations.push_back(
        {"responded_on", "is " + day + ": expected a day not after today, " + today});
  } else if (day < insight.heard_on) {
    violations.push_back(
        {"responded_on",
         "is " + day + ": expected a day not before it was heard, " + insight.heard_on});
  }
  return violations;
}

std::vector<FieldViolation> CheckReason(const std::string& reason) {
  std::vector<FieldViolation> violations;
  CheckText("reason", reason, &violations);
  return violations;
}

}  // namespace champions::insights
