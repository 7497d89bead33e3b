#include <CLI/CLI.hpp>
#include <memory>

#include "champions/v1/champion_service.pb.h"
#include "client-cli/core/part_file.h"
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
      {.name = "equality",
       .method = "CountEqualityAnswers",
       .help = "How many recruited champions gave which equality answers"},
      {.name = "hold",
       .method = "HoldChampion",
       .help = "Keep from being erased, with a reason",
       .flags = {.positional = "champion"}},
      {.name = "release",
       .method = "ReleaseChampion",
       .help = "Take a hold away",
       .flags = {.positional = "champion"}},
      {.name = "erase",
       .method = "EraseChampion",
       .help = "Remove the person; every figure stays. It cannot be taken back",
       .flags = {.positional = "champion"},
       .question = "Erase this person? Nobody can take that back."},
      {.name = "leave-programme",
       .method = "LeaveProgramme",
       .help = "End an enrolment, by the enrolment's id"}};
}

// Duplicates: found, listed, merged.
std::vector<Verb> Merging() {
  return {{.name = "find-duplicates",
           .method = "FindDuplicates",
           .help = "Champions who may be the person that is about to be entered"},
          {.name = "duplicates",
           .method = "ListDuplicates",
           .help = "Pairs of champions who may be one person",
           .columns = {"champion", "name", "external_id", "other_champion", "other_name",
                       "other_external_id", "strength", "matches"}},
          {.name = "dismiss",
           .method = "DismissDuplicate",
           .help = "Two champions are two people: list the pair no more",
           .flags = {.positional = "champion", .names = {{"other_champion", "other"}}}},
          {.name = "preview-merge",
           .method = "PreviewMerge",
           .help = "What a merge would do to the figures",
           .flags = {.positional = "duplicate", .names = {{"survivor", "into"}}}},
          {.name = "merge",
           .method = "MergeChampions",
           .help = "A champion is a duplicate of another: they count as one person",
           .flags = {.positional = "duplicate",
                     .names = {{"survivor", "into"},
                               {"survivor_etag", "into-etag"},
                               {"duplicate_etag", "etag"}}}},
          {.name = "unmerge",
           .method = "UnmergeChampion",
           .help = "Take a merge back: both count by themselves again",
           .flags = {.positional = "duplicate"}}};
}

// The result stays the champion; who may be the same person is said beside it.
void WarnOfDuplicates(Shell* shell, const google::protobuf::Message& message) {
  const auto& response = static_cast<const champions::v1::CreateChampionResponse&>(message);
  for (const auto& duplicate : response.probable_duplicates()) {
    const auto& into =
        duplicate.merged_into().empty() ? duplicate.champion() : duplicate.merged_into();
    shell->Note("warning: " + duplicate.name() + " (" + duplicate.champion() +
                ") may be the same person; if so: champions champion merge " +
                response.champion().id() + " --into " + into +
                " --reason \"entered twice\"; if not: champions champion dismiss " +
                response.champion().id() + " --other " + duplicate.champion());
  }
}

struct DiscloseCommand {
  std::string champion, file;
  bool force = false;
};

// For the person themselves: a page where the file's name says so, else JSON.
void RunDisclose(Shell* shell, const DiscloseCommand& command) {
  namespace v1 = champions::v1;
  v1::ExportChampionDataRequest request;
  request.set_champion(command.champion);
  v1::ExportChampionDataResponse response;
  const auto* method = ServiceOf<v1::Champion>()->FindMethodByName("ExportChampionData");
  shell->connection().Call(*method, request, &response);
  if (command.file.empty()) {
    shell->output().Line(response.json());
    return;
  }
  const std::string end = ".html";
  const bool page = command.file.size() > end.size() &&
                    command.file.compare(command.file.size() - end.size(), end.size(), end) == 0;
  PartFile file(command.file, command.force);
  file.Write(page ? response.html() : response.json());
  file.Finish();
  shell->Note("written to " + command.file);
}

void AddDisclose(CLI::App* champion, Shell* shell) {
  shell->commands.emplace("ExportChampionData", "champion disclose");
  CLI::App* app = champion->add_subcommand(
      "disclose", "Everything that is held on a champion, for the person themselves");
  auto command = std::make_shared<DiscloseCommand>();
  app->add_option("CHAMPION", command->champion, "The champion's id")->required();
  app->add_option("-O,--file", command->file,
                  "Where to write; a page to read where it ends in .html")
      ->type_name("FILE");
  app->add_flag("--force", command->force, "Replace FILE where it exists");
  app->callback(
      [shell, command] { shell->action = [shell, command] { RunDisclose(shell, *command); }; });
}

}  // namespace

void AddChampion(CLI::App* root, Shell* shell) {
  const Noun noun{
      .name = "champion",
      .help = "Champions, from the first enquiry to leaving",
      .service = ServiceOf<champions::v1::Champion>(),
      .columns = {"id", "external_id", "organisation", "given_name", "family_name", "state",
                  "recruited_on", "trained_on", "restricted", "contact_refused"}};
  std::vector<Verb> verbs = {{.name = "create",
                              .method = "CreateChampion",
                              .help = "Add a champion, in state ENQUIRED",
                              // The dates come with the verbs recruit and retire.
                              .flags = {.hidden = {"champion.recruited_on", "champion.left_on"}},
                              .result = "champion",
                              .after = WarnOfDuplicates},
                             {.name = "get", .method = "GetChampion", .help = "Show one champion"},
                             {.name = "list", .method = "ListChampions", .help = "List champions"},
                             {.name = "update",
                              .method = "UpdateChampion",
                              .help = "Change the fields that are given; '' takes a value away"}};
  for (const Verb& verb : Lifecycle()) verbs.push_back(verb);
  for (const Verb& verb : Merging()) verbs.push_back(verb);
  CLI::App* champion = AddNoun(root, shell, noun, verbs);
  AddDisclose(champion, shell);
  AddChampionRights(champion, shell);
}

}  // namespace champions::cli
