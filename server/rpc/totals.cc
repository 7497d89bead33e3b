#include "rpc/totals.h"

#include <string>

namespace champions::rpc {
namespace {

// The fields of each figure, of the quarter and to date; looked up once.
using FigureFields =
    std::array<std::array<const google::protobuf::FieldDescriptor*, 2>, kFigureCount>;

const FigureFields& FieldsOfFigures() {
  static const FigureFields fields = [] {
    FigureFields found{};
    const auto* descriptor = v1::Totals::descriptor();
    for (int i = 0; i < kFigureCount; ++i) {
      std::string name = kColumns[i];
      found[i] = {descriptor->FindFieldByName(name),
                  descriptor->FindFieldByName(name + "_to_date")};
    }
    return found;
  }();
  return fields;
}

}  // namespace

void SetFigures(const FigureValues& in_quarter, const FigureValues& to_date, v1::Totals* totals) {
  const auto* reflection = totals->GetReflection();
  for (int i = 0; i < kFigureCount; ++i) {
    const auto& [quarter_field, to_date_field] = FieldsOfFigures()[i];
    reflection->SetInt64(totals, quarter_field, in_quarter[i]);
    reflection->SetInt64(totals, to_date_field, to_date[i]);
  }
}

}  // namespace champions::rpc
