// Refusals that come of people's rights over the processing of their data (docs/rights.md).
#pragma once

#include <string>

#include "base/refusal.h"

namespace champions {

// Processing of this person is restricted (UK GDPR Article 18); "" where the champion is not at
// hand.
Refusal ChampionRestricted(const std::string& champion);
// Consent to a purpose, such as EQUALITY_MONITORING, was withdrawn, or an objection to it stands.
Refusal PurposeRefused(const std::string& purpose, const std::string& champion);

}  // namespace champions
