#include "rights/rights.h"

#include <algorithm>

#include "base/personal.h"

namespace champions::rights {
namespace {

constexpr const char* kHttps = "https://";
constexpr size_t kSha256Digits = 64;

bool IsSha256(const std::string& text) {
  return text.size() == kSha256Digits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

}  // namespace

bool ErasureDue(const Basis& basis) {
  return basis.purpose == "VOLUNTEERING" && basis.refused && !basis.erased;
}

bool ErasureDue(const Objection& objection) {
  return objection.purpose == "VOLUNTEERING" && objection.state == "UPHELD" && !objection.erased;
}

void CheckText(const std::string& field, const std::string& text, Violations* violations) {
  auto found = FindPersonal(text);
  if (found.empty()) return;
  violations->push_back(
      {field, "holds what looks like " + found +
                  ": expected nothing that tells who a person is, no names either"});
}

void CheckPast(const std::string& field, const std::string& day, const std::string& today,
               Violations* violations) {
  if (day <= today) return;
  violations->push_back({field, "is " + day + ": expected a day not after today, " + today});
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

Violations CheckNotice(const Notice& notice) {
  Violations violations;
  if (notice.url.empty() && notice.sha256.empty()) {
    violations.push_back({"privacy_notice.url",
                          "is empty, like sha256: expected where it is published, or the text's "
                          "SHA-256"});
  }
  if (!notice.url.empty() &&
      (notice.url.rfind(kHttps, 0) != 0 || notice.url.find(' ') != std::string::npos)) {
    violations.push_back(
        {"privacy_notice.url", "is '" + notice.url + "': expected https://, and no spaces"});
  }
  if (!notice.sha256.empty() && !IsSha256(notice.sha256)) {
    violations.push_back({"privacy_notice.sha256",
                          "is '" + notice.sha256 + "': expected 64 digits 0 to 9 and a to f"});
  }
  CheckText("privacy_notice.note", notice.note, &violations);
  return violations;
}

Violations CheckBasis(const Basis& basis, const std::string& today) {
  Violations violations;
  const std::string object = "champion_basis.";
  auto expect = [&](const std::string& field, const std::string& value, bool wanted,
                    const std::string& why) {
    if (value.empty() != wanted) return;
    violations.push_back({object + field, wanted ? "is empty: expected a value, " + why
                                                 : "is '" + value + "': expected nothing, " + why});
  };
  const std::string of_basis = "because lawful_basis is " + basis.lawful_basis;
  expect("consented_on", basis.consented_on, basis.is_consent(), of_basis);
  expect("consent_form", basis.consent_form, basis.is_consent(), of_basis);
  if (basis.is_consent())
    expect("notice", basis.notice, true, "because consent has to be informed");
  expect("informed_on", basis.informed_on, !basis.notice.empty(),
         basis.notice.empty() ? "because there is no notice" : "because there is a notice");
  CheckText(object + "consent_form", basis.consent_form, &violations);
  CheckPast(object + "informed_on", basis.informed_on, today, &violations);
  CheckPast(object + "consented_on", basis.consented_on, today, &violations);
  CheckNotBefore(object + "consented_on", basis.consented_on, basis.informed_on, "informed_on",
                 &violations);
  return violations;
}

Violations CheckNotification(const Notification& notification, const std::string& today) {
  Violations violations;
  auto expect = [&](const std::string& field, const std::string& value, bool wanted,
                    const std::string& why) {
    if (value.empty() != wanted) return;
    violations.push_back({field, wanted ? "is empty: expected a value, because " + why
                                        : "is given: expected nothing, because " + why});
  };
  if (notification.told_on.empty() && notification.not_told.empty()) {
    violations.push_back(
        {"told_on", "is empty, like not_told: expected when they were told, or why they were not"});
  } else if (notification.not_told.empty()) {
    expect("reason", notification.reason, false, "they were told");
  } else {
    expect("told_on", notification.told_on, false, "not_told is " + notification.not_told);
    expect("reason", notification.reason, true, "not_told is " + notification.not_told);
  }
  if (notification.not_told != "NOT_DISCLOSED") {
    expect("recipient", notification.recipient, true, "not_told is not NOT_DISCLOSED");
  }
  CheckText("recipient", notification.recipient, &violations);
  CheckText("reason", notification.reason, &violations);
  CheckPast("told_on", notification.told_on, today, &violations);
  return violations;
}

std::vector<std::string> KindsAnswered(const std::string& act) {
  if (act == "RECTIFICATION") return {"RECTIFICATION", "COMPLAINT"};
  if (act == "ERASURE") return {"ERASURE", "OBJECTION", "COMPLAINT"};
  return {"RESTRICTION", "RECTIFICATION", "ERASURE", "OBJECTION", "COMPLAINT"};
}

bool IsDoneHere(const std::string& act) {
  return act == "RESTRICTION" || act == "RESTRICTION_LIFTED";
}

bool IsObjectable(const std::string& purpose, const std::string& lawful_basis) {
  return purpose == "CONTACT" || lawful_basis.empty() || lawful_basis == "PUBLIC_TASK" ||
         lawful_basis == "LEGITIMATE_INTERESTS";
}

bool RestrictsWhilePending(const std::string& purpose) {
  return purpose == "VOLUNTEERING" || purpose == "EQUALITY_MONITORING";
}

}  // namespace champions::rights
