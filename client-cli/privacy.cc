#include "champions/v1/privacy_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

using champions::v1::Breach;

void AddProcessing(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "processing",
                  .help = "The record of processing activities (UK GDPR Article 30)",
                  .service = ServiceOf<Breach>(),
                  .columns = {"code", "name", "lawful_basis", "controller", "reviewed_on",
                              "review_due_on", "review_overdue", "ended_on"}};
  AddNoun(root, shell, noun,
          {{.name = "create",
            .method = "CreateProcessingActivity",
            .help = "Add an activity to the record"},
           {.name = "get", .method = "GetProcessingActivity", .help = "Show one activity"},
           {.name = "list", .method = "ListProcessingActivities", .help = "List the record"},
           {.name = "update",
            .method = "UpdateProcessingActivity",
            .help = "Change the fields that are given; '' takes a value away"}});
}

void AddBreach(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "breach",
                  .help = "Breaches of personal data and their 72 hours (UK GDPR Article 33)",
                  .service = ServiceOf<Breach>(),
                  .columns = {"id", "discovered_at", "text", "people_affected", "risk", "state",
                              "due_at", "overdue", "hours_left"}};
  AddNoun(
      root, shell, noun,
      {{.name = "open", .method = "OpenBreach", .help = "Enter a breach; leave people's names out"},
       {.name = "list", .method = "ListBreaches", .help = "List the register"},
       {.name = "get", .method = "GetBreach", .help = "Show one breach"},
       {.name = "update",
        .method = "UpdateBreach",
        .help = "Change the fields that are given; '' takes a value away"},
       {.name = "assess",
        .method = "AssessBreach",
        .help = "How likely it harms people: NONE, LIKELY or HIGH"},
       {.name = "notify",
        .method = "NotifyBreach",
        .help = "The Information Commissioner was told",
        .flags = {.names = {{"notified_at", "at"}}}},
       {.name = "waive",
        .method = "WaiveBreachNotification",
        .help = "The Commissioner need not be told, and why"},
       {.name = "inform",
        .method = "InformBreachPeople",
        .help = "The people concerned were told",
        .flags = {.names = {{"informed_at", "at"}}}},
       {.name = "close", .method = "CloseBreach", .help = "Nothing is left to do about it"}});
}

void AddRequest(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "request",
                  .help = "What people ask for or complain of about their data, and by when",
                  .service = ServiceOf<Breach>(),
                  .columns = {"id", "kind", "received_on", "summary", "state", "due_on", "overdue",
                              "days_left"}};
  AddNoun(root, shell, noun,
          {{.name = "open",
            .method = "OpenSubjectRequest",
            .help = "Enter a request or a complaint; leave people's names out"},
           {.name = "list", .method = "ListSubjectRequests", .help = "List them"},
           {.name = "get", .method = "GetSubjectRequest", .help = "Show one"},
           {.name = "update",
            .method = "UpdateSubjectRequest",
            .help = "Change the fields that are given; '' takes a value away"},
           {.name = "extend",
            .method = "ExtendSubjectRequest",
            .help = "One or two further months, once, told within the first",
            .flags = {.names = {{"extended_on", "on"}}}},
           {.name = "acknowledge",
            .method = "AcknowledgeComplaint",
            .help = "A complaint was acknowledged",
            .flags = {.names = {{"acknowledged_on", "on"}}}},
           {.name = "answer",
            .method = "AnswerSubjectRequest",
            .help = "It was answered: OPEN to DONE",
            .flags = {.names = {{"answered_on", "on"}}}},
           {.name = "refuse",
            .method = "RefuseSubjectRequest",
            .help = "It was refused, and why: OPEN to REFUSED",
            .flags = {.names = {{"answered_on", "on"}}}}});
}

void AddRetention(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "retention",
                  .help = "How long records are kept, and the removal of what is kept no longer",
                  .service = ServiceOf<Breach>(),
                  .columns = {"class", "keep_months", "update_time"}};
  AddNoun(root, shell, noun,
          {{.name = "list", .method = "ListRetentionRules", .help = "Show how long"},
           {.name = "set",
            .method = "UpdateRetentionRule",
            .help = "Set how long, in whole months; 0 is for ever",
            .flags = {.positional = "retention_rule.class"}},
           {.name = "preview",
            .method = "PreviewRetention",
            .help = "What would be removed today, oldest first",
            .flags = {.positional = "class"}},
           {.name = "run",
            .method = "RunRetention",
            .help = "Remove it, as many as the preview showed; figures stay",
            .flags = {.positional = "class"},
            .question = "Remove these records? Nobody can take that back."}});
}

}  // namespace

void AddPrivacy(CLI::App* root, Shell* shell) {
  AddProcessing(root, shell);
  AddBreach(root, shell);
  AddRequest(root, shell);
  AddRetention(root, shell);
  const Noun noun{.name = "privacy",
                  .help = "What data protection law asks for, and by when",
                  .service = ServiceOf<Breach>(),
                  .columns = {"duty", "id", "code", "subject", "due_on", "due_at", "overdue"}};
  AddNoun(root, shell, noun,
          {{.name = "due",
            .method = "ListPrivacyDue",
            .help = "Reviews, notifications, answers and acknowledgements, soonest first"}});
}

}  // namespace champions::cli
