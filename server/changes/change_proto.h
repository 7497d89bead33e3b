// Between the messages of ChangeService and what the feed is read by.
#pragma once

#include "champions/v1/change_service.pb.h"
#include "changes/change.h"

namespace champions::changes {

Wanted WantedOf(const v1::ListChangesRequest& request);
Wanted WantedOf(const v1::WatchChangesRequest& request);

v1::Change ToProto(const Change& change);

}  // namespace champions::changes
