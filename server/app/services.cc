#include "app/services.h"

#include "access/access_service.h"
#include "access/audit_service.h"
#include "activities/activity_service.h"
#include "budgets/budget_service.h"
#include "champions/champion_service.h"
#include "funding/funding_service.h"
#include "imports/import_service.h"
#include "measures/measure_service.h"
#include "insights/insight_service.h"
#include "organisations/organisation_service.h"
#include "programmes/programme_service.h"
#include "reach/reach_service.h"
#include "reports/report_service.h"
#include "returns/return_service.h"
#include "risks/risk_service.h"
#include "training/training_service.h"

namespace champions::app {
namespace {

template <class Service>
void Add(std::vector<std::unique_ptr<grpc::Service>>& services, rpc::Spine& spine) {
  services.push_back(std::make_unique<Service>(spine));
}

}  // namespace

std::vector<std::unique_ptr<grpc::Service>> MakeServices(rpc::Spine& spine) {
  std::vector<std::unique_ptr<grpc::Service>> services;
  Add<organisations::OrganisationService>(services, spine);
  Add<programmes::ProgrammeService>(services, spine);
  Add<champions::ChampionService>(services, spine);
  Add<training::TrainingService>(services, spine);
  Add<activities::ActivityService>(services, spine);
  Add<reach::ReachService>(services, spine);
  Add<funding::FundingService>(services, spine);
  Add<measures::MeasureService>(services, spine);
  Add<budgets::BudgetService>(services, spine);
  Add<imports::ImportService>(services, spine);
  Add<reports::ReportService>(services, spine);
  Add<returns::ReturnService>(services, spine);
  Add<risks::RiskService>(services, spine);
  Add<insights::InsightService>(services, spine);
  Add<access::AccessService>(services, spine);
  Add<access::AuditService>(services, spine);
  return services;
}

}  // namespace champions::app
