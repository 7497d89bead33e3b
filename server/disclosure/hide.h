// Hiding more, step by step, until the audit finds nothing.
#pragma once

#include <string>
#include <vector>

#include "disclosure/disclosure.h"

namespace champions::disclosure {

// Changes what the candidate shows. False where the time of the limits (for all of it together) ran
// out, or where the earlier releases contradict each other: it is then not safe.
bool HideUntilSafe(const std::vector<Release>& earlier, Release* candidate,
                   const std::vector<NamedSum>& sums, const std::vector<Restatement>& restated,
                   const AuditLimits& limits);

}  // namespace champions::disclosure
