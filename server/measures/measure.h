// A measure of the partnership, or one part of it, and what follows from its figures: the change,
// the status and the status of all parts together. The rules are docs/figures.md, "measures".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace champions::measures {

// Values are thousandths (base/decimal.h); an empty text is "not given".
struct Measure {
  std::string id;
  int64_t number = 0;
  std::string part;
  std::string objective;
  std::string name;
  std::string unit;
  std::string better;       // HIGHER, LOWER or ""
  std::string target_kind;  // ABSOLUTE, RELATIVE, PERCENTAGE_POINTS or ""
  std::optional<int64_t> target;
  std::string target_text;
  std::optional<int64_t> baseline;
  std::string baseline_text;
  std::string commentary;
  std::string printed_change_percent;  // as printed
  std::string printed_status;
  // The newest reading, and the one before it.
  std::optional<int64_t> current;
  std::string current_as_at;
  std::optional<int64_t> previous;
  std::string previous_as_at;
  std::string override_status;
  std::string override_reason;
  std::string override_key;
  std::string override_user;
  int64_t overridden_at_us = 0;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

struct Reading {
  std::string measure;
  std::string as_at;
  std::optional<int64_t> value;  // nothing in a version that takes the reading back
  std::string note;
  int version = 0;
  bool newest = false;
  std::string key;
  std::string user;
  int64_t recorded_at_us = 0;
};

// Of one number.
constexpr size_t kMostParts = 100;

// (to - from) / from * 100 with so many places, half away from zero; "" where from is 0.
std::string ChangePercent(int64_t from, int64_t to, int places = 1);
// Of the current value against the baseline; "" where either is not given.
std::string ChangePercent(const Measure& measure);

// The value that the target comes to, in units of 10^-8, exact. Nothing where there is no target or
// the baseline that it is relative to is not there.
std::optional<__int128> TargetAbsolute(const Measure& measure);
// The same as a decimal number; "" for nothing.
std::string TargetText(const Measure& measure);

// MET, PARTIALLY_MET, NOT_MET, NOT_AVAILABLE, BASELINE_PENDING or TARGET_PENDING; "" where no side
// is better, so that there is nothing to judge.
std::string ComputedStatus(const Measure& measure);
// The override, else the computed one.
std::string StatusOf(const Measure& measure);
// Of all parts together, from the statuses of each.
std::string RollUp(const std::vector<std::string>& statuses);

// The status that a printed text means, such as PARTIALLY_MET of `MET Partially`; nothing where it
// means none.
std::optional<std::string> StatusOfPrinted(const std::string& text);

// Throws a Refusal where the measure contradicts itself; `object` is its place in the request.
void CheckMeasure(const std::string& object, const Measure& measure);
// Why a measure does not fit the others of its number: "", or a sentence.
std::string PartsDiffer(const Measure& measure, const std::vector<Measure>& others);
// Throws that as PARTS_DIFFER.
void CheckParts(const Measure& measure, const std::vector<Measure>& others);

// For people: `2 Access to general practice: good`.
std::string SubjectOf(const Measure& measure);

}  // namespace champions::measures
