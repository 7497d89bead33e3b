#include "access/audit_service.h"

#include "access/access_sql.h"
#include "access/key_store.h"
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
  return proto;
}

// A user acts through its keys, and events are indexed by key.
void FilterByPrincipal(db::Transaction& tx, const std::string& principal, rpc::ListQuery& query) {
  auto keys = store::KeysOfPrincipal(tx, principal);
  if (keys.empty()) keys = {principal};  // nobody's: finds nothing
  if (keys.size() == 1) {
    query.Where("e.key_id = ?::uuid", keys.front());
  } else {
    query.Where("e.key_id = any (?::uuid[])", keys);
  }
}

}  // namespace

grpc::Status AuditService::ListAuditEvents(grpc::ServerContext* context,
                                           const v1::ListAuditEventsRequest* request,
                                           v1::ListAuditEventsResponse* response) {
  return rpc::Serve(spine_, context, request, response, [&](rpc::Call& call, db::Transaction& tx) {
    rpc::ListQuery query(sql::kSelectAuditEvents, "e.id", "uuid");
    query.Where("e.organisation_id = (select f.id from organisation f where f.code = ?)",
                request->organisation());
    if (!request->principal().empty()) FilterByPrincipal(tx, request->principal(), query);
    query.Where("e.object = ?", request->object());
    // With or without its service; also where it was only tried out, ` (validate_only)`.
    query.Where(
        "? in (split_part(e.method, ' ', 1), split_part(split_part(e.method, ' ', 1), '/', 2))",
        request->method());
    for (auto row :
         query.Page(spine_, call, tx, *request, {{"record_time", "e.recorded_at", "timestamptz"}},
                    response->mutable_next_page_token())) {
      *response->add_audit_events() = ToProto(row);
    }
  });
}

}  // namespace champions::access
