#include "reach/reach_log.h"

#include "reach/reach_store.h"

namespace champions::reach {

std::vector<Reach> LogAll(rpc::Call& call, db::Transaction& transaction, std::vector<Reach> reaches,
                          const std::vector<std::string>& paths) {
  std::vector<FieldViolation> violations;
  for (size_t i = 0; i < reaches.size(); ++i) {
    auto found = CheckRules(reaches[i], paths[i]);
    violations.insert(violations.end(), found.begin(), found.end());
  }
  if (!violations.empty()) throw InvalidFields(std::move(violations));
  for (auto& refusal : store::Resolve(transaction, reaches, paths)) {
    if (refusal) throw *refusal;
  }
  store::Insert(transaction, reaches);
  for (const auto& reach : reaches) {
    call.Audit(
        {.object_kind = "reach", .object = reach.id, .organisation_id = reach.organisation_id});
  }
  return reaches;
}

}  // namespace champions::reach
