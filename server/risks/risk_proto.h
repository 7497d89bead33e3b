// Between the messages of the API and the register's own types.
#pragma once

#include <string>

#include "champions/v1/risk_service.pb.h"
#include "db/row.h"
#include "risks/risk.h"
#include "risks/risk_check.h"
#include "risks/risk_import.h"

namespace champions::risks {

// `as_at` is the day on which reviews and actions are overdue.
v1::Risk ToProto(const Risk& risk, const std::string& as_at);
v1::RiskAction ToProto(const Action& action, const std::string& as_at);
v1::Finding ToProto(const Finding& finding);
v1::RiskAssessment AssessmentFromRow(const db::Row& row);

// What a caller may set.
Risk FromProto(const v1::Risk& proto);
Action FromProto(const v1::RiskAction& proto);
Row FromProto(const v1::RiskRow& proto);

}  // namespace champions::risks
