#include "returns/reminders.h"

#include "returns/return.h"
#include "returns/returns_sql.h"

namespace champions::returns {

std::optional<Reminder> NextReminder(db::Transaction& tx, std::optional<Date> today) {
  auto row = tx.ExecuteMaybe(sql::kNextReminder, static_cast<int>(kDueAfter.count()),
                             today ? std::optional(FormatDate(*today)) : std::nullopt);
  if (!row) return std::nullopt;
  Reminder reminder;
  reminder.organisation_id = row->Int("organisation_id");
  reminder.organisation = row->Text("organisation");
  reminder.name = row->Text("name");
  reminder.quarter = QuarterOf(*ParseDate(row->Text("quarter")));
  reminder.stage = row->Text("stage");
  reminder.due_on = *ParseDate(row->Text("due_on"));
  reminder.recipients = row->TextArray("recipients");
  return reminder;
}

void NoteReminder(db::Transaction& tx, const Reminder& reminder, int reached) {
  tx.Execute(sql::kInsertReminder, reminder.organisation_id,
             FormatDate(ParseQuarter(reminder.quarter)->from), reminder.stage, reached);
}

std::string SubjectOf(const Reminder& reminder) {
  return "Return of " + reminder.quarter + " for " + reminder.name +
         (reminder.stage == "DUE" ? " is due on " : " was due on ") + FormatDate(reminder.due_on);
}

std::string TextOf(const Reminder& reminder) {
  return "The return of " + reminder.quarter + " for " + reminder.name +
         " was not submitted yet.\nIt " + (reminder.stage == "DUE" ? "is" : "was") + " due on " +
         FormatDate(reminder.due_on) +
         ".\n\nSee what looks odd in the figures, and submit them:\n\n  champions return check "
         "--organisation " +
         reminder.organisation + " --quarter " + reminder.quarter +
         "\n  champions return submit --organisation " + reminder.organisation + " --quarter " +
         reminder.quarter + "\n";
}

}  // namespace champions::returns
