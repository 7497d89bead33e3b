// What the public edition may show.
#include "base/refusal.h"
#include "base/text.h"
#include "reports/publish.h"

namespace champions::reports {
namespace {

constexpr size_t kMostNamed = 5;

// What the figures of this quarter say of earlier ones: to date = to date before + in the quarter.
// What was to date before is named and kept too, though no edition shows it here.
void LinkToEarlier(const Snapshot& snapshot, const Pack& pack,
                   const std::vector<disclosure::Cell>& cells, disclosure::Versions& versions,
                   PublicEdition* edition) {
  auto before = QuarterOf(std::chrono::sys_days(snapshot.quarter.from) - std::chrono::days(1));
  std::map<std::string, size_t> index;
  for (size_t i = 0; i < pack.counts.size(); ++i) index[pack.counts[i].quantity] = i;
  std::string until = ";until=" + snapshot.quarter_name;
  for (size_t i = 0; i < pack.counts.size(); ++i) {
    const auto& count = pack.counts[i];
    auto at = count.quantity.size() - std::min(count.quantity.size(), until.size());
    if (!count.of_people || count.quantity.substr(at) != until) continue;
    auto stem = count.quantity.substr(0, at);
    auto period = index.find(stem + ";period=" + snapshot.quarter_name);
    if (period == index.end()) continue;
    int64_t value = count.value - pack.counts[period->second].value;
    auto quantity = stem + ";until=" + before;
    auto earlier = versions.Name(quantity, value);
    edition->sums.push_back({cells[i].name, {earlier, cells[period->second].name}});
    edition->cells.push_back(
        {earlier, quantity, true, {disclosure::Shown::Kind::kLeftOut, 0}, value});
  }
}

Refusal Disclosive(const std::vector<disclosure::Breach>& breaches) {
  std::string message, names;
  for (size_t i = 0; i < breaches.size() && i < kMostNamed; ++i) {
    message += (i == 0 ? "" : "; ") + breaches[i].cell + ": " + breaches[i].why;
    names += (i == 0 ? "" : ", ") + breaches[i].cell;
  }
  Refusal refusal(Code::kFailedPrecondition, "DISCLOSIVE",
                  "the public edition would give " + std::to_string(breaches.size()) +
                      " small counts away; ask for it to be coarsened, or choose another policy: " +
                      message.substr(0, 1500));
  return refusal.With("cells", names.substr(0, 500));
}

}  // namespace

std::string CoarsenedNote() {
  return "More is hidden than the policy asks, since small counts would follow from other figures: "
         "a "
         "* may stand for a larger count, and some counts are left out.";
}

const disclosure::Policy& PolicyNamed(const std::string& name, const char* field) {
  const auto* policy = disclosure::FindPolicy(name.empty() ? "HES-2018" : name);
  if (policy == nullptr) {
    throw InvalidField(field, "is " + Quoted(name) + ": expected HES-2018 or EXACT-SUPPRESS");
  }
  return *policy;
}

PublicEdition MakePublic(const Snapshot& snapshot, const std::string& policy_name, bool coarsen,
                         Released released, Pack* pack) {
  const auto& policy = PolicyNamed(policy_name);
  std::vector<disclosure::Cell> cells;
  for (const auto& count : pack->counts) {
    cells.push_back(
        {released.versions.Name(count.quantity, count.value), count.value, count.of_people});
  }
  PublicEdition edition;
  edition.sums = disclosure::NameSums(cells, pack->sums);
  LinkToEarlier(snapshot, *pack, cells, released.versions, &edition);
  auto sums = released.sums;
  sums.insert(sums.end(), edition.sums.begin(), edition.sums.end());
  auto candidate = disclosure::MakeRelease(snapshot.quarter_name, policy, cells,
                                           disclosure::Protect(policy, cells, pack->sums));
  auto restated = released.versions.Restated();
  auto breaches = disclosure::Audit(released.releases, candidate, sums, restated);
  if (!breaches.empty()) {
    if (!coarsen) throw Disclosive(breaches);
    edition.coarsened = disclosure::Coarsen(released.releases, &candidate, sums, restated);
    breaches = disclosure::Audit(released.releases, candidate, sums, restated);
    if (!breaches.empty()) throw Disclosive(breaches);
  }
  pack->Show(candidate.shown);
  for (size_t i = 0; i < cells.size(); ++i) {
    edition.cells.push_back({cells[i].name, pack->counts[i].quantity, cells[i].of_people,
                             candidate.shown[i], cells[i].value});
  }
  return edition;
}

}  // namespace champions::reports
