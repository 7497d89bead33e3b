// Random tables against an attacker who goes through every table of counts that agrees with what is
// shown. Seeds are fixed, so that a failure comes again.
#include <gtest/gtest.h>

#include "unit/disclosure_support.h"

namespace champions::disclosure {
namespace {

// Quantities with their true values, parts before totals, and the sums between them.
struct Truth {
  std::vector<std::string> names;
  std::vector<int64_t> values;
  std::vector<NamedSum> sums;

  void Add(const std::string& name, int64_t value) {
    names.push_back(name);
    values.push_back(value);
  }
  int64_t Of(const std::string& name) const {
    return values[std::find(names.begin(), names.end(), name) - names.begin()];
  }
  void AddTotal(const std::string& name, const std::vector<std::string>& parts) {
    int64_t total = 0;
    for (const auto& part : parts) total += Of(part);
    Add(name, total);
    sums.push_back({name, parts});
  }
  int64_t Most() const { return *std::max_element(values.begin(), values.end()) + 4; }

  // A release of each quantity with this chance in ten.
  Release Some(const std::string& id, const Policy& policy, int64_t chance, Dice* dice) const {
    std::vector<std::pair<std::string, int64_t>> counts;
    for (size_t i = 0; i < names.size(); ++i) {
      if (dice->Roll(1, 10) <= chance) counts.push_back({names[i], values[i]});
    }
    return ShowEach(id, policy, counts);
  }
};

// Two organisations and their total, in two quarters and to date.
Truth TwoQuarters(Dice* dice, int64_t most) {
  Truth truth;
  for (const char* name : {"A;period=Q1", "B;period=Q1", "A;period=Q2", "B;period=Q2"}) {
    truth.Add(name, dice->Roll(0, most));
  }
  for (const char* org : {"A", "B"}) {
    std::string name = org;
    truth.AddTotal(name + ";until=Q2", {name + ";period=Q1", name + ";period=Q2"});
  }
  for (const char* when : {";period=Q1", ";period=Q2", ";until=Q2"}) {
    truth.AddTotal(std::string("all") + when, {std::string("A") + when, std::string("B") + when});
  }
  return truth;
}

// Programmes, and filters over any of them: sums that no table of rows and columns has.
Truth Filters(Dice* dice, int64_t most) {
  Truth truth;
  for (const char* name : {"A", "B", "C", "D"}) truth.Add(name, dice->Roll(0, most));
  for (int filter = 0; filter < 4; ++filter) {
    std::vector<std::string> parts;
    for (const char* name : {"A", "B", "C", "D"}) {
      if (dice->Roll(0, 1)) parts.push_back(name);
    }
    if (parts.size() > 1) truth.AddTotal("filter" + std::to_string(filter), parts);
  }
  return truth;
}

// One organisation over four quarters, in the quarter and to date: where rounding may not be
// enough.
Truth FourQuarters(Dice* dice, int64_t most) {
  Truth truth;
  std::vector<std::string> quarters;
  for (int quarter = 1; quarter <= 4; ++quarter) {
    quarters.push_back("period=Q" + std::to_string(quarter));
    truth.Add(quarters.back(), dice->Roll(0, 2) ? dice->Roll(0, 2) : dice->Roll(0, most));
    if (quarter > 1) truth.AddTotal("until=Q" + std::to_string(quarter), quarters);
  }
  return truth;
}

// A borough whose wards are nearly all hidden, and the same without its first ward.
Truth Wards(Dice* dice) {
  Truth truth;
  std::vector<std::string> wards;
  for (int64_t ward = 0, count = dice->Roll(6, 8); ward < count; ++ward) {
    wards.push_back("ward=" + std::to_string(ward));
    truth.Add(wards.back(), dice->Roll(0, 5) ? 1 : dice->Roll(0, 3));
  }
  truth.AddTotal("borough", wards);
  truth.AddTotal("others", {wards.begin() + 1, wards.end()});
  return truth;
}

// What the rule says of all values that brute force found; only what the candidate adds.
std::map<std::string, std::set<int64_t>> Expected(const Truth& truth, const Release& earlier,
                                                  const Release& candidate, bool* done) {
  std::map<std::string, std::set<int64_t>> expected;
  auto before = BruteForce({earlier}, truth.sums, truth.names, truth.Most()).Run();
  auto now = BruteForce({earlier, candidate}, truth.sums, truth.names, truth.Most()).Run();
  *done = before && now;
  for (size_t i = 0; *done && i < truth.names.size(); ++i) {
    int64_t largest = candidate.policy.threshold - 1;
    EXPECT_TRUE((*now)[i].count(truth.values[i])) << "the attacker lost the truth";
    if (GivesAway((*now)[i], largest) && (*now)[i] != (*before)[i]) {
      expected[truth.names[i]] = (*now)[i];
    }
  }
  return expected;
}

// Holds one audit against brute force. False when there were too many tables.
bool Compare(const Truth& truth, const Release& earlier, const Release& candidate, int* refused) {
  bool done = false;
  auto expected = Expected(truth, earlier, candidate, &done);
  if (!done) return false;
  auto breaches = Audit({earlier}, candidate, truth.sums);
  EXPECT_EQ(breaches.size(), expected.size());
  for (const auto& breach : breaches) {
    auto found = expected.find(breach.cell);
    if (found == expected.end()) {
      ADD_FAILURE() << breach.cell << " " << breach.why;
      continue;
    }
    EXPECT_EQ(breach.low, *found->second.begin()) << breach.cell;
    EXPECT_EQ(breach.high, *found->second.rbegin()) << breach.cell;
    expected.erase(found);
  }
  for (const auto& missed : expected) ADD_FAILURE() << "missed " << missed.first;
  *refused += !breaches.empty();
  return true;
}

// Shows that the audit of two releases finds what brute force finds, with the same bounds, and
// nothing else, under both policies.
TEST(DisclosurePropertyTest, AuditAgreesWithBruteForce) {
  for (const auto* policy : {&Exact(), &Hes()}) {
    int compared = 0, refused = 0;
    for (uint64_t seed = 1; seed <= 150 && !::testing::Test::HasFailure(); ++seed) {
      SCOPED_TRACE(std::string(PolicyName(policy->id)) + " seed " + std::to_string(seed));
      Dice dice(seed);
      auto truth = seed % 4 == 0   ? TwoQuarters(&dice, 7)
                   : seed % 4 == 1 ? Filters(&dice, 5)
                   : seed % 4 == 2 ? FourQuarters(&dice, 30)
                                   : Wards(&dice);
      // Rounding has to be attacked with more.
      int64_t chance = policy == &Hes() ? 9 : 6;
      auto earlier = truth.Some("R1", *policy, chance - 3, &dice);
      auto candidate = truth.Some("R2", *policy, chance, &dice);
      compared += Compare(truth, earlier, candidate, &refused);
    }
    EXPECT_GT(compared, 100) << PolicyName(policy->id);
    EXPECT_GT(refused, 8) << "the tables must be dangerous ones";
    EXPECT_LT(refused, compared - 15) << "and some must be harmless";
  }
}

// Rows by columns with both kinds of totals.
void Table(Dice* dice, int rows, int columns, std::vector<Cell>* cells, std::vector<Sum>* sums) {
  auto name = [](int row, int column) {
    return "r" + std::to_string(row) + "c" + std::to_string(column);
  };
  std::vector<std::vector<int64_t>> values(rows + 1, std::vector<int64_t>(columns + 1, 0));
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      int64_t value = dice->Roll(0, 2) ? dice->Roll(0, 8) : 0;
      values[row][column] = value;
      for (int r : {row, rows}) values[r][columns] += value;
      values[rows][column] += value;
    }
  }
  auto place = [&](int row, int column) { return row * (columns + 1) + column; };
  for (int row = 0; row <= rows; ++row) {
    for (int column = 0; column <= columns; ++column) {
      cells->push_back({name(row, column), values[row][column], true});
    }
  }
  for (int row = 0; row <= rows; ++row) {
    Sum sum{place(row, columns), {}};
    for (int column = 0; column < columns; ++column) sum.parts.push_back(place(row, column));
    sums->push_back(sum);
  }
  for (int column = 0; column <= columns; ++column) {
    Sum sum{place(rows, column), {}};
    for (int row = 0; row < rows; ++row) sum.parts.push_back(place(row, column));
    sums->push_back(sum);
  }
}

// Shows that after Protect no hidden cell is derivable, that small counts are hidden, that nothing
// else changed, and that not simply everything is hidden.
TEST(DisclosurePropertyTest, ProtectedTablesCannotBeSolved) {
  int compared = 0, secondary = 0, shown_exactly = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    std::vector<Cell> cells;
    std::vector<Sum> sums;
    Table(&dice, 2, seed % 2 ? 2 : 3, &cells, &sums);
    auto shown = Protect(Exact(), cells, sums);
    std::vector<std::string> order;
    int64_t most = 0;
    for (size_t i = 0; i < cells.size(); ++i) {
      order.push_back(cells[i].name);
      most = std::max(most, cells[i].value + 4);
      bool hidden = shown[i].kind == Shown::Kind::kHidden;
      bool small = cells[i].value >= 1 && cells[i].value <= 4;
      EXPECT_TRUE(hidden || !small) << cells[i].name << " = " << cells[i].value;
      EXPECT_TRUE(!hidden || cells[i].value > 0) << "a zero is never hidden";
      EXPECT_TRUE(hidden || shown[i].value == cells[i].value) << cells[i].name;
      secondary += hidden && !small;
      shown_exactly += !hidden && cells[i].value > 0;
    }
    auto release = MakeRelease("R", Exact(), cells, shown);
    auto possible = BruteForce({release}, NameSums(cells, sums), order, most).Run();
    if (!possible) continue;
    ++compared;
    for (size_t i = 0; i < order.size(); ++i) {
      EXPECT_FALSE(GivesAway((*possible)[i], 4)) << order[i];
    }
  }
  EXPECT_GT(compared, 30);
  EXPECT_GT(secondary, 10);
  EXPECT_GT(shown_exactly, 60);
}

// Shows that a part is hidden rather than a total, and of the parts the smallest.
TEST(DisclosurePropertyTest, TheSmallestPartIsHiddenFirst) {
  std::vector<Cell> cells = {
      {"all", 93, true}, {"a", 3, true}, {"b", 50, true}, {"c", 40, true}, {"d", 0, true}};
  auto shown = Protect(Exact(), cells, {{0, {1, 2, 3, 4}}});
  std::string hidden;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (shown[i].kind == Shown::Kind::kHidden) hidden += cells[i].name;
  }
  EXPECT_EQ(hidden, "ac");
  EXPECT_THROW(Protect(Exact(), cells, {{0, {1, 2}}}), std::invalid_argument) << "no sum";
  cells[1].name = "b";
  EXPECT_THROW(Protect(Exact(), cells, {}), std::invalid_argument) << "two of one name";
}

// Shows that the order in which cells, sums and releases come changes nothing.
TEST(DisclosurePropertyTest, OrderDoesNotMatter) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Dice dice(seed);
    std::vector<Cell> cells;
    std::vector<Sum> sums;
    Table(&dice, 4, 4, &cells, &sums);
    auto shown = Protect(Exact(), cells, sums);
    int count = static_cast<int>(cells.size());
    std::vector<Cell> turned(cells.rbegin(), cells.rend());
    std::vector<Sum> turned_sums(sums.rbegin(), sums.rend());
    for (auto& sum : turned_sums) {
      sum.total = count - 1 - sum.total;
      for (int& part : sum.parts) part = count - 1 - part;
    }
    auto shown_turned = Protect(Exact(), turned, turned_sums);
    std::reverse(shown_turned.begin(), shown_turned.end());
    EXPECT_EQ(shown, shown_turned);

    auto truth = TwoQuarters(&dice, 7);
    auto first = truth.Some("R1", Exact(), 5, &dice), second = truth.Some("R2", Exact(), 5, &dice);
    auto candidate = truth.Some("R3", Exact(), 5, &dice), other = candidate;
    std::reverse(other.names.begin(), other.names.end());
    std::reverse(other.shown.begin(), other.shown.end());
    auto reversed = truth.sums;
    std::reverse(reversed.begin(), reversed.end());
    auto one = Audit({first, second}, candidate, truth.sums);
    auto two = Audit({second, first}, other, reversed);
    ASSERT_EQ(one.size(), two.size());
    for (size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(one[i].cell, two[i].cell);
      EXPECT_EQ(one[i].low, two[i].low);
      EXPECT_EQ(one[i].high, two[i].high);
    }
    EXPECT_EQ(Coarsen({first, second}, &candidate, truth.sums),
              Coarsen({second, first}, &other, reversed));
  }
}

}  // namespace
}  // namespace champions::disclosure
