#include "measures/measure_convert.h"

#include "base/decimal.h"
#include "rpc/convert.h"

namespace champions::measures {
namespace {

std::string Text(const std::optional<int64_t>& thousandths) {
  return thousandths ? FormatDecimal(*thousandths) : "";
}

std::string Count(const std::optional<int64_t>& count) {
  return count ? std::to_string(*count) : "";
}

v1::MeasureStatus Status(const std::string& label) {
  return rpc::FromLabel<v1::MeasureStatus>(label);
}

void SetComputed(const Measure& measure, v1::Measure* proto) {
  proto->set_target_absolute(TargetText(measure));
  proto->set_current_value(Text(measure.current));
  proto->set_current_as_at(measure.current_as_at);
  proto->set_previous_value(Text(measure.previous));
  proto->set_previous_as_at(measure.previous_as_at);
  proto->set_change_percent(ChangePercent(measure));
  proto->set_computed_status(Status(ComputedStatus(measure)));
  proto->set_status(Status(StatusOf(measure)));
}

void SetOverall(const Measure& measure, const std::vector<Measure>& parts, v1::Measure* proto) {
  std::vector<std::string> statuses, computed;
  for (const auto& part : parts) {
    if (part.number != measure.number) continue;
    statuses.push_back(StatusOf(part));
    computed.push_back(ComputedStatus(part));
  }
  proto->set_overall_status(Status(RollUp(statuses)));
  proto->set_overall_computed_status(Status(RollUp(computed)));
}

}  // namespace

v1::Measure ToProto(const Measure& measure, const std::vector<Measure>& parts) {
  v1::Measure proto;
  proto.set_id(measure.id);
  proto.set_number(measure.number);
  proto.set_part(measure.part);
  proto.set_objective(measure.objective);
  proto.set_name(measure.name);
  proto.set_unit(measure.unit);
  proto.set_better(rpc::FromLabel<v1::MeasureDirection>(measure.better));
  proto.set_target_kind(rpc::FromLabel<v1::MeasureTargetKind>(measure.target_kind));
  proto.set_target_value(Text(measure.target));
  proto.set_target_text(measure.target_text);
  proto.set_baseline_value(Text(measure.baseline));
  proto.set_baseline_text(measure.baseline_text);
  proto.set_commentary(measure.commentary);
  proto.set_printed_change_percent(measure.printed_change_percent);
  proto.set_printed_status(measure.printed_status);
  SetComputed(measure, &proto);
  SetOverall(measure, parts, &proto);
  if (!measure.override_status.empty()) {
    proto.set_override_reason(measure.override_reason);
    proto.set_override_key(measure.override_key);
    proto.set_override_user(measure.override_user);
    rpc::SetTimestamp(measure.overridden_at_us, proto.mutable_override_time());
  }
  proto.set_etag(rpc::Etag(measure.version));
  rpc::SetTimestamp(measure.created_at_us, proto.mutable_create_time());
  rpc::SetTimestamp(measure.updated_at_us, proto.mutable_update_time());
  return proto;
}

Measure FromProto(const v1::Measure& proto) {
  std::vector<FieldViolation> errors;
  Measure measure = {
      .number = proto.number(),
      .part = proto.part(),
      .objective = proto.objective(),
      .name = proto.name(),
      .unit = proto.unit(),
      .better = rpc::Label(proto.better()),
      .target_kind = rpc::Label(proto.target_kind()),
      .target = ReadDecimal("measure.target_value", proto.target_value(), &errors),
      .target_text = proto.target_text(),
      .baseline = ReadDecimal("measure.baseline_value", proto.baseline_value(), &errors),
      .baseline_text = proto.baseline_text(),
      .commentary = proto.commentary(),
      .printed_change_percent = proto.printed_change_percent(),
      .printed_status = proto.printed_status()};
  ReadDecimal("measure.printed_change_percent", proto.printed_change_percent(), &errors);
  ThrowErrors(std::move(errors));
  return measure;
}

v1::Reading ToProto(const Reading& reading) {
  v1::Reading proto;
  proto.set_measure(reading.measure);
  proto.set_as_at(reading.as_at);
  proto.set_value(Text(reading.value));
  proto.set_note(reading.note);
  proto.set_version(reading.version);
  proto.set_newest(reading.newest);
  proto.set_key(reading.key);
  proto.set_user(reading.user);
  rpc::SetTimestamp(reading.recorded_at_us, proto.mutable_record_time());
  return proto;
}

v1::Headline ToProto(const Headline& headline) {
  v1::Headline proto;
  proto.set_programme(headline.programme);
  proto.set_as_at(headline.as_at);
  proto.set_recruited_to_date(Count(headline.recruited));
  proto.set_trained_to_date(Count(headline.trained));
  proto.set_reached_to_date(Count(headline.reached));
  rpc::SetTimestamp(headline.updated_at_us, proto.mutable_update_time());
  return proto;
}

RowText ToText(const v1::MeasureRow& row) {
  return {.number = row.number(),
          .objective = row.objective(),
          .name = row.name(),
          .part = row.part(),
          .unit = row.unit(),
          .better = row.better(),
          .target_text = row.target_text(),
          .target_value = row.target_value(),
          .target_kind = row.target_kind(),
          .baseline_text = row.baseline_text(),
          .baseline_value = row.baseline_value(),
          .current_value = row.current_value(),
          .as_at = row.as_at(),
          .printed_change_percent = row.printed_change_percent(),
          .printed_status = row.printed_status(),
          .commentary = row.commentary()};
}

}  // namespace champions::measures
