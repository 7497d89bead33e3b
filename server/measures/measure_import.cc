#include "measures/measure_import.h"

#include <algorithm>
#include <tuple>

#include "base/decimal.h"
#include "base/text.h"
#include "measures/target_text.h"

namespace champions::measures {
namespace {

constexpr size_t kMostErrors = 20;
constexpr int64_t kMostNumber = 1'000'000;
constexpr int64_t kMostCount = 1'000'000'000;

std::string Upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == ' ' || c == '-') c = '_';
  }
  return text;
}

std::string FieldAt(size_t row, const char* column) {
  return "rows[" + std::to_string(row) + "]." + column;
}

// One row after the other, into the file.
class Reader {
 public:
  Reader(MeasureFile* file, const std::string& as_at) : file_(file), as_at_(as_at) {}

  void Read(const RowText& text) {
    row_ = file_->measures.size();
    Measure measure;
    measure.number = Number(text.number);
    measure.part = text.part;
    measure.objective = text.objective;
    measure.name = text.name;
    measure.unit = text.unit;
    measure.better = OneOf("better", text.better, {"HIGHER", "LOWER", "NONE"}, "");
    if (measure.better == "NONE") measure.better.clear();
    measure.baseline_text = text.baseline_text;
    measure.baseline = Decimal("baseline_value", text.baseline_value);
    ReadTargetOf(text, &measure);
    measure.current = Decimal("current_value", text.current_value);
    measure.current_as_at = text.as_at.empty() ? as_at_ : text.as_at;
    Decimal("printed_change_percent", text.printed_change_percent);
    measure.printed_change_percent = text.printed_change_percent;
    measure.printed_status = text.printed_status;
    if (!text.printed_status.empty() && !StatusOfPrinted(text.printed_status)) {
      Error("printed_status", "is " + Quoted(text.printed_status) +
                                  ": expected MET, MET partially, NOT MET, not available, "
                                  "baseline pending or target pending");
    }
    measure.commentary = text.commentary;
    CheckAgainstRows(measure);
    file_->measures.push_back(std::move(measure));
  }

 private:
  void Error(const char* column, const std::string& description) {
    file_->errors.push_back({FieldAt(row_, column), description});
  }
  std::optional<int64_t> Decimal(const char* column, const std::string& text) {
    return ReadDecimal(FieldAt(row_, column), text, &file_->errors);
  }
  int64_t Number(const std::string& text) {
    auto number = ReadCount(FieldAt(row_, "number"), text, &file_->errors);
    if (!number || (*number >= 1 && *number <= kMostNumber)) return number.value_or(0);
    Error("number", "is " + Quoted(text) + ": expected a number from 1 to 1000000");
    return 0;
  }
  std::string OneOf(const char* column, const std::string& text,
                    const std::vector<std::string>& known, const std::string& usual) {
    if (text.empty()) return usual;
    auto upper = Upper(text);
    if (std::find(known.begin(), known.end(), upper) != known.end()) return upper;
    Error(column, "is " + Quoted(text) + ": expected one of " + Join(known, ", "));
    return usual;
  }

  void ReadTargetOf(const RowText& text, Measure* measure) {
    measure->target_text = text.target_text;
    measure->target = Decimal("target_value", text.target_value);
    auto kind = OneOf("target_kind", text.target_kind,
                      {"ABSOLUTE", "RELATIVE", "PERCENTAGE_POINTS"}, "ABSOLUTE");
    if (!text.target_value.empty()) {
      if (measure->target) measure->target_kind = kind;
      return;
    }
    if (!text.target_kind.empty()) {
      return Error("target_value", "is not given: expected a value beside target_kind");
    }
    auto said = ReadTarget(text.target_text);
    if (!said) return;
    measure->target = said->value;
    measure->target_kind = said->kind;
    Warn("target_text",
         "'" + said->words + "' is read as a target of " + FormatDecimal(said->value) +
             (said->kind == "RELATIVE" ? " % of the baseline" : " points") + Comes(*measure) +
             "; give target_value and target_kind where it is not");
  }
  static std::string Comes(const Measure& measure) {
    auto target = TargetText(measure);
    return target.empty() ? "" : ", which is " + target;
  }
  void Warn(const char* column, const std::string& message) {
    if (file_->warnings.size() < kMostWarnings) file_->warnings.push_back({row_, column, message});
  }

  // Rows of one number have objective and name in common, and each part once.
  void CheckAgainstRows(const Measure& measure) {
    std::vector<Measure> others;
    for (const auto& other : file_->measures) {
      if (other.number != measure.number || measure.number == 0) continue;
      if (other.part == measure.part) {
        return Error("part", "is " + Quoted(measure.part) + ": expected each part of measure " +
                                 std::to_string(measure.number) + " once");
      }
      others.push_back(other);
    }
    auto why = PartsDiffer(measure, others);
    if (!why.empty()) Error("number", why);
  }

  MeasureFile* file_;
  const std::string& as_at_;
  size_t row_ = 0;
};

}  // namespace

MeasureFile ReadMeasures(const std::vector<RowText>& rows, const std::string& as_at) {
  MeasureFile file;
  Reader reader(&file, as_at);
  for (const auto& row : rows) reader.Read(row);
  return file;
}

void CheckAgainstStored(const std::vector<Measure>& stored, MeasureFile* file) {
  std::map<std::pair<int64_t, std::string>, bool> replaced;
  for (const auto& row : file->measures) replaced[{row.number, row.part}] = true;
  std::map<int64_t, std::vector<Measure>> others;
  for (const auto& measure : stored) {
    if (!replaced.count({measure.number, measure.part})) others[measure.number].push_back(measure);
  }
  std::map<int64_t, size_t> rows;
  for (size_t i = 0; i < file->measures.size(); ++i) {
    const auto& row = file->measures[i];
    const auto& rest = others[row.number];
    auto why = PartsDiffer(row, rest);
    if (why.empty() && ++rows[row.number] + rest.size() > kMostParts) {
      why = "measure " + std::to_string(row.number) + " would have more than " +
            std::to_string(kMostParts) + " parts";
    }
    if (!why.empty()) file->errors.push_back({FieldAt(i, "number"), why});
  }
}

void ThrowErrors(std::vector<FieldViolation> errors) {
  if (errors.empty()) return;
  auto count = errors.size();
  if (count > kMostErrors) errors.resize(kMostErrors);
  throw InvalidFields(std::move(errors)).With("errors", std::to_string(count));
}

bool SameRecord(const Measure& stored, const Measure& row) {
  auto key = [](const Measure& m) {
    return std::tie(m.objective, m.name, m.unit, m.better, m.target_kind, m.target, m.target_text,
                    m.baseline, m.baseline_text, m.commentary, m.printed_change_percent,
                    m.printed_status);
  };
  return key(stored) == key(row);
}

std::optional<int64_t> ReadCount(const std::string& field, const std::string& text,
                                 std::vector<FieldViolation>* errors) {
  if (text.empty()) return std::nullopt;
  auto value = text.find('.') == std::string::npos ? ParseDecimal(text) : std::nullopt;
  if (value && *value >= 0 && *value <= kMostCount * kThousandths) return *value / kThousandths;
  errors->push_back({field, "is " + Quoted(text) + ": expected a whole number not below 0"});
  return std::nullopt;
}

std::optional<int64_t> ReadDecimal(const std::string& field, const std::string& text,
                                   std::vector<FieldViolation>* errors) {
  if (text.empty()) return std::nullopt;
  auto value = ParseDecimal(text);
  if (!value) {
    errors->push_back({field, "is " + Quoted(text) +
                                  ": expected a decimal number such as 42.7, with at most three "
                                  "places"});
  }
  return value;
}

}  // namespace champions::measures
