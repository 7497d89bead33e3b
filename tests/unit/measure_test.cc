// The rules of docs/figures.md, "measures".
#include "measures/measure.h"

#include <gtest/gtest.h>

#include "base/decimal.h"
#include "base/refusal.h"
#include "measures/check.h"
#include "measures/measure_import.h"
#include "measures/target_text.h"

namespace champions::measures {
namespace {

std::optional<int64_t> Value(const std::string& text) {
  return text.empty() ? std::nullopt : ParseDecimal(text);
}

Measure Of(const std::string& better, const std::string& kind, const std::string& target,
           const std::string& baseline, const std::string& current) {
  return {.number = 1,
          .name = "A measure",
          .better = better,
          .target_kind = kind,
          .target = Value(target),
          .baseline = Value(baseline),
          .current = Value(current)};
}

// Shows the change with one decimal, half away from zero, exact where floating point is not, and
// that there is none without both figures or against 0.
TEST(MeasureTest, ChangeIsRoundedHalfAwayFromZero) {
  const struct {
    const char *baseline, *current, *change;
  } kCases[] = {
      {"42.7", "35.8", "-16.2"},  // the board paper says -16.0
      {"11.47", "11.8", "2.9"},   // the board paper says 0.9
      {"71", "69", "-2.8"},       //
      {"12", "8.2", "-31.7"},     //
      {"200", "200.1", "0.1"},    // 0.05 exactly, up
      {"200", "199.9", "-0.1"},   // 0.05 exactly, down
      {"2000", "2000.9", "0.0"},  // 0.045
      {"1000", "1004.5", "0.5"},  // 0.45, which is less in floating point
      {"1000", "995.5", "-0.5"},  //
      {"50", "50", "0.0"},        //
      {"-10", "-5", "-50.0"},     // the formula as it is written
      {"0.001", "999999999.999", "99999999999800.0"},
      {"0", "5", ""},
      {"0", "0", ""},
      {"", "5", ""},
      {"5", "", ""},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(ChangePercent(Of("LOWER", "", "", c.baseline, c.current)), c.change)
        << c.baseline << " " << c.current;
  }
}

// Shows every status, on both sides of every border, for each kind of target and either direction.
TEST(MeasureTest, StatusFollowsFromTheFigures) {
  const struct {
    const char *better, *kind, *target, *baseline, *current, *status;
  } kCases[] = {
      {"HIGHER", "ABSOLUTE", "80", "70", "80", "MET"},
      {"HIGHER", "ABSOLUTE", "80", "70", "80.001", "MET"},
      {"HIGHER", "ABSOLUTE", "80", "70", "79.999", "PARTIALLY_MET"},
      {"HIGHER", "ABSOLUTE", "80", "70", "70.001", "PARTIALLY_MET"},
      {"HIGHER", "ABSOLUTE", "80", "70", "70", "NOT_MET"},
      {"HIGHER", "ABSOLUTE", "80", "70", "69", "NOT_MET"},
      {"LOWER", "ABSOLUTE", "9.89", "11.47", "9.89", "MET"},
      {"LOWER", "ABSOLUTE", "9.89", "11.47", "9.891", "PARTIALLY_MET"},
      {"LOWER", "ABSOLUTE", "9.89", "11.47", "11.47", "NOT_MET"},
      {"LOWER", "ABSOLUTE", "9.89", "11.47", "11.8", "NOT_MET"},
      // 5 % below 42.7 is 40.565, which is not rounded.
      {"LOWER", "RELATIVE", "-5", "42.7", "40.565", "MET"},
      {"LOWER", "RELATIVE", "-5", "42.7", "40.566", "PARTIALLY_MET"},
      {"LOWER", "RELATIVE", "-5", "42.7", "35.8", "MET"},
      {"HIGHER", "RELATIVE", "0.1", "10.001", "10.011", "PARTIALLY_MET"},
      {"HIGHER", "RELATIVE", "0.1", "10.001", "10.012", "MET"},
      {"HIGHER", "PERCENTAGE_POINTS", "5", "42.7", "47.7", "MET"},
      {"HIGHER", "PERCENTAGE_POINTS", "5", "42.7", "47.699", "PARTIALLY_MET"},
      {"LOWER", "PERCENTAGE_POINTS", "-5", "42.7", "37.7", "MET"},
      // Against 0 there is no change in percent, but there is a target.
      {"HIGHER", "ABSOLUTE", "5", "0", "1", "PARTIALLY_MET"},
      {"HIGHER", "RELATIVE", "5", "0", "0", "MET"},
      // A target to hold, worse than the baseline.
      {"LOWER", "ABSOLUTE", "10", "8", "9", "MET"},
      {"LOWER", "ABSOLUTE", "10", "8", "11", "NOT_MET"},
      // What is missing, in the order of what is said first.
      {"HIGHER", "ABSOLUTE", "5", "1", "", "NOT_AVAILABLE"},
      {"HIGHER", "", "", "", "", "NOT_AVAILABLE"},
      {"HIGHER", "ABSOLUTE", "5", "", "1", "BASELINE_PENDING"},
      {"HIGHER", "", "", "", "1", "BASELINE_PENDING"},
      {"HIGHER", "", "", "1", "1", "TARGET_PENDING"},
      {"", "", "", "", "1", "BASELINE_PENDING"},
      {"", "", "", "1", "1", "TARGET_PENDING"},
      // No side is better: nothing to judge.
      {"", "ABSOLUTE", "5", "1", "5", ""},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(ComputedStatus(Of(c.better, c.kind, c.target, c.baseline, c.current)), c.status)
        << c.better << " " << c.kind << " " << c.target << " " << c.baseline << " " << c.current;
  }
}

// Shows that an override stands before the computed status.
TEST(MeasureTest, AnOverrideStandsBeforeTheRule) {
  auto measure = Of("LOWER", "ABSOLUTE", "9", "10", "11");
  EXPECT_EQ(StatusOf(measure), "NOT_MET");
  measure.override_status = "MET";
  EXPECT_EQ(StatusOf(measure), "MET");
  EXPECT_EQ(ComputedStatus(measure), "NOT_MET");
}

// Shows the status of parts together: met when all are, not met when none is even partly, pending
// when nothing of it can be judged; parts without a status do not count.
TEST(MeasureTest, PartsAreRolledUp) {
  const struct {
    std::vector<std::string> parts;
    const char* status;
  } kCases[] = {
      {{"MET"}, "MET"},
      {{"MET", "MET"}, "MET"},
      {{"MET", "NOT_MET"}, "PARTIALLY_MET"},
      {{"PARTIALLY_MET", "PARTIALLY_MET"}, "PARTIALLY_MET"},
      {{"NOT_MET", "PARTIALLY_MET"}, "PARTIALLY_MET"},
      {{"NOT_MET", "NOT_MET"}, "NOT_MET"},
      {{"MET", "NOT_AVAILABLE"}, "PARTIALLY_MET"},
      {{"NOT_MET", "NOT_AVAILABLE"}, "NOT_MET"},
      {{"NOT_AVAILABLE", "NOT_AVAILABLE"}, "NOT_AVAILABLE"},
      {{"BASELINE_PENDING", "BASELINE_PENDING", "BASELINE_PENDING"}, "BASELINE_PENDING"},
      {{"TARGET_PENDING", "NOT_AVAILABLE"}, "NOT_AVAILABLE"},
      {{"TARGET_PENDING", "BASELINE_PENDING"}, "BASELINE_PENDING"},
      {{"MET", ""}, "MET"},
      {{"", ""}, ""},
      {{}, ""},
  };
  for (const auto& c : kCases) {
    std::string parts;
    for (const auto& part : c.parts) parts += part + " ";
    EXPECT_EQ(RollUp(c.parts), c.status) << parts;
  }
}

// Shows which printed texts mean a status, and that others mean none.
TEST(MeasureTest, PrintedStatusesAreUnderstood) {
  const std::pair<const char*, const char*> kKnown[] = {{"MET", "MET"},
                                                        {"met", "MET"},
                                                        {"MET Partially", "PARTIALLY_MET"},
                                                        {"Partially met", "PARTIALLY_MET"},
                                                        {"PARTIALLY_MET", "PARTIALLY_MET"},
                                                        {"partly met", "PARTIALLY_MET"},
                                                        {"Not met", "NOT_MET"},
                                                        {"NOT_AVAILABLE", "NOT_AVAILABLE"},
                                                        {"Baseline pending", "BASELINE_PENDING"},
                                                        {"target pending", "TARGET_PENDING"}};
  for (const auto& [text, status] : kKnown) EXPECT_EQ(StatusOfPrinted(text), status) << text;
  for (const char* text : {"", "good", "not", "met met", "on track", "unmet"}) {
    EXPECT_EQ(StatusOfPrinted(text), std::nullopt) << text;
  }
}

// Shows which changes are read from words, and that other words are left alone.
TEST(MeasureTest, TargetsAreReadFromWords) {
  const struct {
    const char *text, *words, *kind, *value;
  } kCases[] = {
      {"5% reduction", "5% reduction", "RELATIVE", "-5"},
      {"9.89 (this equates to 16% reduction)", "16% reduction", "RELATIVE", "-16"},
      {"2.5 % increase on last year", "2.5 % increase", "RELATIVE", "2.5"},
      {"Reduce by 10%", "Reduce by 10%", "RELATIVE", "-10"},
      {"reduction of 3 per cent", "reduction of 3 per cent", "RELATIVE", "-3"},
      {"5 percentage points increase", "5 percentage points increase", "PERCENTAGE_POINTS", "5"},
      {"increase by 2 pp", "increase by 2 pp", "PERCENTAGE_POINTS", "2"},
  };
  for (const auto& c : kCases) {
    auto target = ReadTarget(c.text);
    ASSERT_TRUE(target) << c.text;
    EXPECT_EQ(target->words, c.words);
    EXPECT_EQ(target->kind, c.kind) << c.text;
    EXPECT_EQ(FormatDecimal(target->value), c.value) << c.text;
  }
  for (const char* text : {"", "TBC", "To improve to the NWL average", "71%", "reduction",
                           "Target to be established in year 1", "improve by 5%", "5 reduction"}) {
    EXPECT_FALSE(ReadTarget(text)) << text;
  }
}

// The refused field, and what is said of it.
std::string RefusedField(const Measure& measure) {
  try {
    CheckMeasure("measure", measure);
  } catch (const Refusal& refusal) {
    return refusal.fields.at(0).field;
  }
  return "";
}

// Shows that a target says which kind it is, that a kind has a value, and that a printed status is
// one.
TEST(MeasureTest, WhatContradictsItselfIsRefused) {
  EXPECT_EQ(RefusedField(Of("LOWER", "ABSOLUTE", "5", "1", "")), "");
  EXPECT_EQ(RefusedField(Of("LOWER", "", "5", "1", "")), "measure.target_kind");
  EXPECT_EQ(RefusedField(Of("LOWER", "RELATIVE", "", "1", "")), "measure.target_value");
  auto measure = Of("LOWER", "", "", "1", "");
  measure.printed_status = "Splendid";
  EXPECT_EQ(RefusedField(measure), "measure.printed_status");
}

RowText Row(const std::string& number, const std::string& part) {
  return {.number = number,
          .objective = "An objective",
          .name = "A measure",
          .part = part,
          .unit = "percent"};
}

std::string Errors(const std::vector<RowText>& rows) {
  std::string errors;
  for (const auto& error : ReadMeasures(rows, "").errors) {
    errors += error.field + " " + error.description + "\n";
  }
  return errors;
}

// Shows that every wrong cell of a file is named by row and column, with what was found and what is
// expected.
TEST(MeasureTest, WrongCellsAreNamed) {
  auto wrong = Row("x", "");
  wrong.better = "up";
  wrong.target_value = "9,89";
  wrong.baseline_value = "42.7%";
  wrong.current_value = "1.2345";
  wrong.printed_change_percent = "-16 %";
  wrong.printed_status = "Splendid";
  auto errors = Errors({Row("1", ""), wrong});
  for (const char* expected :
       {"rows[1].number is 'x': expected a whole number not below 0",
        "rows[1].better is 'up': expected one of HIGHER, LOWER, NONE",
        "rows[1].target_value is '9,89': expected a decimal number such as 42.7",
        "rows[1].baseline_value is '42.7%'", "rows[1].current_value is '1.2345'",
        "rows[1].printed_change_percent is '-16 %'", "rows[1].printed_status is 'Splendid'"}) {
    EXPECT_NE(errors.find(expected), std::string::npos) << expected << "\n" << errors;
  }
  EXPECT_EQ(errors.find("rows[0]"), std::string::npos) << errors;
  auto kind = Row("1", "");
  kind.target_kind = "relative";
  EXPECT_NE(Errors({kind}).find("rows[0].target_value is not given"), std::string::npos);
  EXPECT_NE(Errors({Row("0", "")}).find("expected a number from 1"), std::string::npos);
}

// Shows that rows of one number agree: each part once, all with parts or none, one objective, one
// name; and that a stored part which the file does not replace counts as one of them.
TEST(MeasureTest, RowsOfANumberAgree) {
  EXPECT_EQ(Errors({Row("1", "a"), Row("1", "b"), Row("2", "")}), "");
  EXPECT_NE(Errors({Row("1", "a"), Row("1", "a")}).find("rows[1].part is 'a'"), std::string::npos);
  EXPECT_NE(Errors({Row("1", "a"), Row("1", "")}).find("rows[1].number measure 1 has parts"),
            std::string::npos);
  auto other = Row("1", "b");
  other.name = "Another";
  EXPECT_NE(Errors({Row("1", "a"), other}).find("rows[1].number its name is 'Another'"),
            std::string::npos);
  Measure stored = {.number = 1, .part = "c", .objective = "An objective", .name = "Another"};
  auto file = ReadMeasures({Row("1", "a")}, "");
  CheckAgainstStored({stored}, &file);
  ASSERT_EQ(file.errors.size(), 1u);
  EXPECT_EQ(file.errors[0].field, "rows[0].number");
  auto replaced = ReadMeasures({Row("1", "c")}, "");
  CheckAgainstStored({stored}, &replaced);
  EXPECT_TRUE(replaced.errors.empty());
}

// Shows that a target in words becomes one where no value is given, and that a warning says so and
// what it comes to.
TEST(MeasureTest, ATargetInWordsIsTakenWithAWarning) {
  auto row = Row("1", "");
  row.target_text = "5% reduction";
  row.baseline_value = "42.7";
  auto file = ReadMeasures({row}, "2024-09-30");
  ASSERT_EQ(file.measures.size(), 1u);
  EXPECT_EQ(file.measures[0].target_kind, "RELATIVE");
  EXPECT_EQ(TargetText(file.measures[0]), "40.565");
  ASSERT_EQ(file.warnings.size(), 1u);
  EXPECT_EQ(file.warnings[0].column, "target_text");
  EXPECT_NE(file.warnings[0].message.find("-5 % of the baseline, which is 40.565"),
            std::string::npos)
      << file.warnings[0].message;
  row.target_value = "40";
  auto given = ReadMeasures({row}, "");
  EXPECT_TRUE(given.warnings.empty());
  EXPECT_EQ(given.measures[0].target_kind, "ABSOLUTE");
}

std::vector<Finding> ChangePrinted(const std::string& printed, const std::string& current = "8.2") {
  auto measure = Of("LOWER", "", "", "12", current);
  measure.printed_change_percent = printed;
  return FindingsOf(std::vector<Measure>{measure});
}

// Shows that a printed change is held against as many places as it was printed with.
TEST(MeasureTest, PrintedChangesAreCompared) {
  for (const char* right : {"-31.7", "-32", "-31.67", "-31.667"}) {
    EXPECT_TRUE(ChangePrinted(right).empty()) << right;
  }
  for (const char* wrong : {"-31", "31.7", "-31.6", "-31.70"}) {
    EXPECT_EQ(ChangePrinted(wrong).size(), 1u) << wrong;
  }
  auto missing = ChangePrinted("-31.7", "");
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_EQ(missing[0].computed, "not available");
}

// Shows that a status printed alike beside every part is that of the parts together, that different
// ones are held against each part, and that an override does not hide what the rules say.
TEST(MeasureTest, PrintedStatusesAreCompared) {
  auto good = Of("HIGHER", "ABSOLUTE", "71", "71", "69");  // NOT_MET
  auto poor = Of("LOWER", "ABSOLUTE", "12", "12", "8.2");  // MET
  good.part = "good";
  poor.part = "poor";
  good.printed_status = poor.printed_status = "MET Partially";
  EXPECT_TRUE(FindingsOf({good, poor}).empty());
  good.printed_status = poor.printed_status = "MET";
  auto whole = FindingsOf({good, poor});
  ASSERT_EQ(whole.size(), 1u);
  EXPECT_EQ(whole[0].subject, "1 A measure");
  EXPECT_EQ(whole[0].computed, "PARTIALLY_MET");
  EXPECT_EQ(whole[0].explanation, "printed MET, computed PARTIALLY_MET (good NOT_MET, poor MET)");
  good.printed_status = "MET Partially";
  good.override_status = "PARTIALLY_MET";
  good.override_reason = "rose over the year";
  auto part = FindingsOf({good, poor});
  ASSERT_EQ(part.size(), 1u);
  EXPECT_EQ(part[0].subject, "1 A measure: good");
  EXPECT_EQ(part[0].explanation,
            "printed MET Partially, computed NOT_MET (current 69, baseline 71, target 71); "
            "overridden as PARTIALLY_MET: rose over the year");
}

// Shows that printed headline figures are held against the count one by one, and that one which was
// not printed is not.
TEST(MeasureTest, HeadlinesAreCompared) {
  Headline printed = {.programme = "HH",
                      .programme_name = "Healthy Harrow",
                      .as_at = "2024-09-30",
                      .recruited = 321,
                      .reached = 12252};
  Counted right = {.recruited = 321, .trained = 9, .reached = 12252};
  Counted wrong = {.recruited = 320, .trained = 9, .reached = 12252};
  EXPECT_TRUE(FindingsOf(printed, {.programme = right, .all = wrong}).empty());
  auto findings = FindingsOf(printed, {.programme = wrong, .all = wrong});
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].subject, "Healthy Harrow at 2024-09-30");
  EXPECT_EQ(findings[0].explanation, "printed 321, counted up to 2024-09-30 as now known 320 (-1)");
  auto of_all = FindingsOf(printed, {.programme = wrong, .all = right});
  ASSERT_EQ(of_all.size(), 1u);
  EXPECT_EQ(of_all[0].explanation,
            "printed 321, counted up to 2024-09-30 as now known 320 (-1); all programmes together "
            "are as printed");
  printed.programme.clear();
  EXPECT_TRUE(FindingsOf(printed, {.programme = wrong, .all = right}).empty());
  auto all = FindingsOf(printed, {.programme = right, .all = wrong});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].subject, "All programmes at 2024-09-30");
}

}  // namespace
}  // namespace champions::measures
