// Every noun of the command line, one file each.
#pragma once

#include <google/protobuf/descriptor.h>

namespace CLI {
class App;
}

namespace champions::cli {

class Shell;

void AddOrganisation(CLI::App* root, Shell* shell);
void AddProgramme(CLI::App* root, Shell* shell);
void AddChampion(CLI::App* root, Shell* shell);
void AddEnrolment(CLI::App* root, Shell* shell);
void AddCourse(CLI::App* root, Shell* shell);
void AddRun(CLI::App* root, Shell* shell);
void AddTraining(CLI::App* root, Shell* shell);
void AddActivity(CLI::App* root, Shell* shell);
void AddReach(CLI::App* root, Shell* shell);
void AddFund(CLI::App* root, Shell* shell);
void AddAward(CLI::App* root, Shell* shell);
void AddPayment(CLI::App* root, Shell* shell);
void AddMeasure(CLI::App* root, Shell* shell);
void AddBudget(CLI::App* root, Shell* shell);
void AddRisk(CLI::App* root, Shell* shell);
void AddInsight(CLI::App* root, Shell* shell);
void AddCase(CLI::App* root, Shell* shell);
void AddPrivacy(CLI::App* root, Shell* shell);
void AddNotice(CLI::App* root, Shell* shell);
// Verbs of `champion` that are about the person's rights.
void AddChampionRights(CLI::App* champion, Shell* shell);
void AddImport(CLI::App* root, Shell* shell);
void AddWard(CLI::App* root, Shell* shell);
void AddReturn(CLI::App* root, Shell* shell);
void AddReport(CLI::App* root, Shell* shell);
void AddSchedule(CLI::App* root, Shell* shell);
void AddKey(CLI::App* root, Shell* shell);
void AddToken(CLI::App* root, Shell* shell);
void AddSession(CLI::App* root, Shell* shell);
void AddUser(CLI::App* root, Shell* shell);
void AddMembership(CLI::App* root, Shell* shell);
void AddChanges(CLI::App* root, Shell* shell);
void AddAudit(CLI::App* root, Shell* shell);
void AddWhoami(CLI::App* root, Shell* shell);
void AddLogin(CLI::App* root, Shell* shell);
void AddPassword(CLI::App* root, Shell* shell);
void AddDoctor(CLI::App* root, Shell* shell);
void AddVersion(CLI::App* root, Shell* shell);
void AddCompletion(CLI::App* root, Shell* shell);
void AddManual(CLI::App* root, Shell* shell);

// The service that is defined beside the resource.
template <typename Resource>
const google::protobuf::ServiceDescriptor* ServiceOf() {
  return Resource::descriptor()->file()->service(0);
}

}  // namespace champions::cli
