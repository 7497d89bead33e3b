// The figures of a quarter, in the shapes that people and scripts read.
#pragma once

#include "champions/v1/report_service.pb.h"
#include "client-cli/core/shell.h"

namespace champions::cli {

// `{"quarter","from","to","as_known_at","definitions","rows":[...],"total":{...}}`.
Json TotalsJson(const champions::v1::GetTotalsRequest& request,
                const champions::v1::GetTotalsResponse& response);

void ShowTotals(Shell* shell, const champions::v1::GetTotalsRequest& request,
                const champions::v1::GetTotalsResponse& response);

// `12,252`, and pence as `£1,234.50`.
std::string Thousands(std::int64_t number);
std::string Pounds(std::int64_t pence);

}  // namespace champions::cli
