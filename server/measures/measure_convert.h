// Between the messages of MeasureService and what the slice works with.
#pragma once

#include <string>
#include <vector>

#include "champions/v1/measure_service.pb.h"
#include "measures/check.h"
#include "measures/measure.h"
#include "measures/measure_import.h"

namespace champions::measures {

// `parts`: every part of its number, itself among them, in any order; others are left alone.
v1::Measure ToProto(const Measure& measure, const std::vector<Measure>& parts);
// What a caller may set. Throws a Refusal that names every decimal number that is none.
Measure FromProto(const v1::Measure& proto);

v1::Reading ToProto(const Reading& reading);
v1::Headline ToProto(const Headline& headline);
RowText ToText(const v1::MeasureRow& row);

// Findings that there is room for; the caller gives their number where the answer has it.
template <class Response>
void AddFindings(const std::vector<Finding>& findings, Response* response) {
  for (const auto& finding : findings) {
    if (static_cast<size_t>(response->findings_size()) == kMostFindings) return;
    auto* proto = response->add_findings();
    proto->set_subject(finding.subject);
    proto->set_field(finding.field);
    proto->set_printed(finding.printed);
    proto->set_computed(finding.computed);
    proto->set_explanation(finding.explanation);
  }
}

}  // namespace champions::measures
