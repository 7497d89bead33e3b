#include "app/services.h"

#include "access/access_service.h"
#include "access/audit_service.h"
#include "imports/import_service.h"
#include "organisations/organisation_service.h"
#include "reports/report_service.h"

namespace champions::app {

std::vector<std::unique_ptr<grpc::Service>> MakeServices(rpc::Spine& spine) {
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(std::make_unique<organisations::OrganisationService>(spine));
  services.push_back(std::make_unique<imports::ImportService>(spine));
  services.push_back(std::make_unique<reports::ReportService>(spine));
  services.push_back(std::make_unique<access::AccessService>(spine));
  services.push_back(std::make_unique<access::AuditService>(spine));
  return services;
}

}  // namespace champions::app
