// What is personal in staged rows is sealed before anything is planned: plans then compare what is
// stored with what came without reading either.
#pragma once

#include "db/transaction.h"
#include "sealing/vault.h"

namespace champions::imports {

// Fill sealed_people and sealed_notes, for the rows that are not in error.
void SealPeople(db::Transaction& transaction, const sealing::Vault& vault);
void SealNotes(db::Transaction& transaction, const sealing::Vault& vault);

}  // namespace champions::imports
