// Figures as a message.
#pragma once

#include "base/figures.h"
#include "champions/v1/report_service.pb.h"

namespace champions::rpc {

void SetFigures(const FigureValues& in_quarter, const FigureValues& to_date, v1::Totals* totals);

}  // namespace champions::rpc
