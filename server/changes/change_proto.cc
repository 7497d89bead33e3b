#include "changes/change_proto.h"

#include "base/civil.h"
#include "rpc/convert.h"

namespace champions::changes {
namespace {

template <class Request>
Wanted Of(const Request& request) {
  return {.organisations = {request.organisations().begin(), request.organisations().end()},
          .kinds = rpc::Labels<v1::ChangeKind>(request.kinds()),
          .cursor = request.cursor(),
          .from_now = request.start() == v1::CHANGE_START_NOW};
}

}  // namespace

Wanted WantedOf(const v1::ListChangesRequest& request) { return Of(request); }
Wanted WantedOf(const v1::WatchChangesRequest& request) { return Of(request); }

v1::Change ToProto(const Change& change) {
  v1::Change proto;
  proto.set_kind(rpc::FromLabel<v1::ChangeKind>(change.kind));
  proto.set_record(change.record);
  if (proto.kind() == v1::CHANGE_KIND_RETURN) {
    auto first = ParseDate(change.record);
    if (first) proto.set_record(QuarterOf(*first));
  }
  proto.set_organisation(change.organisation);
  proto.set_action(rpc::FromLabel<v1::ChangeAction>(change.action));
  proto.set_version(change.version);
  rpc::SetTimestamp(change.changed_at_us, proto.mutable_change_time());
  return proto;
}

}  // namespace champions::changes
