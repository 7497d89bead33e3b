#include "privacy/field_checks.h"

#include "base/personal.h"

namespace champions::privacy {

void CheckText(const std::string& field, const std::string& text, Violations* violations) {
  auto found = FindPersonal(text);
  if (found.empty()) return;
  violations->push_back(
      {field, "holds what looks like " + found +
                  ": expected nothing that tells who a person is, no names either"});
}

void CheckTexts(const std::string& field, const std::vector<std::string>& texts,
                Violations* violations) {
  for (size_t i = 0; i < texts.size(); ++i) {
    CheckText(field + "[" + std::to_string(i) + "]", texts[i], violations);
  }
}

bool CheckPast(const std::string& field, const std::string& day, const std::string& today,
               Violations* violations) {
  if (day <= today) return true;
  violations->push_back({field, "is " + day + ": expected a day not after today, " + today});
  return false;
}

void CheckNotBefore(const std::string& field, const std::string& day, const std::string& earliest,
                    const std::string& what, Violations* violations) {
  if (day.empty() || day >= earliest) return;
  violations->push_back(
      {field, "is " + day + ": expected a day not before " + what + ", " + earliest});
}

void Refuse(Violations violations) {
  if (!violations.empty()) throw InvalidFields(std::move(violations));
}

}  // namespace champions::privacy
