// champions.v1.ProgrammeService; what each method does is written at the proto.
#pragma once

#include "champions/v1/programme_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::programmes {

class ProgrammeService final : public v1::ProgrammeService::Service {
 public:
  explicit ProgrammeService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status CreateProgramme(grpc::ServerContext* context,
                               const v1::CreateProgrammeRequest* request,
                               v1::CreateProgrammeResponse* response) override;
  grpc::Status GetProgramme(grpc::ServerContext* context, const v1::GetProgrammeRequest* request,
                            v1::GetProgrammeResponse* response) override;
  grpc::Status ListProgrammes(grpc::ServerContext* context,
                              const v1::ListProgrammesRequest* request,
                              v1::ListProgrammesResponse* response) override;
  grpc::Status UpdateProgramme(grpc::ServerContext* context,
                               const v1::UpdateProgrammeRequest* request,
                               v1::UpdateProgrammeResponse* response) override;
  grpc::Status ActivateProgramme(grpc::ServerContext* context,
                                 const v1::ActivateProgrammeRequest* request,
                                 v1::ActivateProgrammeResponse* response) override;
  grpc::Status FacilitateProgramme(grpc::ServerContext* context,
                                   const v1::FacilitateProgrammeRequest* request,
                                   v1::FacilitateProgrammeResponse* response) override;
  grpc::Status CloseProgramme(grpc::ServerContext* context,
                              const v1::CloseProgrammeRequest* request,
                              v1::CloseProgrammeResponse* response) override;

 private:
  rpc::Spine& spine_;
};

}  // namespace champions::programmes
