#include "imports/statements.h"

#include <map>

#include "imports/imports_sql.h"

namespace champions::imports {

const FileStatements& StatementsOf(const std::string& file) {
  static const std::map<std::string, FileStatements> statements = {
      {"organisations", {sql::kPlanOrganisations, sql::kApplyOrganisations, "", ""}},
      {"programmes", {sql::kPlanProgrammes, sql::kApplyProgrammes, "", sql::kWarnProgrammes}},
      {"courses", {sql::kPlanCourses, sql::kApplyCourses, sql::kCheckCourses, ""}},
      {"funds", {sql::kPlanFunds, sql::kApplyFunds, "", ""}},
      {"champions",
       {sql::kPlanChampions, sql::kApplyChampions, "", sql::kWarnChampions, sql::kRefuseChampions}},
      {"enrolments",
       {sql::kPlanEnrolments, sql::kApplyEnrolments, sql::kCheckEnrolments, sql::kWarnEnrolments,
        sql::kRefuseEnrolments}},
      {"training",
       {sql::kPlanTraining, sql::kApplyTraining, sql::kCheckTraining, sql::kWarnTraining,
        sql::kRefuseTraining}},
      {"awards", {sql::kPlanAwards, sql::kApplyAwards, "", ""}},
      {"activities",
       {sql::kPlanActivities, sql::kApplyActivities, sql::kCheckActivities, sql::kWarnActivities}},
      {"reach",
       {sql::kPlanReach, sql::kApplyReach, sql::kCheckReach, sql::kWarnReach, sql::kRefuseReach}},
  };
  return statements.at(file);
}

}  // namespace champions::imports
