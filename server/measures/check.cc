#include "measures/check.h"

#include <map>

#include "base/decimal.h"
#include "measures/target_text.h"

namespace champions::measures {
namespace {

// A change is shown with its sign: `+2.9`.
std::string Signed(const std::string& decimal) {
  if (decimal.empty() || decimal[0] == '-' || ParseDecimal(decimal) == 0) return decimal;
  return "+" + decimal;
}

void CheckChange(const Measure& measure, std::vector<Finding>* findings) {
  const auto& printed = measure.printed_change_percent;
  if (printed.empty()) return;
  auto computed = ChangePercent(measure);
  std::string why;
  if (!computed.empty()) {
    // Held against as many places as were printed: -32 is right for -31.7.
    auto places = ChangePercent(*measure.baseline, *measure.current, PlacesOf(printed));
    if (ParseDecimal(places) == ParseDecimal(printed)) return;
    why = FormatDecimal(*measure.current) + " against " + FormatDecimal(*measure.baseline);
  } else if (!measure.current) {
    why = "there is no current value";
  } else {
    why = measure.baseline ? "the baseline is 0" : "there is no baseline";
  }
  auto shown = computed.empty() ? "not available" : Signed(computed);
  findings->push_back({SubjectOf(measure), "printed_change_percent", printed, shown,
                       "printed " + printed + ", computed " + shown + " (" + why + ")"});
}

// `13.8 % below the baseline 11.47`.
std::string BesideValue(int64_t from, int64_t to, int places, const std::string& name) {
  auto change = ChangePercent(from, to, places);
  auto amount = change[0] == '-' ? change.substr(1) : change;
  return amount + " % " + (to < from ? "below" : "above") + " the " + name + " " +
         FormatDecimal(from);
}

// A target given as a value, whose text also says what change that is.
void CheckTargetText(const Measure& measure, std::vector<Finding>* findings) {
  auto said = ReadTarget(measure.target_text);
  if (!said || measure.target_kind != "ABSOLUTE" || !measure.baseline) return;
  std::string computed, explanation;
  auto target = FormatDecimal(*measure.target);
  if (said->kind == "PERCENTAGE_POINTS") {
    auto points = *measure.target - *measure.baseline;
    if (points == said->value) return;
    computed = Signed(FormatDecimal(points));
    explanation = "target text '" + said->words + "' to " + target + " is " + computed +
                  " points from the baseline " + FormatDecimal(*measure.baseline);
  } else {
    auto exact = ChangePercent(*measure.baseline, *measure.target, said->places);
    if (exact.empty() || ParseDecimal(exact) == said->value) return;
    computed = Signed(ChangePercent(*measure.baseline, *measure.target));
    explanation = "target text '" + said->words + "' to " + target + " is " +
                  BesideValue(*measure.baseline, *measure.target, 1, "baseline");
    if (measure.current && *measure.current != 0) {
      explanation += ", and " + BesideValue(*measure.current, *measure.target, 1, "current");
    }
  }
  findings->push_back({SubjectOf(measure), "target_text", said->words, computed, explanation});
}

std::string StatusInWords(const std::string& status) { return status.empty() ? "none" : status; }

void CheckStatus(const Measure& measure, const std::string& computed, const std::string& of,
                 std::vector<Finding>* findings) {
  if (StatusOfPrinted(measure.printed_status) == computed) return;
  auto explanation = "printed " + measure.printed_status + ", computed " + StatusInWords(computed) +
                     " (" + of + ")";
  if (!measure.override_status.empty()) {
    explanation += "; overridden as " + measure.override_status + ": " + measure.override_reason;
  }
  findings->push_back({SubjectOf(measure), "printed_status", measure.printed_status,
                       StatusInWords(computed), explanation});
}

std::string Figures(const Measure& measure) {
  auto value = [](const std::optional<int64_t>& v) { return v ? FormatDecimal(*v) : "none"; };
  auto target = TargetText(measure);
  return "current " + value(measure.current) + ", baseline " + value(measure.baseline) +
         ", target " + (target.empty() ? "none" : target);
}

// A paper prints one status for a measure with parts, beside each of them: where all that are
// printed are the same, it is held against that of the parts together.
void CheckStatuses(const std::vector<const Measure*>& parts, std::vector<Finding>* findings) {
  std::vector<std::string> computed;
  const Measure* first = nullptr;
  bool one_for_all = parts.size() > 1;
  for (const auto* part : parts) {
    computed.push_back(ComputedStatus(*part));
    if (part->printed_status.empty()) continue;
    if (first == nullptr) first = part;
    one_for_all = one_for_all &&
                  StatusOfPrinted(part->printed_status) == StatusOfPrinted(first->printed_status);
  }
  if (first == nullptr) return;
  if (one_for_all) {
    std::string each;
    for (size_t i = 0; i < parts.size(); ++i) {
      each += (i == 0 ? "" : ", ") + parts[i]->part + " " + StatusInWords(computed[i]);
    }
    auto whole = *first;
    whole.part.clear();
    whole.override_status.clear();
    CheckStatus(whole, RollUp(computed), each, findings);
    return;
  }
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i]->printed_status.empty()) continue;
    CheckStatus(*parts[i], computed[i], Figures(*parts[i]), findings);
  }
}

std::string SignedCount(int64_t count) { return (count > 0 ? "+" : "") + std::to_string(count); }

// One figure of a headline. A paper may have put the name of one programme to the figures of all:
// where these are what it printed, the finding says so.
void CheckFigure(const Headline& headline, const std::string& field,
                 const std::optional<int64_t>& printed, int64_t of_programme, int64_t of_all,
                 std::vector<Finding>* findings) {
  bool all = headline.programme.empty();
  auto counted = all ? of_all : of_programme;
  if (!printed || *printed == counted) return;
  auto explanation = "printed " + std::to_string(*printed) + ", counted up to " + headline.as_at +
                     " as now known " + std::to_string(counted) + " (" +
                     SignedCount(counted - *printed) + ")";
  if (!all && *printed == of_all) explanation += "; all programmes together are as printed";
  auto subject = all ? "All programmes" : headline.programme_name;
  findings->push_back({subject + " at " + headline.as_at, field, std::to_string(*printed),
                       std::to_string(counted), explanation});
}

}  // namespace

std::vector<Finding> FindingsOf(const std::vector<Measure>& measures) {
  std::map<int64_t, std::vector<const Measure*>> numbers;
  for (const auto& measure : measures) numbers[measure.number].push_back(&measure);
  std::vector<Finding> findings;
  for (const auto& [number, parts] : numbers) {
    for (const auto* part : parts) {
      CheckChange(*part, &findings);
      CheckTargetText(*part, &findings);
    }
    CheckStatuses(parts, &findings);
  }
  return findings;
}

std::vector<Finding> FindingsOf(const Headline& printed, const CountedToDate& counted) {
  const auto& [programme, all] = counted;
  std::vector<Finding> findings;
  CheckFigure(printed, "recruited_to_date", printed.recruited, programme.recruited, all.recruited,
              &findings);
  CheckFigure(printed, "trained_to_date", printed.trained, programme.trained, all.trained,
              &findings);
  CheckFigure(printed, "reached_to_date", printed.reached, programme.reached, all.reached,
              &findings);
  return findings;
}

}  // namespace champions::measures
