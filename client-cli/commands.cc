#include <CLI/CLI.hpp>

#include "client-cli/core/shell.h"
#include "client-cli/nouns.h"

namespace champions::cli {
namespace {

constexpr char kDescription[] =
    "Keeps and counts the work of community champions.\n"
    "The server is named by the config file, or by CHAMPIONS_ADDRESS, CHAMPIONS_CA and "
    "CHAMPIONS_TOKEN.";

constexpr char kExitStatus[] =
    "Exit status: 0 done, 1 other failure, 2 bad usage, 3 cancelled, 4 not signed in or not "
    "allowed,\n5 not found, 6 conflict or refused by a rule, 7 server unavailable.";

void AddOptions(CLI::App* root, Shell* shell) {
  root->add_option("--config", shell->config_file,
                   "Config file; $XDG_CONFIG_HOME/champions/config.toml where not given")
      ->type_name("FILE");
  root->add_option("--profile", shell->profile_name,
                   "Profile of the config file; CHAMPIONS_PROFILE where not given")
      ->type_name("NAME");
  root->add_option("-o,--output", shell->format_name,
                   "Form of the result: table on a terminal, else jsonl (an object per line)")
      ->type_name("table|json|jsonl|csv")
      ->take_last()
      ->check(CLI::IsMember({"table", "json", "jsonl", "csv"}).description(""));
  root->add_option("--timeout", shell->timeout_text,
                   "Give up after this long, such as 30s (usual), 2m or 1h")
      ->type_name("TIME");
  root->add_flag("-q,--quiet", shell->quiet, "No progress and no messages but errors");
}

}  // namespace

void BuildCommands(CLI::App* root, Shell* shell) {
  root->name("champions");
  root->description(kDescription);
  root->footer(kExitStatus);
  root->require_subcommand(1);
  // So that `-o json` may stand anywhere.
  root->fallthrough();
  root->set_version_flag("--version", CHAMPIONS_VERSION);
  AddOptions(root, shell);
  AddOrganisation(root, shell);
  AddProgramme(root, shell);
  AddChampion(root, shell);
  AddEnrolment(root, shell);
  AddCourse(root, shell);
  AddRun(root, shell);
  AddTraining(root, shell);
  AddActivity(root, shell);
  AddReach(root, shell);
  AddFund(root, shell);
  AddAward(root, shell);
  AddPayment(root, shell);
  AddMeasure(root, shell);
  AddBudget(root, shell);
  AddRisk(root, shell);
  AddInsight(root, shell);
  AddCase(root, shell);
  AddPrivacy(root, shell);
  AddNotice(root, shell);
  AddImport(root, shell);
  AddWard(root, shell);
  AddReturn(root, shell);
  AddReport(root, shell);
  AddSchedule(root, shell);
  AddUser(root, shell);
  AddMembership(root, shell);
  AddKey(root, shell);
  AddToken(root, shell);
  AddSession(root, shell);
  AddChanges(root, shell);
  AddAudit(root, shell);
  AddLogin(root, shell);
  AddPassword(root, shell);
  AddWhoami(root, shell);
  AddDoctor(root, shell);
  AddCompletion(root, shell);
  AddManual(root, shell);
  AddVersion(root, shell);
}

}  // namespace champions::cli
