#include "disclosure/hide.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace champions::disclosure {
namespace {

using Kind = Shown::Kind;

constexpr int kMostRounds = 200;
// Beyond so many cells nobody tries whether fewer of them would have done.
constexpr size_t kMostCellsToRestore = 500;
constexpr int kMostRestored = 30;

class Hiding {
 public:
  Hiding(const std::vector<Release>& earlier, Release* candidate, const std::vector<NamedSum>& sums,
         const std::vector<Restatement>& restated, const AuditLimits& limits)
      : earlier_(earlier),
        candidate_(*candidate),
        sums_(sums),
        restated_(restated),
        limits_(limits),
        end_(std::chrono::steady_clock::now() + limits.time),
        original_(*candidate) {
    for (size_t i = 0; i < candidate_.names.size(); ++i) places_[candidate_.names[i]] = i;
    exempt_.insert(candidate_.exempt.begin(), candidate_.exempt.end());
    for (size_t i = 0; i < sums_.size(); ++i) {
      totals_.insert(sums_[i].total);
      sums_of_[sums_[i].total].push_back(i);
      for (const auto& part : sums_[i].parts) sums_of_[part].push_back(i);
    }
  }

  bool Run() {
    for (int round = 0; round < kMostRounds && Left().count() > 0; ++round) {
      auto breaches = Breaches();
      if (breaches.empty()) return Restore(), true;
      // Where nothing can be left out any more, the earlier releases are to blame.
      if (!Step(breaches)) return false;
    }
    return false;
  }

 private:
  std::chrono::milliseconds Left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(end_ -
                                                                 std::chrono::steady_clock::now());
  }

  std::vector<Breach> Breaches() const {
    AuditLimits limits = limits_;
    limits.time = Left();
    return Audit(earlier_, candidate_, sums_, restated_, limits);
  }

  // One cell for each breach whose cells are as they were at the start of the step.
  bool Step(const std::vector<Breach>& breaches) {
    std::set<std::string> changed;
    for (const auto& breach : breaches) {
      auto touched = [&](const std::string& name) { return changed.count(name) > 0; };
      if (touched(breach.cell) ||
          std::any_of(breach.from_candidate.begin(), breach.from_candidate.end(), touched)) {
        continue;
      }
      auto name = Change(breach);
      if (!name.empty()) changed.insert(name);
    }
    return !changed.empty();
  }

  // The name of the cell that it hid or left out; "" when there was none.
  std::string Change(const Breach& breach) {
    auto near = breach.from_candidate;
    near.push_back(breach.cell);
    auto name = Best(near, true);
    if (name.empty()) name = Best(near, false);
    if (name.empty()) name = Nearest(breach);
    if (name.empty()) return name;
    size_t place = places_.at(name);
    if (CanHide(name)) {
      candidate_.shown[place] = {Kind::kHidden, 0};
      SetCoarsened();
    } else {
      LeaveOut(place);
    }
    return name;
  }

  void LeaveOut(size_t place) { candidate_.shown[place] = {Kind::kLeftOut, 0}; }

  void SetCoarsened() {
    candidate_.coarsened = original_.coarsened;
    for (size_t i = 0; i < candidate_.shown.size(); ++i) {
      candidate_.coarsened |=
          candidate_.shown[i].kind == Kind::kHidden && original_.shown[i].kind != Kind::kHidden;
    }
  }

  // A zero stays a zero: hiding means that there is somebody.
  bool CanHide(const std::string& name) const {
    auto place = places_.find(name);
    if (place == places_.end() || exempt_.count(name)) return false;
    const Shown& shown = candidate_.shown[place->second];
    return shown.kind == Kind::kRounded || (shown.kind == Kind::kExact && shown.value > 0);
  }

  bool CanLeaveOut(const std::string& name) const {
    auto place = places_.find(name);
    return place != places_.end() && !exempt_.count(name) && !CanHide(name) &&
           candidate_.shown[place->second].kind != Kind::kLeftOut;
  }

  // To hide: a part before a total, the smallest count first. To leave out: a total first, since
  // one of hidden counts says little by itself.
  std::string Best(const std::vector<std::string>& names, bool hide) const {
    std::vector<std::tuple<bool, int64_t, std::string>> able;
    for (const auto& name : names) {
      if (!(hide ? CanHide(name) : CanLeaveOut(name))) continue;
      bool total = totals_.count(name) > 0;
      able.push_back({hide == total, candidate_.shown[places_.at(name)].value, name});
    }
    if (able.empty()) return "";
    return std::get<2>(*std::min_element(able.begin(), able.end()));
  }

  // Outwards from the breach's cell along the sums.
  std::string Nearest(const Breach& breach) const {
    std::vector<std::string> ring = {breach.cell};
    for (const auto& pair : restated_) {
      if (breach.cell == pair.after + " minus " + pair.before) {
        ring = {pair.before, pair.after};
      }
    }
    std::set<std::string> seen(ring.begin(), ring.end());
    while (!ring.empty()) {
      for (bool hide : {true, false}) {
        auto name = Best(ring, hide);
        if (!name.empty()) return name;
      }
      std::vector<std::string> next;
      for (const auto& name : ring) {
        auto of = sums_of_.find(name);
        if (of == sums_of_.end()) continue;
        for (size_t sum : of->second) {
          if (seen.insert(sums_[sum].total).second) next.push_back(sums_[sum].total);
          for (const auto& part : sums_[sum].parts) {
            if (seen.insert(part).second) next.push_back(part);
          }
        }
      }
      ring = std::move(next);
    }
    return "";
  }

  // A cell that was hidden for a breach may not be needed any more: the largest are tried first.
  void Restore() {
    if (candidate_.names.size() > kMostCellsToRestore) return;
    std::vector<std::tuple<bool, int64_t, std::string, size_t>> changed;
    for (size_t i = 0; i < candidate_.shown.size(); ++i) {
      if (candidate_.shown[i] == original_.shown[i]) continue;
      const auto& name = candidate_.names[i];
      changed.push_back({!totals_.count(name), -original_.shown[i].value, name, i});
    }
    // The last one is needed: without it there was a breach.
    if (changed.size() < 2) return;
    std::sort(changed.begin(), changed.end());
    int left = kMostRestored;
    for (const auto& [part, value, name, place] : changed) {
      if (left-- == 0) return;
      Shown shown = candidate_.shown[place];
      candidate_.shown[place] = original_.shown[place];
      SetCoarsened();
      if (Breaches().empty()) continue;
      candidate_.shown[place] = shown;
      SetCoarsened();
    }
  }

  const std::vector<Release>& earlier_;
  Release& candidate_;
  const std::vector<NamedSum>& sums_;
  const std::vector<Restatement>& restated_;
  const AuditLimits limits_;
  const std::chrono::steady_clock::time_point end_;
  const Release original_;
  std::unordered_map<std::string, size_t> places_;
  std::unordered_map<std::string, std::vector<size_t>> sums_of_;
  std::unordered_set<std::string> totals_, exempt_;
};

}  // namespace

bool HideUntilSafe(const std::vector<Release>& earlier, Release* candidate,
                   const std::vector<NamedSum>& sums, const std::vector<Restatement>& restated,
                   const AuditLimits& limits) {
  return Hiding(earlier, candidate, sums, restated, limits).Run();
}

std::vector<Shown> Protect(const Policy& policy, const std::vector<Cell>& cells,
                           const std::vector<Sum>& sums) {
  std::set<std::string> names;
  std::vector<Shown> shown;
  for (const auto& cell : cells) {
    if (!names.insert(cell.name).second) {
      throw std::invalid_argument("two cells have the name " + cell.name);
    }
    shown.push_back(ShowAlone(policy, cell));
  }
  for (const auto& sum : sums) {
    int64_t left = cells.at(sum.total).value;
    for (int part : sum.parts) left -= cells.at(part).value;
    if (left != 0) {
      throw std::invalid_argument("the parts do not add up to " + cells.at(sum.total).name);
    }
  }
  if (policy.rounding > 1) return shown;
  auto release = MakeRelease("", policy, cells, shown);
  if (!HideUntilSafe({}, &release, NameSums(cells, sums), {}, {})) {
    throw std::runtime_error("no way to protect the cells was found in time");
  }
  return release.shown;
}

std::vector<std::string> Coarsen(const std::vector<Release>& earlier, Release* candidate,
                                 const std::vector<NamedSum>& sums,
                                 const std::vector<Restatement>& restated,
                                 const AuditLimits& limits) {
  auto before = candidate->shown;
  HideUntilSafe(earlier, candidate, sums, restated, limits);
  std::map<std::string, std::string> done;
  for (size_t i = 0; i < before.size(); ++i) {
    if (candidate->shown[i] == before[i]) continue;
    bool hidden = candidate->shown[i].kind == Kind::kHidden;
    done[candidate->names[i]] = (hidden ? "hidden: " : "left out: ") + candidate->names[i];
  }
  std::vector<std::string> lines;
  for (const auto& [name, line] : done) lines.push_back(line);
  return lines;
}

}  // namespace champions::disclosure
