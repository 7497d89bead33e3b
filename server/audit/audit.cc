#include "audit/audit.h"

#include "audit/audit_sql.h"
#include "base/text.h"

namespace champions::audit {

void Write(db::Transaction& transaction, const Origin& origin, const std::vector<Event>& events) {
  if (events.empty()) return;
  std::vector<int> organisations;
  std::vector<std::string> kinds, objects, fields;
  std::vector<int64_t> counts;
  for (const auto& event : events) {
    organisations.push_back(event.organisation_id);
    kinds.push_back(event.object_kind);
    objects.push_back(event.object);
    counts.push_back(event.objects);
    fields.push_back(Join(event.fields, ","));
  }
  transaction.Execute(sql::kInsertEvents, origin.principal->key_id,
                      db::NullIfEmpty(origin.principal->user_id), origin.method,
                      db::NullIfEmpty(origin.request_id), db::NullIfEmpty(origin.address),
                      organisations, kinds, objects, counts, fields, origin.outcome);
}

}  // namespace champions::audit
