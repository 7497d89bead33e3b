// The only code that runs the statements of enrolments.
#pragma once

#include <optional>
#include <string>

#include "champions/enrolment.h"
#include "db/transaction.h"

namespace champions::champions::store {

Enrolment EnrolmentFromRow(const db::Row& row);

std::optional<Enrolment> GetEnrolment(db::Transaction& transaction, const std::string& id);
// The same, and keeps others from changing it until the transaction ends.
std::optional<Enrolment> LockEnrolment(db::Transaction& transaction, const std::string& id);

// The database's id of a champion's organisation, where the caller may see it.
std::optional<int> FindOrganisationOfChampion(db::Transaction& transaction,
                                              const std::string& champion);
std::optional<int> FindProgramme(db::Transaction& transaction, const std::string& code);

// Both post the figures. Insert gives the new id; nothing where the champion is enrolled in the
// programme on that day already.
std::optional<std::string> InsertEnrolment(db::Transaction& transaction, const Enrolment& enrolment,
                                           int programme_id);
void EndEnrolment(db::Transaction& transaction, const Enrolment& enrolment);

}  // namespace champions::champions::store
