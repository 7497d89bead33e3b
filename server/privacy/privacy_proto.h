// Between the registers and their messages.
#pragma once

#include "champions/v1/privacy_service.pb.h"
#include "privacy/activity.h"
#include "privacy/breach.h"
#include "privacy/subject_request.h"

namespace champions::privacy {

v1::ProcessingActivity ToProto(const Activity& activity, const std::string& today);
v1::Breach ToProto(const Breach& breach, int64_t now_us);
v1::SubjectRequest ToProto(const SubjectRequest& request, const std::string& today);

// What a caller may set, put over a record as stored; a new one is put over an empty one.
Activity FromProto(const v1::ProcessingActivity& proto, Activity activity);
Breach FromProto(const v1::Breach& proto, Breach breach);
SubjectRequest FromProto(const v1::SubjectRequest& proto, SubjectRequest request);

}  // namespace champions::privacy
