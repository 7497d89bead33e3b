#include "cases/case.h"

#include "base/transitions.h"

namespace champions::cases {

std::string StateAfter(const std::string& verb, const Case& current) {
  auto state = NextState("case",
                         {{"ReferCase", "OPEN", "REFERRED"},
                          {"ReferCase", "REFERRED", "REFERRED"},
                          {"CloseCase", "OPEN", "CLOSED"},
                          {"CloseCase", "REFERRED", "CLOSED"},
                          {"ReopenCase", "CLOSED", "OPEN"}},
                         verb, current.state);
  return state == "OPEN" && !current.referred_to.empty() ? "REFERRED" : state;
}

std::vector<FieldViolation> CheckConcern(const Case& concern, const std::string& today) {
  auto violations = CheckText("case.account", concern.account);
  if (concern.noticed_on > today) {
    violations.push_back({"case.noticed_on", "is " + concern.noticed_on +
                                                 ": expected a day not after today, " + today});
  }
  return violations;
}

std::vector<FieldViolation> CheckReferral(const Case& current, const std::string& to,
                                          const std::string& on, const std::string& today) {
  auto violations = CheckText("to", to);
  if (on > today) {
    violations.push_back({"on", "is " + on + ": expected a day not after today, " + today});
  } else if (on < current.noticed_on) {
    violations.push_back(
        {"on", "is " + on + ": expected a day not before it was noticed, " + current.noticed_on});
  }
  return violations;
}

std::vector<FieldViolation> CheckText(const std::string& field, const std::string& text) {
  if (text.find_first_not_of(" \t\r\n") != std::string::npos) return {};
  return {{field, "is blank: expected words"}};
}

std::string NoteOfReferral(const Case& current) {
  return "Referred to " + current.referred_to + " on " + current.referred_on;
}

std::string NoteOfReopening(const Case& current, const std::string& reason) {
  return "Reopened: " + reason + "\nThe outcome was: " + current.outcome;
}

}  // namespace champions::cases
