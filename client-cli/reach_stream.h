// Many records from a file: `champions reach stream` records each by itself, durable and counted
// once, `champions reach batch` all or none.
#pragma once

#include <functional>
#include <istream>

#include "client-cli/core/shell.h"
#include "client-cli/reach_source.h"

namespace champions::cli {

// One answer: the item as sent, and the server's acknowledgement.
using TakeAcknowledgement =
    std::function<void(const ReachItem& item, const champions::v1::StreamReachResponse& answer)>;

// Sends every item and waits for its acknowledgement, with a bounded number under way. After a
// broken stream the items without an answer are sent again under the same request_id. Throws
// CallFailure when the server stays away; `refuse` takes the lines that are no records.
void StreamReach(Connection& connection, ReachSource& source, const TakeAcknowledgement& take,
                 const std::function<void(const ReachItem& item)>& refuse);

void AddReachStream(CLI::App* reach, Shell* shell);
void AddReachBatch(CLI::App* reach, Shell* shell);

}  // namespace champions::cli
