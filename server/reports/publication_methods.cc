// ReportService: publications.
#include "base/refusal.h"
#include "reports/file_stream.h"
#include "reports/publish.h"
#include "reports/report_service.h"
#include "reports/reports_sql.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"
#include "rpc/validate.h"

namespace champions::reports {
namespace {

constexpr const char* kKind = "publication";

v1::Publication ToProto(const Publication& publication) {
  v1::Publication proto;
  if (!proto.ParseFromString(publication.details)) {
    throw std::logic_error("the details of a publication cannot be read");
  }
  return proto;
}

Publication Find(db::Transaction& tx, const std::string& id) {
  auto found = store::GetPublication(tx, id);
  if (!found) throw NotFound(kKind, id);
  return *found;
}

}  // namespace

grpc::Status ReportService::PublishQuarter(grpc::ServerContext* context,
                                           const v1::PublishQuarterRequest* request,
                                           v1::PublishQuarterResponse* response) {
  auto work = [&](rpc::Call& call, db::Transaction& tx) {
    *response->mutable_publication() = Publish(spine_, sections_, call, tx,
                                               {.quarter = request->quarter(),
                                                .policy = request->policy(),
                                                .coarsen = request->coarsen()});
  };
  return rpc::ServeLong(spine_, context, *request, response, spine_.max_import, work);
}

grpc::Status ReportService::RestateQuarter(grpc::ServerContext* context,
                                           const v1::RestateQuarterRequest* request,
                                           v1::RestateQuarterResponse* response) {
  auto work = [&](rpc::Call& call, db::Transaction& tx) {
    *response->mutable_publication() = Publish(spine_, sections_, call, tx,
                                               {.quarter = request->quarter(),
                                                .reason = request->reason(),
                                                .policy = request->policy(),
                                                .restate = true,
                                                .coarsen = request->coarsen()});
  };
  return rpc::ServeLong(spine_, context, *request, response, spine_.max_import, work);
}

grpc::Status ReportService::GetPublication(grpc::ServerContext* context,
                                           const v1::GetPublicationRequest* request,
                                           v1::GetPublicationResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    *response->mutable_publication() = ToProto(Find(tx, request->id()));
    // What changed at an organisation is not for the others.
    if (!call.principal().sees_everything()) response->mutable_publication()->clear_changes();
  });
}

grpc::Status ReportService::ListPublications(grpc::ServerContext* context,
                                             const v1::ListPublicationsRequest* request,
                                             v1::ListPublicationsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectPublications, "b.id", "uuid");
    auto quarter = ParseQuarter(request->quarter());
    query.Where("b.quarter = ?::date", quarter ? FormatDate(quarter->from) : "");
    for (auto row :
         query.Page(spine_, call, tx, *request, {{"publish_time", "b.published_at", "timestamptz"}},
                    response->mutable_next_page_token())) {
      auto* proto = response->add_publications();
      *proto = ToProto(store::PublicationFromRow(row));
      proto->clear_files();
      proto->clear_changes();
      proto->clear_coarsened();
    }
  });
}

grpc::Status ReportService::DownloadPublication(
    grpc::ServerContext* context, const v1::DownloadPublicationRequest* request,
    grpc::ServerWriter<v1::DownloadPublicationResponse>* writer) {
  return rpc::ServeStream(
      spine_, context, v1::DownloadPublicationRequest::descriptor(), spine_.max_import,
      [&](rpc::Call& call) {
        rpc::Validate(*request);
        std::vector<File> files;
        Publication publication;
        rpc::InTransaction(spine_, call, nullptr, nullptr, false,
                           [&](rpc::Call& call, db::Transaction& tx) {
                             publication = Find(tx, request->publication());
                             files.clear();
                             for (auto& file : store::FileNames(tx, publication.id)) {
                               bool internal = file.name.rfind("internal/", 0) == 0;
                               if (internal && !call.principal().sees_everything()) continue;
                               files.push_back(std::move(file));
                             }
                           });
        // One file at a time is in memory.
        for (auto& file : files) {
          rpc::InTransaction(spine_, call, nullptr, nullptr, false,
                             [&](rpc::Call&, db::Transaction& tx) {
                               file.content = store::FileContent(tx, publication.id, file.name);
                             });
          WriteFile(writer, file);
          file.content.clear();
        }
        WriteFile(writer, {"manifest.json", "", publication.manifest});
        WriteFile(writer, {"manifest.json.sig", "", publication.signature});
        WriteFile(writer, {"public-key.pem", "", publication.public_key});
      });
}

grpc::Status ReportService::GetSigningKey(grpc::ServerContext* context,
                                          const v1::GetSigningKeyRequest* request,
                                          v1::GetSigningKeyResponse* response) {
  return rpc::ServeDirect(spine_, context, *request, response, [&](rpc::Call&) {
    response->set_public_key_pem(spine_.signing_key.PublicKeyPem());
    response->set_fingerprint(spine_.signing_key.Fingerprint());
  });
}

}  // namespace champions::reports
