// What is kept no longer, and its removal. How long is set by class (migration 0023).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "auth/principal.h"
#include "db/transaction.h"

namespace champions::privacy {

struct Due {
  int organisation_id = 0;  // 0: of none
  std::string id;
  std::string since;  // the day that its time runs from
};

struct DueCount {
  int64_t due = 0, held = 0;
};

// Writes down outside the database that a person is erased, for restores; called before the commit.
using NoteErasure = std::function<void(int organisation_id, const std::string& champion_id)>;

// The last day whose records are kept no longer. Refuses with KEPT_FOR_EVER.
std::string CutoffOf(db::Transaction& transaction, const std::string& class_name);
DueCount CountDue(db::Transaction& transaction, const std::string& class_name,
                  const std::string& until);
// The oldest.
std::vector<Due> ListDue(db::Transaction& transaction, const std::string& class_name,
                         const std::string& until, int limit);
// Of the oldest those that are still due once nobody else can change them; gives which.
std::vector<Due> RemoveDue(db::Transaction& transaction, const std::string& class_name,
                           const std::string& until, int limit, const auth::Principal& who);

}  // namespace champions::privacy
