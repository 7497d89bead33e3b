// Between champions.v1.Reach and the domain's Reach.
#pragma once

#include "champions/v1/reach_service.pb.h"
#include "reach/reach.h"

namespace champions::reach {

// Without the note where the caller may not see personal data.
v1::Reach ToProto(const Reach& reach, bool personal);
// What a caller may set.
Reach FromProto(const v1::Reach& proto);

}  // namespace champions::reach
