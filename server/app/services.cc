#include "app/services.h"

#include "access/access_service.h"
#include "access/audit_service.h"
#include "activities/activity_service.h"
#include "budgets/board_section.h"
#include "budgets/budget_service.h"
#include "cases/case_service.h"
#include "champions/champion_service.h"
#include "champions/erasure.h"
#include "changes/change_service.h"
#include "funding/funding_service.h"
#include "imports/import_service.h"
#include "insights/board_section.h"
#include "insights/insight_service.h"
#include "measures/board_section.h"
#include "measures/measure_service.h"
#include "organisations/organisation_service.h"
#include "privacy/privacy_service.h"
#include "programmes/programme_service.h"
#include "reach/reach_service.h"
#include "reports/report_service.h"
#include "reports/schedule_service.h"
#include "returns/return_service.h"
#include "rights/rights_service.h"
#include "risks/board_section.h"
#include "risks/risk_service.h"
#include "signin/sign_in_service.h"
#include "training/training_service.h"
#include "wards/ward_service.h"

namespace champions::app {
namespace {

template <class Service>
void Add(std::vector<std::unique_ptr<grpc::Service>>& services, rpc::Spine& spine) {
  services.push_back(std::make_unique<Service>(spine));
}

}  // namespace

// The register of risks stays inside.
std::vector<reports::SectionSource> BoardSections() {
  return {[](db::Transaction& tx, const Quarter&, bool is_public) {
            return measures::BoardSection(tx, !is_public);
          },
          [](db::Transaction& tx, const Quarter&, bool is_public) {
            return is_public ? documents::Section() : risks::BoardSection(tx);
          },
          [](db::Transaction& tx, const Quarter& quarter, bool is_public) {
            // 2024-25 of 2024-25-Q2
            return budgets::BoardSection(tx, QuarterOf(quarter.from).substr(0, 7), !is_public);
          },
          [](db::Transaction& tx, const Quarter& quarter, bool) {
            return insights::BoardSection(tx, FormatDate(quarter.from), FormatDate(quarter.to));
          }};
}

std::vector<std::unique_ptr<grpc::Service>> MakeServices(rpc::Spine& spine,
                                                         const Surroundings& around) {
  std::vector<std::unique_ptr<grpc::Service>> services;
  Add<organisations::OrganisationService>(services, spine);
  Add<programmes::ProgrammeService>(services, spine);
  services.push_back(std::make_unique<champions::ChampionService>(spine, around.erasures_file));
  Add<training::TrainingService>(services, spine);
  Add<activities::ActivityService>(services, spine);
  Add<reach::ReachService>(services, spine);
  Add<funding::FundingService>(services, spine);
  Add<measures::MeasureService>(services, spine);
  Add<budgets::BudgetService>(services, spine);
  Add<imports::ImportService>(services, spine);
  services.push_back(std::make_unique<reports::ReportService>(spine, BoardSections()));
  services.push_back(
      std::make_unique<reports::ScheduleService>(spine, around.links, around.exports));
  Add<returns::ReturnService>(services, spine);
  Add<risks::RiskService>(services, spine);
  Add<insights::InsightService>(services, spine);
  Add<cases::CaseService>(services, spine);
  services.push_back(std::make_unique<privacy::PrivacyService>(
      spine, [file = around.erasures_file](int organisation_id, const std::string& champion_id) {
        champions::NoteErasure(file,
                               {.organisation_id = organisation_id, .champion_id = champion_id});
      }));
  Add<rights::RightsService>(services, spine);
  Add<wards::WardService>(services, spine);
  Add<changes::ChangeService>(services, spine);
  services.push_back(std::make_unique<access::AccessService>(spine, around.exchange_only_partners));
  services.push_back(std::make_unique<access::AuditService>(spine, around.heads_file));
  services.push_back(std::make_unique<signin::SignInService>(spine, around.sign_in));
  return services;
}

}  // namespace champions::app
