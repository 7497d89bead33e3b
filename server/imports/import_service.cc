#include "imports/import_service.h"

#include <google/protobuf/util/json_util.h>

#include "auth/token.h"
#include "base/refusal.h"
#include "imports/import_store.h"
#include "imports/imports_sql.h"
#include "imports/run.h"
#include "imports/upload_proto.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"
#include "rpc/validate.h"

namespace champions::imports {
namespace {

constexpr const char* kKind = "import";

void AddProblems(const std::vector<Problem>& problems,
                 google::protobuf::RepeatedPtrField<v1::ImportProblem>* to) {
  for (const auto& problem : problems) {
    auto* proto = to->Add();
    proto->set_file(problem.file);
    proto->set_line(problem.line);
    proto->set_column(problem.column);
    proto->set_message(problem.message);
  }
}

v1::Import ToProto(const Report& report) {
  v1::Import proto;
  for (const auto& counts : report.files) {
    auto* file = proto.add_files();
    file->set_file(counts.file);
    file->set_created(counts.created);
    file->set_amended(counts.amended);
    file->set_unchanged(counts.unchanged);
  }
  for (const auto& effect : report.effects) {
    auto* one = proto.add_effects();
    one->set_quarter(effect.quarter);
    one->set_field(effect.field);
    one->set_change(effect.change);
  }
  AddProblems(report.errors, proto.mutable_errors());
  AddProblems(report.warnings, proto.mutable_warnings());
  proto.set_error_count(report.error_count);
  proto.set_warning_count(report.warning_count);
  return proto;
}

v1::Import ToProto(const store::StoredImport& stored) {
  v1::Import proto;
  auto status = google::protobuf::util::JsonStringToMessage(stored.report, &proto);
  if (!status.ok()) throw std::logic_error("the stored report of an import cannot be read");
  proto.set_id(stored.id);
  proto.set_state(rpc::FromLabel<v1::ImportState>(stored.state));
  rpc::SetTimestamp(stored.created_at_us, proto.mutable_create_time());
  if (stored.undone_at_us != 0) rpc::SetTimestamp(stored.undone_at_us, proto.mutable_undo_time());
  return proto;
}

std::string ToJson(const v1::Import& proto) {
  std::string json;
  auto status = google::protobuf::util::MessageToJsonString(proto, &json);
  if (!status.ok()) throw std::logic_error("the report of an import cannot be written");
  return json;
}

}  // namespace

grpc::Status ImportService::UploadImport(grpc::ServerContext* context,
                                         grpc::ServerReader<v1::UploadImportRequest>* reader,
                                         v1::UploadImportResponse* response) {
  return rpc::ServeStream(spine_, context, v1::UploadImportRequest::descriptor(), spine_.max_import,
                          [&](rpc::Call& call) {
                            if (!uploads_.try_acquire()) {
                              throw Overloaded("two imports are being uploaded already");
                            }
                            struct Release {
                              std::counting_semaphore<2>& uploads;
                              ~Release() { uploads.release(); }
                            } release{uploads_};
                            UploadReader upload(context, reader, spine_.max_import_bytes);
                            try {
                              Upload(call, upload, response);
                            } catch (const Refusal&) {
                              upload.Discard();
                              throw;
                            }
                          });
}

void ImportService::Upload(rpc::Call& call, UploadReader& upload,
                           v1::UploadImportResponse* response) {
  auto options = upload.Options();
  if (!options.dry_run()) call.request_id = options.request_id();
  db::Transaction tx(spine_.pool.Acquire(call.deadline()));
  auto drained = [&] { return upload.Drain(); };
  if (rpc::BeginWrite(spine_, call, tx, drained, response)) return tx.Commit();

  auto id = store::NewImportId(tx);
  // An import is not refused for what it brings late: it names itself where no reason is given.
  rpc::SetLateReason(tx, options.late_reason().empty() ? "import " + id : options.late_reason());
  ImportRun run(tx, id, spine_.vault);
  upload.ReadInto(run);
  auto report = run.Finish();
  auto* proto = response->mutable_import_result();
  *proto = ToProto(report);
  if (report.error_count > 0) {
    proto->set_state(v1::IMPORT_STATE_REFUSED);
    return;
  }
  if (options.dry_run()) {
    proto->set_state(v1::IMPORT_STATE_DRY_RUN);
    return;
  }
  proto->set_id(id);
  proto->set_state(v1::IMPORT_STATE_APPLIED);
  auto created_at_us = store::Insert(tx, id, call.principal().key_id, ToJson(*proto));
  rpc::SetTimestamp(created_at_us, proto->mutable_create_time());
  for (auto& event : run.AuditEvents()) call.Audit(std::move(event));
  call.Audit({.object_kind = kKind, .object = id});
  rpc::FinishWrite(spine_, call, tx, upload.Drain(), *response);
  tx.Commit();
}

grpc::Status ImportService::GetImport(grpc::ServerContext* context,
                                      const v1::GetImportRequest* request,
                                      v1::GetImportResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call&, db::Transaction& tx) {
    auto found = store::Get(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    *response->mutable_import_result() = ToProto(*found);
  });
}

grpc::Status ImportService::ListImports(grpc::ServerContext* context,
                                        const v1::ListImportsRequest* request,
                                        v1::ListImportsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectImports, "i.id", "uuid");
    for (auto row :
         query.Page(spine_, call, tx, *request, {{"create_time", "i.created_at", "timestamptz"}},
                    response->mutable_next_page_token())) {
      auto proto = ToProto(store::FromRow(row));
      // A list stays small: warnings are in GetImport.
      proto.clear_warnings();
      *response->add_imports() = std::move(proto);
    }
  });
}

grpc::Status ImportService::UndoImport(grpc::ServerContext* context,
                                       const v1::UndoImportRequest* request,
                                       v1::UndoImportResponse* response) {
  auto work = [&](rpc::Call& call, db::Transaction& tx) {
    tx.Execute(sql::kLockImports, true);
    auto found = store::Lock(tx, request->id());
    if (!found) throw NotFound(kKind, request->id());
    if (found->state != "APPLIED") {
      throw TransitionNotAllowed(kKind, "UndoImport", found->state, {});
    }
    if (auto obstacle = store::UndoObstacle(tx, request->id())) {
      Refusal refusal(Code::kFailedPrecondition, "IMPORT_AMENDED_SINCE",
                      "a record of the import was changed since: " + *obstacle);
      throw refusal.With("record", *obstacle);
    }
    if (call.late_reason.empty()) rpc::SetLateReason(tx, "undo of import " + request->id());
    store::Undo(tx, request->id());
    call.Audit({.object_kind = kKind, .object = request->id()});
    *response->mutable_import_result() = ToProto(*store::Get(tx, request->id()));
  };
  return rpc::ServeLong(spine_, context, *request, response, spine_.max_import, work);
}

}  // namespace champions::imports
