// A year of releases attacked by subtraction. The attacker keeps every release, knows exactly whom
// each cell counts (which organisation, ward and quarter, and what was entered late), and tries
// each sum and difference of two and of three published cells.
#include <gtest/gtest.h>

#include "unit/disclosure_attacker.h"

namespace champions::disclosure {
namespace {

constexpr int kOrganisations = 12, kWards = 20, kQuarters = 4;

// People of one organisation and ward, recruited in one quarter, first known at one release.
struct Group {
  int organisation, ward, quarter, known, people;
  uint64_t mark;  // random; the marks of a cell's groups, added up, stand for whom it counts
};

// What a cell counts: organisation or ward or everybody, in a quarter or until its end.
struct Quantity {
  int organisation, ward;  // -1: all
  int quarter;
  bool to_date;

  std::string Name() const {
    std::string name = organisation >= 0 ? "organisation=" + std::to_string(organisation + 10)
                       : ward >= 0       ? "ward=" + std::to_string(ward + 10)
                                         : "all";
    return name + (to_date ? ";until=Q" : ";period=Q") + std::to_string(quarter);
  }
  bool Counts(const Group& group, int known) const {
    return group.known <= known && (organisation < 0 || group.organisation == organisation) &&
           (ward < 0 || group.ward == ward) &&
           (to_date ? group.quarter <= quarter : group.quarter == quarter);
  }
};

// A programme and what it publishes each quarter: every quarter so far again, and to date.
class Year {
 public:
  explicit Year(uint64_t seed) : dice_(seed) {
    for (int quarter = 1; quarter <= kQuarters; ++quarter) {
      for (int organisation = 0; organisation < kOrganisations; ++organisation) {
        std::vector<int> people(kWards, 0);
        for (int64_t left = dice_.Roll(0, 9); left > 0; --left) ++people[dice_.Roll(0, kWards - 1)];
        // Empty groups too: the attacker knows what a cell counts, not that nobody is there.
        for (int ward = 0; ward < kWards; ++ward) {
          AddGroup(organisation, ward, quarter, quarter, people[ward]);
        }
      }
    }
    // Somebody recruited in the first quarter is entered between the second and third releases.
    AddGroup(static_cast<int>(dice_.Roll(0, kOrganisations - 1)),
             static_cast<int>(dice_.Roll(0, kWards - 1)), 1, 3, 1);
  }

  struct Edition {
    std::vector<Cell> cells;
    std::vector<Sum> sums;
    std::vector<uint64_t> marks;  // of each cell
  };

  // What is known at a release, whether it is published or not.
  Edition At(int known) {
    Edition edition;
    std::map<std::string, int> place;
    auto add = [&](Quantity quantity) {
      Cell cell{"", 0, true};
      uint64_t mark = 0;
      for (const auto& group : groups_) {
        if (quantity.Counts(group, known)) cell.value += group.people, mark += group.mark;
      }
      cell.name = versions_.Name(quantity.Name(), cell.value);
      place[quantity.Name()] = static_cast<int>(edition.cells.size());
      edition.cells.push_back(cell);
      edition.marks.push_back(mark);
    };
    auto units = Units();
    for (int quarter = 1; quarter <= known; ++quarter) {
      for (bool to_date : {false, true}) {
        Sum organisations{-1, {}}, wards{-1, {}};
        for (auto unit : units) {
          unit.quarter = quarter, unit.to_date = to_date;
          add(unit);
          int at = place[unit.Name()];
          if (unit.organisation >= 0) organisations.parts.push_back(at);
          if (unit.ward >= 0) wards.parts.push_back(at);
          if (unit.organisation < 0 && unit.ward < 0) organisations.total = wards.total = at;
          if (!to_date) continue;
          Sum time{at, {}};
          auto part = unit;
          part.to_date = false;
          time.parts.push_back(place[part.Name()]);
          part.to_date = true, part.quarter = quarter - 1;
          if (quarter > 1) time.parts.push_back(place[part.Name()]);
          edition.sums.push_back(time);
        }
        edition.sums.push_back(organisations);
        edition.sums.push_back(wards);
      }
    }
    return edition;
  }

  std::vector<Restatement> Restated() const { return versions_.Restated(); }

 private:
  void AddGroup(int organisation, int ward, int quarter, int known, int people) {
    auto mark = static_cast<uint64_t>(dice_.Roll(0, INT64_MAX >> 12)) * 0x9E3779B97F4A7C15u;
    groups_.push_back({organisation, ward, quarter, known, people, mark});
  }

  static std::vector<Quantity> Units() {
    std::vector<Quantity> units = {{-1, -1, 0, false}};
    for (int i = 0; i < kOrganisations; ++i) units.push_back({i, -1, 0, false});
    for (int i = 0; i < kWards; ++i) units.push_back({-1, i, 0, false});
    return units;
  }

  Dice dice_;
  std::vector<Group> groups_;
  Versions versions_;
};

struct Outcome {
  std::vector<std::string> known;  // to the attacker
  int refused = 0;                 // releases, before they were coarsened
  int shown = 0, hidden = 0;       // counts above 0
  int64_t hits = 0;                // subtractions that gave a quantity
};

// Publishes a year, controlled or each cell by itself, and attacks it.
Outcome PublishAndAttack(const Policy& policy, uint64_t seed, bool controlled) {
  Year year(seed);
  Attacker attacker;
  Outcome outcome;
  std::vector<Release> releases;
  std::vector<NamedSum> sums;
  std::map<std::string, uint64_t> marks;
  std::map<std::string, int64_t> truth;
  for (int quarter = 1; quarter <= kQuarters; ++quarter) {
    auto edition = year.At(quarter);
    auto named = NameSums(edition.cells, edition.sums);
    sums.insert(sums.end(), named.begin(), named.end());
    for (size_t i = 0; i < edition.cells.size(); ++i) {
      marks[edition.cells[i].name] = edition.marks[i];
      truth[edition.cells[i].name] = edition.cells[i].value;
    }
    std::vector<Shown> shown;
    if (controlled) shown = Protect(policy, edition.cells, edition.sums);
    for (size_t i = shown.size(); i < edition.cells.size(); ++i) {
      shown.push_back(ShowAlone(policy, edition.cells[i]));
    }
    auto release = MakeRelease("R" + std::to_string(quarter), policy, edition.cells, shown);
    if (controlled) {
      outcome.refused += !Audit(releases, release, sums, year.Restated()).empty();
      Coarsen(releases, &release, sums, year.Restated());
      EXPECT_TRUE(Audit(releases, release, sums, year.Restated()).empty());
    }
    for (size_t i = 0; i < edition.cells.size(); ++i) {
      bool readable = release.shown[i].kind == Shown::Kind::kExact ||
                      release.shown[i].kind == Shown::Kind::kRounded;
      if (edition.cells[i].value > 0) ++(readable ? outcome.shown : outcome.hidden);
    }
    releases.push_back(release);
  }
  for (const auto& [name, mark] : marks) attacker.Want(name, mark, truth[name], true);
  for (const auto& pair : year.Restated()) {
    attacker.Want(pair.after + " minus " + pair.before, marks[pair.after] - marks[pair.before],
                  truth[pair.after] - truth[pair.before], false);
  }
  for (const auto& release : releases) attacker.Read(release, marks);
  outcome.known = attacker.Subtract(policy.threshold - 1, &outcome.hits);
  return outcome;
}

std::string Join(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += name + "\n";
  return all;
}

// Shows that the attack works where each cell only looks at itself, so that its failure below means
// something.
TEST(DisclosureYearTest, WithoutControlTheAttackSucceeds) {
  auto outcome = PublishAndAttack(Exact(), 1, false);
  EXPECT_GT(outcome.known.size(), 10u);
  EXPECT_GT(outcome.hits, 500);
  std::string all = Join(outcome.known);
  EXPECT_NE(all.find(" minus "), std::string::npos) << "the late entry is seen as well";
}

// Shows that a year of exact releases, each audited with all before it and coarsened where it must
// be, gives no small count away, the late entry included, and still shows counts.
TEST(DisclosureYearTest, ExactReleasesWithstandSubtraction) {
  for (uint64_t seed : {1, 2, 3}) {
    auto outcome = PublishAndAttack(Exact(), seed, true);
    EXPECT_EQ(Join(outcome.known), "") << seed;
    EXPECT_GT(outcome.hits, 500) << "the attacker must have tried";
    EXPECT_GT(outcome.refused, 0);
    EXPECT_GT(outcome.shown, 100) << "of about 640 counts above 0";
  }
}

// Shows the same of rounded releases. Most of these are not refused: rounding does the work.
TEST(DisclosureYearTest, RoundedReleasesWithstandSubtraction) {
  int refused = 0;
  for (uint64_t seed : {1, 2, 17}) {
    auto outcome = PublishAndAttack(Hes(), seed, true);
    EXPECT_EQ(Join(outcome.known), "") << seed;
    EXPECT_GT(outcome.hits, 500);
    EXPECT_GT(outcome.shown, 100);
    refused += outcome.refused;
  }
  EXPECT_GT(refused, 0) << "but not all of it";
  EXPECT_LT(refused, 6);
}

}  // namespace
}  // namespace champions::disclosure
