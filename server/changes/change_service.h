// champions.v1.ChangeService; what each method does is written at the proto.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "champions/v1/change_service.grpc.pb.h"
#include "changes/change.h"
#include "changes/horizon.h"
#include "rpc/serve.h"

namespace champions::changes {

// How many streams are open: each holds a thread, and asks the database when there is something
// new.
class StreamPlaces {
 public:
  // A place for as long as this lives. Refuses with TOO_MANY_STREAMS.
  class Place {
   public:
    Place(StreamPlaces& places, const std::string& principal);
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    StreamPlaces& places_;
    const std::string principal_;
  };

 private:
  std::mutex mutex_;
  std::map<std::string, int> by_principal_;
  int all_ = 0;
};

class ChangeService final : public v1::ChangeService::Service {
 public:
  explicit ChangeService(rpc::Spine& spine) : spine_(spine), horizon_(spine.pool) {}

  grpc::Status ListChanges(grpc::ServerContext* context, const v1::ListChangesRequest* request,
                           v1::ListChangesResponse* response) override;
  grpc::Status WatchChanges(grpc::ServerContext* context, const v1::WatchChangesRequest* request,
                            grpc::ServerWriter<v1::WatchChangesResponse>* writer) override;

 private:
  rpc::Spine& spine_;
  Horizon horizon_;
  StreamPlaces places_;
};

}  // namespace champions::changes
