// The rows of a measures.csv and a headline.csv: from text to measures, with every error named by
// row and column. Which of them are there already is the store's to say.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/refusal.h"
#include "measures/check.h"
#include "measures/measure.h"

namespace champions::measures {

// A row as text, by the names of its fields in the API. What is missing is empty.
struct RowText {
  std::string number, objective, name, part, unit, better, target_text, target_value, target_kind,
      baseline_text, baseline_value, current_value, as_at, printed_change_percent, printed_status,
      commentary;
};

struct Warning {
  size_t row = 0;  // the first is 0
  std::string column;
  std::string message;
};

// A file is read as one: errors are collected over all rows.
struct MeasureFile {
  std::vector<Measure> measures;  // a row each, in their order; `current` where it has a value
  std::vector<Warning> warnings;
  std::vector<FieldViolation> errors;  // fields such as `rows[3].better`
};

constexpr size_t kMostWarnings = 1000;

// `as_at` is the day of rows that do not say theirs; may be empty.
MeasureFile ReadMeasures(const std::vector<RowText>& rows, const std::string& as_at);
// Adds an error for each row that does not fit a stored part which the file does not replace.
void CheckAgainstStored(const std::vector<Measure>& stored, MeasureFile* file);
// Throws all errors that there are as one Refusal, the first of them by name.
void ThrowErrors(std::vector<FieldViolation> errors);

// True where an import of `row` would leave `stored` as it is, readings aside.
bool SameRecord(const Measure& stored, const Measure& row);

// A whole number of people; adds an error where the text is none. Nothing for an empty text.
std::optional<int64_t> ReadCount(const std::string& field, const std::string& text,
                                 std::vector<FieldViolation>* errors);
// The same of a decimal number.
std::optional<int64_t> ReadDecimal(const std::string& field, const std::string& text,
                                   std::vector<FieldViolation>* errors);

}  // namespace champions::measures
