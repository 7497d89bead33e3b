// The audit log: who changed what, and who read personal data. Written in the transaction of the
// change itself, so that what cannot be audited does not happen.
#pragma once

#include <string>
#include <vector>

#include "auth/principal.h"
#include "db/transaction.h"

namespace champions::audit {

// One object of a call. Names fields, never values.
struct Event {
  std::string object_kind;  // such as `reach`
  std::string object;       // its id or code; empty where the event is about many
  int64_t objects = 1;      // how many
  int organisation_id = 0;  // 0: none or several
  std::vector<std::string> fields;
};

// What all events of a call have in common.
struct Origin {
  const auth::Principal* principal = nullptr;
  std::string method;          // `ReachService/LogReach`
  std::string request_id;      // may be empty
  std::string address;         // as the edge saw it; may be empty
  std::string outcome = "OK";  // or the code of the refusal
};

// One statement, however many events.
void Write(db::Transaction& transaction, const Origin& origin, const std::vector<Event>& events);

}  // namespace champions::audit
