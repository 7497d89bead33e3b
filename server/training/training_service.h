// champions.v1.TrainingService; what each method does is written at the proto. The methods of
// courses, of their runs, of records and of what is done to records each have a file.
#pragma once

#include "champions/v1/training_service.grpc.pb.h"
#include "rpc/serve.h"

namespace champions::training {

class TrainingService final : public v1::TrainingService::Service {
 public:
  explicit TrainingService(rpc::Spine& spine) : spine_(spine) {}

  grpc::Status CreateCourse(grpc::ServerContext* context, const v1::CreateCourseRequest* request,
                            v1::CreateCourseResponse* response) override;
  grpc::Status GetCourse(grpc::ServerContext* context, const v1::GetCourseRequest* request,
                         v1::GetCourseResponse* response) override;
  grpc::Status ListCourses(grpc::ServerContext* context, const v1::ListCoursesRequest* request,
                           v1::ListCoursesResponse* response) override;
  grpc::Status UpdateCourse(grpc::ServerContext* context, const v1::UpdateCourseRequest* request,
                            v1::UpdateCourseResponse* response) override;

  grpc::Status CreateCourseRun(grpc::ServerContext* context,
                               const v1::CreateCourseRunRequest* request,
                               v1::CreateCourseRunResponse* response) override;
  grpc::Status GetCourseRun(grpc::ServerContext* context, const v1::GetCourseRunRequest* request,
                            v1::GetCourseRunResponse* response) override;
  grpc::Status ListCourseRuns(grpc::ServerContext* context,
                              const v1::ListCourseRunsRequest* request,
                              v1::ListCourseRunsResponse* response) override;
  grpc::Status UpdateCourseRun(grpc::ServerContext* context,
                               const v1::UpdateCourseRunRequest* request,
                               v1::UpdateCourseRunResponse* response) override;
  grpc::Status CancelCourseRun(grpc::ServerContext* context,
                               const v1::CancelCourseRunRequest* request,
                               v1::CancelCourseRunResponse* response) override;

  grpc::Status BookTraining(grpc::ServerContext* context, const v1::BookTrainingRequest* request,
                            v1::BookTrainingResponse* response) override;
  grpc::Status RecordTrainingRecord(grpc::ServerContext* context,
                                    const v1::RecordTrainingRecordRequest* request,
                                    v1::RecordTrainingRecordResponse* response) override;
  grpc::Status GetTrainingRecord(grpc::ServerContext* context,
                                 const v1::GetTrainingRecordRequest* request,
                                 v1::GetTrainingRecordResponse* response) override;
  grpc::Status ListTrainingRecords(grpc::ServerContext* context,
                                   const v1::ListTrainingRecordsRequest* request,
                                   v1::ListTrainingRecordsResponse* response) override;

  grpc::Status AttendTraining(grpc::ServerContext* context,
                              const v1::AttendTrainingRequest* request,
                              v1::AttendTrainingResponse* response) override;
  grpc::Status CompleteTraining(grpc::ServerContext* context,
                                const v1::CompleteTrainingRequest* request,
                                v1::CompleteTrainingResponse* response) override;
  grpc::Status FailTraining(grpc::ServerContext* context, const v1::FailTrainingRequest* request,
                            v1::FailTrainingResponse* response) override;
  grpc::Status MissTraining(grpc::ServerContext* context, const v1::MissTrainingRequest* request,
                            v1::MissTrainingResponse* response) override;
  grpc::Status CorrectTraining(grpc::ServerContext* context,
                               const v1::CorrectTrainingRequest* request,
                               v1::CorrectTrainingResponse* response) override;
  grpc::Status WithdrawTraining(grpc::ServerContext* context,
                                const v1::WithdrawTrainingRequest* request,
                                v1::WithdrawTrainingResponse* response) override;

  grpc::Status ListCertificates(grpc::ServerContext* context,
                                const v1::ListCertificatesRequest* request,
                                v1::ListCertificatesResponse* response) override;

 private:
  rpc::Spine& spine_;
};

}  // namespace champions::training
