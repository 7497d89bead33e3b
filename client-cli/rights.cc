#include <CLI/CLI.hpp>

#include "champions/v1/rights_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

using champions::v1::ChampionBasis;

const std::vector<std::string> kBases = {"id",      "champion",    "purpose",      "lawful_basis",
                                         "notice",  "informed_on", "consented_on", "withdrawn_on",
                                         "refused", "erasure_due"};
const std::vector<std::string> kRestrictions = {"id",      "champion",    "ground",   "reason",
                                                "told_on", "create_time", "lift_time"};
const std::vector<std::string> kObjections = {"id",    "champion", "purpose",    "objected_on",
                                              "state", "told_on",  "erasure_due"};
const std::vector<std::string> kNotifications = {"id",      "champion", "act",    "recipient",
                                                 "told_on", "not_told", "reason", "withdraw_time"};
const std::vector<std::string> kOwed = {"champion", "organisation", "act",
                                        "acted_on", "restriction",  "subject_request"};

// What those were told to whom a champion's data was given.
std::vector<Verb> Recipients() {
  return {{.name = "tell-recipient",
           .method = "RecordRecipientNotification",
           .help = "A recipient was told of an act, or why not (Article 19)",
           .flags = {.positional = "champion"},
           .columns = kNotifications},
          {.name = "withdraw-notification",
           .method = "WithdrawRecipientNotification",
           .help = "A notification was recorded by mistake, by its id",
           .columns = kNotifications},
          {.name = "notifications",
           .method = "ListRecipientNotifications",
           .help = "List what recipients were told",
           .columns = kNotifications},
          {.name = "owed-notifications",
           .method = "ListOwedNotifications",
           .help = "List acts of which nobody was told, as far as is recorded",
           .columns = kOwed}};
}

std::vector<Verb> Verbs() {
  return {{.name = "basis",
           .method = "SetChampionBasis",
           .help = "On which basis data is processed for a purpose; of consent, how it was given",
           .flags = {.positional = "champion_basis.champion"},
           .columns = kBases},
          {.name = "bases",
           .method = "ListChampionBases",
           .help = "List bases, notices and consents",
           .columns = kBases},
          {.name = "withdraw-consent",
           .method = "WithdrawChampionConsent",
           .help = "The person takes consent back; it takes effect at once",
           .flags = {.positional = "champion"},
           .columns = kBases},
          {.name = "restrict",
           .method = "RestrictChampion",
           .help = "Restrict processing to storage (UK GDPR Article 18)",
           .flags = {.positional = "champion"},
           .columns = kRestrictions},
          {.name = "lift-restriction",
           .method = "LiftChampionRestriction",
           .help = "Lift a restriction, by its id; the person was told before",
           .columns = kRestrictions},
          {.name = "restrictions",
           .method = "ListChampionRestrictions",
           .help = "List restrictions",
           .columns = kRestrictions},
          {.name = "object",
           .method = "RecordChampionObjection",
           .help = "The person objects to processing for a purpose (Article 21)",
           .flags = {.positional = "champion"},
           .columns = kObjections},
          {.name = "decide-objection",
           .method = "DecideChampionObjection",
           .help = "Decide an objection, by its id: UPHELD or OVERRIDDEN",
           .columns = kObjections},
          {.name = "objections",
           .method = "ListChampionObjections",
           .help = "List objections",
           .columns = kObjections}};
}

}  // namespace

void AddChampionRights(CLI::App* champion, Shell* shell) {
  const Noun noun{.name = "champion", .help = "", .service = ServiceOf<ChampionBasis>()};
  for (const Verb& verb : Verbs()) AddVerb(champion, shell, noun, verb);
  for (const Verb& verb : Recipients()) AddVerb(champion, shell, noun, verb);
}

void AddNotice(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "notice",
                  .help = "Versions of the privacy notice that people are given",
                  .service = ServiceOf<ChampionBasis>(),
                  .columns = {"code", "in_force_on", "url", "sha256", "note"}};
  AddNoun(root, shell, noun,
          {{.name = "add", .method = "CreatePrivacyNotice", .help = "Enter a version"},
           {.name = "get", .method = "GetPrivacyNotice", .help = "Show one version"},
           {.name = "list", .method = "ListPrivacyNotices", .help = "List the versions"}});
}

}  // namespace champions::cli
