// Which counts of a pack add up, so that none can be worked out from the others unseen.
#include "reports/pack_tables.h"

namespace champions::reports {

std::string Where(const TotalsRow& row, bool organisation, bool programme) {
  std::string where;
  if (organisation) where += "organisation=" + row.organisation + ";";
  if (programme) where += "programme=" + row.programme + ";";
  return where;
}

std::string Quantity(const std::string& where, const std::string& field, const char* time,
                     const std::string& quarter) {
  return where + "field=" + field + ";" + time + "=" + quarter;
}

int PackTables::Find(const std::string& quantity) const {
  auto found = index_.find(quantity);
  return found == index_.end() ? -1 : static_cast<int>(found->second);
}

void PackTables::AddSum(const std::string& total, const std::vector<std::string>& parts) {
  disclosure::Sum sum{Find(total), {}};
  if (sum.total < 0) return;
  int64_t added = 0;
  for (const auto& part : parts) {
    int found = Find(part);
    if (found < 0) return;
    sum.parts.push_back(found);
    added += pack_.counts[static_cast<size_t>(found)].value;
  }
  if (parts.empty() || added != pack_.counts[static_cast<size_t>(sum.total)].value) return;
  pack_.sums.push_back(std::move(sum));
}

// What adds up, for people to whom it must not give a count away. A champion in two programmes
// makes the sum over programmes larger than the total: then it does not hold and is left out.
void PackTables::AddSums() {
  for (int i = 0; i <= kImpressions; ++i) {
    std::string field = kColumns[i];
    for (const char* time : {"period", "until"}) {
      auto quantity = [&](const std::string& where) {
        return Quantity(where, field, time, snapshot_.quarter_name);
      };
      std::vector<std::string> organisations, programmes;
      for (const auto& row : snapshot_.by_organisation) {
        organisations.push_back(quantity(Where(row, true, false)));
        std::vector<std::string> within;
        for (const auto& both : snapshot_.by_both) {
          if (both.organisation == row.organisation) {
            within.push_back(quantity(Where(both, true, true)));
          }
        }
        AddSum(organisations.back(), within);
      }
      for (const auto& row : snapshot_.by_programme) {
        programmes.push_back(quantity(Where(row, false, true)));
        std::vector<std::string> within;
        for (const auto& both : snapshot_.by_both) {
          if (both.programme == row.programme) within.push_back(quantity(Where(both, true, true)));
        }
        AddSum(programmes.back(), within);
      }
      AddSum(quantity(""), organisations);
      AddSum(quantity(""), programmes);
    }
    for (const char* dimension : {"ward", "topic", "mode"}) {
      std::vector<std::string> groups;
      for (const auto& group : snapshot_.groups) {
        if (group.dimension != dimension) continue;
        groups.push_back(
            Quantity(dimension + ("=" + group.key) + ";", field, "period", snapshot_.quarter_name));
      }
      AddSum(Quantity("", field, "period", snapshot_.quarter_name), groups);
    }
  }
}

}  // namespace champions::reports
