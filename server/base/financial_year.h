// A UK financial year, April to March, written `2024-25`; people also write `2024/25`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace champions {

// `2024-25` of either form; nothing where it is no financial year.
std::optional<std::string> ParseFinancialYear(std::string_view text);

}  // namespace champions
