#include "app/services.h"

#include "activities/activity_service.h"
#include "funding/funding_service.h"
#include "imports/import_service.h"
#include "organisations/organisation_service.h"
#include "reports/report_service.h"

namespace champions::app {

std::vector<std::unique_ptr<grpc::Service>> MakeServices(rpc::Spine& spine) {
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(std::make_unique<activities::ActivityService>(spine));
  services.push_back(std::make_unique<funding::FundingService>(spine));
  services.push_back(std::make_unique<organisations::OrganisationService>(spine));
  services.push_back(std::make_unique<imports::ImportService>(spine));
  services.push_back(std::make_unique<reports::ReportService>(spine));
  return services;
}

}  // namespace champions::app
