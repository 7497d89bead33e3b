// champions.v1.CaseService; what each method does is written at the proto.
#pragma once

#include "champions/v1/case_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::cases {

class CaseService final : public v1::CaseService::Service {
 public:
  explicit CaseService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status RaiseConcern(grpc::ServerContext* context, const v1::RaiseConcernRequest* request,
                            v1::RaiseConcernResponse* response) override;
  grpc::Status GetCase(grpc::ServerContext* context, const v1::GetCaseRequest* request,
                       v1::GetCaseResponse* response) override;
  grpc::Status ListCases(grpc::ServerContext* context, const v1::ListCasesRequest* request,
                         v1::ListCasesResponse* response) override;
  grpc::Status ReferCase(grpc::ServerContext* context, const v1::ReferCaseRequest* request,
                         v1::ReferCaseResponse* response) override;
  grpc::Status CloseCase(grpc::ServerContext* context, const v1::CloseCaseRequest* request,
                         v1::CloseCaseResponse* response) override;
  grpc::Status ReopenCase(grpc::ServerContext* context, const v1::ReopenCaseRequest* request,
                          v1::ReopenCaseResponse* response) override;
  grpc::Status AddCaseNote(grpc::ServerContext* context, const v1::AddCaseNoteRequest* request,
                           v1::AddCaseNoteResponse* response) override;
  grpc::Status ListCaseNotes(grpc::ServerContext* context, const v1::ListCaseNotesRequest* request,
                             v1::ListCaseNotesResponse* response) override;

 private:
  rpc::Spine& spine_;
};

}  // namespace champions::cases
