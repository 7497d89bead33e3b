// Finds in free text what tells who a person is and can be told by its form. Names cannot: leaving
// them out is up to who writes.
#pragma once

#include <string>
#include <string_view>

namespace champions {

// `an e-mail address`, `a telephone number` or `an NHS number`; empty where there is none.
// An e-mail address: an @ between letters or digits. A telephone number: 10 or 11 digits from 0 on,
// or + or 00 and 9 to 15 digits, with spaces, dots, dashes or brackets between. An NHS number:
// 10 digits, also as 3 3 4, whose last is the check digit of the others.
std::string FindPersonal(std::string_view text);

// Of ten digits.
bool IsNhsNumber(std::string_view digits);

}  // namespace champions
