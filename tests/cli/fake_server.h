// A server that answers as each test tells it to, on a unix socket, and the program run against it.
#pragma once

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "champions/v1/access_service.grpc.pb.h"
#include "champions/v1/import_service.grpc.pb.h"
#include "champions/v1/organisation_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"

namespace champions::cli::test {

namespace v1 = champions::v1;

template <typename Request, typename Response>
using Answer = std::function<grpc::Status(grpc::ServerContext*, const Request&, Response*)>;

class FakeAccess : public v1::AccessService::Service {
 public:
  Answer<v1::WhoAmIRequest, v1::WhoAmIResponse> whoami;
  Answer<v1::CreateKeyRequest, v1::CreateKeyResponse> create_key;
  Answer<v1::CreateTokenRequest, v1::CreateTokenResponse> create_token;
  grpc::Status WhoAmI(grpc::ServerContext* context, const v1::WhoAmIRequest* request,
                      v1::WhoAmIResponse* response) override {
    return whoami(context, *request, response);
  }
  grpc::Status CreateKey(grpc::ServerContext* context, const v1::CreateKeyRequest* request,
                         v1::CreateKeyResponse* response) override {
    return create_key(context, *request, response);
  }
  grpc::Status CreateToken(grpc::ServerContext* context, const v1::CreateTokenRequest* request,
                           v1::CreateTokenResponse* response) override {
    return create_token(context, *request, response);
  }
};

class FakeOrganisations : public v1::OrganisationService::Service {
 public:
  Answer<v1::ListOrganisationsRequest, v1::ListOrganisationsResponse> list;
  Answer<v1::UpdateOrganisationRequest, v1::UpdateOrganisationResponse> update;
  grpc::Status ListOrganisations(grpc::ServerContext* context,
                                 const v1::ListOrganisationsRequest* request,
                                 v1::ListOrganisationsResponse* response) override {
    return list(context, *request, response);
  }
  grpc::Status UpdateOrganisation(grpc::ServerContext* context,
                                  const v1::UpdateOrganisationRequest* request,
                                  v1::UpdateOrganisationResponse* response) override {
    return update(context, *request, response);
  }
};

class FakeReach : public v1::ReachService::Service {
 public:
  using Stream = grpc::ServerReaderWriter<v1::StreamReachResponse, v1::StreamReachRequest>;
  Answer<v1::LogReachRequest, v1::LogReachResponse> log;
  Answer<v1::AmendReachRequest, v1::AmendReachResponse> amend;
  Answer<v1::VoidReachRequest, v1::VoidReachResponse> void_reach;
  Answer<v1::BatchLogReachRequest, v1::BatchLogReachResponse> batch;
  std::function<grpc::Status(Stream*)> stream;
  grpc::Status BatchLogReach(grpc::ServerContext* context, const v1::BatchLogReachRequest* request,
                             v1::BatchLogReachResponse* response) override {
    return batch(context, *request, response);
  }
  grpc::Status LogReach(grpc::ServerContext* context, const v1::LogReachRequest* request,
                        v1::LogReachResponse* response) override {
    return log(context, *request, response);
  }
  grpc::Status AmendReach(grpc::ServerContext* context, const v1::AmendReachRequest* request,
                          v1::AmendReachResponse* response) override {
    return amend(context, *request, response);
  }
  grpc::Status VoidReach(grpc::ServerContext* context, const v1::VoidReachRequest* request,
                         v1::VoidReachResponse* response) override {
    return void_reach(context, *request, response);
  }
  grpc::Status StreamReach(grpc::ServerContext*, Stream* open) override { return stream(open); }
  using ExportWriter = grpc::ServerWriter<v1::ExportReachesResponse>;
  std::function<grpc::Status(const v1::ExportReachesRequest&, ExportWriter*)> export_reaches;
  grpc::Status ExportReaches(grpc::ServerContext*, const v1::ExportReachesRequest* request,
                             ExportWriter* writer) override {
    return export_reaches(*request, writer);
  }
};

class FakeReports : public v1::ReportService::Service {
 public:
  Answer<v1::GetTotalsRequest, v1::GetTotalsResponse> totals;
  Answer<v1::ExplainTotalRequest, v1::ExplainTotalResponse> explain;
  grpc::Status GetTotals(grpc::ServerContext* context, const v1::GetTotalsRequest* request,
                         v1::GetTotalsResponse* response) override {
    return totals(context, *request, response);
  }
  grpc::Status ExplainTotal(grpc::ServerContext* context, const v1::ExplainTotalRequest* request,
                            v1::ExplainTotalResponse* response) override {
    return explain(context, *request, response);
  }
};

class FakeImports : public v1::ImportService::Service {
 public:
  using Reader = grpc::ServerReader<v1::UploadImportRequest>;
  std::function<grpc::Status(Reader*, v1::UploadImportResponse*)> upload;
  grpc::Status UploadImport(grpc::ServerContext*, Reader* reader,
                            v1::UploadImportResponse* response) override {
    return upload(reader, response);
  }
};

// A refusal as the real server makes it.
grpc::Status Refusal(grpc::StatusCode code, const std::string& message, const std::string& reason,
                     const std::vector<std::pair<std::string, std::string>>& fields = {},
                     const std::map<std::string, std::string>& metadata = {});

struct Ran {
  int status = -1;
  std::string out;
  std::string err;
};

class WireTest : public ::testing::Test {
 protected:
  WireTest();
  ~WireTest() override;

  // Runs the program in this process against the fake server; `input` is what the person types.
  Ran Run(const std::vector<std::string>& words, const std::string& input = "");
  // Writes a file into the test's folder and gives its path.
  std::string Write(const std::string& name, const std::string& text);

  std::filesystem::path folder_;
  std::map<std::string, std::string> environment_;
  FakeAccess access_;
  FakeOrganisations organisations_;
  FakeReach reach_;
  FakeReports reports_;
  FakeImports imports_;

 private:
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace champions::cli::test
