// champions.v1.ActivityService; what each method does is written at the proto.
#pragma once

#include "champions/v1/activity_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::activities {

class ActivityService final : public v1::ActivityService::Service {
 public:
  explicit ActivityService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status CreateActivity(grpc::ServerContext* context,
                              const v1::CreateActivityRequest* request,
                              v1::CreateActivityResponse* response) override;
  grpc::Status GetActivity(grpc::ServerContext* context, const v1::GetActivityRequest* request,
                           v1::GetActivityResponse* response) override;
  grpc::Status ListActivities(grpc::ServerContext* context,
                              const v1::ListActivitiesRequest* request,
                              v1::ListActivitiesResponse* response) override;
  grpc::Status UpdateActivity(grpc::ServerContext* context,
                              const v1::UpdateActivityRequest* request,
                              v1::UpdateActivityResponse* response) override;
  grpc::Status CancelActivity(grpc::ServerContext* context,
                              const v1::CancelActivityRequest* request,
                              v1::CancelActivityResponse* response) override;
  grpc::Status ReinstateActivity(grpc::ServerContext* context,
                                 const v1::ReinstateActivityRequest* request,
                                 v1::ReinstateActivityResponse* response) override;
  grpc::Status SetActivityAttendance(grpc::ServerContext* context,
                                     const v1::SetActivityAttendanceRequest* request,
                                     v1::SetActivityAttendanceResponse* response) override;
  grpc::Status GetActivityAttendance(grpc::ServerContext* context,
                                     const v1::GetActivityAttendanceRequest* request,
                                     v1::GetActivityAttendanceResponse* response) override;

 private:
  // Cancel and reinstate differ in the verb alone.
  template <class Request, class Response>
  grpc::Status Move(const char* verb, grpc::ServerContext* context, const Request* request,
                    Response* response);

  rpc::Spine& spine_;
};

}  // namespace champions::activities
