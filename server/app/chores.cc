#include "app/chores.h"

#include "app/app_sql.h"
#include "app/services.h"
#include "auth/authenticator.h"
#include "auth/token.h"
#include "db/transaction.h"
#include "observability/log.h"
#include "reports/export_runner.h"
#include "returns/reminders.h"

namespace champions::app {
namespace {

using observability::Level;
using observability::Log;

constexpr int kTimeoutMs = 60'000;

// How many of a reminder's addresses took it. Throws where the relay cannot be had, unless one of
// them has it already.
int SendTo(const mail::Mailer& mailer, const returns::Reminder& reminder) {
  int reached = 0;
  for (const auto& to : reminder.recipients) {
    try {
      mailer.Send(to, returns::SubjectOf(reminder), returns::TextOf(reminder));
      ++reached;
    } catch (const mail::Refused& error) {
      Log(Level::kWarning, "reminder",
          {{"organisation", reminder.organisation}, {"detail", std::string(error.what())}});
    } catch (const std::exception&) {
      if (reached == 0) throw;
    }
  }
  return reached;
}

// Each reminder is sent and noted by itself. Where the relay cannot be had, the rest waits for the
// next time; an address that it refuses keeps nobody else from being reminded.
bool Remind(db::Pool& pool, const mail::Mailer& mailer) {
  int64_t sent = 0;
  while (true) {
    db::Transaction tx(pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(10)));
    tx.Execute(sql::kSeeEverything, kTimeoutMs);
    auto reminder = returns::NextReminder(tx);
    if (!reminder) break;
    try {
      returns::NoteReminder(tx, *reminder, SendTo(mailer, *reminder));
    } catch (const std::exception& error) {
      Log(Level::kWarning, "reminders", {{"sent", sent}, {"detail", std::string(error.what())}});
      return false;
    }
    tx.Commit();
    ++sent;
  }
  if (sent > 0) Log(Level::kInfo, "reminders", {{"sent", sent}});
  return true;
}

}  // namespace

reports::ExportSettings ExportSettingsOf(const config::Config& config) {
  return {.folder = config.exports_folder,
          .public_url = config.exports_public_url,
          .mail = !config.mail_host.empty()};
}

mail::MailSettings MailSettingsOf(const config::Config& config) {
  return {.host = config.mail_host,
          .port = config.mail_port,
          .security = config.mail_security,
          .from = config.mail_from,
          .user = config.mail_user,
          .password_file = config.mail_password_file,
          .ca_file = config.mail_ca_file};
}

bool RunChores(const config::Config& config) {
  mail::Mailer mailer(MailSettingsOf(config));
  db::Pool pool({.connection = config.ConnectionString(config.database_user), .size = 2});
  auth::Authenticator authenticator(pool, auth::ReadPepper(config.pepper_file));
  reports::ExportLinks links(config.exports_public_url, authenticator.HashToken("export links"));
  bool well = true;
  if (!config.exports_folder.empty()) {
    reports::ExportRunner runner(pool, links, BoardSections(), ExportSettingsOf(config));
    reports::SendMail send;
    if (mailer.configured()) {
      send = [&](const std::string& to, const std::string& subject, const std::string& text) {
        mailer.Send(to, subject, text);
      };
    }
    auto done = runner.RunDue(send);
    if (done.queued + done.made + done.failed + done.told + done.not_told > 0) {
      Log(Level::kInfo, "exports",
          {{"queued", int64_t{done.queued}},
           {"made", int64_t{done.made}},
           {"failed", int64_t{done.failed}},
           {"told", int64_t{done.told}},
           {"not_told", int64_t{done.not_told}}});
    }
    well = done.failed + done.not_told == 0;
  }
  if (mailer.configured() && config.mail_reminders == "on") well = Remind(pool, mailer) && well;
  return well;
}

}  // namespace champions::app
