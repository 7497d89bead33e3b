// What the three registers check alike.
#pragma once

#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::privacy {

using Violations = std::vector<FieldViolation>;

// A text that must name nobody. What it holds is not repeated: a refusal travels further than the
// text should.
void CheckText(const std::string& field, const std::string& text, Violations* violations);
void CheckTexts(const std::string& field, const std::vector<std::string>& texts,
                Violations* violations);
// A day that has come; "" is not given. Gives false where it is wrong.
bool CheckPast(const std::string& field, const std::string& day, const std::string& today,
               Violations* violations);
// One that is not before another, which is called `what`, such as `it was received`.
void CheckNotBefore(const std::string& field, const std::string& day, const std::string& earliest,
                    const std::string& what, Violations* violations);
// Throws where there are any.
void Refuse(Violations violations);

}  // namespace champions::privacy
