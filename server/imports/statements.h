// Which statements plan, check, apply and look over each file.
#pragma once

#include <string>
#include <string_view>

namespace champions::imports {

struct FileStatements {
  std::string_view plan, apply;
  std::string_view check;  // references of its own; "" where it has none
  std::string_view warn;
};

const FileStatements& StatementsOf(const std::string& file);

}  // namespace champions::imports
