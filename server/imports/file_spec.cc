#include "imports/file_spec.h"

#include <algorithm>

#include "base/civil.h"
#include "base/text.h"
#include "db/parameter.h"

namespace champions::imports {
namespace {

constexpr size_t kMostPeople = 10'000'000;

Column Key(std::string name, Type type, size_t most = 64) {
  return {std::move(name), type, true, true, most, {}};
}
Column Must(std::string name, Type type, size_t most = 200) {
  return {std::move(name), type, true, false, most, {}};
}
Column May(std::string name, Type type, size_t most = 200) {
  return {std::move(name), type, false, false, most, {}};
}
Column Choice(std::string name, std::vector<std::string> choices, bool required = true) {
  return {std::move(name), Type::kChoice, required, false, 0, std::move(choices)};
}

std::vector<FileSpec> MakeSpecs() {
  return {
      {"organisations",
       {Key("code", Type::kCode), Must("name", Type::kLine), May("identifier", Type::kLine, 100),
        May("communities", Type::kTexts)}},
      {"programmes",
       {Key("code", Type::kCode), Must("name", Type::kLine),
        Choice("status", {"SCOPING", "ACTIVE", "FACILITATED", "CLOSED"}),
        May("starts_on", Type::kDate), May("ends_on", Type::kDate)}},
      {"courses",
       {Key("code", Type::kCode), Must("name", Type::kLine),
        May("valid_months", Type::kNumber, 600), May("required_for", Type::kCodes)}},
      {"funds",
       {Key("code", Type::kCode), Must("name", Type::kLine), Must("budget_gbp", Type::kMoney),
        May("starts_on", Type::kDate), May("ends_on", Type::kDate)}},
      {"champions",
       {Key("external_id", Type::kLine, 100), Key("organisation", Type::kCode),
        Must("given_name", Type::kLine, 100), Must("family_name", Type::kLine, 100),
        May("email", Type::kLine, 254), May("phone", Type::kLine, 40),
        May("recruited_on", Type::kDate),
        Choice("status", {"ENQUIRED", "APPLIED", "RECRUITED", "IN_TRAINING", "ACTIVE", "PAUSED",
                          "LEFT", "DECLINED", "WITHDRAWN"}),
        May("left_on", Type::kDate), May("role", Type::kLine), May("career_goal", Type::kLine),
        May("languages", Type::kLanguages), May("ethnic_category", Type::kEthnicCategory),
        May("age_band", Type::kLine, 20), May("gender", Type::kGender)}},
      {"enrolments",
       {Key("champion", Type::kLine, 100), Key("programme", Type::kCode),
        Key("enrolled_on", Type::kDate), May("ended_on", Type::kDate),
        May("end_reason", Type::kText, 500), May("organisation", Type::kCode, 64)}},
      {"training",
       {Key("champion", Type::kLine, 100), Key("course", Type::kCode),
        Key("completed_on", Type::kDate),
        Choice("outcome", {"BOOKED", "ATTENDED", "COMPLETED", "FAILED", "NO_SHOW"}),
        May("certificate", Type::kLine, 100), May("organisation", Type::kCode, 64)}},
      {"awards",
       {Key("external_id", Type::kLine, 100), Must("fund", Type::kCode, 64),
        Key("organisation", Type::kCode), Must("programme", Type::kCode, 64),
        Must("title", Type::kLine), Must("amount_gbp", Type::kMoney),
        Must("awarded_on", Type::kDate), May("starts_on", Type::kDate), May("ends_on", Type::kDate),
        Choice("status", {"OFFERED", "ACTIVE", "SUSPENDED", "COMPLETED", "WITHDRAWN"})}},
      {"activities",
       {Key("external_id", Type::kLine, 100), Key("organisation", Type::kCode),
        Must("programme", Type::kCode, 64), Must("name", Type::kLine),
        Choice("kind", {"OUTREACH", "HEALTH_CHECK", "WORKSHOP", "DROP_IN", "CAMPAIGN", "OTHER"}),
        Must("starts_at", Type::kTime), May("ends_at", Type::kTime), May("ward", Type::kWard),
        May("partners", Type::kCodes), May("award", Type::kLine, 100)}},
      {"reach",
       {Key("external_id", Type::kLine, 100), Key("organisation", Type::kCode),
        Must("programme", Type::kCode, 64), May("activity", Type::kLine, 100),
        Must("occurred_on", Type::kDate), May("ward", Type::kWard),
        Choice("mode", {"CONVERSATION", "GROUP", "HEALTH_CHECK", "PHONE_OR_ONLINE", "BROADCAST"}),
        Choice("topic", {"MATERNAL_HEALTH", "MENTAL_HEALTH", "SOCIAL_ISOLATION", "DIABETES",
                         "HYPERTENSION", "IMMUNISATION", "HEALTHY_LIFESTYLE", "OTHER"}),
        Must("people", Type::kNumber, kMostPeople), May("new_people", Type::kNumber, kMostPeople),
        May("signposted", Type::kNumber, kMostPeople), May("champion", Type::kLine, 100),
        May("note", Type::kText, 2000), Choice("status", {"VOID"}, false)}},
  };
}

Checked Good(std::string value) { return {std::move(value), ""}; }
Checked Bad(const std::string& text, const std::string& expected) {
  return {std::nullopt, "is " + Quoted(text) + ": expected " + expected};
}
Checked Either(const std::string& text, std::string problem) {
  if (problem.empty()) return Good(text);
  return {std::nullopt, std::move(problem)};
}

std::string TooFarAhead(const Date& date) {
  Date latest = LatestAllowedDate(std::chrono::system_clock::now());
  if (date <= latest) return "";
  return "is " + FormatDate(date) + ": expected a day not more than a year ahead, at most " +
         FormatDate(latest);
}

Checked CheckDate(const std::string& text) {
  auto date = ParseDate(text);
  if (!date) return Bad(text, "a day that exists, as YYYY-MM-DD");
  return Either(text, TooFarAhead(*date));
}

bool AllDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// `Z`, `+01:00` or nothing.
bool IsOffset(std::string_view text) {
  if (text.empty() || text == "Z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':' &&
         AllDigits(text.substr(1, 2)) && AllDigits(text.substr(4, 2)) && text.substr(1, 2) < "15" &&
         text.substr(4, 2) < "60";
}

Checked CheckTime(const std::string& text) {
  const std::string expected = "a local time as YYYY-MM-DDTHH:MM";
  std::string_view rest = text;
  if (rest.size() < 16 || rest[10] != 'T' || rest[13] != ':') return Bad(text, expected);
  auto date = ParseDate(rest.substr(0, 10));
  auto hour = rest.substr(11, 2), minute = rest.substr(14, 2);
  bool clock = AllDigits(hour) && AllDigits(minute) && hour < "24" && minute < "60";
  if (!date || !clock) return Bad(text, expected);
  rest.remove_prefix(16);
  if (rest.size() >= 3 && rest[0] == ':') {
    if (!AllDigits(rest.substr(1, 2)) || rest.substr(1, 2) >= "60") return Bad(text, expected);
    rest.remove_prefix(3);
  }
  if (!IsOffset(rest)) return Bad(text, expected);
  return Either(text, TooFarAhead(*date));
}

Checked CheckNumber(const Column& column, const std::string& text) {
  std::string expected = "a whole number from 0 to " + std::to_string(column.most);
  if (!AllDigits(text) || text.size() > 9 || std::stoul(text) > column.most) {
    return Bad(text, expected);
  }
  return Good(std::to_string(std::stoul(text)));
}

Checked CheckMoney(const std::string& text) {
  auto pence = ParseMoney(text);
  if (!pence || *pence > 100'000'000'000) {
    return Bad(text, "an amount in pounds such as 1234.50, at most 1000000000.00");
  }
  return Good(std::to_string(*pence));
}

Checked CheckList(const std::string& text, std::string (*check)(std::string_view)) {
  std::vector<std::string> items;
  for (auto& item : Split(text, ';')) {
    if (item.empty()) return Bad(text, "items separated by single semicolons");
    auto problem = check(item);
    if (!problem.empty()) return {std::nullopt, problem};
    if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
  }
  return Good(*db::ToParameter(items));
}

Checked CheckChoice(const Column& column, const std::string& text) {
  const auto& choices = column.choices;
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return Good(text);
  return Bad(text, "one of " + Join(choices, ", "));
}

std::string CheckLength(const Column& column, const std::string& text) {
  auto length = Utf8Length(text);
  if (!length) return "is not valid UTF-8: expected the file to be saved as UTF-8";
  bool list =
      column.type == Type::kCodes || column.type == Type::kTexts || column.type == Type::kLanguages;
  size_t most = column.type == Type::kNumber || column.type == Type::kChoice ? 200
                : list                                                       ? 4000
                                                                             : column.most;
  if (*length > most) {
    return "has " + std::to_string(*length) + " characters: expected at most " +
           std::to_string(most);
  }
  bool lines = column.type == Type::kText;
  if (HasControlCharacter(text, lines)) {
    return lines ? "holds a control character: expected text"
                 : "holds a control character or line break: expected one line";
  }
  return "";
}

}  // namespace

const std::vector<FileSpec>& FileSpecs() {
  static const std::vector<FileSpec> specs = MakeSpecs();
  return specs;
}

const FileSpec* FindFile(std::string_view file_name) {
  for (const auto& spec : FileSpecs()) {
    if (file_name == spec.name + ".csv") return &spec;
  }
  return nullptr;
}

Checked CheckField(const Column& column, const std::string& text) {
  if (text.empty()) return {std::nullopt, column.required ? "is empty: a value is required" : ""};
  auto problem = CheckLength(column, text);
  if (!problem.empty()) return {std::nullopt, problem};
  switch (column.type) {
    case Type::kCode:
      return Either(text, CheckCode(text));
    case Type::kCodes:
      return CheckList(text, CheckCode);
    case Type::kTexts:
      return CheckList(text, [](std::string_view) { return std::string(); });
    case Type::kLanguages:
      return CheckList(text, CheckLanguage);
    case Type::kDate:
      return CheckDate(text);
    case Type::kTime:
      return CheckTime(text);
    case Type::kMoney:
      return CheckMoney(text);
    case Type::kNumber:
      return CheckNumber(column, text);
    case Type::kChoice:
      return CheckChoice(column, text);
    case Type::kWard:
      return Either(text, CheckWard(text));
    case Type::kEthnicCategory:
      return Either(text, CheckEthnicCategory(text));
    case Type::kGender:
      return Either(text, CheckGender(text));
    default:
      return Good(text);
  }
}

const char* SqlType(Type type) {
  switch (type) {
    case Type::kCodes:
    case Type::kTexts:
    case Type::kLanguages:
      return "text[]";
    case Type::kDate:
      return "date";
    case Type::kMoney:
      return "bigint";
    case Type::kNumber:
      return "int";
    default:
      return "text";
  }
}

}  // namespace champions::imports
