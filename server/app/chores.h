// What a timer does beside the server: exports that are due, and e-mails.
#pragma once

#include "config/config.h"
#include "db/pool.h"
#include "mail/mailer.h"
#include "reports/schedule.h"

namespace champions::app {

reports::ExportSettings ExportSettingsOf(const config::Config& config);
mail::MailSettings MailSettingsOf(const config::Config& config);

// Once; true when nothing failed. What was done is a line in the log. It may run on several
// machines at a time.
bool RunChores(const config::Config& config);

}  // namespace champions::app
