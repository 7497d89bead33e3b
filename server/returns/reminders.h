// Reminders of returns that are due: of the last quarter that is over, to the coordinators of each
// organisation that has not submitted. The first comes a week before the day; once that is past,
// one a week, four in all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/civil.h"
#include "db/transaction.h"

namespace champions::returns {

struct Reminder {
  int organisation_id = 0;
  std::string organisation, name;  // code, and how people know it
  std::string quarter;             // as in 2024-25-Q2
  std::string stage;               // DUE, OVERDUE 1 to OVERDUE 4
  Date due_on{};
  std::vector<std::string> recipients;
};

// The next that was not sent yet, locked against others who send; nothing where there is none.
// The transaction sees every organisation. `today` is the day in London; of the clock where not
// given.
std::optional<Reminder> NextReminder(db::Transaction& transaction,
                                     std::optional<Date> today = std::nullopt);
// That it was sent, and how many of the recipients took it.
void NoteReminder(db::Transaction& transaction, const Reminder& reminder, int reached);

std::string SubjectOf(const Reminder& reminder);
std::string TextOf(const Reminder& reminder);

}  // namespace champions::returns
