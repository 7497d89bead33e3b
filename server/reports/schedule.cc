#include "reports/schedule.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "reports/publish.h"

namespace champions::reports {
namespace {

std::string Harmless(std::string text) {
  for (char& c : text) {
    bool harmless = std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
    if (!harmless) c = '_';
  }
  return text;
}

}  // namespace

Schedule Completed(Schedule schedule, const ExportSettings& settings) {
  if (settings.folder.empty()) {
    throw Refusal(Code::kFailedPrecondition, "EXPORTS_NOT_CONFIGURED",
                  "this server has no folder for exports: set exports.folder");
  }
  if (!schedule.recipients.empty() && (!settings.mail || settings.public_url.empty())) {
    throw Refusal(Code::kFailedPrecondition, "MAIL_NOT_CONFIGURED",
                  "schedule.recipients: this server cannot write to anyone: leave them out, or set "
                  "mail.host, mail.from and exports.public_url");
  }
  std::set<std::string> seen;
  for (size_t i = 0; i < schedule.recipients.size(); ++i) {
    if (seen.insert(schedule.recipients[i]).second) continue;
    throw InvalidField("schedule.recipients[" + std::to_string(i) + "]",
                       "is " + Quoted(schedule.recipients[i]) + ": expected each address once");
  }
  if (schedule.edition.empty()) schedule.edition = "INTERNAL";
  if (schedule.link_days == 0) schedule.link_days = 7;
  if (schedule.edition == "INTERNAL" && !schedule.policy.empty()) {
    throw InvalidField("schedule.policy",
                       "is " + Quoted(schedule.policy) +
                           ": expected none, since only a public edition hides anything");
  }
  if (!schedule.policy.empty()) PolicyNamed(schedule.policy, "schedule.policy");
  return schedule;
}

std::string FolderOf(const ExportJob& job) {
  std::string edition = job.edition;
  std::transform(edition.begin(), edition.end(), edition.begin(), ::tolower);
  return Harmless(job.schedule) + "/" + job.due_on + "_" + job.quarter + "_" + edition + "_" +
         job.id;
}

}  // namespace champions::reports
