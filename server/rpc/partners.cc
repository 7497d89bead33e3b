#include "rpc/partners.h"

#include <algorithm>
#include <map>

#include "base/refusal.h"
#include "base/text.h"
#include "rpc/rpc_sql.h"

namespace champions::rpc {
namespace {

void CheckGiven(const std::vector<std::string>& codes, const std::string& lead,
                const std::string& field) {
  std::vector<FieldViolation> violations;
  for (size_t i = 0; i < codes.size(); ++i) {
    std::string place = field + "[" + std::to_string(i) + "]";
    if (codes[i] == lead) {
      violations.push_back(
          {place, "is " + Quoted(lead) + ", the lead: expected another organisation"});
    } else if (std::find(codes.begin(), codes.begin() + i, codes[i]) != codes.begin() + i) {
      violations.push_back({place, "is " + Quoted(codes[i]) + " again: expected each once"});
    }
  }
  if (!violations.empty()) throw InvalidFields(std::move(violations));
}

}  // namespace

std::vector<int> FindPartners(db::Transaction& transaction, const std::vector<std::string>& codes,
                              const std::string& lead, const std::string& field) {
  if (codes.empty()) return {};
  CheckGiven(codes, lead, field);
  std::map<std::string, int> known;
  for (auto row : transaction.Execute(sql::kFindPartners, codes)) {
    known[row.Text("code")] = row.Int("id");
  }
  std::vector<int> ids;
  for (size_t i = 0; i < codes.size(); ++i) {
    auto found = known.find(codes[i]);
    if (found == known.end()) {
      throw NotFoundAt(field + "[" + std::to_string(i) + "]", "organisation", codes[i]);
    }
    ids.push_back(found->second);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace champions::rpc
