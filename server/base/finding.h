// A printed figure that does not agree with the computed one; nothing is changed because of it.
#pragma once

#include <string>

namespace champions {

struct Finding {
  std::string subject;      // what it is about
  std::string field;        // the printed field
  std::string printed;      // as printed
  std::string computed;     // as computed
  std::string explanation;  // a sentence, with the figures that it is computed from
};

// Of one check: beyond these they are only counted.
constexpr size_t kMostFindings = 1000;

}  // namespace champions
