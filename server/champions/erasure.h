// Erasure of a person, and what is told a person of themselves.
#pragma once

#include <string>
#include <vector>

#include "db/transaction.h"
#include "sealing/vault.h"

namespace champions::champions {

struct Erasure {
  int organisation_id = 0;
  std::string champion_id, reason, key_id, user_id;
};

// Appends to the file of erasures, outside the database, on disk when it returns: a backup that is
// restored still has the person. "": nowhere. Throws std::runtime_error.
void NoteErasure(const std::string& file, const Erasure& erasure);

// Erases again whoever is in the file and, after a restore, in the database; gives how many. To be
// called before anything is served. The transaction sees everything.
int ReplayErasures(db::Transaction& transaction, const std::string& file);

// What subject_data.sql gave, opened: as it is told to the person.
std::string OpenedSubjectData(const sealing::Vault& vault, const sealing::Owner& owner,
                              const std::string& json);

// With what is held in other records of the same person.
std::string WithOtherRecords(const std::string& json, const std::vector<std::string>& others);

// The JSON as a page that people can read.
std::string SubjectPage(const std::string& json);

}  // namespace champions::champions
