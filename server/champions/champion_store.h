// The only code that runs the statements of champions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "champions/champion.h"
#include "db/transaction.h"
#include "sealing/vault.h"

namespace champions::champions::store {

// Without identity and equality answers: ReadPersonal adds them.
Champion FromRow(const db::Row& row);

// Those that the caller may not see are not there: row-level security leaves them out.
std::optional<Champion> Get(db::Transaction& transaction, const std::string& id);
// The same, and keeps others from changing it, or another record of the same person, until the
// transaction ends.
std::optional<Champion> Lock(db::Transaction& transaction, const std::string& id);
// Adds identity and equality answers, of all in one statement. Only for callers who may see
// personal data.
void ReadPersonal(db::Transaction& transaction, const sealing::Vault& vault,
                  const std::vector<Champion*>& champions);

// The database's id of an organisation that the caller may see.
std::optional<int> FindOrganisation(db::Transaction& transaction, const std::string& code);

// Both write what differs from what is stored and post the figures. Insert gives the new id;
// nothing where the external_id is taken in that organisation.
std::optional<std::string> Insert(db::Transaction& transaction, const sealing::Vault& vault,
                                  const Champion& champion);
void Update(db::Transaction& transaction, const sealing::Vault& vault, const Champion& before,
            const Champion& after);

}  // namespace champions::champions::store
