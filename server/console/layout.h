// What pages are put together from.
#pragma once

#include "console/pages.h"

namespace champions::console {

// A field with its label, and what is wrong with it beside it.
struct InputField {
  Markup name;  // its id as well
  std::string label, hint, value;
  Markup attributes;  // such as ` type="password"`
};
Markup Input(const InputField& field, const Above& above);

// A form that is posted, with its token and a button. `action` is a path of the console.
Markup Form(const Markup& action, const std::string& form_token, const Markup& fields,
            const Markup& button_text, bool second = false);

}  // namespace champions::console
