#include <stdexcept>

#include "disclosure/disclosure.h"

namespace champions::disclosure {
namespace {

struct Named {
  std::string_view name;
  Policy policy;
};

constexpr Named kPolicies[] = {
    {"HES-2018", {PolicyId::kHes2018, 8, 5}},
    {"EXACT-SUPPRESS", {PolicyId::kExactSuppress, 5, 1}},
};

}  // namespace

const Policy* FindPolicy(std::string_view name) {
  for (const auto& named : kPolicies) {
    if (named.name == name) return &named.policy;
  }
  return nullptr;
}

const Policy& GetPolicy(PolicyId id) {
  for (const auto& named : kPolicies) {
    if (named.policy.id == id) return named.policy;
  }
  throw std::invalid_argument("no such policy");
}

std::string_view PolicyName(PolicyId id) {
  for (const auto& named : kPolicies) {
    if (named.policy.id == id) return named.name;
  }
  throw std::invalid_argument("no such policy");
}

Shown ShowAlone(const Policy& policy, const Cell& cell) {
  if (!cell.of_people) return {Shown::Kind::kExact, cell.value};
  if (cell.value < 0) throw std::invalid_argument("a count of people below 0: " + cell.name);
  if (cell.value == 0) return {Shown::Kind::kExact, 0};
  if (cell.value < policy.threshold) return {Shown::Kind::kHidden, 0};
  if (policy.rounding <= 1) return {Shown::Kind::kExact, cell.value};
  int64_t steps = (cell.value + policy.rounding / 2) / policy.rounding;
  return {Shown::Kind::kRounded, steps * policy.rounding};
}

Release MakeRelease(std::string id, const Policy& policy, const std::vector<Cell>& cells,
                    const std::vector<Shown>& shown) {
  Release release{std::move(id), policy, {}, shown};
  for (const auto& cell : cells) {
    release.names.push_back(cell.name);
    if (!cell.of_people) release.exempt.push_back(cell.name);
  }
  return release;
}

std::vector<NamedSum> NameSums(const std::vector<Cell>& cells, const std::vector<Sum>& sums) {
  std::vector<NamedSum> named;
  for (const auto& sum : sums) {
    NamedSum one{cells.at(sum.total).name, {}};
    for (int part : sum.parts) one.parts.push_back(cells.at(part).name);
    named.push_back(std::move(one));
  }
  return named;
}

std::string Versions::Name(const std::string& quantity, int64_t value) {
  auto& values = values_[quantity];
  if (values.empty() || values.back() != value) values.push_back(value);
  if (values.size() == 1) return quantity;
  return quantity + ";version=" + std::to_string(values.size());
}

std::vector<Restatement> Versions::Restated() const {
  auto name = [](const std::string& quantity, size_t version) {
    return version == 1 ? quantity : quantity + ";version=" + std::to_string(version);
  };
  std::vector<Restatement> restated;
  for (const auto& [quantity, values] : values_) {
    for (size_t after = 2; after <= values.size(); ++after) {
      for (size_t before = 1; before < after; ++before) {
        restated.push_back({name(quantity, before), name(quantity, after)});
      }
    }
  }
  return restated;
}

std::optional<int64_t> PercentTenths(const Shown& part, const Shown& whole) {
  auto known = [](const Shown& shown) {
    return shown.kind == Shown::Kind::kExact || shown.kind == Shown::Kind::kRounded;
  };
  if (!known(part) || !known(whole) || whole.value == 0) return std::nullopt;
  // 128 bits, since pence times a thousand may pass 64.
  __extension__ using Wide = __int128;
  Wide numerator = Wide{part.value} * 1000;
  Wide denominator = whole.value;
  if (denominator < 0) numerator = -numerator, denominator = -denominator;
  Wide half = numerator < 0 ? -denominator : denominator;
  return static_cast<int64_t>((2 * numerator + half) / (2 * denominator));
}

}  // namespace champions::disclosure
