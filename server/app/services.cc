#include "app/services.h"

#include "imports/import_service.h"
#include "organisations/organisation_service.h"
#include "programmes/programme_service.h"
#include "reports/report_service.h"
#include "training/training_service.h"

namespace champions::app {

std::vector<std::unique_ptr<grpc::Service>> MakeServices(rpc::Spine& spine) {
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(std::make_unique<organisations::OrganisationService>(spine));
  services.push_back(std::make_unique<imports::ImportService>(spine));
  services.push_back(std::make_unique<reports::ReportService>(spine));
  services.push_back(std::make_unique<programmes::ProgrammeService>(spine));
  services.push_back(std::make_unique<training::TrainingService>(spine));
  return services;
}

}  // namespace champions::app
