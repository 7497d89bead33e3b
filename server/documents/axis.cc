#include "documents/axis.h"

#include <algorithm>

#include "documents/canvas.h"

namespace champions::documents {
namespace {

// The least of 1, 2, 5, 10, 20 … that is not below `least`.
Wide RoundStep(Wide least) {
  for (Wide power = 1;; power *= 10) {
    for (const int digit : {1, 2, 5}) {
      if (power * digit >= least) return power * digit;
    }
  }
}

// Of nothing at all one unit is shown.
Wide OneUnit(Type type) { return type == Type::kPence ? 100 : type == Type::kDecimal ? 10 : 1; }

}  // namespace

Axis::Axis(const ChartData& data, int most_ticks) {
  const Wide least = data.Least();
  Wide greatest = data.Greatest();
  if (least == 0 && greatest == 0) greatest = OneUnit(data.type);
  const Wide step = RoundStep((greatest - least + most_ticks - 1) / most_ticks);
  // Division rounds towards zero, and zero lies between the two.
  from_ = -((-least + step - 1) / step * step);
  to_ = (greatest + step - 1) / step * step;
  for (Wide value = from_; value <= to_; value += step) {
    ticks_.push_back({value, AxisNumber(data.type, value)});
  }
  // Either all of them have decimals or none has.
  const bool decimals = std::any_of(ticks_.begin(), ticks_.end(), [](const Tick& tick) {
    return tick.label.find('.') != std::string::npos;
  });
  for (auto& tick : ticks_) {
    if (decimals) tick.label = DisplayNumber(data.type, tick.value);
  }
}

int64_t Axis::LabelTenths() const {
  int64_t widest = 0;
  for (const auto& tick : ticks_) widest = std::max(widest, TextTenths(tick.label));
  return widest;
}

}  // namespace champions::documents
