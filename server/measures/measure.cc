#include "measures/measure.h"

#include <algorithm>

#include "base/decimal.h"
#include "base/refusal.h"
#include "base/text.h"

namespace champions::measures {
namespace {

// TargetAbsolute() has five places more than a value.
constexpr __int128 kTargetScale = 100'000;
constexpr int kTargetPlaces = 8;
constexpr int64_t kHundredPercent = 100 * kThousandths;

bool Contains(const std::vector<std::string>& statuses, const std::string& status) {
  return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

// The words of a text in capitals, without what stands between them.
std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words(1);
  for (char c : text) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter) {
      words.back() += static_cast<char>(c >= 'a' ? c - 'a' + 'A' : c);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

}  // namespace

std::string ChangePercent(int64_t from, int64_t to, int places) {
  if (from == 0) return "";
  return FormatRatio((static_cast<__int128>(to) - from) * 100, from, places);
}

std::string ChangePercent(const Measure& measure) {
  if (!measure.baseline || !measure.current) return "";
  return ChangePercent(*measure.baseline, *measure.current);
}

std::optional<__int128> TargetAbsolute(const Measure& measure) {
  if (!measure.target) return std::nullopt;
  if (measure.target_kind == "ABSOLUTE") return *measure.target * kTargetScale;
  if (!measure.baseline) return std::nullopt;
  __int128 baseline = *measure.baseline;
  if (measure.target_kind == "RELATIVE") return baseline * (kHundredPercent + *measure.target);
  return (baseline + *measure.target) * kTargetScale;
}

std::string TargetText(const Measure& measure) {
  auto target = TargetAbsolute(measure);
  return target ? FormatExact(*target, kTargetPlaces) : "";
}

std::string ComputedStatus(const Measure& measure) {
  if (!measure.current) return "NOT_AVAILABLE";
  if (!measure.baseline) return "BASELINE_PENDING";
  auto target = TargetAbsolute(measure);
  if (!target) return "TARGET_PENDING";
  if (measure.better.empty()) return "";
  // From here on more is better.
  int sign = measure.better == "HIGHER" ? 1 : -1;
  __int128 current = sign * *measure.current * kTargetScale;
  if (current >= sign * *target) return "MET";
  return current > sign * *measure.baseline * kTargetScale ? "PARTIALLY_MET" : "NOT_MET";
}

std::string StatusOf(const Measure& measure) {
  return measure.override_status.empty() ? ComputedStatus(measure) : measure.override_status;
}

std::string RollUp(const std::vector<std::string>& statuses) {
  std::vector<std::string> judged;
  for (const auto& status : statuses) {
    if (!status.empty()) judged.push_back(status);
  }
  if (judged.empty()) return "";
  bool partly = Contains(judged, "MET") || Contains(judged, "PARTIALLY_MET");
  if (!partly && !Contains(judged, "NOT_MET")) {
    // Nothing of it can be judged yet, which is not the same as not met.
    for (const char* pending : {"NOT_AVAILABLE", "BASELINE_PENDING", "TARGET_PENDING"}) {
      if (Contains(judged, pending)) return pending;
    }
  }
  auto met = static_cast<size_t>(std::count(judged.begin(), judged.end(), "MET"));
  if (met == judged.size()) return "MET";
  return partly ? "PARTIALLY_MET" : "NOT_MET";
}

std::optional<std::string> StatusOfPrinted(const std::string& text) {
  auto words = Words(text);
  std::sort(words.begin(), words.end());
  using List = std::vector<std::string>;
  if (words == List{"MET"}) return "MET";
  if (words == List{"MET", "PARTIALLY"} || words == List{"MET", "PARTLY"}) return "PARTIALLY_MET";
  if (words == List{"MET", "NOT"}) return "NOT_MET";
  if (words == List{"AVAILABLE", "NOT"}) return "NOT_AVAILABLE";
  if (words == List{"BASELINE", "PENDING"}) return "BASELINE_PENDING";
  if (words == List{"PENDING", "TARGET"}) return "TARGET_PENDING";
  return std::nullopt;
}

void CheckMeasure(const std::string& object, const Measure& measure) {
  if (measure.target.has_value() != !measure.target_kind.empty()) {
    auto field = measure.target ? "target_kind" : "target_value";
    throw InvalidField(object + "." + field,
                       "is not given: expected target_kind and target_value together or neither");
  }
  if (!measure.printed_status.empty() && !StatusOfPrinted(measure.printed_status)) {
    throw InvalidField(object + ".printed_status",
                       "is " + Quoted(measure.printed_status) +
                           ": expected MET, MET partially, NOT MET, not available, baseline "
                           "pending or target pending");
  }
}

std::string PartsDiffer(const Measure& measure, const std::vector<Measure>& others) {
  std::string number = "measure " + std::to_string(measure.number);
  if (others.size() >= kMostParts) {
    return number + " has " + std::to_string(kMostParts) + " parts: expected no more";
  }
  for (const auto& other : others) {
    if (measure.part.empty() != other.part.empty()) {
      return measure.part.empty() ? number + " has parts: expected a part"
                                  : number + " has no parts: expected none";
    }
    if (measure.objective != other.objective) {
      return "its objective is " + Quoted(measure.objective) + ": expected that of the part " +
             Quoted(other.part) + ", " + Quoted(other.objective);
    }
    if (measure.name != other.name) {
      return "its name is " + Quoted(measure.name) + ": expected that of the part " +
             Quoted(other.part) + ", " + Quoted(other.name);
    }
  }
  return "";
}

void CheckParts(const Measure& measure, const std::vector<Measure>& others) {
  auto why = PartsDiffer(measure, others);
  if (why.empty()) return;
  throw Refusal(Code::kFailedPrecondition, "PARTS_DIFFER", why)
      .With("number", std::to_string(measure.number));
}

std::string SubjectOf(const Measure& measure) {
  return std::to_string(measure.number) + " " + measure.name +
         (measure.part.empty() ? "" : ": " + measure.part);
}

}  // namespace champions::measures
