// A state machine as a table: which verb leads from which state to which.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace champions {

struct Transition {
  std::string_view verb;  // the method's name, such as `CancelActivity`
  std::string_view from;
  std::string_view to;
};

// The state that a verb leads to. Throws TransitionNotAllowed, which names the verbs that the
// state does allow, in the order of the table.
std::string NextState(const std::string& kind, std::initializer_list<Transition> transitions,
                      const std::string& verb, const std::string& state);

}  // namespace champions
