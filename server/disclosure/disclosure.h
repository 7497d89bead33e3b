// What a public edition may show of counts of people, and whether a new release would, together
// with every release before it, give a small count away. docs/disclosure.md has the rules and why.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace champions::disclosure {

enum class PolicyId { kHes2018, kExactSuppress };

struct Policy {
  PolicyId id;
  int threshold;  // the smallest count of people that may be shown; 1 .. threshold - 1 are hidden
  int rounding;   // shown counts are rounded to a multiple of this; 1 = not rounded
};

// `HES-2018` and `EXACT-SUPPRESS`; null for any other name.
const Policy* FindPolicy(std::string_view name);
const Policy& GetPolicy(PolicyId id);
std::string_view PolicyName(PolicyId id);

// A count under the name that it has in every release: the same name for the same quantity of the
// same period, as long as its true value is the same ("…;period=2024-25-Q2" in the quarter,
// "…;until=2024-25-Q2" to date). A restated count is another unknown: see Versions.
struct Cell {
  std::string name;
  int64_t value;
  bool of_people;  // false: organisations, activities, money; always shown exactly
};

// total = sum of parts, as indexes into the cells. It holds exactly.
struct Sum {
  int total;
  std::vector<int> parts;
};

struct Shown {
  // kHidden prints as `*`. kLeftOut is not in the release at all: nothing follows from it.
  enum class Kind { kExact, kRounded, kHidden, kLeftOut } kind;
  int64_t value;  // 0 where hidden or left out
  bool operator==(const Shown&) const = default;
};

// What one count shows by itself: the policy's first step.
Shown ShowAlone(const Policy& policy, const Cell& cell);

// What a release shows of its cells, in their order. A policy that does not round hides further
// cells (small ones first, a total only where no part will do) until Audit finds nothing within
// this release. Throws std::invalid_argument where a sum does not hold or a count is below 0, and
// std::runtime_error where the work is beyond the default AuditLimits.
std::vector<Shown> Protect(const Policy& policy, const std::vector<Cell>& cells,
                           const std::vector<Sum>& sums);

// What somebody who keeps every release knows.
struct Release {
  std::string id;
  Policy policy;
  std::vector<std::string> names;
  std::vector<Shown> shown;  // one for each name
  // Names that are no counts of people; neither they nor sums with them are audited.
  std::vector<std::string> exempt = {};
  // More was hidden than the policy asks, so that a hidden count may also be a larger one. The
  // edition has to say so. Always true in effect for a policy that does not round.
  bool coarsened = false;
};

// `cells` as a release that shows `shown`.
Release MakeRelease(std::string id, const Policy& policy, const std::vector<Cell>& cells,
                    const std::vector<Shown>& shown);

// A sum over names of any releases, or of none: a quantity that no release shows, yet has a name
// here, is protected too.
struct NamedSum {
  std::string total;
  std::vector<std::string> parts;
};

std::vector<NamedSum> NameSums(const std::vector<Cell>& cells, const std::vector<Sum>& sums);

// `after` is the same quantity as `before`, as known later. Their difference (late entries less
// entries taken back) is protected like a count.
struct Restatement {
  std::string before, after;
};

struct Breach {
  std::string cell;  // a name, or for a restatement "AFTER minus BEFORE"
  std::string why;   // for a person: what can be inferred, and from which cells of which releases
  int64_t low, high;
  // Cells of the candidate that it follows from, the ones that Coarsen would hide first.
  std::vector<std::string> from_candidate = {};
};

// How much work one audit may do. What is not decided by then counts as given away.
struct AuditLimits {
  int solves = 20'000;
  std::chrono::milliseconds time{60'000};
};

// What `candidate` would give away beside the earlier releases: empty = it may be released. What
// the earlier releases give away already, and the candidate makes no worse, is not reported. In the
// order of the names; the order of releases, names and sums makes no difference.
std::vector<Breach> Audit(const std::vector<Release>& earlier, const Release& candidate,
                          const std::vector<NamedSum>& sums,
                          const std::vector<Restatement>& restated = {},
                          const AuditLimits& limits = {});

// Hides more of the candidate, or as a last resort leaves cells out, until Audit is empty. Says
// what was done, one line per cell, in the order of the names. Audit once more before releasing:
// where the limits (here of all the work together) were reached, it still finds something.
std::vector<std::string> Coarsen(const std::vector<Release>& earlier, Release* candidate,
                                 const std::vector<NamedSum>& sums,
                                 const std::vector<Restatement>& restated = {},
                                 const AuditLimits& limits = {});

// Names quantities from release to release: the plain name while the true value stays as it was,
// with ";version=2", 3 … after each restatement.
class Versions {
 public:
  // Ask in the order of the releases, with the value as known at that release.
  std::string Name(const std::string& quantity, int64_t value);
  // Each pair of versions of one quantity.
  std::vector<Restatement> Restated() const;

 private:
  std::map<std::string, std::vector<int64_t>> values_;
};

// Tenths of a per cent (one decimal, half away from zero) of what is shown, never of what is
// hidden; nothing where the whole is 0.
std::optional<int64_t> PercentTenths(const Shown& part, const Shown& whole);

}  // namespace champions::disclosure
