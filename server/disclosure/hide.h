// Hiding more, step by step, until the audit finds nothing.
#pragma once

#include <string>
#include <vector>

#include "disclosure/disclosure.h"

namespace champions::disclosure {

// Changes what the candidate shows; ends always, since a release that shows nothing gives nothing
// away.
void HideUntilSafe(const std::vector<Release>& earlier, Release* candidate,
                   const std::vector<NamedSum>& sums, const std::vector<Restatement>& restated,
                   const AuditLimits& limits);

}  // namespace champions::disclosure
