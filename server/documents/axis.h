// The axis of values: where it begins and ends, and the round numbers that are marked on it.
#pragma once

#include <string>
#include <vector>

#include "documents/chart_data.h"
#include "documents/forms.h"

namespace champions::documents {

class Axis {
 public:
  // Zero is always on it, since a bar or a line that starts elsewhere misleads.
  Axis(const ChartData& data, int most_ticks);

  // How far along an axis of this length a value lies.
  int64_t At(Wide value, int64_t length) const {
    return static_cast<int64_t>((value - from_) * length / (to_ - from_));
  }
  bool HasNegative() const { return from_ < 0; }

  struct Tick {
    Wide value;
    std::string label;
  };
  const std::vector<Tick>& ticks() const { return ticks_; }
  // The width of the widest label, in tenths of a pixel.
  int64_t LabelTenths() const;

 private:
  Wide from_ = 0, to_ = 1;
  std::vector<Tick> ticks_;
};

}  // namespace champions::documents
