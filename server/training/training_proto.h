// Between the messages of champions.v1 and what this folder keeps.
#pragma once

#include "champions/v1/training_service.pb.h"
#include "training/course.h"
#include "training/course_run.h"
#include "training/training_record.h"

namespace champions::training {

v1::Course ToProto(const Course& course);
v1::CourseRun ToProto(const CourseRun& run);
v1::TrainingRecord ToProto(const TrainingRecord& record);
v1::Certificate ToProto(const Certificate& certificate);

// What a caller may set.
Course FromProto(const v1::Course& proto);
CourseRun FromProto(const v1::CourseRun& proto);
TrainingRecord FromProto(const v1::TrainingRecord& proto);
Outcome FromProto(v1::TrainingOutcome outcome);

}  // namespace champions::training
