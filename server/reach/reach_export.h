// Writing reach.csv: the rows of one COPY become the parts of a stream as they come.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/sync_stream.h>

#include "champions/v1/reach_service.pb.h"
#include "db/transaction.h"
#include "rpc/call.h"
#include "sealing/vault.h"

namespace champions::reach {

class Export {
 public:
  using Writer = grpc::ServerWriter<v1::ExportReachesResponse>;

  Export(grpc::ServerContext* context, const v1::ExportReachesRequest& request, Writer* writer,
         const sealing::Vault& vault)
      : context_(context), request_(request), writer_(writer), vault_(vault) {}

  // Sends everything but the last message, and leaves the audit event with the call. Refuses with
  // EXPORT_BROKEN when the caller does not take it, by when the statement has been ended.
  void SendRecords(rpc::Call& call, db::Transaction& transaction);
  // The last message, to be sent once the audit event is safe.
  void SendCount();
  // From then on the work cannot be run again.
  bool begun() const { return begun_; }

 private:
  void Send(std::string* part);

  grpc::ServerContext* context_;
  const v1::ExportReachesRequest& request_;
  Writer* writer_;
  const sealing::Vault& vault_;
  v1::ExportReachesResponse message_;
  int64_t records_ = 0;
  bool begun_ = false;
};

}  // namespace champions::reach
