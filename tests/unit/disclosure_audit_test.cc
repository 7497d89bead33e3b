// The attacks by subtraction, one by one, each with a neighbour that is allowed.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/disclosure_support.h"

namespace champions::disclosure {
namespace {

using Kind = Shown::Kind;

const Breach* BreachOf(const std::vector<Breach>& breaches, const std::string& cell) {
  for (const auto& breach : breaches) {
    if (breach.cell == cell) return &breach;
  }
  return nullptr;
}

std::string Cells(const std::vector<Breach>& breaches) {
  std::string all;
  for (const auto& breach : breaches) all += breach.cell + " " + breach.why + "\n";
  return all;
}

// Shows that to date minus to date gives the quarter away, and that the answer says how.
TEST(DisclosureAuditTest, ToDateMinusToDate) {
  auto before = ShowEach("R1", Exact(), {{"until=Q1", 20}});
  auto now = ShowEach("R2", Exact(), {{"until=Q2", 23}, {"period=Q2", 3}});
  auto breaches = Audit({before}, now, kToDate);
  ASSERT_EQ(breaches.size(), 1u) << Cells(breaches);
  EXPECT_EQ(breaches[0].cell, "period=Q2");
  EXPECT_EQ(breaches[0].low, 3);
  EXPECT_EQ(breaches[0].high, 3);
  EXPECT_EQ(breaches[0].why,
            "can only be 3: release R1 shows \"until=Q1\" as 20; this release (R2) shows "
            "\"until=Q2\" as 23.");
  EXPECT_EQ(breaches[0].from_candidate, std::vector<std::string>{"until=Q2"});
  // Larger quarters are no secret.
  EXPECT_TRUE(
      Audit({before}, ShowEach("R2", Exact(), {{"until=Q2", 25}, {"period=Q2", 5}}), kToDate)
          .empty());
  // Nobody recruited is no secret.
  EXPECT_TRUE(Audit({before}, ShowEach("R2", Exact(), {{"until=Q2", 20}}), kToDate).empty());
}

// Shows that a quarter is protected though no release has a cell for it.
TEST(DisclosureAuditTest, QuantitiesThatNobodyShows) {
  auto before = ShowEach("R1", Exact(), {{"until=Q1", 20}});
  auto now = ShowEach("R2", Exact(), {{"until=Q2", 23}});
  EXPECT_NE(BreachOf(Audit({before}, now, kToDate), "period=Q2"), nullptr);
  EXPECT_TRUE(Audit({before}, now, {}).empty()) << "without the sum nothing links the two";
}

// Shows that a count hidden in an earlier release is protected against a later one.
TEST(DisclosureAuditTest, EarlierHiddenCellsStayProtected) {
  std::vector<NamedSum> sums = {{"until=Q2", {"period=Q1", "period=Q2"}}};
  auto before = ShowEach("R1", Exact(), {{"period=Q1", 3}});
  auto now = ShowEach("R2", Exact(), {{"until=Q2", 33}, {"period=Q2", 30}});
  auto breaches = Audit({before}, now, sums);
  ASSERT_EQ(breaches.size(), 1u) << Cells(breaches);
  EXPECT_EQ(breaches[0].cell, "period=Q1");
  EXPECT_NE(breaches[0].why.find("this release (R2)"), std::string::npos);
  // Two hidden quarters protect each other.
  auto both = ShowEach("R2", Exact(), {{"until=Q2", 6}, {"period=Q2", 3}});
  EXPECT_TRUE(Audit({before}, both, sums).empty()) << Cells(Audit({before}, both, sums));
}

// Shows that the year less three quarters gives the fourth away, over four releases.
TEST(DisclosureAuditTest, YearMinusQuarters) {
  std::vector<NamedSum> sums = {{"until=Q4", {"period=Q1", "period=Q2", "period=Q3", "period=Q4"}}};
  std::vector<Release> earlier = {ShowEach("R1", Exact(), {{"period=Q1", 11}}),
                                  ShowEach("R2", Exact(), {{"period=Q2", 2}}),
                                  ShowEach("R3", Exact(), {{"period=Q3", 14}})};
  auto year = ShowEach("R4", Exact(), {{"period=Q4", 9}, {"until=Q4", 36}});
  auto breaches = Audit(earlier, year, sums);
  ASSERT_EQ(breaches.size(), 1u);
  EXPECT_EQ(breaches[0].cell, "period=Q2");
  EXPECT_EQ(breaches[0].low, 2);
  EXPECT_TRUE(Audit(earlier, ShowEach("R4", Exact(), {{"period=Q4", 9}}), sums).empty());
}

// Shows that the borough less its wards gives a ward away.
TEST(DisclosureAuditTest, WardAgainstBorough) {
  std::vector<NamedSum> sums = {{"borough", {"ward=A", "ward=B", "ward=C"}}};
  auto wards = ShowEach("wards", Exact(), {{"ward=A", 12}, {"ward=B", 2}, {"ward=C", 9}});
  auto borough = ShowEach("borough", Exact(), {{"borough", 23}});
  EXPECT_NE(BreachOf(Audit({wards}, borough, sums), "ward=B"), nullptr);
  EXPECT_NE(BreachOf(Audit({borough}, wards, sums), "ward=B"), nullptr) << "in either order";
  auto two = ShowEach("wards", Exact(), {{"ward=A", 12}, {"ward=B", 2}, {"ward=C", 3}});
  auto sum = ShowEach("borough", Exact(), {{"borough", 17}});
  EXPECT_TRUE(Audit({two}, sum, sums).empty());
  // Two hidden wards with three people between them: 1 and 2, or 2 and 1.
  auto few = ShowEach("wards", Exact(), {{"ward=A", 12}, {"ward=B", 1}, {"ward=C", 2}});
  auto breaches = Audit({few}, ShowEach("borough", Exact(), {{"borough", 15}}), sums);
  ASSERT_EQ(breaches.size(), 2u);
  EXPECT_EQ(breaches[0].low, 1);
  EXPECT_EQ(breaches[0].high, 2);
}

// Shows that overlapping filters give away what is between them: programme A, then A with B.
TEST(DisclosureAuditTest, OverlappingFilters) {
  std::vector<NamedSum> sums = {{"programmes=A,B", {"programme=A", "programme=B"}},
                                {"programmes=A,B,C", {"programmes=A,B", "programme=C"}},
                                {"programmes=B,C", {"programme=B", "programme=C"}}};
  auto first = ShowEach("A", Exact(), {{"programme=A", 40}});
  auto second = ShowEach("AB", Exact(), {{"programmes=A,B", 42}});
  EXPECT_NE(BreachOf(Audit({first}, second, sums), "programme=B"), nullptr);
  EXPECT_TRUE(Audit({first}, ShowEach("AB", Exact(), {{"programmes=A,B", 60}}), sums).empty());
  // Through two equations: A,B,C less A is B,C.
  auto all = ShowEach("ABC", Exact(), {{"programmes=A,B,C", 43}});
  EXPECT_NE(BreachOf(Audit({first}, all, sums), "programmes=B,C"), nullptr);
}

// Shows that an attack over several equations is found that no single equation gives away: with
// x+y, y+z and x+z known, each is known.
TEST(DisclosureAuditTest, SeveralEquationsTogether) {
  std::vector<NamedSum> sums = {{"xy", {"x", "y"}}, {"yz", {"y", "z"}}, {"xz", {"x", "z"}}};
  std::vector<Release> earlier = {ShowEach("R1", Exact(), {{"xy", 53}, {"x", 3}, {"y", 50}}),
                                  ShowEach("R2", Exact(), {{"yz", 70}})};
  earlier[0].shown[2] = {Kind::kHidden, 0};
  auto now = ShowEach("R3", Exact(), {{"xz", 23}});
  EXPECT_TRUE(Audit({earlier[0]}, earlier[1], sums).empty());
  auto breaches = Audit(earlier, now, sums);
  ASSERT_EQ(breaches.size(), 1u) << Cells(breaches);
  EXPECT_EQ(breaches[0].cell, "x");
  EXPECT_EQ(breaches[0].low, 3);
  EXPECT_EQ(breaches[0].high, 3);
  for (const char* part : {"\"xy\"", "\"yz\"", "\"xz\""}) {
    EXPECT_NE(breaches[0].why.find(part), std::string::npos) << breaches[0].why;
  }
}

// Shows where nearly known begins: a count that is 4 or 5 is given away, one that is 5 or 6 is not,
// nor one that is 1, 2 or 3.
TEST(DisclosureAuditTest, NearlyKnown) {
  std::vector<NamedSum> sums = {{"vw", {"v", "w"}}, {"wx", {"w", "x"}}};
  auto release = [](int64_t vw, int64_t wx) {
    auto release = ShowEach("R", Exact(), {{"v", 1}, {"w", 1}, {"x", 1}, {"vw", vw}, {"wx", wx}});
    release.shown[3] = {Kind::kExact, vw};
    release.shown[4] = {Kind::kExact, wx};
    return release;
  };
  auto breaches = Audit({}, release(3, 6), sums);
  const auto* found = BreachOf(breaches, "x");
  ASSERT_NE(found, nullptr) << Cells(breaches);
  EXPECT_EQ(found->low, 4);
  EXPECT_EQ(found->high, 5);
  EXPECT_EQ(BreachOf(Audit({}, release(3, 7), sums), "x"), nullptr);
  breaches = Audit({}, release(4, 5), sums);
  EXPECT_EQ(BreachOf(breaches, "v"), nullptr) << Cells(breaches);
  // Two hidden counts that add up to 15 (13 to 17) are 6 or 7 each: hidden by HES-2018, yet not
  // very small.
  auto hes = ShowEach("R", Hes(), {{"v", 6}, {"w", 7}, {"vw", 13}});
  EXPECT_TRUE(Audit({}, hes, {sums[0]}).empty());
}

// Shows that differences of rounded counts leave intervals: under HES-2018, 10 and then 10 leave 0
// to 4, 10 and then 15 leave 1 to 7, and none of 1 to 7 is singled out.
TEST(DisclosureAuditTest, RoundedDifferencesAreIntervals) {
  for (int64_t before = 8; before <= 30; ++before) {
    for (int64_t quarter = 0; quarter <= 9; ++quarter) {
      auto first = ShowEach("R1", Hes(), {{"until=Q1", before}});
      auto second = ShowEach("R2", Hes(), {{"until=Q2", before + quarter}, {"period=Q2", quarter}});
      auto breaches = Audit({first}, second, kToDate);
      EXPECT_TRUE(breaches.empty()) << before << "+" << quarter << ": " << Cells(breaches);
    }
  }
}

// Shows that HES-2018 alone is no promise: seven hidden wards in a hidden borough are 1 each.
TEST(DisclosureAuditTest, ManyHiddenPartsOfAHiddenTotal) {
  std::vector<std::pair<std::string, int64_t>> counts = {{"borough", 7}};
  NamedSum sum{"borough", {}};
  for (char ward = 'A'; ward <= 'G'; ++ward) {
    counts.push_back({std::string("ward=") + ward, 1});
    sum.parts.push_back(counts.back().first);
  }
  auto breaches = Audit({}, ShowEach("R1", Hes(), counts), {sum});
  ASSERT_EQ(breaches.size(), 8u);
  EXPECT_EQ(breaches[1].low, 1);
  EXPECT_EQ(breaches[1].high, 1);
  // Three of them leave 1 to 5 each.
  counts.resize(4);
  sum.parts.resize(3);
  EXPECT_TRUE(Audit({}, ShowEach("R1", Hes(), counts), {sum}).empty());
}

// Shows that a change of policy does not give away what the other policy hid.
TEST(DisclosureAuditTest, PoliciesTogether) {
  auto hes = ShowEach("R1", Hes(), {{"c", 6}});
  auto exact = ShowEach("R2", Exact(), {{"c", 6}});
  EXPECT_NE(BreachOf(Audit({hes}, exact, {}), "c"), nullptr);
  EXPECT_TRUE(Audit({exact}, hes, {}).empty()) << "it is known already";
}

// Shows that what was given away already does not stop every later release, and what is made worse
// does.
TEST(DisclosureAuditTest, OnlyWhatTheCandidateAddsCounts) {
  std::vector<Release> leaked = {ShowEach("R1", Exact(), {{"until=Q1", 20}}),
                                 ShowEach("R2", Exact(), {{"until=Q2", 23}, {"period=Q2", 3}})};
  auto again = ShowEach("R3", Exact(), {{"until=Q2", 23}, {"period=Q2", 3}, {"other", 3}});
  EXPECT_TRUE(Audit(leaked, again, kToDate).empty());
  std::vector<NamedSum> pair = {{"pair", {"x", "y"}}};
  auto nearly = ShowEach("R1", Exact(), {{"pair", 3}, {"x", 1}, {"y", 2}});
  nearly.shown[0] = {Kind::kExact, 3};
  auto rest = ShowEach("R2", Exact(), {{"y", 2}});
  rest.shown[0] = {Kind::kExact, 2};
  EXPECT_EQ(Audit({nearly}, rest, pair).size(), 2u) << "1 or 2 has become exact";
}

// Shows that a restated count is another unknown, and that a small restatement is itself a count
// that is protected.
TEST(DisclosureAuditTest, Restatements) {
  auto before = ShowEach("R1", Exact(), {{"period=Q1", 8}});
  auto one_more = ShowEach("R2", Exact(), {{"period=Q1;version=2", 9}});
  std::vector<Restatement> restated = {{"period=Q1", "period=Q1;version=2"}};
  auto breaches = Audit({before}, one_more, {}, restated);
  ASSERT_EQ(breaches.size(), 1u) << Cells(breaches);
  EXPECT_EQ(breaches[0].cell, "period=Q1;version=2 minus period=Q1");
  EXPECT_EQ(breaches[0].low, 1);
  // Entries taken back are as personal as late ones.
  auto fewer = ShowEach("R2", Exact(), {{"period=Q1;version=2", 6}});
  EXPECT_EQ(Audit({before}, fewer, {}, restated).size(), 1u);
  auto many = ShowEach("R2", Exact(), {{"period=Q1;version=2", 13}});
  EXPECT_TRUE(Audit({before}, many, {}, restated).empty());
  // Rounding hides it.
  auto rounded = ShowEach("R1", Hes(), {{"period=Q1", 12}});
  auto rounded_more = ShowEach("R2", Hes(), {{"period=Q1;version=2", 13}});
  EXPECT_TRUE(Audit({rounded}, rounded_more, {}, restated).empty());
}

// Shows that releases that cannot all be true are refused, never let pass.
TEST(DisclosureAuditTest, ContradictionsAreRefused) {
  auto before = ShowEach("R1", Exact(), {{"period=Q1", 8}});
  auto now = ShowEach("R2", Exact(), {{"period=Q1", 9}});
  auto breaches = Audit({before}, now, {});
  ASSERT_EQ(breaches.size(), 1u);
  EXPECT_EQ(breaches[0].cell, "period=Q1");
  EXPECT_NE(breaches[0].why.find("contradict"), std::string::npos);
  auto less = ShowEach("R2", Exact(), {{"until=Q2", 10}, {"period=Q2", 11}});
  EXPECT_EQ(Audit({}, less, kToDate).size(), 1u) << "a part above its total";
}

// Shows that what is no count of people is neither protected nor part of an equation.
TEST(DisclosureAuditTest, ExemptCellsAreNotAudited) {
  std::vector<Cell> cells = {{"activities", 3, false},
                             {"activities;org=A", 1, false},
                             {"activities;org=B", 2, false},
                             {"paid_pence", -2, false}};
  std::vector<Sum> sums = {{0, {1, 2}}};
  for (const auto* policy : {&Hes(), &Exact()}) {
    auto shown = Protect(*policy, cells, sums);
    auto release = MakeRelease("R", *policy, cells, shown);
    for (size_t i = 0; i < cells.size(); ++i) EXPECT_EQ(shown[i].value, cells[i].value);
    EXPECT_TRUE(Audit({}, release, NameSums(cells, sums)).empty());
  }
}

// Shows that an audit that may not do its work refuses.
TEST(DisclosureAuditTest, BeyondItsLimitsItRefuses) {
  std::vector<NamedSum> sums = {{"borough", {"ward=A", "ward=B"}}};
  auto release = ShowEach("R1", Exact(), {{"borough", 6}, {"ward=A", 3}, {"ward=B", 3}});
  EXPECT_TRUE(Audit({}, release, sums).empty());
  for (AuditLimits limits : {AuditLimits{0, std::chrono::seconds(10)},
                             AuditLimits{1'000, std::chrono::milliseconds(0)}}) {
    auto breaches = Audit({}, release, sums, {}, limits);
    ASSERT_EQ(breaches.size(), 2u);
    EXPECT_NE(breaches[0].why.find("could not be decided"), std::string::npos);
  }
}

}  // namespace
}  // namespace champions::disclosure
