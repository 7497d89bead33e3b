// What the API's refusals mean to a person who signs in.
#pragma once

#include <string>

#include "console/api.h"
#include "console/pages.h"

namespace champions::console {

// Of a form that has these fields; what is not told apart is said of the form as a whole.
// `code`: the code is what was not right.
Above WhyRefused(const ApiFailure& failure, bool code);

}  // namespace champions::console
