// Champions and enrolments between the domain and the API.
#pragma once

#include "champions/champion.h"
#include "champions/enrolment.h"
#include "champions/v1/champion_service.pb.h"

namespace champions::champions {

v1::Champion ToProto(const Champion& champion);
// What a caller may set; the rest is left as it is.
void SetFields(const v1::Champion& proto, Champion* champion);

v1::Enrolment ToProto(const Enrolment& enrolment);

}  // namespace champions::champions
