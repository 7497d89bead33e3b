// champions.v1.OrganisationService; what each method does is written at the proto.
#pragma once

#include "champions/v1/organisation_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::organisations {

class OrganisationService final : public v1::OrganisationService::Service {
 public:
  explicit OrganisationService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status CreateOrganisation(grpc::ServerContext* context,
                                  const v1::CreateOrganisationRequest* request,
                                  v1::CreateOrganisationResponse* response) override;
  grpc::Status GetOrganisation(grpc::ServerContext* context,
                               const v1::GetOrganisationRequest* request,
                               v1::GetOrganisationResponse* response) override;
  grpc::Status ListOrganisations(grpc::ServerContext* context,
                                 const v1::ListOrganisationsRequest* request,
                                 v1::ListOrganisationsResponse* response) override;
  grpc::Status UpdateOrganisation(grpc::ServerContext* context,
                                  const v1::UpdateOrganisationRequest* request,
                                  v1::UpdateOrganisationResponse* response) override;

 private:
  rpc::Spine& spine_;
};

}  // namespace champions::organisations
