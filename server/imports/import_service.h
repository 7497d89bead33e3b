// champions.v1.ImportService; what each method does is written at the proto.
#pragma once

#include <semaphore>

#include "champions/v1/import_service.grpc.pb.h"
#include "imports/upload_proto.h"
#include "rpc/serve.h"

namespace champions::imports {

class ImportService final : public v1::ImportService::Service {
 public:
  explicit ImportService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status UploadImport(grpc::ServerContext* context,
                            grpc::ServerReader<v1::UploadImportRequest>* reader,
                            v1::UploadImportResponse* response) override;
  grpc::Status GetImport(grpc::ServerContext* context, const v1::GetImportRequest* request,
                         v1::GetImportResponse* response) override;
  grpc::Status ListImports(grpc::ServerContext* context, const v1::ListImportsRequest* request,
                           v1::ListImportsResponse* response) override;
  grpc::Status UndoImport(grpc::ServerContext* context, const v1::UndoImportRequest* request,
                          v1::UndoImportResponse* response) override;

 private:
  void Upload(rpc::Call& call, UploadReader& upload, v1::UploadImportResponse* response);

  rpc::Spine& spine_;
  // Uploads hold a connection while they stream in: they must not take them all.
  std::counting_semaphore<2> uploads_{2};
};

}  // namespace champions::imports
