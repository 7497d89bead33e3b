// The messages of an upload as files, and a digest of all of them.
#pragma once

#include <grpcpp/grpcpp.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

#include "champions/v1/import_service.grpc.pb.h"
#include "imports/run.h"

namespace champions::imports {

class UploadReader {
 public:
  UploadReader(grpc::ServerContext* context, grpc::ServerReader<v1::UploadImportRequest>* reader,
               int64_t most_bytes);

  // The first message. Refuses a stream that does not start with it.
  v1::ImportOptions Options();
  // Hands everything over as it comes. Refuses when the caller went away before the end: half an
  // import is none.
  void ReadInto(ImportRun& run);
  // Reads what is left, and gives the SHA-256 of all files' names and bytes.
  std::string Drain();
  // Reads what is left of a refused upload and forgets it, for up to a minute: a caller who is
  // answered while still sending is cut off by the edge, and never learns what was wrong.
  void Discard();

 private:
  bool Read(v1::UploadImportRequest* message);
  // Before anything of the part is staged, so that no more than the limit ever is.
  void CountBytes(const std::string& data);

  grpc::ServerContext* context_;
  grpc::ServerReader<v1::UploadImportRequest>* reader_;
  int64_t most_bytes_;
  int64_t bytes_ = 0;  // of all files so far
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest_;
  bool at_end_ = false;
  std::string hash_;
};

}  // namespace champions::imports
