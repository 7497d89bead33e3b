// What the methods about records of a champion have in common.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rights/rights.h"
#include "rights/rights_service.h"
#include "rpc/convert.h"

namespace champions::rights {

template <class Proto>
void SetRecord(const Record& record, Proto* proto) {
  proto->set_id(record.id);
  proto->set_champion(record.champion);
  proto->set_organisation(record.organisation);
  proto->set_recorded_by(record.recorded_by);
  proto->set_etag(rpc::Etag(record.version));
  rpc::SetTimestamp(record.created_at_us, proto->mutable_create_time());
  rpc::SetTimestamp(record.updated_at_us, proto->mutable_update_time());
}

// As it is once its champion is locked.
template <class Found>
Found Locked(db::Transaction& tx, std::optional<Found> (*get)(db::Transaction&, const std::string&),
             const char* kind, const std::string& id, const std::string& etag) {
  auto found = get(tx, id);
  if (!found) throw NotFound(kind, id);
  LockedChampion(tx, found->champion);
  found = get(tx, id);
  rpc::CheckEtag(etag, found->version, kind, id);
  return *found;
}

// A request of the register that is answered by this: of the same champion, and of one of these
// kinds. Gives the day on which it was received; "" where none is named.
std::string CheckRequest(db::Transaction& tx, const std::string& request, const Record& champion,
                         const std::vector<std::string>& kinds);

}  // namespace champions::rights
