// What one count shows by itself under each policy, percentages of what is shown, and names of
// versions.
#include <gtest/gtest.h>

#include <stdexcept>

#include "unit/disclosure_support.h"

namespace champions::disclosure {
namespace {

using Kind = Shown::Kind;

// Shows that only the two policies have names, and that each name leads back to its policy.
TEST(DisclosurePolicyTest, PoliciesAreNamed) {
  EXPECT_EQ(PolicyName(Hes().id), "HES-2018");
  EXPECT_EQ(PolicyName(Exact().id), "EXACT-SUPPRESS");
  EXPECT_EQ(GetPolicy(PolicyId::kHes2018).threshold, 8);
  EXPECT_EQ(FindPolicy("hes-2018"), nullptr);
  EXPECT_EQ(FindPolicy(""), nullptr);
}

// Shows HES-2018: 0 stays, 1 to 7 are hidden, the rest is rounded to the nearest 5.
TEST(DisclosurePolicyTest, HesHidesAndRounds) {
  auto show = [](int64_t value) { return ShowAlone(Hes(), {"c", value, true}); };
  EXPECT_EQ(show(0), (Shown{Kind::kExact, 0}));
  for (int64_t value = 1; value <= 7; ++value) EXPECT_EQ(show(value), (Shown{Kind::kHidden, 0}));
  const std::pair<int64_t, int64_t> kRounded[] = {{8, 10},  {9, 10},  {10, 10}, {12, 10},
                                                  {13, 15}, {17, 15}, {18, 20}, {1003, 1005}};
  for (auto [value, rounded] : kRounded) {
    EXPECT_EQ(show(value), (Shown{Kind::kRounded, rounded})) << value;
  }
}

// Shows EXACT-SUPPRESS: 1 to 4 are hidden, everything else is exact.
TEST(DisclosurePolicyTest, ExactHidesBelowFive) {
  auto show = [](int64_t value) { return ShowAlone(Exact(), {"c", value, true}); };
  EXPECT_EQ(show(0), (Shown{Kind::kExact, 0}));
  for (int64_t value = 1; value <= 4; ++value) EXPECT_EQ(show(value), (Shown{Kind::kHidden, 0}));
  EXPECT_EQ(show(5), (Shown{Kind::kExact, 5}));
  EXPECT_EQ(show(13), (Shown{Kind::kExact, 13}));
}

// Shows that what does not count people is exact under both policies, small and negative too.
TEST(DisclosurePolicyTest, ExemptCellsAreUntouched) {
  for (const auto* policy : {&Hes(), &Exact()}) {
    for (int64_t value : {-5, 0, 1, 4, 7, 13}) {
      EXPECT_EQ(ShowAlone(*policy, {"paid_pence", value, false}), (Shown{Kind::kExact, value}));
    }
  }
}

// Shows that there is no such thing as a count of people below 0.
TEST(DisclosurePolicyTest, NegativeCountsOfPeopleAreRefused) {
  EXPECT_THROW(ShowAlone(Hes(), {"c", -1, true}), std::invalid_argument);
}

// Shows percentages of what is shown, rounded half away from zero, and none where it is hidden.
TEST(DisclosurePolicyTest, PercentagesComeFromWhatIsShown) {
  auto exact = [](int64_t value) { return Shown{Kind::kExact, value}; };
  auto rounded = [](int64_t value) { return Shown{Kind::kRounded, value}; };
  EXPECT_EQ(PercentTenths(rounded(10), rounded(30)), 333);
  EXPECT_EQ(PercentTenths(rounded(20), rounded(30)), 667);
  EXPECT_EQ(PercentTenths(exact(1), exact(16)), 63);    // 6.25
  EXPECT_EQ(PercentTenths(exact(-1), exact(16)), -63);  // -6.25
  EXPECT_EQ(PercentTenths(exact(1), exact(-16)), -63);
  EXPECT_EQ(PercentTenths(exact(0), rounded(10)), 0);
  EXPECT_EQ(PercentTenths(rounded(15), rounded(10)), 1500);
  EXPECT_EQ(PercentTenths(exact(10), exact(0)), std::nullopt);
  EXPECT_EQ(PercentTenths({Kind::kHidden, 0}, rounded(10)), std::nullopt);
  EXPECT_EQ(PercentTenths(rounded(10), {Kind::kHidden, 0}), std::nullopt);
  EXPECT_EQ(PercentTenths({Kind::kLeftOut, 0}, rounded(10)), std::nullopt);
}

// Shows that a quantity keeps its name until its value changes, and that versions are paired.
TEST(DisclosurePolicyTest, RestatedQuantitiesGetVersions) {
  Versions versions;
  EXPECT_EQ(versions.Name("q1", 8), "q1");
  EXPECT_EQ(versions.Name("q1", 8), "q1");
  EXPECT_TRUE(versions.Restated().empty());
  EXPECT_EQ(versions.Name("q1", 9), "q1;version=2");
  EXPECT_EQ(versions.Name("q1", 8), "q1;version=3");
  EXPECT_EQ(versions.Name("q2", 8), "q2");
  auto restated = versions.Restated();
  ASSERT_EQ(restated.size(), 3u);
  EXPECT_EQ(restated[0].before, "q1");
  EXPECT_EQ(restated[0].after, "q1;version=2");
  EXPECT_EQ(restated[1].after, "q1;version=3");
  EXPECT_EQ(restated[2].before, "q1;version=2");
}

}  // namespace
}  // namespace champions::disclosure
