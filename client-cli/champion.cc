#include "champions/v1/champion_service.pb.h"
#include "client-cli/core/verb.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

std::vector<Verb> Lifecycle() {
  return {
      {.name = "apply", .method = "ApplyChampion", .help = "ENQUIRED to APPLIED"},
      {.name = "recruit",
       .method = "RecruitChampion",
       .help = "ENQUIRED or APPLIED to RECRUITED; counts as recruited from then on"},
      {.name = "start-training",
       .method = "StartChampionTraining",
       .help = "RECRUITED, ACTIVE or PAUSED to IN_TRAINING"},
      {.name = "activate",
       .method = "ActivateChampion",
       .help = "RECRUITED, IN_TRAINING or PAUSED to ACTIVE"},
      {.name = "pause",
       .method = "PauseChampion",
       .help = "RECRUITED, IN_TRAINING or ACTIVE to PAUSED"},
      {.name = "retire",
       .method = "RetireChampion",
       .help = "The champion leaves, to LEFT; stays counted",
       .aliases = {"leave"}},
      {.name = "rejoin", .method = "RejoinChampion", .help = "LEFT to ACTIVE; not counted again"},
      {.name = "decline", .method = "DeclineChampion", .help = "ENQUIRED or APPLIED to DECLINED"},
      {.name = "withdraw",
       .method = "WithdrawChampion",
       .help = "The person withdraws: ENQUIRED or APPLIED to WITHDRAWN"},
      {.name = "reopen", .method = "ReopenChampion", .help = "DECLINED or WITHDRAWN to ENQUIRED"},
      {.name = "enrol", .method = "CreateEnrolment", .help = "Enrol a champion in a programme"},
      {.name = "leave-programme",
       .method = "LeaveProgramme",
       .help = "End an enrolment, by the enrolment's id"}};
}

}  // namespace

void AddChampion(CLI::App* root, Shell* shell) {
  const Noun noun{.name = "champion",
                  .help = "Champions, from the first enquiry to leaving",
                  .service = ServiceOf<champions::v1::Champion>(),
                  .columns = {"id", "external_id", "organisation", "given_name", "family_name",
                              "state", "recruited_on", "trained_on"}};
  std::vector<Verb> verbs = {{.name = "create",
                              .method = "CreateChampion",
                              .help = "Add a champion, in state ENQUIRED",
                              // The dates come with the verbs recruit and retire.
                              .flags = {.hidden = {"champion.recruited_on", "champion.left_on"}}},
                             {.name = "get", .method = "GetChampion", .help = "Show one champion"},
                             {.name = "list", .method = "ListChampions", .help = "List champions"},
                             {.name = "update",
                              .method = "UpdateChampion",
                              .help = "Change the fields that are given; '' takes a value away"}};
  for (const Verb& verb : Lifecycle()) verbs.push_back(verb);
  AddNoun(root, shell, noun, verbs);
}

}  // namespace champions::cli
