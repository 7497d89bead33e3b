#include "access/audit_service.h"

#include <algorithm>
#include <fstream>

#include "access/access_sql.h"
#include "access/key_store.h"
#include "audit/chain.h"
#include "base/refusal.h"
#include "rpc/convert.h"
#include "rpc/list_query.h"

namespace champions::access {
namespace {

v1::AuditEvent ToProto(const db::Row& row) {
  v1::AuditEvent proto;
  proto.set_id(row.Text("id"));
  rpc::SetTimestamp(row.Int64("recorded_at_us"), proto.mutable_record_time());
  proto.set_key(row.Text("key_id"));
  proto.set_user(row.Text("user_id"));
  proto.set_method(row.Text("method"));
  proto.set_object_kind(row.Text("object_kind"));
  proto.set_object(row.Text("object"));
  proto.set_objects(row.Int64("objects"));
  proto.set_organisation(row.Text("organisation"));
  for (const auto& field : row.TextArray("fields")) proto.add_fields(field);
  proto.set_request_id(row.Text("request_id"));
  proto.set_address(row.Text("address"));
  proto.set_outcome(row.Text("outcome"));
  return proto;
}

constexpr size_t kPartBytes = 64 * 1024;

Refusal Gone() { return Refusal(Code::kUnavailable, "CANCELLED", "the caller is gone"); }

constexpr const char* kTable = "audit_event e";
// Most events are of these; the index over methods leaves them out, so that they do not pay for it.
constexpr const char* kRare =
    "e.method not in ('ReachService/LogReach', 'ReachService/StreamReach')";

// As events name it: with its service, also where it was only tried out.
std::vector<std::string> MethodNames(const std::string& given) {
  std::vector<std::string> names;
  for (const auto& method : rpc::AllMethods()) {
    if (method.name != given && method.name.substr(method.name.find('/') + 1) != given) continue;
    names.push_back(method.name);
    names.push_back(method.name + " (validate_only)");
  }
  if (names.empty()) names.push_back(given);  // of the command line, such as `admin`, or nothing
  return names;
}

bool IsRare(const std::vector<std::string>& methods) {
  return std::none_of(methods.begin(), methods.end(), [](const std::string& method) {
    return method == "ReachService/LogReach" || method == "ReachService/StreamReach";
  });
}

// An event has an index for each of the filters. The list is made of the parts that find least;
// the other filters check their rows.
void Filter(db::Transaction& tx, const v1::ListAuditEventsRequest& request, rpc::ListQuery& query) {
  std::vector<std::string> methods;
  if (!request.method().empty()) methods = MethodNames(request.method());
  bool by_organisation = false, by_method = false, by_key = false;
  // A user acts through its keys.
  std::vector<std::string> keys;
  if (!request.principal().empty()) {
    keys = store::KeysOfPrincipal(tx, request.principal());
    if (keys.empty()) keys = {request.principal()};  // nobody's: finds nothing
  }
  if (!request.object().empty()) {
    query.PartBy(kTable, "e.object = ?", {request.object()});
  } else if (!methods.empty() && IsRare(methods)) {
    by_method = true;
    query.PartBy(kTable, std::string("e.method = ? and ") + kRare, methods);
  } else if (!keys.empty()) {
    by_key = true;
    query.PartBy(kTable, "e.key_id = ?::uuid", keys);
  } else {
    by_organisation = true;
    query.PartByOrganisationOrNone(kTable, request.organisation());
  }
  if (!by_organisation) {
    query.Where("e.organisation_id = (select f.id from organisation f where f.code = ?)",
                request.organisation());
  }
  if (!by_method) query.Where("e.method = any (?::text[])", methods);
  if (!by_key) query.Where("e.key_id = any (?::uuid[])", keys);
}

}  // namespace

grpc::Status AuditService::ListAuditEvents(grpc::ServerContext* context,
                                           const v1::ListAuditEventsRequest* request,
                                           v1::ListAuditEventsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectAuditEvents, "e.id", "uuid");
    Filter(tx, *request, query);
    for (auto row :
         query.Page(spine_, call, tx, *request, {{"record_time", "e.recorded_at", "timestamptz"}},
                    response->mutable_next_page_token())) {
      *response->add_audit_events() = ToProto(row);
    }
  });
}

grpc::Status AuditService::ExportAuditLog(grpc::ServerContext* context,
                                          const v1::ExportAuditLogRequest*,
                                          grpc::ServerWriter<v1::ExportAuditLogResponse>* writer) {
  return rpc::ServeStream(
      spine_, context, v1::ExportAuditLogRequest::descriptor(), spine_.max_import,
      [&](rpc::Call& call) {
        v1::ExportAuditLogResponse part;
        auto send = [&] {
          if (!writer->Write(part)) throw Gone();
          part.clear_data();
        };
        rpc::InTransaction(
            spine_, call, nullptr, nullptr, false,
            [&](rpc::Call& call, db::Transaction&) { call.Audit({.object_kind = "audit log"}); });
        db::Transaction tx(spine_.pool.Acquire(call.deadline()));
        // One snapshot: a run that is closed meanwhile is whole, or not there.
        tx.ExecuteScript("set transaction isolation level repeatable read, read only");
        tx.Execute(sql::kSeeAll, call.remaining_ms());
        audit::ExportChains(tx, [&](std::string_view line) {
          part.mutable_data()->append(line);
          if (part.data().size() >= kPartBytes) send();
        });
        if (!part.data().empty()) send();
      });
}

grpc::Status AuditService::DownloadAuditHeads(
    grpc::ServerContext* context, const v1::DownloadAuditHeadsRequest*,
    grpc::ServerWriter<v1::DownloadAuditHeadsResponse>* writer) {
  return rpc::ServeStream(
      spine_, context, v1::DownloadAuditHeadsRequest::descriptor(), spine_.max_import,
      [&](rpc::Call&) {
        std::ifstream file(heads_file_, std::ios::binary);
        if (!file) {
          throw Refusal(Code::kFailedPrecondition, "HEADS_NOT_KEPT",
                        "this server has no file of heads yet, or keeps none: audit.heads_file");
        }
        v1::DownloadAuditHeadsResponse part;
        std::string buffer(kPartBytes, '\0');
        while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) ||
               file.gcount() > 0) {
          part.set_data(buffer.data(), static_cast<size_t>(file.gcount()));
          if (!writer->Write(part)) throw Gone();
        }
      });
}

}  // namespace champions::access
